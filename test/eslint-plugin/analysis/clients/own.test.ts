import { describe, expect, it } from 'vitest';
import { callIn, callsIn } from '../../../support/model.ts';

const PATH = '/services/data/v60.0/sobjects/Account';

describe('a client of the settings', () => {
  const settings = { clients: [{ from: 'file', path: './http', name: 'sfGet', url: 0, options: 1 }] };

  it.each([
    ["import { sfGet } from './http'; sfGet(PATH, { method: 'POST' });"],
    ["import { sfGet } from '../lib/http.js'; sfGet(PATH, { method: 'POST' });"],
    ["import { sfGet as get } from './http.ts'; get(PATH, { method: 'POST' });"],
    ["import * as http from './http'; http.sfGet(PATH, { method: 'POST' });"],
    ["const { sfGet } = require('./http'); sfGet(PATH, { method: 'POST' });"],
    ["const http = require('./http'); http.sfGet(PATH, { method: 'POST' });"],
    ["import { sfGet } from './http'; const send = sfGet; send(PATH, { method: 'POST' });"],
  ])('is found: %s', (code) => {
    const { client, endpoint, method, url } = callIn(code.replace('PATH', `'${PATH}'`), { settings });
    expect([client.name, endpoint?.id, method, url.text]).toMatchObject([
      'sfGet',
      'sobject-create',
      { value: 'POST' },
      PATH,
    ]);
  });

  it.each([
    ["import { sfGet } from './https'; sfGet(PATH);"],
    ["import { sfPost } from './http'; sfPost(PATH);"],
    ["import { sfGet } from 'http'; sfGet(PATH);"],
    ["import { sfGet } from 'node:http'; sfGet(PATH);"],
    ["import { sfGet } from './http'; function load(sfGet) { return sfGet(PATH); }"],
  ])('is not found: %s', (code) => {
    expect(callsIn(code.replace('PATH', `'${PATH}'`), { settings }).map(({ client }) => client.name)).toEqual([]);
  });

  it('is found where the file is at hand', () => {
    const files = {
      '/repo/package.json': '{}',
      '/repo/src/http.js': 'export async function sfGet(path, options) { return send(path, options); }',
    };
    const code = `import { sfGet } from './http.js'; sfGet('${PATH}', { method: 'POST' });`;
    expect(callIn(code, { files, settings }).client.name).toBe('sfGet');
  });

  it.each([
    ['a named export', { name: 'send' }, "import { send } from '@acme/http'; send(PATH, { method: 'POST' });"],
    ['the default export', { name: 'default' }, "import send from '@acme/http'; send(PATH, { method: 'POST' });"],
    [
      'a module that is required',
      { name: 'default' },
      "const send = require('@acme/http'); send(PATH, { method: 'POST' });",
    ],
    [
      'an argument with the method',
      { name: 'send', url: 1, method: 0 },
      "import { send } from '@acme/http'; send('POST', PATH);",
    ],
    [
      'an argument with the body',
      { name: 'send', url: 1, method: 0, body: 2 },
      "import { send } from '@acme/http'; send('POST', PATH, { Name });",
    ],
    [
      'options with everything',
      { name: 'send', options: 0, url: 0 },
      "import { send } from '@acme/http'; send({ path: PATH, method: 'POST' });",
    ],
  ])('may come from a package: %s', (_, own, code) => {
    const settings = { clients: [{ from: 'package', package: '@acme/http', ...own }] };
    const { endpoint, url } = callIn(code.replace('PATH', `'${PATH}'`), { settings });
    expect([endpoint?.id, url.text]).toEqual(['sobject-create', PATH]);
  });

  it('says how a failure arrives', () => {
    const withThrows = (throws: boolean): string => {
      const settings = { clients: [{ from: 'package', package: 'acme', name: 'send', throws }] };
      return callIn(`import { send } from 'acme'; send('${PATH}');`, { settings }).client.status;
    };
    expect([withThrows(true), withThrows(false)]).toEqual(['thrown', 'returned']);
  });
});

describe('the resilient client', () => {
  const URL = `'https://acme.my.salesforce.com${PATH}'`;

  it.each([
    [
      'inserted into the file',
      'function createSalesforceFetch() {}\nconst salesforceFetch = createSalesforceFetch();',
      undefined,
    ],
    [
      'imported',
      "import { createSalesforceFetch } from './client.js';\nconst salesforceFetch = createSalesforceFetch({});",
      undefined,
    ],
    [
      'required',
      "const { createSalesforceFetch } = require('./client');\nconst salesforceFetch = createSalesforceFetch();",
      undefined,
    ],
    [
      'of a package in the settings',
      "import { salesforceFetch } from '@acme/sf';",
      { module: '@acme/sf', name: 'salesforceFetch' },
    ],
    [
      'of a file in the settings',
      "import { salesforceFetch } from '../lib/sf.js';",
      { module: './lib/sf', name: 'salesforceFetch' },
    ],
    [
      'of an alias in the settings',
      "import { salesforceFetch } from '@/lib/sf';",
      { module: '@/lib/sf', name: 'salesforceFetch' },
    ],
    [
      'a default export in the settings',
      "import salesforceFetch from '@acme/sf';",
      { module: '@acme/sf', name: 'default' },
    ],
  ])('is known when it is %s', (_, before, client) => {
    const call = callIn(
      `${before}\nawait salesforceFetch(${URL}, { method: 'POST' });`,
      client ? { settings: { client } } : {},
    );
    expect(call.client.name).toBe('salesforceFetch');
    expect(call.facts.retry).toMatchObject({ state: 'present', value: { kind: 'client' } });
    expect(call.facts.retryAfter).toMatchObject({ state: 'present', value: { longWait: 'refused' } });
  });

  it('is not known by its name alone', () => {
    const code = `import { salesforceFetch } from './other.js';\nawait salesforceFetch(${URL});`;
    expect(callsIn(code, { settings: { client: { module: '@acme/sf', name: 'salesforceFetch' } } })).toEqual([]);
  });
});
