import { client, retryAfterMs, testRule } from '../../support/rule-cases.ts';

/** A retry loop with a way to pause. */
const loop = (pause: string, fetch = 'fetch'): string => `async function load() {
  for (let attempt = 0; attempt < 5; attempt++) {
    const response = await ${fetch}(\`\${base}/services/data/v60.0/limits\`);
    if (response.status !== 503) return response;
    ${pause}
  }
}`;

const HEADER = "response.headers.get('Retry-After')";
const BOTH = `const header = ${HEADER} ?? ''; const ms = /^\\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();`;

const ASKED = (answer: string): string => `retryAfterMs(${answer}, 600_000)`;
const PAUSE = (answer: string): string => `await new Promise((resolve) => setTimeout(resolve, ${ASKED(answer)} ?? 0));`;

/** A case whose suggestion puts `retryAfterMs` into the file and gives `output`. */
const mended = (name: string, messageId: string, code: string, output: string) => ({
  name,
  code,
  errors: [
    {
      messageId,
      suggestions: [{ messageId: 'waitAsAsked', output: `${retryAfterMs()}\n\n${output}` }],
    },
  ],
});

testRule('require-retry-after', {
  valid: [
    { name: 'no retry, which is the matter of another rule', code: 'fetch(`${base}/services/data/v60.0/limits`);' },
    {
      name: 'a retry after lost connections only, which ask for nothing',
      code: "import axios from 'axios'; async function load() { try { return await axios.get(`${base}/services/data/v60.0/limits`); } catch (error) { if (error.code === 'ECONNRESET') return load(); throw error; } }",
    },
    {
      name: 'both forms, and an error when it is too long',
      code: loop(`${BOTH} if (ms > 60_000) throw new Error('too long'); await sleep(ms);`),
    },
    {
      name: 'the function of the snippets',
      code: `${retryAfterMs()}\n${loop('await sleep(retryAfterMs(response, 600_000) ?? 1_000);')}`,
    },
    {
      name: 'an imported reader',
      code: `import { readRetryAfter } from './http.js';\n${loop('await sleep(readRetryAfter(response));')}`,
    },
    {
      name: 'the resilient client',
      code: "import { createSalesforceFetch } from './client.js';\nconst sf = createSalesforceFetch();\nsf(`${base}/services/data/v60.0/limits`);",
    },
  ],
  invalid: [
    {
      name: 'nobody reads it: the pause becomes at least as long',
      code: loop('await sleep(1000 * 2 ** attempt);'),
      errors: [
        {
          message:
            'This call is repeated without a look at Retry-After: when Salesforce asks for a longer pause, the next attempt comes too early and is refused again.',
          line: 3,
          suggestions: [
            {
              messageId: 'waitAsAsked',
              output: `${retryAfterMs()}\n\n${loop('await sleep(Math.max(1000 * 2 ** attempt, retryAfterMs(response, 600_000) ?? 0));')}`,
            },
          ],
        },
      ],
    },
    {
      name: 'nobody reads it, and the pause is a timer',
      code: loop('await new Promise((resolve) => setTimeout(resolve, 500));'),
      errors: [
        {
          messageId: 'ignored',
          suggestions: [
            {
              messageId: 'waitAsAsked',
              output: `${retryAfterMs()}\n\n${loop('await new Promise((resolve) => setTimeout(resolve, Math.max(500, retryAfterMs(response, 600_000) ?? 0)));')}`,
            },
          ],
        },
      ],
    },
    {
      name: 'nobody reads it, and there is no pause at all',
      code: loop('continue;'),
      errors: [
        {
          messageId: 'ignored',
          suggestions: [
            {
              messageId: 'waitAsAsked',
              output: `${retryAfterMs()}\n\n${loop(`${PAUSE('response')}\n    continue;`)}`,
            },
          ],
        },
      ],
    },
    {
      name: 'a package, which the client replaces',
      code: "import pRetry from 'p-retry';\npRetry(async () => { const r = await fetch(`${base}/services/data/v60.0/limits`); if (!r.ok) throw new Error('failed'); return r; });",
      errors: [
        {
          messageId: 'ignored',
          suggestions: [
            {
              messageId: 'insertClient',
              output: `import pRetry from 'p-retry';\n\n${client()}\n(async () => { const r = await salesforceFetch(\`\${base}/services/data/v60.0/limits\`); if (!r.ok) throw new Error('failed'); return r; })();`,
            },
          ],
        },
      ],
    },
    {
      name: 'seconds only',
      code: loop(`const seconds = parseInt(${HEADER} || '0', 10); await sleep(seconds * 1000);`),
      errors: [
        {
          message:
            'Retry-After is read only as seconds: an HTTP-date becomes NaN, and the next attempt does not wait as long as Salesforce asked.',
          suggestions: [
            {
              messageId: 'readBothForms',
              output: `${retryAfterMs()}\n\n${loop('const seconds = (retryAfterMs(response, 600_000) ?? 0) / 1_000; await sleep(seconds * 1000);')}`,
            },
          ],
        },
      ],
    },
    {
      name: 'seconds only, where another fix has brought in what reads both',
      code: `${retryAfterMs()}\n\n${loop(`await sleep(parseInt(${HEADER}) * 1000);`)}`,
      errors: [
        {
          messageId: 'secondsOnly',
          suggestions: [
            {
              messageId: 'readBothForms',
              output: `${retryAfterMs()}\n\n${loop('await sleep((retryAfterMs(response, 600_000) ?? 0) / 1_000 * 1000);')}`,
            },
          ],
        },
      ],
    },
    {
      name: 'a date only',
      code: loop(`await sleep(Date.parse(${HEADER}) - Date.now());`),
      errors: [
        {
          messageId: 'dateOnly',
          suggestions: [
            {
              messageId: 'readBothForms',
              output: `${retryAfterMs()}\n\n${loop('await sleep((Date.now() + (retryAfterMs(response, 600_000) ?? 0)) - Date.now());')}`,
            },
          ],
        },
      ],
    },
    {
      name: 'a new Date only',
      code: loop(`await sleep(new Date(${HEADER}) - Date.now());`),
      errors: [
        {
          messageId: 'dateOnly',
          suggestions: [
            {
              messageId: 'readBothForms',
              output: `${retryAfterMs()}\n\n${loop('await sleep(new Date(Date.now() + (retryAfterMs(response, 600_000) ?? 0)) - Date.now());')}`,
            },
          ],
        },
      ],
    },
    mended(
      'no bound',
      'unbounded',
      loop(`${BOTH} await sleep(ms);`),
      loop(`${BOTH} await sleep(${ASKED('response')} ?? ms);`),
    ),
    mended(
      'cut to a maximum',
      'clamped',
      loop(`${BOTH} await sleep(Math.min(ms, 30_000));`),
      loop(`${BOTH} await sleep(${ASKED('response')} ?? Math.min(ms, 30_000));`),
    ),
    {
      name: 'in TypeScript',
      filename: 'load.ts',
      code: loop('await sleep(1000);'),
      errors: [
        {
          messageId: 'ignored',
          suggestions: [
            {
              messageId: 'waitAsAsked',
              output: `${retryAfterMs('typescript')}\n\n${loop('await sleep(Math.max(1000, retryAfterMs(response, 600_000) ?? 0));')}`,
            },
          ],
        },
      ],
    },
  ],
});
