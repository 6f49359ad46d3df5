import { describe, expect, it } from 'vitest';
import { callsIn } from '../../../support/model.ts';

const found = (code: string): string[] =>
  callsIn(code).map(({ evidence, endpoint }) => `${endpoint?.id ?? ''}: ${evidence.join(', ')}`);

const BODY = "new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret })";
const LOGIN = ["oauth-token: its answer has the instance_url of Salesforce's login"];

describe('a request to a URL that is not known', () => {
  it.each([
    [
      'at once',
      `const r = await fetch(process.env.TOKEN_URL, { method: 'POST', body: ${BODY} }); const { access_token, instance_url } = await r.json();`,
    ],
    [
      'after a part of its answer was given away',
      `async function login() { const body = ${BODY}; const r = await fetch(TOKEN_URL, { method: 'POST', body }); const data = await r.json();
      if (!data.access_token) throw new Error('no'); return { token: data.access_token, url: data.instance_url }; }`,
    ],
    [
      'with another client',
      `import axios from 'axios'; const { data } = await axios.post(\`\${host}/oauth/token\`, { grant_type: 'password' }); save(data.instance_url);`,
    ],
  ])('logs in at Salesforce where its answer says so: %s', (_, code) => {
    expect(found(code)).toEqual(LOGIN);
  });

  it('logs in at Marketing Cloud where its answer says so', () => {
    const code = `const r = await fetch(url, { method: 'POST', body: JSON.stringify({ grant_type }) }); const { rest_instance_url } = await r.json();`;
    expect(found(code)).toEqual(["oauth-token: its answer has the rest_instance_url of Salesforce's login"]);
  });

  it.each([
    [
      'of another service',
      `const r = await fetch(TOKEN_URL, { method: 'POST', body: ${BODY} }); const { access_token } = await r.json(); // salesforce`,
    ],
    [
      'without credentials, to a server in between',
      "const r = await fetch(url, { method: 'POST', body: JSON.stringify({ user }) }); const { instance_url } = await r.json();",
    ],
    [
      'to a path of a server in between',
      `const r = await fetch(base + '/api/salesforce/session', { method: 'POST', body: ${BODY} }); const { instance_url } = await r.json();`,
    ],
    [
      'whose answer somebody else reads',
      `const r = await fetch(TOKEN_URL, { method: 'POST', body: ${BODY} }); other.instance_url;`,
    ],
  ])('is none %s', (_, code) => {
    expect(found(code)).toEqual([]);
  });
});
