import { describe, expect, it } from 'vitest';
import { callsIn } from '../../../support/model.ts';

const BASE = "'https://acme.my.salesforce.com/services/data/v60.0'";
const ACCOUNT = 'https://acme.my.salesforce.com/services/data/v60.0/sobjects/Account';

/** Client, method and URL of each call, in words. */
function found(code: string): string[] {
  return callsIn(code).map(({ client, method, url }) => {
    const name = method.state === 'present' ? method.value : method.state;
    return `${client.name} ${name} ${url.text}`;
  });
}

describe('an instance gives its base to each request', () => {
  it.each([
    [
      'axios',
      `import axios from 'axios'; const http = axios.create({ baseURL: ${BASE} }); http.post('/sobjects/Account', body);`,
    ],
    [
      'axios',
      `import axios from 'axios'; const http = axios.create({ baseURL: ${BASE} }); http({ method: 'post', url: '/sobjects/Account' });`,
    ],
    [
      'axios',
      `const axios = require('axios'); const http = axios.create({ baseURL: ${BASE} }); http.request({ method: 'post', url: 'sobjects/Account' });`,
    ],
    [
      'axios',
      `import { create } from 'axios'; const http = create({ baseURL: ${BASE} }); http.post('/sobjects/Account', body);`,
    ],
    ['axios', `import axios, { Axios } from 'axios'; new Axios({ baseURL: ${BASE} }).post('/sobjects/Account', body);`],
    ['axios', `import axios from 'axios'; new axios.Axios({ baseURL: ${BASE} }).post('/sobjects/Account', body);`],
    [
      'axios',
      `import axios from 'axios'; const options = { baseURL: ${BASE} }; const http = axios.create(options); http.post('/sobjects/Account', body);`,
    ],
    [
      'axios',
      `import axios from 'axios'; const options = {}; options.baseURL = ${BASE}; const http = axios.create(options); http.post('/sobjects/Account', body);`,
    ],
    [
      'axios',
      `import axios from 'axios'; const { post } = axios.create({ baseURL: ${BASE} }); post('/sobjects/Account', body);`,
    ],
    [
      'redaxios',
      `import axios from 'redaxios'; const http = axios.create({ baseURL: ${BASE} }); http.post('/sobjects/Account', body);`,
    ],
    [
      'got',
      `import got from 'got'; const http = got.extend({ prefixUrl: ${BASE} }); http.post('sobjects/Account', { json });`,
    ],
    [
      'got',
      `import got from 'got'; const http = got.extend({ prefixUrl: ${BASE} }).extend({ retry: 1 }); http.post('sobjects/Account', { json });`,
    ],
    [
      'ky',
      `import ky from 'ky'; const http = ky.create({ prefixUrl: ${BASE} }); http.post('sobjects/Account', { json });`,
    ],
    [
      'ky',
      `import ky from 'ky'; const http = ky.create({ prefixUrl: ${BASE} + '/' }); http.post('sobjects/Account', { json });`,
    ],
    [
      'ky',
      `import ky from 'ky'; const http = ky.create().extend({ prefixUrl: ${BASE} }); http('sobjects/Account', { method: 'post' });`,
    ],
    [
      'ofetch',
      `import { ofetch } from 'ofetch'; const http = ofetch.create({ baseURL: ${BASE} }); http('/sobjects/Account', { method: 'POST', body });`,
    ],
    [
      'ofetch',
      `const http = $fetch.create({ baseURL: ${BASE} }); http('/sobjects/Account', { method: 'POST', body });`,
    ],
    [
      'ofetch',
      `import { $fetch } from 'ofetch'; $fetch.raw('/sobjects/Account', { baseURL: ${BASE}, method: 'POST', body });`,
    ],
    [
      'request',
      `const request = require('request'); const http = request.defaults({ baseUrl: ${BASE} }); http.post('/sobjects/Account', { json });`,
    ],
    [
      'request',
      `const request = require('request').defaults({ baseUrl: ${BASE} }); request.post({ url: '/sobjects/Account', json });`,
    ],
    [
      'request',
      `const request = require('request'); const http = request.defaults({ baseUrl: ${BASE} }); http({ uri: '/sobjects/Account', method: 'POST' }, done);`,
    ],
    [
      'request-promise',
      `const rp = require('request-promise-native'); const http = rp.defaults({ baseUrl: ${BASE} }); http.post('/sobjects/Account');`,
    ],
    ['wretch', `import wretch from 'wretch'; wretch(${BASE}).post(body, '/sobjects/Account');`],
    [
      'wretch',
      `import wretch from 'wretch'; wretch(${BASE}).url('/sobjects').url('/Account').auth(token).json(body).post();`,
    ],
    [
      'wretch',
      `import wretch from 'wretch'; const api = wretch(${BASE}).headers({ a: 'b' }); api.url('/sobjects/Account').post(body).json();`,
    ],
    [
      'undici',
      `import { Client } from 'undici'; const http = new Client('https://acme.my.salesforce.com'); http.request({ path: '/services/data/v60.0/sobjects/Account', method: 'POST' });`,
    ],
    [
      'undici',
      `import { Pool } from 'undici'; const http = new Pool(new URL('https://acme.my.salesforce.com')); http.request({ path: '/services/data/v60.0/sobjects/Account', method: 'POST' });`,
    ],
    [
      'undici',
      `import { Agent } from 'undici'; const http = new Agent({ connections: 5 }); http.request({ origin: 'https://acme.my.salesforce.com', path: '/services/data/v60.0/sobjects/Account', method: 'POST' });`,
    ],
    [
      'undici',
      `import { Client, RetryAgent } from 'undici'; const http = new RetryAgent(new Client('https://acme.my.salesforce.com')); http.request({ path: '/services/data/v60.0/sobjects/Account', method: 'POST' });`,
    ],
    [
      'undici',
      `import { Client, interceptors } from 'undici'; const http = new Client('https://acme.my.salesforce.com').compose(interceptors.retry()); http.request({ path: '/services/data/v60.0/sobjects/Account', method: 'POST' });`,
    ],
    [
      'graphql-request',
      `import { GraphQLClient } from 'graphql-request'; const http = new GraphQLClient(${BASE} + '/sobjects/Account', { headers }); http.request(query);`,
    ],
    [
      'HttpService',
      `import { HttpService } from '@nestjs/axios'; class A { constructor() { this.http = new HttpService(); } save() { return this.http.post(${BASE} + '/sobjects/Account', body); } }`,
    ],
    [
      'HttpService',
      `import { HttpService } from '@nestjs/axios'; new HttpService().axiosRef.post(${BASE} + '/sobjects/Account', body);`,
    ],
    [
      'superagent',
      `import superagent from 'superagent'; const agent = superagent.agent(); agent.post(${BASE} + '/sobjects/Account').send(body);`,
    ],
  ])('%s: %s', (name, code) => {
    expect(found(code)).toEqual([`${name} POST ${ACCOUNT}`]);
  });

  it.each([
    `import axios from 'axios'; const http = axios.create({ baseURL: 'https://api.example.com' }); http.post('/sobjects', body); // salesforce`,
    `import got from 'got'; const http = got.extend({ prefixUrl: 'https://api.example.com' }); http.post('sobjects/Account'); // salesforce`,
    `import { Client } from 'undici'; new Client('https://api.example.com').request({ path: '/sobjects/Account' }); // salesforce`,
  ])('which may be of another service: %s', (code) => {
    expect(found(code)).toEqual([]);
  });

  it('is passed over by a whole URL', () => {
    const code = `import axios from 'axios'; const http = axios.create({ baseURL: 'https://api.example.com' }); http.get(${BASE} + '/limits');`;
    expect(found(code)).toEqual(['axios GET https://acme.my.salesforce.com/services/data/v60.0/limits']);
  });

  it('says with a Bearer token in its defaults what its name leaves open', () => {
    const code = (headers: string): string =>
      `import axios from 'axios'; const http = axios.create({ baseURL: auth.instanceUrl, headers: ${headers} }); http.post('/sobjects/Account', body);`;
    const evidence = (headers: string): readonly string[] => callsIn(code(headers))[0]?.evidence ?? [];
    expect(evidence('{ Authorization: `Bearer ${token}` }')).toContain('it sends a Bearer token');
    expect(evidence('{ Accept: type }')).not.toContain('it sends a Bearer token');
  });
});

