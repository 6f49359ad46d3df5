import { testRule } from '../../support/rule-cases.ts';

const CALL = 'fetch(`${base}/services/data/v60.0/limits`)';
const CHECKED = `async () => { const r = await ${CALL}; if (!r.ok) throw new Error(String(r.status)); return r; }`;

/** An endless loop, or one with another head, and what stands behind it. */
const loop = (head: string, pause = 'await sleep(5000);', behind = ''): string => `async function load() {
  ${head}{
    const response = await ${CALL};
    if (response.status !== 503) return response;
    ${pause}
  }${behind}
}`;

/** What is sent with something resilient, in an endless loop that swallows what that throws when it gives up. */
const again = (
  head: string,
  call: string,
  pause: string,
  behind = '',
): string => `import { createSalesforceFetch, retrySalesforce } from './client.js';
const sf = createSalesforceFetch();
async function load() {
  ${head}{
    try {
      return await ${call};
    } catch { ${pause} }
  }${behind}
}`;
const RESILIENT = {
  'the resilient client': CALL.replace('fetch', 'sf'),
  retrySalesforce: `retrySalesforce(() => ${CALL.replace('fetch', 'UrlFetchApp.fetch')})`,
};

const ERROR = "\n  throw new Error('Salesforce has failed 5 times.');";

