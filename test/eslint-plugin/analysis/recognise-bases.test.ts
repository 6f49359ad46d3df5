import { describe, expect, it } from 'vitest';
import { callsIn } from '../../support/model.ts';
import { json } from '../../support/memory-files.ts';

const LOGIN = 'https://acme.auth.marketingcloudapis.com/v2/token';

describe('a base URL by the name that it was given at the login', () => {
  it.each([
    ['a local name', 'const { rest_instance_url: rest } = await auth(); fetch(`${rest}asset/v1/content/assets`);'],
    [
      'without its last slash',
      "const rest = data.rest_instance_url.replace(/\\/$/, ''); fetch(`${rest}/asset/v1/content/assets`);",
    ],
    [
      'a field',
      "class A { open(data) { this.rest = data.rest_instance_url.replace(/\\/$/, ''); } load() { return fetch(`${this.rest}/asset/v1/content/assets`); } }",
    ],
    [
      'what a function resolves with',
      'async function auth() { const data = await login(); return { token: data.access_token, rest: data.rest_instance_url }; } async function load() { const { rest } = await auth(); return fetch(`${rest}asset/v1/content/assets`); }',
    ],
  ])('is known as %s', (_, code) => {
    expect(callsIn(`${code} // ${LOGIN}`).map(({ confidence, evidence }) => [confidence, ...evidence])).toEqual([
      ['likely', "the base URL is the rest_instance_url of Marketing Cloud's login"],
    ]);
  });
});

describe('a base URL that is given anew', () => {
  const send =
    'const send = (path) => fetch(`${base}${path}`, { headers: { Authorization: `Bearer ${accessToken}` } });';
  const confidence = (code: string): string[] => callsIn(`${code} ${send}`).map((call) => call.confidence);

  it.each([
    ['by each login', 'let base; async function open() { const data = await login(); base = data.instance_url; }'],
    [
      'by a second login',
      'let base = row.instance_url; async function again() { const fresh = await login(); base = fresh.instance_url; }',
    ],
    [
      'by a login, or by what was known',
      "let base = ''; async function open() { const data = await login(); base = (data.instance_url || row.instance_url).replace(/\\/$/, ''); }",
    ],
  ])('is that of the login %s', (_, code) => {
    expect(confidence(code)).toEqual(['likely']);
  });

  it.each([
    ['something else', 'let base = row.instance_url; function move(to) { base = to.address; }'],
    ['nothing', 'let base = null; function close() { base = undefined; }'],
    ['something unknown', 'let base; function open(url) { base = url; }'],
  ])('is not with %s', (_, code) => {
    expect(confidence(code)).toEqual([]);
  });
});

describe('a base URL that may end with /services', () => {
  const send = (base: string, path: string): string =>
    `fetch(\`\${${base}}${path}\`, { headers: { Authorization: 'Bearer ' + token } });`;
  const endpoints = (code: string): unknown => callsIn(code).map((call) => [call.confidence, call.endpoint?.id]);

  it.each([
    ['/data/v60.0/query?q=${soql}', 'query'],
    ['/data/${version}/sobjects/Account/${id}', 'sobject-row-read'],
    ['/apexrest/orders', 'apexrest-read'],
  ])('is likely that of Salesforce by its name and %s', (path, endpoint) => {
    expect(endpoints(send('process.env.SALESFORCE_BASE_URL', path))).toEqual([['likely', endpoint]]);
  });

  it.each([
    ['by another name', 'process.env.CRM_BASE_URL', '/data/v60.0/query?q=${soql}'],
    ['with another path', 'process.env.SALESFORCE_BASE_URL', '/data/v1/orders'],
    ['of an instance', 'instanceUrl', '/data/${version}/search'],
  ])('is not %s', (_, base, path) => {
    expect(endpoints(send(base, path))).toEqual([]);
  });
});

describe('the list of versions', () => {
  const load = (path: string, headers = "{ headers: { Authorization: 'Bearer ' + token } }"): string =>
    `fetch(url + '${path}', ${headers});`;

  it.each(['/services/data', '/services/data/'])('is known by %s and a token', (path) => {
    expect(callsIn(load(path)).map(({ confidence, endpoint }) => [confidence, endpoint?.id])).toEqual([
      ['likely', 'versions'],
    ]);
  });

  it.each([
    ['/services/data', '{}'],
    ['/services/dataflow', undefined],
    ['/services/data/flows', undefined],
  ])('is not known by %s with %s', (path, headers) => {
    expect(callsIn(load(path, headers)).filter(({ confidence }) => confidence !== 'possible')).toEqual([]);
  });
});

it('knows the login of Marketing Cloud by its base', () => {
  const code = "const login = (auth) => fetch(`${auth.auth_instance_url}v2/token`, { method: 'POST', body });";
  expect(callsIn(code).map(({ confidence }) => confidence)).toEqual(['likely']);
});

it('puts nothing that a field holds at first into a URL', () => {
  const code = `class Sf { #auth = { url: null }; open(data) { this.#auth = { url: data.instance_url }; }
    limits() { return fetch(\`\${this.#auth.url}/services/data/v60.0/limits\`); } }`;
  expect(callsIn(code).map(({ url }) => url.text)).toEqual(['{}/services/data/v60.0/limits']);
});

describe('a base URL that is called instanceUrl', () => {
  const code =
    'export const load = (org, path) => fetch(org.instanceUrl + path, { headers: { Authorization: `Bearer ${org.accessToken}` } });';
  const project = (manifest: unknown): Record<string, string> => ({
    '/repo/.git/HEAD': '',
    '/repo/package.json': json(manifest),
  });

  it('is likely that of Salesforce in a project that has to do with it', () => {
    const files = project({ dependencies: { '@salesforce/core': '^8' } });
    expect(callsIn(code, { files }).map(({ confidence, evidence }) => [confidence, ...evidence])).toEqual([
      [
        'likely',
        'the base URL is called instanceUrl',
        'it sends a Bearer token',
        'package.json has to do with Salesforce',
      ],
    ]);
  });

  it('is possibly that in any other project', () => {
    const files = project({ dependencies: { express: '^5' } });
    expect(callsIn(code, { files }).map(({ confidence }) => confidence)).toEqual(['possible']);
  });
});
