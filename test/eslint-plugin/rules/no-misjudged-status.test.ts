import { client, testRule } from '../../support/rule-cases.ts';

const CALL = 'fetch(`${base}/services/data/v60.0/limits`)';
const ALL = '[429, 500, 502, 503, 504]';
const CODES =
  '/^(?:ERROR_HTTP_(?:429|50[0234])|REQUEST_LIMIT_EXCEEDED|SERVER_UNAVAILABLE|UNABLE_TO_LOCK_ROW|UNKNOWN_EXCEPTION)$/';
const GET = 'GET to /services/data/v60.0/limits';

/** A loop with a test of the answer. */
const loop = (test: string, more = ''): string => `${more}async function load() {
  for (let n = 0; n < 5; n += 1) {
    const response = await ${CALL};
    ${test}
    await sleep(n);
  }
}`;

/** A loop around a call of axios, with what its handler does. */
const axios = (handler: string): string => `import axios from 'axios';
async function load() {
  for (let n = 0; n < 3; n += 1) {
    try {
      return await axios.get(\`\${base}/services/data/v60.0/limits\`);
    } catch (error) {
      ${handler}
      await sleep(n);
    }
  }
}`;

/** The same around a library that repeats reads by itself, and throws in the way that axios does. */
const thrownBy = (name: string, handler: string): string => {
  const code = axios(handler).replaceAll('axios', name).replace('/limits', '/sobjects/Account/1');
  if (name === 'HttpService') {
    return code
      .replace(/^import .*/, "import { HttpService } from '@nestjs/axios';\nconst http = new HttpService();")
      .replace(/HttpService\.get(\(.*\))/, 'firstValueFrom(http.patch$1)');
  }
  return name === 'wretch'
    ? code.replace(/wretch.get\((.*)\)/, 'wretch($1).patch({})')
    : code.replace('get(', 'patch(');
};