it.each([
  ['the library', "import axios from 'axios'; axios.defaults.baseURL = BASE; axios.post('/sobjects/Account', body);"],
  [
    'an instance',
    "import axios from 'axios'; const http = axios.create(); http.defaults.baseURL = BASE; http.post('/sobjects/Account', body);",
  ],
  [
    'a later request',
    "import axios from 'axios'; axios.defaults.baseURL = BASE; axios({ method: 'post', url: '/sobjects/Account' });",
  ],
])('a base that is set later holds for %s', (_, code) => {
  expect(found(code.replace('BASE', BASE))).toEqual([`axios POST ${ACCOUNT}`]);
});

it.each([
  "const fetch = (...args) => import('node-fetch').then(({ default: fetch }) => fetch(...args));",
  "async function fetch(...args) { const { default: send } = await import('node-fetch'); return send(...args); }",
])('node-fetch is known behind %s', (before) => {
  expect(found(`${before}\nfetch(${BASE} + '/sobjects/Account', { method: 'POST' });`)).toEqual([
    `node-fetch POST ${ACCOUNT}`,
  ]);
});

describe('global fetch', () => {
  it.each([
    ['called by name', '', 'fetch'],
    ['on globalThis', '', 'globalThis.fetch'],
    ['on window', '', 'window.fetch'],
    ['by a computed name', '', "globalThis['fetch']"],
    ['with optional chaining', '', 'globalThis.fetch?.'],
    ['taken out', 'const { fetch: send } = globalThis;', 'send'],
    ['bound', 'const send = fetch.bind(globalThis);', 'send'],
    ['as a fallback', 'const send = options.fetch ?? fetch;', 'send'],
    ['as a default', 'const load = (send = fetch) => send(URL);', 'load'],
    ['as a default', 'const load = ({ send = globalThis.fetch }) => send(URL);', 'load'],
  ])('is found %s', (_, before, callee) => {
    const url = `${BASE} + '/limits'`;
    const code = callee === 'load' ? before.replace('URL', url) : `${before}\nawait ${callee}(${url});`;
    expect(found(code)).toEqual(['fetch absent https://acme.my.salesforce.com/services/data/v60.0/limits']);
  });

  it.each([
    ['an import of another module', `import { fetch } from './own.js'; fetch(${BASE} + '/limits');`],
    ['a function below', `fetch(${BASE} + '/limits'); function fetch(url) { return url; }`],
    ['a method of something else', `cache.fetch(${BASE} + '/limits');`],
    ['a class', `class fetch {} fetch(${BASE} + '/limits');`],
  ])('is not %s', (_, code) => {
    expect(found(code)).toEqual([]);
  });
});

describe('the module is known', () => {
  it.each([
    [
      "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); const axios = require('axios');",
    ],
    ["let axios; axios = require('axios');"],
    ["const axios = await import('axios').then((module) => module.default);"],
    ["const { default: axios } = await import('axios');"],
    ["import * as module from 'axios'; const axios = module.default;"],
    ["import { default as axios } from 'axios';"],
    ["const lib = { axios: require('axios') }; const { axios } = lib;"],
  ])('from %s', (before) => {
    expect(found(`${before}\naxios.get(${BASE} + '/limits');`)).toHaveLength(1);
  });

  it('from the import of TypeScript', () => {
    const code = `import axios = require('axios'); axios.get(${BASE} + '/limits');`;
    expect(callsIn(code, { typescript: true }).map(({ client }) => client.name)).toEqual(['axios']);
  });

  it.each([
    ["import axios from './axios.js';"],
    ["const axios = require('./axios');"],
    ["const require = (name) => name; const axios = require('axios');"],
    ["import { axios } from 'somewhere-else';"],
  ])('not from %s', (before) => {
    expect(found(`${before}\naxios.get(${BASE} + '/limits');`)).toEqual([]);
  });
});
