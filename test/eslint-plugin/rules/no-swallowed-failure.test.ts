import { testRule } from '../../support/rule-cases.ts';

const URL = '`${base}/services/data/v60.0/sobjects/Payment__c`';
const SEND = `await fetch(${URL}, { method: 'POST', body })`;
const STATUS = 'throw Object.assign(new Error(`Salesforce answered ${res.status}`), { status: res.status });';
const LOST = 'the record is never created.';

/** A function around a body. */
const within = (body: string): string => `async function record(body) { ${body} }`;

/** A case with one report, and what the suggestion makes of it. */
const mended = (name: string, body: string, output: string, messageId = 'returned') => ({
  name,
  code: within(body),
  errors: [{ messageId, suggestions: [{ messageId: 'rethrow', output: within(output) }] }],
});

testRule('no-swallowed-failure', {
  valid: [
    { name: 'another service', code: within("try { await fetch('https://example.com'); } catch { return null; }") },
    {
      name: 'a thrown error',
      code: within(`const res = ${SEND}; if (!res.ok) throw new Error('failed'); return res.json();`),
    },
    { name: 'in TypeScript', code: within(`return (${SEND}) as Response;`), filename: 'record.ts' },
    { name: 'the answer itself', code: within(`return fetch(${URL}, { method: 'POST', body });`) },
    {
      name: 'a log, then the exception',
      code: within(`try { return ${SEND}; } catch (error) { console.error(error); throw error; }`),
    },
    {
      name: 'what a success gives as well',
      code: within(`const res = ${SEND}; if (!res.ok) { console.error(res.status); return null; } return null;`),
    },
    {
      name: 'the caller told by a callback',
      code: `function record(body, done) { fetch(${URL}, { method: 'POST', body }).then((res) => done(null, res), (error) => done(error)); }`,
    },
    {
      name: 'somebody else told',
      code: within(
        `try { const res = ${SEND}; if (!res.ok) throw new Error(); return res.json(); } catch (error) { await deadLetters.add(body, error); return null; }`,
      ),
    },
    {
      name: 'an answer of a web server',
      code: `async function post(req, res) { try { await client.send(); ${SEND}; } catch (error) { res.status(502).end(); } }`,
    },
    {
      name: 'an answer of a web server as JSON',
      code: "import axios from 'axios';\nconst get = (req, res) => axios.get(`${base}/services/data/v60.0/limits`).then(({ data }) => res.json(data)).catch((error) => { console.error(error); res.json({ failed: true }); });",
    },
    {
      name: 'an object that says what happened',
      code: within(`const res = ${SEND}; if (!res.ok) return { error: res.status }; return res.json();`),
    },
    ...[
      ['a log of every answer', 'console.log(res.status);'],
      ['a log that is not for failures', "if (verbose) console.log('sent');"],
      ['a log, and somebody told later', 'if (!res.ok) console.error(res.status); await report(res.ok);'],
      ['a log, and something kept', 'if (!res.ok) console.error(res.status); this.failed = !res.ok;'],
      ['a log, and the answer given', 'if (!res.ok) console.error(res.status); return res;'],
    ].map(([name, rest]) => ({ name: name!, code: within(`const res = ${SEND}; ${rest!}`) })),
    {
      name: 'the top level of a script',
      code: `try { ${SEND}; } catch (error) { console.error(error); }`,
      languageOptions: { sourceType: 'module' },
    },
    {
      name: 'nothing found',
      code: within(
        'const res = await fetch(`${base}/services/data/v60.0/sobjects/A/B/1`); if (res.status === 404) return null; if (!res.ok) throw new Error(); return res.json();',
      ),
    },
  ],
  invalid: [
    {
      name: 'the broken example',
      code: within(
        `const res = ${SEND}; if (!res.ok) { console.error('Failed:', res.status); return null; } return res.json();`,
      ),
      errors: [
        {
          message: `A 503 for this POST of Payment__c is logged and returned to the caller as null, like an answer: ${LOST}`,
          suggestions: [
            {
              messageId: 'rethrow',
              output: within(
                `const res = ${SEND}; if (!res.ok) { console.error('Failed:', res.status); ${STATUS} } return res.json();`,
              ),
            },
          ],
        },
      ],
    },
    {
      ...mended(
        'in TypeScript',
        `const res: Response = ${SEND}; if (!res.ok) return null; return res.json();`,
        `const res: Response = ${SEND}; if (!res.ok) ${STATUS} return res.json();`,
      ),
      filename: 'record.ts',
    },
    mended(
      'false without a log',
      `const res = ${SEND}; if (!res.ok) return false; return res.json();`,
      `const res = ${SEND}; if (!res.ok) ${STATUS} return res.json();`,
    ),
    mended(
      'an empty list after an exception',
      `try { const res = ${SEND}; if (!res.ok) throw new Error(); return res.json(); } catch (error) { return []; }`,
      `try { const res = ${SEND}; if (!res.ok) throw new Error(); return res.json(); } catch (error) { throw error; }`,
    ),
    mended(
      'an exception without a name',
      `try { const res = ${SEND}; if (!res.ok) throw new Error(); return res.json(); } catch { return null; }`,
      `try { const res = ${SEND}; if (!res.ok) throw new Error(); return res.json(); } catch (error) { throw error; }`,
    ),
    {
      name: 'only logged',
      code: within(
        `try { const res = ${SEND}; if (!res.ok) throw new Error(); } catch (error) { console.error(error); }`,
      ),
      errors: [
        {
          message: `A 503 for this POST of Payment__c is only logged, and the caller goes on: ${LOST}`,
          suggestions: [
            {
              messageId: 'rethrow',
              output: within(
                `try { const res = ${SEND}; if (!res.ok) throw new Error(); } catch (error) { console.error(error); throw error; }`,
              ),
            },
          ],
        },
      ],
    },
    ...[
      ['a branch', 'if (!res.ok) { console.error(res.status);', ' }'],
      ['an else', 'if (res.ok) console.log("done"); else { console.error("failed");', ' }'],
      [
        'a branch within a try',
        'try { if (!res.ok) { console.error(res.status);',
        ' } } catch { console.error("lost"); }',
      ],
    ].map(([name, before, rest]) =>
      mended(
        `only logged in ${name!}`,
        `const res = ${SEND}; ${before!}${rest!}`,
        `const res = ${SEND}; ${before!} ${STATUS}${rest!}`,
        'dropped',
      ),
    ),
    mended(
      'only logged in a branch without a block',
      `const res = ${SEND}; if (!res.ok) console.error(res.status);`,
      `const res = ${SEND}; if (!res.ok) { console.error(res.status); ${STATUS} }`,
      'dropped',
    ),
    mended(
      'an empty handler',
      `try { const res = ${SEND}; if (!res.ok) throw new Error(); } catch {}`,
      `try { const res = ${SEND}; if (!res.ok) throw new Error(); } catch (error) { throw error; }`,
      'dropped',
    ),
    mended(
      'an assigned answer',
      `let res; res = ${SEND}; if (!res.ok) return null; return res.json();`,
      `let res; res = ${SEND}; if (!res.ok) ${STATUS} return res.json();`,
    ),
    mended(
      'an answer taken apart',
      `const { ok, json } = ${SEND}; if (!ok) return null; return json();`,
      `const { status, ok, json } = ${SEND}; if (!ok) throw Object.assign(new Error(\`Salesforce answered \${status}\`), { status }); return json();`,
    ),
    ...[
      ['a handler that only gives a value', '.catch(() => null)', '', 'returned'],
      ['an empty handler of a promise', '.catch(() => {})', ''],
      [
        'a handler that writes a log without the error',
        ".catch(() => { console.log('failed'); })",
        ".catch((error) => { console.log('failed'); throw error; })",
      ],
    ].map(([name, handler, output, messageId = 'dropped']) => {
      const send = `const record = (body) => fetch(${URL}, { method: 'POST', body }).then((res) => res.json())`;
      return {
        name: name!,
        code: `${send}${handler!};`,
        errors: [{ messageId, suggestions: [{ messageId: 'rethrow', output: `${send}${output!};` }] }],
      };
    }),
    ...[
      ['undici', "import { request as send } from 'undici';", `await send(${URL}, { method: 'POST' })`, 'statusCode'],
      [
        'got that does not throw',
        "import got from 'got';",
        `await got.post(${URL}, { throwHttpErrors: false })`,
        'statusCode',
      ],
      [
        'axios that does not throw',
        "import axios from 'axios';",
        `await axios.post(${URL}, body, { validateStatus: () => true })`,
        'status',
      ],
      [
        'UrlFetchApp that does not throw',
        '',
        `UrlFetchApp.fetch(${URL}, { method: 'post', muteHttpExceptions: true })`,
        'getResponseCode()',
      ],
    ].map(([name, imports, send, status]) => {
      const before = `${imports!}\nasync function record(body) { const res = ${send!}; if (res.${status!} >= 400)`;
      const error = `Object.assign(new Error(\`Salesforce answered \${res.${status!}}\`), { status: res.${status!} })`;
      return {
        name: name!,
        code: `${before} return null; return res; }`,
        errors: [
          {
            messageId: 'returned',
            suggestions: [{ messageId: 'rethrow', output: `${before} throw ${error}; return res; }` }],
          },
        ],
      };
    }),
    mended(
      'on lines of its own, without semicolons',
      `\n  try {\n    const res = ${SEND}\n    if (!res.ok) throw new Error()\n  } catch (error) {\n    console.error(error)\n  }\n`,
      `\n  try {\n    const res = ${SEND}\n    if (!res.ok) throw new Error()\n  } catch (error) {\n    console.error(error)\n    throw error;\n  }\n`,
      'dropped',
    ),
    mended(
      'on one line, without semicolons',
      `try { const res = ${SEND}; if (!res.ok) throw new Error() } catch (error) { console.error(error) }`,
      `try { const res = ${SEND}; if (!res.ok) throw new Error() } catch (error) { console.error(error); throw error; }`,
      'dropped',
    ),
    {
      name: 'axios, which throws',
      code: `import axios from 'axios';\nasync function record(body) { try { return (await axios.post(${URL}, body)).data; } catch (error) { logger.error(error); return undefined; } }`,
      errors: [{ messageId: 'returned', suggestions: 1 }],
    },
    {
      name: 'a lost connection alone',
      code: within(`try { return ${SEND}; } catch (error) { console.error(error); return null; }`),
      errors: [
        {
          message: `A lost connection of this POST of Payment__c is logged and returned to the caller as null, like an answer: ${LOST}`,
          suggestions: 1,
        },
      ],
    },
  ],
});
