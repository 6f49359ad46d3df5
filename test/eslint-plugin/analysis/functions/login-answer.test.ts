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

describe('a request for a token to a URL that is called after Salesforce', () => {
  const confidences = (code: string): unknown =>
    callsIn(code).map(({ confidence, endpoint }) => [confidence, endpoint?.id]);

  it.each([
    ['of the environment', `fetch(process.env.SALESFORCE_TOKEN_URL, { method: 'POST', body: ${BODY} });`],
    [
      'in a constant',
      `const URL = process.env.SF_TOKEN_URL; fetch(URL, { method: 'POST', body: ${BODY} }); // salesforce`,
    ],
    ['and a path', `fetch(SFDC_BASE + '/oauth2/token', { method: 'POST', body: ${BODY} });`],
    [
      'with a body that is put together',
      "const params = new URLSearchParams(); params.append('grant_type', 'password'); fetch(process.env.SALESFORCE_TOKEN_URL, { method: 'POST', body: params });",
    ],
    [
      'with a text of such a body',
      "const params = new URLSearchParams(); params.set('client_secret', secret); fetch(process.env.SALESFORCE_TOKEN_URL, { method: 'POST', body: params.toString() });",
    ],
    [
      'with what a text is made of',
      "import axios from 'axios'; const data = { grant_type: process.env.GRANT }; axios.post(process.env.SALESFORCE_TOKEN_URL, qs.stringify(data));",
    ],
  ])('is likely a login %s', (_, code) => {
    expect(confidences(code)).toEqual([['likely', 'oauth-token']]);
  });

  it.each([
    ['by another name', `fetch(process.env.CRM_TOKEN_URL, { method: 'POST', body: ${BODY} }); // salesforce`],
    [
      'with another body',
      'fetch(process.env.SALESFORCE_HOOK_URL, { method: "POST", body: JSON.stringify({ text }) });',
    ],
    ['with another path', `fetch(process.env.SALESFORCE_APP_URL + '/api/sync', { method: 'POST', body: ${BODY} });`],
    [
      'to a server in between',
      `fetch(process.env.SALESFORCE_PROXY_URL + '/token', { method: 'POST', body: ${BODY} });`,
    ],
  ])('is none %s', (_, code) => {
    expect(confidences(code)).toEqual([]);
  });
});
