import { describe, expect, it } from 'vitest';
import { callsIn } from '../../support/model.ts';

const URL = '`${base}/services/data/v60.0/limits`';

/** What the model says of the sessions of the first call in a piece of code, in one line. */
function said(code: string, files?: Readonly<Record<string, string>>): string {
  const [call] = callsIn(code, files ? { files } : {});
  const { reauthentication } = call!.facts;
  return reauthentication.state === 'present' ? reauthentication.value.how : reauthentication.state;
}

const load = (token: string, params = ''): string =>
  `export async function load(${params}) { for (let i = 0; i < 5; i++) { const r = await fetch(${URL}, { headers: { Authorization: ${token} } }); if (r.status !== 503) return r; } }`;

describe('a token', () => {
  it.each([
    ['taken at the top of the module', 'token kept', `const token = await login(); ${load('`Bearer ${token}`')}`],
    ['put together with a plus', 'token kept', `const token = await login(); ${load("'Bearer ' + token")}`],
    [
      'in a header that is a constant',
      'token kept',
      `const token = await login(); const value = \`Bearer \${token}\`; ${load('value')}`,
    ],
    [
      'that is a member of a session',
      'token kept',
      `const session = await login(); ${load('`Bearer ${session.token}`')}`,
    ],
    ['given as a parameter', 'absent', load('`Bearer ${token}`', 'token')],
    ['of another module', 'absent', `import { token } from './token.js'; ${load('`Bearer ${token}`')}`],
    ['that is fixed', 'absent', `const token = 'abc'; ${load('`Bearer ${token}`')}`],
    ['of another scheme', 'absent', `const token = await login(); ${load('`Basic ${token}`')}`],
    ['that the request itself asks for', 'absent', load('`Bearer ${await login()}`')],
  ])('%s', (_, expected, code) => {
    expect(said(code)).toBe(expected);
  });

  it('is not kept where a caller in another file logs in', () => {
    const code = `let token; export async function login() { token = await getToken(); } ${load('`Bearer ${token}`')}`;
    expect(said(code)).toBe('token kept');
    const other =
      "import { load, login } from './code.js'; export async function run() { await login(); return load(); }";
    expect(said(code, { '/repo/src/run.js': other })).toBe('absent');
  });

  it('is not kept where something unknown may run the request', () => {
    const code = `let token; async function login() { token = await getToken(); } ${load('`Bearer ${token}`')} retryLater(load);`;
    expect(said(code)).toBe('absent');
  });
});

describe('a login', () => {
  const repeated = (body: string): string =>
    `async function login() { for (let i = 0; i < 5; i++) { const r = await fetch(\`\${base}/services/oauth2/token\`, { method: 'POST', body: new URLSearchParams(${body}) }); if (r.ok) return r; } }`;
  it.each([
    ['with a password', 'login repeated', "{ grant_type: 'password', username, password }"],
    ['with the secret of a client', 'absent', "{ grant_type: 'client_credentials', client_secret }"],
  ])('%s', (_, expected, body) => {
    expect(said(repeated(body))).toBe(expected);
  });

  it('that is repeated after a failure of the server only', () => {
    const code = repeated("{ grant_type: 'password' }").replace('if (r.ok)', 'if (r.status < 500)');
    expect(said(code)).toBe('absent');
  });
});

describe('a replay with a new token', () => {
  const replayed = (test: string): string =>
    `export async function load(id) { const r = await fetch(${URL}); if (${test}) { await renew(); return load(id); } return r; }`;
  it.each([
    ['without an end', 'endless', 'r.status === 401'],
    ['whatever has been retrieved', 'endless', 'r.status === 401 && retrieved.has(id)'],
    ['unless it has been retried', 'absent', 'r.status === 401 && !retried.has(id)'],
  ])('%s', (_, expected, test) => {
    expect(said(replayed(test))).toBe(expected);
  });
});
