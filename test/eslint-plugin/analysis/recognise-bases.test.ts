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
