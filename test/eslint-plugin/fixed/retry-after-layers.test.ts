import { describe, expect, it } from 'vitest';
import { TEMPLATES } from '../../../eslint-plugin/src/fix/templates.generated.ts';
import { ASKS_FOR_A_SECOND } from '../../support/describe-upserts.ts';
import { fixedBy, run } from '../../support/fixed-program.ts';
import { client, retryAfterMs, testRule } from '../../support/rule-cases.ts';

const LIMITS = '`${base}/services/data/v60.0/limits`';
const AXIOS = "import axios from 'axios';\n";
const UNDICI = "import { request } from 'undici';\n";
const JSFORCE = "import jsforce from 'jsforce';\n";
const CONN = 'const conn = new jsforce.Connection();\n';
const UPDATE = "conn.sobject('A').update({ Id })";
const ASKED = (answer: string): string => `retryAfterMs(${answer}, 600_000) ?? 0`;
const OF_ERROR = ASKED('{ headers: new Headers(error.response?.headers) }');

const OF_PLAIN = ASKED('{ headers: new Headers(r.headers) }');

const loop = (body: string): string => `async function load() { for (let n = 0; n < 3; n += 1) { ${body} } }`;
const tried = (handler: string): string => loop(`try { return await axios.get(${LIMITS}); } catch ${handler}`);
const again = (body: string): string =>
  `async function load(n = 0) { const r = await fetch(${LIMITS}); ${body} return r; }`;
const helper = (pause: string): string =>
  `async function repeat(send) { for (let n = 0; n < 3; n += 1) { try { return await send(); } catch (error) { ${pause} } } throw new Error('gave up'); }\n`;

const THROUGH = 'async function through(send) { const answer = await send(); note(answer); return answer; }\n';

/** A retry of the project's own, which goes on as it is and waits as asked: a client within would multiply its attempts. */
const waiting = (name: string, code: string, output: string, imports = '') => ({
  name,
  code: `${imports}${code}`,
  errors: [
    {
      messageId: 'ignored',
      suggestions: [
        {
          messageId: 'waitAsAsked',
          output: `${imports}${imports && '\n'}${retryAfterMs()}${imports ? '\n' : '\n\n'}${output}`,
        },
      ],
    },
  ],
});

/** One that nothing can be done for within the file. */
const left = (name: string, code: string) => ({ name, code, errors: [{ messageId: 'ignored', suggestions: [] }] });

