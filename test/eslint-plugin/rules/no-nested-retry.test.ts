import { testRule } from '../../support/rule-cases.ts';

const URL = '`${base}/services/data/v60.0/limits`';

/** A function that repeats a request up to three times. */
const loop = (call: string): string => `async function load() {
  for (let n = 0; ; n += 1) {
    try {
      return await ${call};
    } catch (error) {
      if (n >= 2) throw error;
      await sleep(n);
    }
  }
}`;

const HELPER = `async function repeat(send) {
  for (let n = 0; n < 3; n += 1) {
    try {
      return await send();
    } catch (error) {
      await sleep(n);
    }
  }
  throw new Error('gave up');
}`;

testRule('no-nested-retry', {
  valid: [
    { name: 'no retry', code: `fetch(${URL});` },
    { name: 'one layer', code: `import got from 'got';\ngot(${URL});` },
    { name: 'one loop', code: `import axios from 'axios';\n${loop(`axios.get(${URL})`)}\nload();` },
    {
      name: 'a package around a client that repeats nothing',
      code: `import pRetry from 'p-retry';\nimport axios from 'axios';\npRetry(() => axios.get(${URL}));`,
    },
    {
      name: 'a package around a client whose own retry is off',
      code: `import pRetry from 'p-retry';\nimport got from 'got';\npRetry(() => got(${URL}, { retry: { limit: 0 } }));`,
    },
    {
      name: 'a queue around one retry',
      code: `import { Worker } from 'bullmq';\nimport axios from 'axios';\n${loop(`axios.get(${URL})`)}\nnew Worker('sync', async () => { await load(); }); const options = { attempts: 5 };`,
    },
    {
      name: 'a loop over records around one retry',
      code: `import got from 'got';\nasync function all(ids) { for (const id of ids) { try { await got(\`\${base}/services/data/v60.0/sobjects/Account/\${id}\`); } catch (error) { log(error); } } }`,
    },
    {
      name: 'two ways back that are not around one another',
      code: `async function load() {\n  for (let n = 0; n < 3; n += 1) {\n    const r = await fetch(${URL});\n    if (r.status === 503) { await sleep(n); continue; }\n    if (r.status === 429) return load();\n    return r;\n  }\n}`,
    },
    {
      name: 'the resilient client',
      code: `import pRetry from 'p-retry';\nimport { createSalesforceFetch } from './client.js';\nconst sf = createSalesforceFetch();\npRetry(() => sf(${URL}));`,
    },
  ],
  invalid: [
    {
      name: 'a package around a client that repeats',
      code: `import pRetry from 'p-retry';\nimport got from 'got';\npRetry(() => got(${URL}), { retries: 5 });`,
      errors: [
        {
          message:
            'This GET to /services/data/v60.0/limits is repeated by got itself and pRetry, one around the other: up to 3 × 6 = 18 requests for a single call, all while Salesforce is down.',
          line: 3,
          suggestions: [
            {
              messageId: 'unwrap',
              output: `import pRetry from 'p-retry';\nimport got from 'got';\ngot(${URL});`,
            },
          ],
        },
      ],
    },
    {
      name: 'a package around jsforce',
      code: "import retry from 'async-retry';\nimport jsforce from 'jsforce';\nconst conn = new jsforce.Connection();\nretry(() => conn.query('SELECT Id FROM Account'));",
      errors: [
        {
          message:
            'This GET to /services/data/…/query is repeated by jsforce itself and retry, one around the other: up to 6 × 11 = 66 requests for a single call, all while Salesforce is down.',
          suggestions: [
            {
              messageId: 'unwrap',
              output:
                "import retry from 'async-retry';\nimport jsforce from 'jsforce';\nconst conn = new jsforce.Connection();\nconn.query('SELECT Id FROM Account');",
            },
          ],
        },
      ],
    },
    {
      name: 'a package around a loop',
      code: `import axios from 'axios';\nimport pRetry from 'p-retry';\n${loop(`axios.get(${URL})`)}\npRetry(load, { retries: 4 });`,
      errors: [
        {
          message:
            'This GET to /services/data/v60.0/limits is repeated by a loop and pRetry, one around the other: up to 3 × 5 = 15 requests for a single call, all while Salesforce is down.',
          suggestions: [
            {
              messageId: 'unwrap',
              output: `import axios from 'axios';\nimport pRetry from 'p-retry';\n${loop(`axios.get(${URL})`)}\nload();`,
            },
          ],
        },
      ],
    },
    {
      name: 'a loop around a client, of which the client gives way',
      code: `import got from 'got';\n${loop(`got(${URL})`)}`,
      errors: [
        {
          message:
            'This GET to /services/data/v60.0/limits is repeated by got itself and a loop, one around the other: up to 3 × 3 = 9 requests for a single call, all while Salesforce is down.',
          suggestions: [
            { messageId: 'turnOff', output: `import got from 'got';\n${loop(`got(${URL}, { retry: { limit: 0 } })`)}` },
          ],
        },
      ],
    },
    ...[
      [
        'axios-retry',
        `import axios from 'axios';\nimport axiosRetry from 'axios-retry';\naxiosRetry(axios);\n`,
        `axios.get(${URL})`,
        `axios.get(${URL}, { 'axios-retry': { retries: 0 } })`,
      ],
      ['ky', `import ky from 'ky';\n`, `ky.get(${URL})`, `ky.get(${URL}, { retry: 0 })`],
      ['superagent', `import agent from 'superagent';\n`, `agent.get(${URL}).retry(3)`, `agent.get(${URL})`],
    ].map(([name = '', imports = '', call = '', quiet = '']) => ({
      name: `a loop around ${name}, which gives way`,
      code: `${imports}${loop(call)}`,
      errors: [
        { messageId: 'multiplied', suggestions: [{ messageId: 'turnOff', output: `${imports}${loop(quiet)}` }] },
      ],
    })),
    {
      name: 'a function of the project that repeats what it is given, around a function with a loop',
      code: `import axios from 'axios';\n${loop(`axios.get(${URL})`)}\n${HELPER}\nexport const all = () => repeat(() => load());`,
      errors: [
        {
          messageId: 'multiplied',
          suggestions: [
            {
              messageId: 'unwrap',
              output: `import axios from 'axios';\n${loop(`axios.get(${URL})`)}\n${HELPER}\nexport const all = () => load();`,
            },
          ],
        },
      ],
    },
    {
      name: 'a number that is not known',
      code: `import pRetry from 'p-retry';\nimport got from 'got';\nimport { options } from './options.js';\npRetry(() => got(${URL}), options);`,
      errors: [
        {
          message:
            'This GET to /services/data/v60.0/limits is repeated by got itself and pRetry, one around the other: their attempts multiply, all while Salesforce is down.',
          suggestions: 1,
        },
      ],
    },
    {
      name: 'three layers, the last one a queue',
      code: `import got from 'got';\nimport pRetry from 'p-retry';\nimport { createFunction } from 'inngest';\ncreateFunction({ id: 'sync' }, { event: 'x' }, async () => { await pRetry(() => got(${URL}), { retries: 1 }); });`,
      errors: [{ messageId: 'nested', suggestions: 1 }],
    },
    {
      name: 'in TypeScript',
      filename: 'load.ts',
      code: `import pRetry from 'p-retry';\nimport ky from 'ky';\nexport const load = (base: string) => pRetry(() => ky.get(${URL}), { retries: 2 });`,
      errors: [
        {
          messageId: 'multiplied',
          suggestions: [
            {
              messageId: 'unwrap',
              output: `import pRetry from 'p-retry';\nimport ky from 'ky';\nexport const load = (base: string) => ky.get(${URL});`,
            },
          ],
        },
      ],
    },
  ],
});
