import { client, testRule } from '../../support/rule-cases.ts';

const URL = '`${base}/services/data/v60.0/limits`';
const BEARER = '{ headers: { Authorization: `Bearer ${token}` } }';
const loop = (call: string): string =>
  `async function load() { for (let i = 0; i < 5; i++) { const res = await ${call}; if (res.status !== 503) return res; await sleep(i); } }`;
const CALL = `fetch(${URL}, ${BEARER})`;
const ONCE = `const token = await login();\n`;
const module = { languageOptions: { sourceType: 'module' as const } };

/** A function that replays after a 401, with its parameters, its condition and what it calls itself with. */
const replay = (params: string, test: string, again: string): string =>
  `async function load(${params}) { const res = await fetch(${URL}, { headers }); if (${test}) { await renew(); return load(${again}); } return res; }`;

/** A case with one report whose only suggestion gives `output`. */
const mended = (name: string, code: string, output: string, messageId = 'endless', title = 'replayOnce') => ({
  name,
  code,
  errors: [{ messageId, suggestions: [{ messageId: title, output }] }],
});

const interceptor = (test: string, sent: string): string =>
  `import axios from 'axios';\nconst api = axios.create({ baseURL: 'https://acme.my.salesforce.com' });\napi.interceptors.response.use((ok) => ok, async (error) => { if (${test}) { await renew(); return api.request(${sent}); } throw error; });\napi.get('/services/data/v60.0/limits');`;

const login = (around: (call: string) => string): string =>
  `import jsforce from 'jsforce';\nimport pRetry from 'p-retry';\nconst conn = new jsforce.Connection({});\n${around('conn.login(user, password)')}`;

const classWith = (method: string, send: string): string =>
  `class Client { ${method} async load() { ${send} for (let i = 0; i < 5; i++) { const res = await fetch(${URL}, { headers: { Authorization: \`Bearer \${this.token}\` } }); if (res.status !== 503) return res; } } }`;
const LOGIN = `async login() { this.token = await getToken(); }`;