testRule('require-retry-after', {
  valid: [],
  invalid: [
    left(
      'a function that makes something else of the answer',
      `async function once() { const r = await fetch(${LIMITS}); return { status: r.status, text: await r.text() }; }\nasync function load() { for (let n = 0; n < 3; n += 1) { const r = await once(); if (r.status < 500) return r; await sleep(1000); } throw new Error('gave up'); }`,
    ),
    waiting(
      'a helper that hands on the answer of what it was given',
      `${THROUGH}${loop(`const r = await through(() => fetch(${LIMITS})); if (r.ok) return r; await sleep(1000);`)}`,
      `${THROUGH}${loop(`const r = await through(() => fetch(${LIMITS})); if (r.ok) return r; await sleep(Math.max(1000, ${ASKED('r')}));`)}`,
    ),
    left(
      'a helper that makes something else of it',
      `async function through(send) { const r = await send(); return { status: r.status }; }\n${loop(`const r = await through(() => fetch(${LIMITS})); if (r.status < 500) return r; await sleep(1000);`)}`,
    ),
    waiting(
      'a handler with a pause',
      tried('(error) { await sleep(1000); }'),
      tried(`(error) { await sleep(Math.max(1000, ${OF_ERROR})); }`),
      AXIOS,
    ),
    waiting(
      'a handler without a name for the error, and without a pause',
      tried("{ log('again'); }"),
      tried(`(error) { log('again'); await new Promise((resolve) => setTimeout(resolve, ${OF_ERROR})); }`),
      AXIOS,
    ),
    {
      name: 'a handler in TypeScript, which knows nothing of the error',
      filename: 'load.ts',
      code: `${AXIOS}${tried('(error) { await sleep(1000); }')}`,
      errors: [
        {
          messageId: 'ignored',
          suggestions: [
            {
              messageId: 'waitAsAsked',
              output: `${AXIOS}\n${retryAfterMs('typescript')}\n${tried(`(error) { await sleep(Math.max(1000, ${OF_ERROR.replace('error', '(error as { response?: { headers?: Record<string, string> } })')})); }`)}`,
            },
          ],
        },
      ],
    },
    waiting(
      'an answer that is kept outside of the loop',
      `async function load() { let r; do { r = await fetch(${LIMITS}); } while (r.status === 503); return r; }`,
      `async function load() { let r; do { r = await fetch(${LIMITS}); await new Promise((resolve) => setTimeout(resolve, ${ASKED('r')})); } while (r.status === 503); return r; }`,
    ),
    waiting(
      'undici, whose headers are a plain object',
      loop(`const r = await request(${LIMITS}); if (r.statusCode !== 503) return r; await sleep(1000);`),
      loop(
        `const r = await request(${LIMITS}); if (r.statusCode !== 503) return r; await sleep(Math.max(1000, ${OF_PLAIN}));`,
      ),
      UNDICI,
    ),
    {
      ...waiting(
        'undici in TypeScript, for which a header may be a list',
        loop(`const r = await request(${LIMITS}); if (r.statusCode !== 503) return r; await sleep(1000);`),
        '',
        UNDICI,
      ),
      filename: 'load.ts',
      errors: [
        {
          messageId: 'ignored',
          suggestions: [
            {
              messageId: 'waitAsAsked',
              output: `${UNDICI}\n${retryAfterMs('typescript')}\n${loop(`const r = await request(${LIMITS}); if (r.statusCode !== 503) return r; await sleep(Math.max(1000, ${OF_PLAIN.replace('r.headers', 'r.headers as Record<string, string>')}));`)}`,
            },
          ],
        },
      ],
    },
    waiting(
      'an answer of undici that is taken apart',
      loop(
        `const { statusCode, body } = await request(${LIMITS}); if (statusCode !== 503) return body; await sleep(1000);`,
      ),
      loop(
        `const { headers, statusCode, body } = await request(${LIMITS}); if (statusCode !== 503) return body; await sleep(Math.max(1000, ${OF_PLAIN.replace('r.headers', 'headers')}));`,
      ),
      UNDICI,
    ),
    waiting(
      'an answer of undici that is taken apart beside other headers',
      loop(
        `const { statusCode, body } = await request(${LIMITS}, { headers }); if (statusCode !== 503) return body; await sleep(1000);`,
      ),
      loop(
        `const { headers: answerHeaders, statusCode, body } = await request(${LIMITS}, { headers }); if (statusCode !== 503) return body; await sleep(Math.max(1000, ${OF_PLAIN.replace('r.headers', 'answerHeaders')}));`,
      ),
      UNDICI,
    ),
    waiting(
      'an answer of fetch whose headers have a name',
      loop(`const { ok, headers: said } = await fetch(${LIMITS}); if (ok) return; await sleep(1000);`),
      loop(
        `const { ok, headers: said } = await fetch(${LIMITS}); if (ok) return; await sleep(Math.max(1000, ${ASKED('{ headers: said }')}));`,
      ),
    ),
    ...[
      ['jQuery', '$.ajax({ url: LIMITS })', '{ get: (name) => error.getResponseHeader(name) }'],
      ['wretch', 'wretch(LIMITS).get()', 'new Headers(error.response?.headers)'],
      [
        'Zapier',
        'z.request({ url: LIMITS })',
        "new Headers(error.name === 'ResponseError' ? JSON.parse(error.message).headers : {})",
      ],
      ['n8n', 'z.helpers.httpRequest({ url: LIMITS })', 'new Headers(error.response?.headers)'],
    ].map(([name = '', sent = '', headers = '']) => {
      const code = (pause: string): string =>
        `const load = async (z) => { for (let n = 0; n < 3; n += 1) { try { return await ${sent.replace('LIMITS', () => LIMITS)}; } catch (error) { await sleep(${pause}); } } };`;
      const imports = name === 'wretch' ? "import wretch from 'wretch';\n" : '';
      const asked = `Math.max(1000, ${ASKED(`{ headers: ${headers} }`)})`;
      return waiting(`a handler of what ${name} throws`, code('1000'), code(asked), imports);
    }),
    waiting(
      'Apps Script, where nothing is waited for',
      `function load() { for (let n = 0; n < 3; n += 1) { const r = UrlFetchApp.fetch(${LIMITS}, { muteHttpExceptions: true }); if (r.getResponseCode() < 300) return r; Utilities.sleep(1000); } }`,
      `function load() { for (let n = 0; n < 3; n += 1) { const r = UrlFetchApp.fetch(${LIMITS}, { muteHttpExceptions: true }); if (r.getResponseCode() < 300) return r; Utilities.sleep(Math.max(1000, ${ASKED('{ headers: { get: (name) => String(Object.entries(r.getHeaders()).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]) } }')})); } }`,
    ),
    waiting(
      'axios that throws for no status',
      loop(
        `const r = await axios.get(${LIMITS}, { validateStatus: () => true }); if (r.status !== 503) return r; await sleep(1000);`,
      ),
      loop(
        `const r = await axios.get(${LIMITS}, { validateStatus: () => true }); if (r.status !== 503) return r; await sleep(Math.max(1000, ${OF_PLAIN}));`,
      ),
      AXIOS,
    ),
    waiting(
      'a recursion',
      again('if (r.status === 503 && n < 3) return load(n + 1);'),
      again(
        `if (r.status === 503 && n < 3) { await new Promise((resolve) => setTimeout(resolve, ${ASKED('r')})); return load(n + 1); }`,
      ),
    ),
    waiting(
      'a recursion that pauses',
      again('if (r.status === 503 && n < 3) { await sleep(500); return load(n + 1); }'),
      again(`if (r.status === 503 && n < 3) { await sleep(Math.max(500, ${ASKED('r')})); return load(n + 1); }`),
    ),
    waiting(
      'a helper of the file',
      `${helper('await sleep(100);')}export const load = () => repeat(() => axios.get(${LIMITS}));`,
      `${helper(`await sleep(Math.max(100, ${OF_ERROR}));`)}export const load = () => repeat(() => axios.get(${LIMITS}));`,
      AXIOS,
    ),
    {
      name: 'a helper that does not see the answer: the client takes its place',
      code: `${helper('await sleep(100);')}export const load = () => repeat(async () => { const r = await fetch(${LIMITS}); if (!r.ok) throw new Error('failed'); return r; });`,
      errors: [
        {
          messageId: 'ignored',
          suggestions: [
            {
              messageId: 'insertClient',
              output: `${client()}\n\n${helper('await sleep(100);')}export const load = () => (async () => { const r = await salesforceFetch(${LIMITS}); if (!r.ok) throw new Error('failed'); return r; })();`,
            },
          ],
        },
      ],
    },
    {
      name: 'a helper around a library that hides the header: retrySalesforce takes its place',
      code: `${JSFORCE}${CONN}${helper('await sleep(100);')}export const load = () => repeat(() => ${UPDATE});`,
      errors: [
        {
          messageId: 'ignored',
          suggestions: [
            {
              messageId: 'insertRetry',
              output: `${JSFORCE}\n${TEMPLATES.retry.javascript}\n\n${TEMPLATES.lastAnswerOf.javascript}\n${CONN}${helper('await sleep(100);')}export const load = () => retrySalesforce(() => ${UPDATE}, { idempotent: true, lastAnswer: lastAnswerOf(conn) });`,
            },
          ],
        },
      ],
    },
    ...[
      ['in JavaScript', 'load.js', 'javascript', ''],
      ['in TypeScript', 'load.ts', 'typescript', ' as Record<string, string>'],
    ].map(([name, filename = '', language = '', as = '']) => {
      const templates = ([retryAfter, lastAnswer]: readonly string[]): string => `${retryAfter}\n\n${lastAnswer}`;
      const code = (pause: string, first = ''): string =>
        `async function load() { ${first}for (let n = 0; n < 3; n += 1) { try { return await ${UPDATE}; } catch (error) { ${pause} } } }`;
      const { lastAnswerOf } = TEMPLATES;
      const inserted = language === 'javascript' ? lastAnswerOf.javascript : lastAnswerOf.typescript;
      const asked = ASKED(`{ headers: new Headers(lastAnswer()?.headers${as}) }`);
      return {
        name: `a loop around a library that hides the header, which its connection is asked for: ${name}`,
        filename,
        code: `${JSFORCE}${CONN}${code('await sleep(1000);')}`,
        errors: [
          {
            messageId: 'ignored',
            suggestions: [
              {
                messageId: 'waitAsAsked',
                output: `${JSFORCE}\n${templates([retryAfterMs(language === 'javascript' ? language : 'typescript'), inserted])}\n${CONN}${code(`await sleep(Math.max(1000, ${asked}));`, 'const lastAnswer = lastAnswerOf(conn); ')}`,
              },
            ],
          },
        ],
      };
    }),
    left(
      'a loop with a connection of its own',
      `${JSFORCE}${loop(`const conn = new jsforce.Connection(); try { return await ${UPDATE}; } catch (error) { await sleep(1000); }`)}`,
    ),
    left(
      'a package that gives its function what that needs',
      `import retry from 'async-retry';\nretry(async (bail) => { const r = await fetch(${LIMITS}); if (r.status === 404) bail(r); if (!r.ok) throw new Error('failed'); return r; });`,
    ),
  ],
});

describe('a loop around jsforce', () => {
  const program = `import jsforce from 'jsforce';
const connection = new jsforce.Connection({ instanceUrl: process.env.SF_URL, accessToken: process.env.SF_TOKEN });
async function save() {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    try {
      return await connection.sobject('Payment__c').upsert({ Reference__c: 'PAY-1', Amount__c: 5 }, 'Reference__c');
    } catch (error) {
      console.error('Once more', error);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('Salesforce is still unavailable.');
}
console.log((await save()).success);
`;

  it('comes back when Salesforce asks for it, and not before', async () => {
    expect(await run(program, [ASKS_FOR_A_SECOND])).toMatchObject({ recorded: 1, early: 1 });
    const fixed = fixedBy('require-retry-after', program);
    expect(await run(fixed, [ASKS_FOR_A_SECOND])).toMatchObject({ recorded: 1, early: 0, stdout: 'true' });
  });
});