testRule('require-bounded-retry', {
  valid: [
    { name: 'no retry', code: `${CALL};` },
    {
      name: 'five attempts, and no wait behind them',
      code: loop('for (let n = 0; n < 5; n += 1) ', 'if (n < 4) await sleep(1000);'),
    },
    {
      name: 'a limit from elsewhere',
      code: `import { MOST } from './settings.js';\n${loop('for (let n = 0; n < MOST; n += 1) ')}`,
    },
    { name: 'a deadline', code: loop('while (Date.now() < deadline) ') },
    {
      name: 'an exit that counts',
      code: loop('while (true) ', 'if (++tries > 5) throw new Error(); await sleep(1000);'),
    },
    { name: 'a signal', code: loop('while (true) ', 'signal.throwIfAborted(); await sleep(1000);') },
    {
      name: 'a poll, which asks again after a success',
      code: `async function poll() { for (;;) { const r = await ${CALL}; if (r.ok && (await r.json()).done) return; await sleep(1000); } }`,
    },
    {
      name: 'a package with a limit of attempts that are few',
      code: `import pRetry from 'p-retry';\npRetry(${CHECKED}, { retries: 5 });`,
    },
    {
      name: 'a package with a limited delay',
      code: `import pRetry from 'p-retry';\npRetry(${CHECKED}, { maxTimeout: 30_000 });`,
    },
    {
      name: 'a package with a limited time',
      code: `import pRetry from 'p-retry';\npRetry(${CHECKED}, { retries: Infinity, maxTimeout: 30_000, maxRetryTime: 600_000 });`,
    },
    {
      name: 'the resilient client',
      code: "import { createSalesforceFetch } from './client.js';\nconst sf = createSalesforceFetch();\nasync function load() { while (true) { const r = await sf(`${base}/services/data/v60.0/limits`); if (r.ok) return r; } }",
    },
    {
      name: 'the resilient client in a loop that ends',
      code: again('for (let n = 0; n < 3; n += 1) ', RESILIENT['the resilient client'], 'await sleep(5000);'),
    },
  ],
  invalid: [
    ...Object.entries(RESILIENT).map(([name, call]) => ({
      name: `${name} in an endless loop, which begins it anew each time it has given up`,
      code: again('for (;;) ', call, 'await sleep(5000);'),
      errors: [
        {
          messageId: 'unbounded',
          line: 6,
          suggestions: [
            {
              messageId: 'bound',
              output: again(
                'for (let attempt = 0; attempt < 5; attempt += 1) ',
                call,
                'if (attempt < 4) await sleep(5000);',
                ERROR,
              ),
            },
          ],
        },
      ],
    })),
    {
      name: 'while (true)',
      code: loop('while (true) '),
      errors: [
        {
          message:
            'Nothing ends the repetition of this GET to /services/data/v60.0/limits: while Salesforce is down it is sent again, for ever, and its caller never gets to know.',
          line: 3,
          suggestions: [
            {
              messageId: 'bound',
              output: loop(
                'for (let attempt = 0; attempt < 5; attempt += 1) ',
                'if (attempt < 4) await sleep(5000);',
                ERROR,
              ),
            },
          ],
        },
      ],
    },
    {
      name: 'for (;;), with a timer',
      code: loop('for (;;) ', 'await new Promise((resolve) => setTimeout(resolve, 5000));'),
      errors: [
        {
          message:
            'Nothing ends the repetition of this GET to /services/data/v60.0/limits: while Salesforce is down it is sent every 5 s, for ever, and its caller never gets to know.',
          suggestions: [
            {
              messageId: 'bound',
              output: loop(
                'for (let attempt = 0; attempt < 5; attempt += 1) ',
                'if (attempt < 4) await new Promise((resolve) => setTimeout(resolve, 5000));',
                ERROR,
              ),
            },
          ],
        },
      ],
    },
    {
      name: 'a counter that nobody asks',
      code: loop('for (let n = 1; ; n++) ', 'await sleep(1000 * n);'),
      errors: [
        {
          messageId: 'unbounded',
          suggestions: [
            {
              messageId: 'bound',
              output: loop('for (let n = 1; n <= 5; n++) ', 'if (n < 5) await sleep(1000 * n);', ERROR),
            },
          ],
        },
      ],
    },
    {
      name: 'a loop that success leaves by break: no error can stand behind it',
      code: `async function load() { let r; while (true) { r = await ${CALL}; if (r.status !== 503) break; } return r; }`,
      errors: [{ messageId: 'unbounded', suggestions: [] }],
    },
    {
      name: 'a function that calls itself',
      code: `async function load(url) {\n  try {\n    return await axios.get(\`\${url}/services/data/v60.0/limits\`);\n  } catch (error) {\n    console.error(error);\n    return load(url);\n  }\n}`.replace(
        /^/,
        "import axios from 'axios';\n",
      ),
      errors: [
        {
          message:
            'Nothing ends the repetition of this GET to /services/data/v60.0/limits: while Salesforce is down it is sent without a pause, for ever, and its caller never gets to know.',
          suggestions: [
            {
              messageId: 'bound',
              output: `import axios from 'axios';\nasync function load(url, attempt = 1) {\n  try {\n    return await axios.get(\`\${url}/services/data/v60.0/limits\`);\n  } catch (error) {\n    if (attempt >= 5) throw error;\n    console.error(error);\n    return load(url, attempt + 1);\n  }\n}`,
            },
          ],
        },
      ],
    },
    {
      name: 'a function without parameters that calls itself',
      code: `async function load() {\n  const r = await ${CALL};\n  if (r.status === 503) {\n    await sleep(100);\n    return load();\n  }\n  return r;\n}`,
      errors: [
        {
          messageId: 'unbounded',
          suggestions: [
            {
              messageId: 'bound',
              output: `async function load(attempt = 1) {\n  const r = await ${CALL};\n  if (r.status === 503) {\n    if (attempt >= 5) throw new Error('Salesforce has failed 5 times.');\n    await sleep(100);\n    return load(attempt + 1);\n  }\n  return r;\n}`,
            },
          ],
        },
      ],
    },
    {
      name: 'a package that is told to go on for ever',
      code: `import pRetry from 'p-retry';\npRetry(${CHECKED}, { retries: Infinity, maxTimeout: 10_000 });`,
      errors: [
        {
          messageId: 'unbounded',
          suggestions: [
            {
              messageId: 'bound',
              output: `import pRetry from 'p-retry';\npRetry(${CHECKED}, { retries: 4, maxTimeout: 10_000 });`,
            },
          ],
        },
      ],
    },
    {
      name: 'a package that goes on for ever unless told otherwise',
      code: `import { handleAll, retry } from 'cockatiel';\nconst policy = retry(handleAll, {});\npolicy.execute(${CHECKED});`,
      errors: [
        {
          messageId: 'unbounded',
          suggestions: [
            {
              messageId: 'bound',
              output: `import { handleAll, retry } from 'cockatiel';\nconst policy = retry(handleAll, { maxAttempts: 4 });\npolicy.execute(${CHECKED});`,
            },
          ],
        },
      ],
    },
    {
      name: 'a package whose delay grows to minutes',
      code: `import pRetry from 'p-retry';\npRetry(${CHECKED});`,
      errors: [
        {
          message:
            'Nothing limits the delay of this retry: the wait before the last of 11 attempts is 8.5 min, and this GET to /services/data/v60.0/limits takes 17.1 min to fail.',
          suggestions: [
            {
              messageId: 'cap',
              output: `import pRetry from 'p-retry';\npRetry(${CHECKED}, { maxTimeout: 30_000 });`,
            },
          ],
        },
      ],
    },
    {
      name: 'a loop whose delay grows to hours',
      code: loop(
        'for (let n = 0; n < 15; n++) ',
        'if (n < 14) await new Promise((resolve) => setTimeout(resolve, 2 ** n * 1000));',
      ),
      errors: [
        {
          message:
            'Nothing limits the delay of this retry: the wait before the last of 15 attempts is 2.3 h, and this GET to /services/data/v60.0/limits takes 4.6 h to fail.',
          suggestions: [
            {
              messageId: 'cap',
              output: loop(
                'for (let n = 0; n < 15; n++) ',
                'if (n < 14) await new Promise((resolve) => setTimeout(resolve, Math.min(2 ** n * 1000, 30_000)));',
              ),
            },
          ],
        },
      ],
    },
    {
      name: 'a wait behind the last attempt',
      code: loop('for (let n = 0; n < 3; n++) ', 'await new Promise((resolve) => setTimeout(resolve, 2000 * 2 ** n));'),
      errors: [
        {
          message:
            'Behind the last of 3 attempts this GET to /services/data/v60.0/limits waits 8 s more, though nothing is sent any more.',
          suggestions: [
            {
              messageId: 'guard',
              output: loop(
                'for (let n = 0; n < 3; n++) ',
                'if (n < 2) await new Promise((resolve) => setTimeout(resolve, 2000 * 2 ** n));',
              ),
            },
          ],
        },
      ],
    },
    {
      name: 'a wait behind the last attempt, in TypeScript, up to a limit that has a name',
      filename: 'load.ts',
      code: loop(
        'for (let n: number = 1; n <= MOST; n += 1) ',
        'await new Promise((resolve) => setTimeout(resolve, 1000));',
      ).replace(/^/, 'const MOST = 4;\n'),
      errors: [
        {
          messageId: 'wasted',
          suggestions: [
            {
              messageId: 'guard',
              output: loop(
                'for (let n: number = 1; n <= MOST; n += 1) ',
                'if (n < MOST) await new Promise((resolve) => setTimeout(resolve, 1000));',
              ).replace(/^/, 'const MOST = 4;\n'),
            },
          ],
        },
      ],
    },
  ],
});
