import { testRule } from '../../support/rule-cases.ts';

const CALL = 'fetch(`${base}/services/data/v60.0/limits`)';
const CHECKED = `async () => { const r = await ${CALL}; if (!r.ok) throw new Error(String(r.status)); return r; }`;
const SLEEP = 'const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));';

/** A loop of four attempts. */
const loop = (pause: string, more = SLEEP): string => `${more}
async function load() {
  for (let n = 0; n < 4; n += 1) {
    const response = await ${CALL};
    if (response.status !== 503) return response;
    ${pause}
  }
}`;

const FULL = 'Math.random() * Math.min(30_000, 1_000 * 2 ** n)';
const GET = 'GET to /services/data/v60.0/limits';

const axios = (options: string): string =>
  `import axios from 'axios';\nimport axiosRetry from 'axios-retry';\naxiosRetry(axios${options});\naxios.get(\`\${base}/services/data/v60.0/limits\`);`;

const pRetry = (options: string): string => `import pRetry from 'p-retry';\npRetry(${CHECKED}, ${options});`;

testRule('require-backoff', {
  valid: [
    { name: 'no retry', code: `${CALL};` },
    { name: 'full jitter', code: loop(`await sleep(${FULL});`) },
    { name: 'a doubling delay with some chance', code: loop('await sleep(1000 * 2 ** n + Math.random() * 100);') },
    { name: 'a fixed delay with chance', code: loop('await sleep(1000 + Math.random() * 500);') },
    {
      name: 'a delay that is computed elsewhere',
      code: `import { delayFor } from './delays.js';\n${loop('await sleep(delayFor(n));')}`,
    },
    { name: 'something else that is waited for', code: `import { turn } from './queue.js';\n${loop('await turn();')}` },
    { name: 'a single wait', code: loop('await sleep(1000);').replace('n < 4', 'n < 2') },
    { name: 'a package that is told to be random', code: pRetry('{ randomize: true }') },
    { name: 'a package that is random by itself', code: `import retry from 'async-retry';\nretry(${CHECKED});` },
    {
      name: 'a client whose delay is its own',
      code: "import jsforce from 'jsforce';\nconst conn = new jsforce.Connection();\nconn.query('SELECT Id FROM Account');",
    },
    { name: 'options that cannot be read', code: `import { options } from './options.js';\n${pRetry('options')}` },
    { name: 'axios-retry with its exponential delay', code: axios(', { retryDelay: axiosRetry.exponentialDelay }') },
    {
      name: 'the resilient client',
      code: "import { createSalesforceFetch } from './client.js';\nconst sf = createSalesforceFetch();\nsf(`${base}/services/data/v60.0/limits`);",
    },
  ],
  invalid: [
    {
      name: 'no delay',
      code: loop('console.warn(n);'),
      errors: [
        {
          message: `This ${GET} is repeated at once: 4 requests reach a service that is overloaded within moments, and none of them after it has recovered.`,
          line: 4,
          suggestions: [
            {
              messageId: 'backOff',
              output: loop('console.warn(n);').replace(
                'const response',
                `if (n > 0) await new Promise((resolve) => setTimeout(resolve, ${FULL}));\n    const response`,
              ),
            },
          ],
        },
      ],
    },
    {
      name: 'a fixed delay',
      code: loop('await sleep(2000);'),
      errors: [
        {
          message: `This ${GET} is repeated after 2 s each time: an outage that lasts is given no rest, and all clients that failed together come back together.`,
          suggestions: [
            { messageId: 'backOff', output: loop('await sleep(Math.random() * Math.min(30_000, 2000 * 2 ** n));') },
          ],
        },
      ],
    },
    {
      name: 'a fixed delay that has a name',
      code: loop('await sleep(PAUSE);', `${SLEEP} const PAUSE = 500;`),
      errors: [
        {
          messageId: 'fixed',
          suggestions: [
            {
              messageId: 'backOff',
              output: loop(
                'await sleep(Math.random() * Math.min(30_000, PAUSE * 2 ** n));',
                `${SLEEP} const PAUSE = 500;`,
              ),
            },
          ],
        },
      ],
    },
    {
      name: 'a delay that grows by the same',
      code: loop('await sleep(500 * (n + 1));'),
      errors: [
        {
          message: `The delay of this retry grows by the same each time (500 ms, 1 s, 1.5 s …), without chance: all clients that failed with this ${GET} come back together, for as long as it lasts.`,
          suggestions: [
            { messageId: 'backOff', output: loop('await sleep(Math.random() * Math.min(30_000, 500 * 2 ** n));') },
          ],
        },
      ],
    },
    {
      name: 'a doubling delay without chance',
      code: loop('await sleep(1000 * 2 ** n);'),
      errors: [
        {
          message: `The delay of this retry is the same for every client (1 s, 2 s, 4 s …): all that failed with this ${GET} in an outage come back in the same moments.`,
          suggestions: [{ messageId: 'jitter', output: loop('await sleep(Math.random() * 1000 * 2 ** n);') }],
        },
      ],
    },
    {
      name: 'what the header says is left as it is',
      code: loop(
        "const asked = Number(response.headers.get('Retry-After')); const ms = asked > 0 ? asked * 1000 : Math.min(1000 * 2 ** n, 8000); await sleep(ms);",
      ),
      errors: [
        {
          messageId: 'noJitter',
          suggestions: [
            {
              messageId: 'jitter',
              output: loop(
                "const asked = Number(response.headers.get('Retry-After')); const ms = asked > 0 ? asked * 1000 : Math.random() * Math.min(1000 * 2 ** n, 8000); await sleep(ms);",
              ),
            },
          ],
        },
      ],
    },
    {
      name: 'a delay that is carried on',
      code: `async function load() { let ms = 100; for (let n = 0; n < 4; n++) { const r = await ${CALL}; if (r.ok) return r; await new Promise((done) => setTimeout(done, ms)); ms = ms * 2; } }`,
      errors: [
        {
          messageId: 'noJitter',
          suggestions: [
            {
              messageId: 'jitter',
              output: `async function load() { let ms = 100; for (let n = 0; n < 4; n++) { const r = await ${CALL}; if (r.ok) return r; await new Promise((done) => setTimeout(done, Math.random() * ms)); ms = ms * 2; } }`,
            },
          ],
        },
      ],
    },
    {
      name: 'a bit that flips',
      code: loop('await sleep((2 ^ n) * 1000);'),
      errors: [
        {
          message:
            '2 ^ n is no power, ^ flips bits: the delays of this retry jump about (2 s, 3 s, 0 ms …) where they should double.',
          suggestions: [{ messageId: 'power', output: loop('await sleep((2 ** n) * 1000);') }],
        },
      ],
    },
    {
      name: 'a recursion that counts',
      code: `async function load(n = 1) {\n  const r = await ${CALL};\n  if (r.ok || n > 3) return r;\n  return load(n + 1);\n}`,
      errors: [
        {
          messageId: 'noDelay',
          suggestions: [
            {
              messageId: 'backOff',
              output: `async function load(n = 1) {\n  const r = await ${CALL};\n  if (r.ok || n > 3) return r;\n  await new Promise((resolve) => setTimeout(resolve, ${FULL}));\n  return load(n + 1);\n}`,
            },
          ],
        },
      ],
    },
    {
      name: 'a recursion that counts down',
      code: `class A { async load(left, headers = {}) { const r = await fetch(\`\${base}/services/data/v60.0/limits\`, { headers }); if (r.status === 503 && left > 0) return this.load(left - 1); return r; } }`,
      errors: [
        {
          messageId: 'noDelay',
          suggestions: [
            {
              messageId: 'backOff',
              output: `class A { async load(left, headers = {}, attempt = 0) { const r = await fetch(\`\${base}/services/data/v60.0/limits\`, { headers }); if (r.status === 503 && left > 0) { await new Promise((resolve) => setTimeout(resolve, ${FULL.replace('** n', '** attempt')})); return this.load(left - 1, undefined, attempt + 1); } return r; } }`,
            },
          ],
        },
      ],
    },
    {
      name: 'a loop without a counter',
      code: `async function load() { let r; do { r = await ${CALL}; } while (r.status === 503); return r; }`,
      errors: [
        {
          messageId: 'noDelay',
          suggestions: [
            {
              messageId: 'backOff',
              output: `async function load() { let r; let attempt = 0; do { if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, Math.random() * Math.min(30_000, 1_000 * 2 ** attempt)));\nattempt += 1; r = await ${CALL}; } while (r.status === 503); return r; }`,
            },
          ],
        },
      ],
    },
    {
      name: 'a package that doubles its delay',
      code: pRetry('{ retries: 3 }'),
      errors: [
        {
          messageId: 'noJitter',
          suggestions: [{ messageId: 'jitter', output: pRetry('{ retries: 3, randomize: true }') }],
        },
      ],
    },
    {
      name: 'axios-retry, which does not wait',
      code: axios(''),
      errors: [
        {
          messageId: 'noDelay',
          suggestions: [{ messageId: 'backOff', output: axios(', { retryDelay: axiosRetry.exponentialDelay }') }],
        },
      ],
    },
    {
      name: 'fetch-retry with a fixed delay',
      code: "import make from 'fetch-retry';\nconst send = make(fetch);\nsend(`${base}/services/data/v60.0/limits`, { retryOn: [503], retryDelay: 700 });",
      errors: [
        {
          messageId: 'fixed',
          suggestions: [
            {
              messageId: 'backOff',
              output:
                "import make from 'fetch-retry';\nconst send = make(fetch);\nsend(`${base}/services/data/v60.0/limits`, { retryOn: [503], retryDelay: (attempt) => Math.random() * Math.min(30_000, 1_000 * 2 ** attempt) });",
            },
          ],
        },
      ],
    },
    {
      name: 'ky with a number of retries',
      code: "import ky from 'ky';\nky.get(`${base}/services/data/v60.0/limits`, { retry: 4 });",
      errors: [
        {
          messageId: 'noJitter',
          suggestions: [
            {
              messageId: 'jitter',
              output:
                "import ky from 'ky';\nky.get(`${base}/services/data/v60.0/limits`, { retry: { limit: 4, jitter: true } });",
            },
          ],
        },
      ],
    },
    {
      name: 'in TypeScript',
      filename: 'load.ts',
      code: loop('await sleep(1000 * 2 ** n + 100);', 'declare function sleep(ms: number): Promise<void>;'),
      errors: [
        {
          messageId: 'noJitter',
          suggestions: [
            {
              messageId: 'jitter',
              output: loop(
                'await sleep(Math.random() * (1000 * 2 ** n + 100));',
                'declare function sleep(ms: number): Promise<void>;',
              ),
            },
          ],
        },
      ],
    },
  ],
});