testRule('require-reauthentication', {
  valid: [
    { name: 'another service', code: `${ONCE}${loop("fetch('https://example.com', " + BEARER + ')')}`, ...module },
    {
      name: 'in TypeScript',
      code: replay('again = true', 'res.status === 401 && again', 'false'),
      filename: 'load.ts',
    },
    { name: 'no retry', code: `${ONCE}async function load() { return ${CALL}; }`, ...module },
    { name: 'a parameter', code: loop(CALL).replace('load()', 'load(token)') },
    {
      name: 'a token that is asked for before each call',
      code: loop(CALL).replace('{ for', '{ const token = await login(); for'),
    },
    { name: 'a token that is asked for in each attempt', code: loop(CALL.replace('${token}', '${await login()}')) },
    { name: 'a token of the environment', code: `const token = process.env.SF_TOKEN;\n${loop(CALL)}` },
    {
      name: 'code that has an eye on sessions',
      code: `${ONCE}${loop(CALL)}\nif (expiresAt < Date.now()) await start();`,
      ...module,
    },
    {
      name: 'a login on the way',
      code: `let token;\nasync function login() { token = await getToken(); }\n${loop(CALL)}\nasync function run() { await login(); await load(); }`,
    },
    { name: 'a method that logs in first', code: classWith(LOGIN, 'await this.login();') },
    { name: 'a token that is handed in', code: classWith('constructor(token) { this.token = token; }', '') },
    { name: 'a replay with a flag', code: replay('again', 'res.status === 401 && again', 'false') },
    { name: 'a replay with a count', code: replay('count = 0', 'res.status === 401 && count < 2', 'count + 1') },
    {
      name: 'a replay that remembers',
      code: `let renewed = false;\n${replay('', 'res.status === 401 && !renewed', '').replace('await renew();', 'renewed = true; await renew();')}`,
    },
    {
      name: 'a replay whose refresh counts',
      code: `let times = 0;\nasync function renew() { times++; if (times > 3) throw new Error('refused'); }\n${replay('', 'res.status === 401', '')}`,
    },
    { name: 'a retry of other failures as well', code: replay('', 'res.status === 401 || res.status === 503', '') },
    {
      name: 'a loop that counts',
      code: `async function load() { for (let i = 0; i < 2; i++) { const res = await fetch(${URL}, { headers }); if (res.status !== 401) return res; await renew(); } }`,
    },
    {
      name: 'an interceptor with a mark',
      code: interceptor('error.response?.status === 401 && !error.config._retry', 'error.config'),
    },
    { name: 'a login that is not repeated', code: login((call) => `await ${call};`), ...module },
    {
      name: 'a login that stops when it is refused',
      code: login(
        (call) =>
          `import { AbortError } from 'p-retry';\nawait pRetry(async () => { try { await ${call}; } catch (error) { throw new AbortError(error); } });`,
      ),
      ...module,
    },
    {
      name: 'the resilient client',
      code: `import { createSalesforceFetch } from './client.js';\nconst sf = createSalesforceFetch();\n${ONCE}${loop(CALL.replace('fetch', 'sf'))}`,
      ...module,
    },
  ],
  invalid: [
    {
      name: 'a token that was taken once',
      code: `${ONCE}${loop(CALL)}`,
      ...module,
      errors: [
        {
          message:
            'Every attempt of this GET to /services/data/v60.0/limits sends the token that was taken once: when the session ends during an outage, each one gets a 401, and whatever needs the answer fails with it.',
          suggestions: [
            {
              messageId: 'insertClient',
              output: `${client('{ refreshToken: () => login() }')}\n\n${ONCE}${loop(CALL.replace('fetch', 'salesforceFetch'))}`,
            },
          ],
        },
      ],
    },
    {
      name: 'a member of what the login gives, in TypeScript',
      code: `const { access_token: token } = await login(config);\n${loop(CALL)}`,
      filename: 'load.ts',
      errors: [
        {
          messageId: 'tokenKept',
          suggestions: [
            {
              messageId: 'insertClient',
              output: `${client('{ refreshToken: async () => (await login(config)).access_token }', 'typescript')}\n\nconst { access_token: token } = await login(config);\n${loop(CALL.replace('fetch', 'salesforceFetch'))}`,
            },
          ],
        },
      ],
    },
    { name: 'a token of the class', code: classWith(LOGIN, ''), errors: [{ messageId: 'tokenKept' }] },
    {
      name: 'a token that a function of the module keeps',
      code: `let token;\nexport async function start() { token = await getToken(); }\n${loop(CALL)}`,
      ...module,
      errors: [{ messageId: 'tokenKept' }],
    },
    {
      name: 'a recursion without end',
      code: replay('url', 'res.status === 401', 'url'),
      errors: [
        {
          message:
            'After a 401 this GET to /services/data/v60.0/limits is sent again with a new token, and again after the next 401, without end: a token that Salesforce refuses for another reason is refreshed for ever.',
          suggestions: [
            {
              messageId: 'replayOnce',
              output: replay('url, isReplay = false', 'res.status === 401 && !isReplay', 'url, true'),
            },
          ],
        },
      ],
    },
    mended(
      'without parameters',
      replay('', 'res.status === 401', ''),
      replay('isReplay = false', 'res.status === 401 && !isReplay', 'true'),
    ),
    {
      ...mended(
        'in TypeScript',
        replay('url: string, init?: RequestInit', 'res.status === 401 || code === "INVALID_SESSION_ID"', 'url').replace(
          ') {',
          '): Promise<Response> {',
        ),
        replay(
          'url: string, init?: RequestInit, isReplay = false',
          '(res.status === 401 || code === "INVALID_SESSION_ID") && !isReplay',
          'url, undefined, true',
        ).replace(') {', '): Promise<Response> {'),
      ),
      filename: 'load.ts',
    },
    mended(
      'an arrow function in a chain',
      `const load = url => fetch(${URL}, { headers }).then((res) => res.status === 401 ? renew().then(() => load(url)) : res);`,
      `const load = (url, isReplay = false) => fetch(${URL}, { headers }).then((res) => res.status === 401 && !isReplay ? renew().then(() => load(url, true)) : res);`,
    ),
    mended(
      'a loop without end',
      `async function load() {\n  while (true) {\n    const res = await fetch(${URL}, { headers });\n    if (res.status === 401) {\n      await renew();\n      continue;\n    }\n    return res;\n  }\n}`,
      `async function load() {\n  let isReplay = false;\n  while (true) {\n    const res = await fetch(${URL}, { headers });\n    if (res.status === 401 && !isReplay) {\n      isReplay = true;\n      await renew();\n      continue;\n    }\n    return res;\n  }\n}`,
    ),
    mended(
      'an interceptor without a mark',
      interceptor('error.response?.status === 401', 'error.config'),
      interceptor(
        "error.response?.status === 401 && !('isReplay' in error.config)",
        'Object.assign(error.config, { isReplay: true })',
      ),
    ),
    {
      name: 'a login that is repeated',
      code: login((call) => `await pRetry(() => ${call}, { retries: 10 });`),
      ...module,
      errors: [
        {
          message:
            'This login is repeated although Salesforce has refused the password: each attempt counts as a failed login, until the user is locked out.',
        },
      ],
    },
    {
      name: 'a login that is repeated in a loop',
      code: `async function login() { for (let i = 0; i < 9; i++) { const res = await fetch(\`\${base}/services/oauth2/token\`, { method: 'POST', body: new URLSearchParams({ grant_type: 'password', username, password }) }); if (res.ok) return res; await sleep(i); } throw new Error('no login'); }`,
      errors: [{ messageId: 'loginRepeated', suggestions: 1 }],
    },
  ],
});
