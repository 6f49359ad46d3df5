import { TEMPLATES } from '../../../eslint-plugin/src/fix/templates.generated.ts';
import { client, testRule } from '../../support/rule-cases.ts';

const READ = 'fetch(`${base}/services/data/v60.0/limits`)';
const FIXED = READ.replace('fetch', 'salesforceFetch');
const KNOWN = "import { createSalesforceFetch } from './client.js';\nconst sf = createSalesforceFetch();\n";
const LOGIN =
  "fetch(`${base}/services/oauth2/token`, { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials' }) })";

testRule('require-retry', {
  valid: [
    { name: 'another service', code: "fetch('https://example.com/payments', { method: 'POST' });" },
    { name: 'a mention in a comment', code: "// salesforce\nfetch('https://example.com');" },
    { name: 'the resilient client', code: `${KNOWN}sf(\`\${base}/services/data/v60.0/limits\`);` },
    {
      name: 'a loop',
      code: `async function f() { for (let i = 0; i < 5; i++) { const r = await ${READ}; if (r.ok) return r; await sleep(i); } throw new Error('gave up'); }`,
    },
    {
      name: 'a package',
      code: `import pRetry from 'p-retry';\npRetry(async () => { const r = await ${READ}; if (!r.ok) throw new Error('failed'); return r; });`,
    },
    {
      name: 'a helper that cannot be looked into',
      code: `import { withRetry } from './retry.js';\nwithRetry(() => ${READ});`,
    },
    {
      name: 'an authorization code, valid once',
      code: "fetch(base + '/services/oauth2/token', { method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', code }) });",
    },
    {
      name: 'an authorization code in appended parameters',
      code: "const params = new URLSearchParams();\nparams.append('grant_type', 'authorization_code');\nfetch(base + '/services/oauth2/token', { method: 'POST', body: params });",
    },
    {
      name: 'one weak signal only',
      code: 'fetch(instanceUrl + path, { headers: { Authorization: `Bearer ${token}` } });',
    },
    { name: 'a test file', code: READ, filename: 'src/load.test.js' },
    { name: 'a test folder', code: READ, filename: 'tests/load.js' },
    {
      name: 'less certain than asked',
      code: 'fetch(`${auth.instance_url}${path}`, { headers: { Authorization: `Bearer ${token}` } });',
      settings: { 'salesforce-resilience': { minimumConfidence: 'certain' } },
    },
  ],
  invalid: [
    {
      name: 'a read',
      code: `${READ};`,
      errors: [
        {
          message:
            'Nothing repeats this GET to /services/data/v60.0/limits after a failure: a single 503 from Salesforce and whatever needs the answer fails with it.',
          line: 1,
          column: 1,
          suggestions: [{ messageId: 'insertClient', output: `${client()}\n\n${FIXED};` }],
        },
      ],
    },
    {
      name: 'a create',
      code: "fetch(`${base}/services/data/v60.0/sobjects/Payment__c`, { method: 'POST', body });",
      errors: [
        {
          message:
            'Nothing repeats this POST of Payment__c after a failure: a single 503 from Salesforce and the record is never created.',
          suggestions: 1,
        },
      ],
    },
    {
      name: 'in TypeScript, behind the imports',
      filename: 'load.ts',
      code: `import { base } from './config.ts';\n\nexport const load = async (): Promise<Response> => ${READ};`,
      errors: [
        {
          messageId: 'noRetry',
          suggestions: [
            {
              messageId: 'insertClient',
              output: `import { base } from './config.ts';\n\n${client('', 'typescript')}\n\nexport const load = async (): Promise<Response> => ${FIXED};`,
            },
          ],
        },
      ],
    },
    {
      name: 'in CommonJS, behind the directives and requires',
      code: `'use strict';\nconst { base } = require('./config');\nmodule.exports = () => ${READ};`,
      languageOptions: { sourceType: 'commonjs' },
      errors: [
        {
          messageId: 'noRetry',
          suggestions: [
            {
              messageId: 'insertClient',
              output: `'use strict';\nconst { base } = require('./config');\n\n${client()}\nmodule.exports = () => ${FIXED};`,
            },
          ],
        },
      ],
    },
    {
      name: 'behind a hashbang',
      code: `#!/usr/bin/env node\n${READ};`,
      errors: [
        {
          messageId: 'noRetry',
          suggestions: [{ messageId: 'insertClient', output: `#!/usr/bin/env node\n${client()}\n\n${FIXED};` }],
        },
      ],
    },
    {
      name: 'with the line ends of the file',
      code: `import './a.js';\r\n${READ};\r\n`,
      errors: [
        {
          messageId: 'noRetry',
          suggestions: [
            {
              messageId: 'insertClient',
              output: `import './a.js';\r\n\r\n${client().replaceAll('\n', '\r\n')}\r\n${FIXED};\r\n`,
            },
          ],
        },
      ],
    },
    {
      name: 'through the client that the file has',
      code: `${KNOWN}${READ};`,
      errors: [
        {
          messageId: 'noRetry',
          suggestions: [
            {
              messageId: 'useClient',
              data: { client: 'sf' },
              output: `${KNOWN}sf(\`\${base}/services/data/v60.0/limits\`);`,
            },
          ],
        },
      ],
    },
    {
      name: "with the file's own login for expired tokens",
      code: `async function login() { const r = await ${LOGIN}; return (await r.json()).access_token; }`,
      errors: [
        {
          messageId: 'noRetry',
          suggestions: [
            {
              messageId: 'insertClient',
              output: `${client('{ refreshToken: () => login() }')}\n\nasync function login() { const r = await ${LOGIN.replace('fetch', 'salesforceFetch')}; return (await r.json()).access_token; }`,
            },
          ],
        },
      ],
    },
    {
      name: 'with a login that gives the whole answer',
      code: `const login = async () => { const r = await ${LOGIN}; return r.json(); };`,
      errors: [
        {
          messageId: 'noRetry',
          suggestions: [
            {
              messageId: 'insertClient',
              output: `${client('{ refreshToken: async () => (await login()).access_token }')}\n\nconst login = async () => { const r = await ${LOGIN.replace('fetch', 'salesforceFetch')}; return r.json(); };`,
            },
          ],
        },
      ],
    },
    {
      name: 'with another fetch underneath',
      code: `import send from 'node-fetch';\nsend(\`\${base}/services/data/v60.0/limits\`);`,
      errors: [
        {
          messageId: 'noRetry',
          suggestions: [
            {
              messageId: 'insertClient',
              output: `import send from 'node-fetch';\n\n${client('{ fetch: send }')}\n${FIXED};`,
            },
          ],
        },
      ],
    },
    {
      name: 'a package that never sees the status: the client takes its place',
      code: `import pRetry from 'p-retry';\nconst load = () => pRetry(() => ${READ}, { retries: 5 });`,
      errors: [
        {
          message:
            'The retry around this GET to /services/data/v60.0/limits never sees a 503: fetch resolves with it instead of throwing, so whatever needs the answer fails with it.',
          suggestions: [
            {
              messageId: 'insertClient',
              output: `import pRetry from 'p-retry';\n\n${client()}\nconst load = () => ${FIXED};`,
            },
          ],
        },
      ],
    },
    {
      name: 'a package around a function with a body',
      code: `import pRetry from 'p-retry';\npRetry(async () => { return ${READ}; });`,
      errors: [
        {
          messageId: 'neverThrown',
          suggestions: [
            {
              messageId: 'insertClient',
              output: `import pRetry from 'p-retry';\n\n${client()}\n(async () => { return ${FIXED}; })();`,
            },
          ],
        },
      ],
    },
    {
      name: 'a retry that lets the error of a status pass',
      code: `async function f() { for (let n = 0; n < 3; n += 1) { try { const r = await ${READ}; if (!r.ok) throw new Error(r.statusText); return r; } catch (e) { if (e.code !== 'ECONNRESET') throw e; } } }`,
      errors: [{ messageId: 'onlyWhenLost', suggestions: 1 }],
    },
    {
      name: 'a replay after 401 only',
      code: `async function f(again = true) { const r = await ${READ}; if (r.status === 401 && again) { await refresh(); return f(false); } return r; }`,
      errors: [{ messageId: 'onlyAfter401', suggestions: 1 }],
    },
    ...[
      ['export async function load(send = fetch) {', '}'],
      ['class Api { send = fetch; async load() { const { send } = this;', '} }'],
    ].map(([head, end]) => {
      const load = (sent: string): string =>
        `${head!} const r = await ${sent}; if (!r.ok) throw new Error(); return r; ${end!}`;
      const send = READ.replace('fetch', 'send');
      const output = `${TEMPLATES.retry.javascript}\n\n${load(`retrySalesforce(() => ${send}, { idempotent: true })`)}`;
      return {
        name: 'a fetch that is handed over, which one client for the module cannot send with',
        code: load(send),
        errors: [{ messageId: 'noRetry', suggestions: [{ messageId: 'insertRetry', output }] }],
      };
    }),
    {
      name: 'a retry of some callers only',
      code: `import pRetry from 'p-retry';\nexport async function get() { const r = await ${READ}; if (!r.ok) throw new Error('failed'); return r; }\nexport const often = () => pRetry(get);\nexport const once = () => get();`,
      errors: [
        {
          message:
            'Only some callers repeat this GET to /services/data/v60.0/limits: for the others, a single 503 from Salesforce and whatever needs the answer fails with it.',
          suggestions: 1,
        },
      ],
    },
    {
      name: 'one weak signal, where the project asks for it',
      code: 'fetch(instanceUrl + path, { headers: { Authorization: `Bearer ${token}` } });',
      settings: { 'salesforce-resilience': { minimumConfidence: 'possible' } },
      errors: [
        {
          message:
            "This seems to be a Salesforce call (the base URL is called instanceUrl, it sends a Bearer token), and nothing repeats it after a 503. If it is none, set minimumConfidence to 'likely'.",
          suggestions: 1,
        },
      ],
    },
    {
      name: 'a test file, where the project asks for it',
      code: READ,
      filename: 'load.test.js',
      settings: { 'salesforce-resilience': { tests: true } },
      errors: [{ messageId: 'noRetry', suggestions: 1 }],
    },
    {
      name: 'a login that also takes other grants',
      code: "fetch(base + '/services/oauth2/token', { method: 'POST', body: new URLSearchParams({ grant_type: code ? 'authorization_code' : 'refresh_token' }) });",
      errors: [{ messageId: 'noRetry', suggestions: 1 }],
    },
    {
      name: 'in a file that has the names of the client already',
      code: `function discard() {}\nconst salesforceFetch = 1;\n${READ};`,
      errors: [
        {
          messageId: 'noRetry',
          suggestions: [
            {
              messageId: 'insertClient',
              output: `${client()
                .replaceAll(/\bdiscard\b/g, 'discard2')
                .replace(
                  'const salesforceFetch =',
                  'const salesforceFetch2 =',
                )}\n\nfunction discard() {}\nconst salesforceFetch = 1;\n${FIXED.replace('salesforceFetch', 'salesforceFetch2')};`,
            },
          ],
        },
      ],
    },
  ],
});
