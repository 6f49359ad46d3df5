import { describe, expect, it } from 'vitest';
import { type Around, callsIn } from '../../support/model.ts';
import { json } from '../../support/memory-files.ts';

/** The requests that are found, each by its evidence. */
const found = (code: string, around?: Around): string[] =>
  callsIn(code, around).map(({ kind, confidence, evidence }) => `${kind} ${confidence}: ${evidence.join(', ')}`);

const PROVEN = 'request certain: it is called with {}/services/data/v60.0/limits';
const SEND = 'async function send(url, options) { return fetch(url, options); }';

describe('a request whose URL only its callers know', () => {
  it.each([
    ['a literal', `${SEND} send(base + '/services/data/v60.0/limits')`],
    ['a constant', `const LIMITS = '/services/data/v60.0/limits'; ${SEND} send(base + LIMITS)`],
    ['a table', `const PATHS = { limits: '/services/data/v60.0/limits' }; ${SEND} send(base + PATHS.limits)`],
    ['a helper', `const limitsUrl = (b) => b + '/services/data/v60.0/limits'; ${SEND} send(limitsUrl(base))`],
    [
      'a local variable',
      `const LIMITS = '/services/data/v60.0/limits'; ${SEND} function load() { const url = base + LIMITS; return send(url); }`,
    ],
    [
      'a field',
      `class Api { constructor(base) { this.base = base + '/services/data/v60.0'; }
        send(url) { return fetch(url); } limits() { return this.send(this.base + '/limits'); } }`,
    ],
    [
      'a wrapper around the wrapper',
      `const LIMITS = '/services/data/v60.0/limits'; ${SEND} const get = (path) => send(base + path, {}); get(LIMITS)`,
    ],
    [
      'two wrappers around it',
      `const LIMITS = '/services/data/v60.0/limits'; ${SEND} const get = (path) => send(base + path, {});
      const load = (path) => get(path); load(LIMITS)`,
    ],
  ])('is proven by a caller that names it in %s', (_, code) => {
    expect(found(`${code} // salesforce`)).toEqual([PROVEN]);
  });

  it('is proven by a caller that names a host of Salesforce', () => {
    const code = `${SEND} const HOST = 'https://acme.rest.marketingcloudapis.com'; send(HOST + '/asset/v1/content/assets')`;
    expect(found(code)).toEqual([
      'request certain: it is called with https://acme.rest.marketingcloudapis.com/asset/v1/content/assets',
    ]);
  });

  it.each([
    ['nobody calls it', SEND],
    ['its caller names another service', `${SEND} const URL = 'https://api.stripe.com/v1/charges'; send(URL)`],
    ['its caller knows nothing either', `${SEND} export const load = (url) => send(url);`],
    ['it is called in a circle', 'function a(url) { b(url); return fetch(url); } function b(url) { return a(url); }'],
  ])('is not proven where %s', (_, code) => {
    expect(found(`${code} // salesforce`)).toEqual([]);
  });

  it('is proven by callers of callers in other files', () => {
    const files = {
      '/repo/.git/HEAD': '',
      '/repo/rest.js': "import { send } from './src/code.js'; export const get = (path) => send('GET', path);",
      '/repo/sf.js': "import { get } from './rest.js'; export const limits = () => get('/services/data/v60.0/limits');",
    };
    const code = 'export function send(method, path) { return fetch(base + path, { method }); } // salesforce';
    expect(found(code, { files })).toEqual([PROVEN]);
  });
});

describe('a file that does not mention Salesforce', () => {
  const http = 'export async function get(url) { const r = await fetch(url); return r.json(); }';
  const sf = "import { get } from './code.js'; get(base + '/services/data/v60.0/limits');";
  const inProject = (manifest: unknown): Around => ({
    files: { '/repo/.git/HEAD': '', '/repo/package.json': json(manifest), '/repo/src/sf.js': sf },
  });

  it.each([
    ['by its name', { name: '@acme/salesforce-sync' }],
    ['by what it depends on', { dependencies: { jsforce: '^3' } }],
    ['by its description', { description: 'Sends leads to Pardot' }],
  ])('is looked at in a project that does, %s', (_, manifest) => {
    expect(found(http, inProject(manifest))).toEqual([PROVEN]);
  });

  it('is looked at where its path does', () => {
    expect(found(http, { path: '/repo/salesforce/code.js', files: { '/repo/salesforce/sf.js': sf } })).toEqual([
      PROVEN,
    ]);
  });

  it('is not looked at in any other project', () => {
    expect(found(http, inProject({ name: 'shop' }))).toEqual([]);
  });

  it('holds calls of a connection that another file opens', () => {
    const code = "import { org } from './crm.js'; export const load = () => org.query('SELECT Id FROM Account');";
    const files = {
      '/repo/.git/HEAD': '',
      '/repo/package.json': json({ dependencies: { jsforce: '^1' } }),
      '/repo/src/crm.js': "import jsforce from 'jsforce'; export const org = new jsforce.Connection({});",
    };
    expect(found(code, { files })).toEqual(['request certain: it is a call of jsforce']);
  });
});