testRule('no-misjudged-status', {
  valid: [
    { name: 'no retry', code: `${CALL};` },
    { name: 'all of them', code: loop(`if (!${ALL}.includes(response.status)) return response;`) },
    {
      name: 'all from 500 on, and 429',
      code: loop('if (response.status < 500 && response.status !== 429) return response;'),
    },
    {
      name: 'a test that cannot be looked into',
      code: `import { passes } from './passes.js';\n${loop('if (!passes(response)) return response;')}`,
    },
    {
      name: 'a test of the error code, which may be a lock',
      code: loop(
        "const [{ errorCode }] = await response.json(); if (response.status < 500 && response.status !== 429 && errorCode !== 'UNABLE_TO_LOCK_ROW') return response;",
      ),
    },
    { name: 'a handler that cannot be looked into', code: axios('if (!passes(error)) throw error;') },
    {
      name: 'a create, of which others may have been carried out',
      code: "async function add(body) { for (let n = 0; n < 5; n++) { const r = await fetch(`${base}/services/data/v60.0/sobjects/Lead`, { method: 'POST', body }); if (r.status !== 503 && r.status !== 429) return r; await sleep(n); } }",
    },
    { name: 'the list of a library', code: "import got from 'got';\ngot(`${base}/services/data/v60.0/limits`);" },
    {
      name: 'a package that is told which to repeat',
      code: `import pRetry from 'p-retry';\npRetry(async () => { const r = await ${CALL}; if (${ALL}.includes(r.status)) throw new Error('again'); return r; });`,
    },
    {
      name: 'the resilient client',
      code: "import { createSalesforceFetch } from './client.js';\nconst sf = createSalesforceFetch();\nsf(`${base}/services/data/v60.0/limits`);",
    },
  ],
  invalid: [
    {
      name: 'one of five',
      code: loop('if (response.status !== 503) return response;'),
      errors: [
        {
          message: `This ${GET} is repeated after 503 but not after 429, 500, 502 or 504: in an outage Salesforce answers with any of them, and then whatever needs the answer fails with it.`,
          line: 3,
          suggestions: [
            { messageId: 'nameAll', output: loop(`if (!${ALL}.includes(response.status)) return response;`) },
          ],
        },
      ],
    },
    {
      name: 'two of five, joined',
      code: loop(
        'if (response.status === 503 || response.status === 429) { await sleep(1); continue; } return response;',
      ),
      errors: [
        {
          messageId: 'missed',
          suggestions: [
            {
              messageId: 'nameAll',
              output: loop(`if (${ALL}.includes(response.status)) { await sleep(1); continue; } return response;`),
            },
          ],
        },
      ],
    },
    {
      name: 'a list in a function that is asked',
      code: loop(
        'if (!passes(response.status)) return response;',
        'const passes = (status) => [502, 503, 504].includes(status);\n',
      ),
      errors: [
        {
          message: `This ${GET} is repeated after 502, 503 and 504 but not after 429 or 500: in an outage Salesforce answers with any of them, and then whatever needs the answer fails with it.`,
          suggestions: [
            {
              messageId: 'nameAll',
              output: loop(
                'if (!passes(response.status)) return response;',
                `const passes = (status) => ${ALL}.includes(status);\n`,
              ),
            },
          ],
        },
      ],
    },
    {
      name: 'only what is lost',
      code: axios('if (error.response) throw error;'),
      errors: [
        {
          message: `This ${GET} is repeated only when there is no answer: after 429, 500, 502, 503 or 504, which pass as well, whatever needs the answer fails with it.`,
          suggestions: [],
        },
      ],
    },
    {
      name: 'a test through optional chaining',
      code: axios('if (error.response?.status !== 503) throw error;'),
      errors: [
        {
          messageId: 'missed',
          suggestions: [
            {
              messageId: 'nameAll',
              output: axios(`if (!${ALL}.includes(error.response?.status ?? 0)) throw error;`),
            },
          ],
        },
      ],
    },
    {
      name: 'the list that a library is given',
      code: "import got from 'got';\ngot(`${base}/services/data/v60.0/limits`, { retry: { statusCodes: [500, 503] } });",
      errors: [
        {
          messageId: 'missed',
          suggestions: [
            {
              messageId: 'nameAll',
              output: `import got from 'got';\ngot(\`\${base}/services/data/v60.0/limits\`, { retry: { statusCodes: ${ALL} } });`,
            },
          ],
        },
      ],
    },
    {
      name: 'every status but success',
      code: loop('if (response.ok) return response;'),
      errors: [
        {
          message: `This retry repeats the ${GET} after 400, 403 and 404 as well: sent again it is refused again, 5 times in all, and the mistake shows only after the last attempt.`,
          suggestions: [
            {
              messageId: 'giveUp',
              output: loop(`if (response.ok || !${ALL}.includes(response.status)) return response;`),
            },
          ],
        },
      ],
    },
    ...['response.statusCode < 300', 'response.statusCode < 400', 'response.getResponseCode() < 300'].map((test) => {
      const [status = ''] = test.split(' <');
      const program = (condition: string): string => {
        const code = loop(`if (${condition}) return response;`, "import { request } from 'undici';\n");
        return test.includes('get')
          ? code.replace(/await fetch\((.*)\)/, 'UrlFetchApp.fetch($1, { muteHttpExceptions: true })')
          : code.replace('fetch(', 'request(');
      };
      return {
        name: `every status but success: ${test}`,
        code: program(test),
        errors: [
          {
            messageId: 'blind',
            suggestions: [{ messageId: 'giveUp', output: program(`${test} || !${ALL}.includes(${status})`) }],
          },
        ],
      };
    }),
    {
      name: 'every exception',
      code: axios('if (n === 2) throw error;'),
      errors: [
        {
          messageId: 'blind',
          suggestions: [
            {
              messageId: 'giveUp',
              output: axios(
                `if (axios.isAxiosError(error) && error.response && !${ALL}.includes(error.response.status)) throw error;\n      if (n === 2) throw error;`,
              ),
            },
          ],
        },
      ],
    },
    ...[
      ['got', 'load.js', 'error.response && ', 'error.response.statusCode'],
      ['ky', 'load.js', 'error.response && ', 'error.response.status'],
      ['got', 'load.ts', '', '(error as { response?: { statusCode: number } }).response?.statusCode ?? 503'],
      ['superagent', 'load.js', 'error.response && ', 'error.response.status'],
      ['wretch', 'load.js', 'error.status && ', 'error.status'],
      ['HttpService', 'load.ts', '', '(error as { response?: { status: number } }).response?.status ?? 503'],
      ['wretch', 'load.ts', '', '(error as { status?: number }).status || 503'],
    ].map(([name = '', filename = '', before = '', status = '']) => ({
      name: `every exception of ${name} in ${filename}`,
      filename,
      code: thrownBy(name, 'if (n === 2) throw error;'),
      errors: [
        {
          messageId: 'blind',
          suggestions: [
            {
              messageId: 'giveUp',
              output: thrownBy(
                name,
                `if (${before}!${ALL}.includes(${status})) throw error;\n      if (n === 2) throw error;`,
              ),
            },
          ],
        },
      ],
    })),
    ...[
      ['load.js', `error.errorCode && !${CODES}.test(error.errorCode)`],
      ['load.ts', `!${CODES}.test((error as { errorCode?: string }).errorCode ?? 'SERVER_UNAVAILABLE')`],
    ].map(([filename = '', test = '']) => {
      const jsforce = (handler: string): string =>
        axios(handler)
          .replace(
            "import axios from 'axios';",
            "import jsforce from 'jsforce';\nconst conn = new jsforce.Connection();",
          )
          .replace(/axios\.get\(.*\)/, "conn.sobject('Account').update({ Id })");
      return {
        name: `every exception of jsforce in ${filename}`,
        filename,
        code: jsforce('if (n === 2) throw error;'),
        errors: [
          {
            messageId: 'blind',
            suggestions: [
              { messageId: 'giveUp', output: jsforce(`if (${test}) throw error;\n      if (n === 2) throw error;`) },
            ],
          },
        ],
      };
    }),
    {
      name: 'a package that is given an exception for every status',
      code: `import pRetry from 'p-retry';\npRetry(async () => { const r = await ${CALL}; if (!r.ok) throw new Error('failed'); return r; });`,
      errors: [
        {
          messageId: 'blind',
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
      name: 'in TypeScript',
      filename: 'load.ts',
      code: loop('if (response.status !== 503 && response.status !== 504) return response;'),
      errors: [
        {
          messageId: 'missed',
          suggestions: [
            { messageId: 'nameAll', output: loop(`if (!${ALL}.includes(response.status)) return response;`) },
          ],
        },
      ],
    },
  ],
});
