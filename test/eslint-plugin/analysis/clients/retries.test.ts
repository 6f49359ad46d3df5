import { describe, expect, it } from 'vitest';
import { type Around, callIn, callsIn } from '../../../support/model.ts';

const URL = 'https://acme.my.salesforce.com/services/data/v60.0/composite/sobjects';

/** What is said of the only call in code where ADDRESS stands for its URL: whether the client repeats it, and when. */
function retry(code: string, around?: Around): string {
  const { facts } = callIn(code.replaceAll('ADDRESS', `'${URL}'`), around);
  const { retry: fact } = facts;
  if (fact.state !== 'present')
    return fact.nearMiss ? `no: ${fact.nearMiss.kind}` : fact.state === 'absent' ? 'no' : 'unknown';
  return fact.value.kind;
}

/** What becomes of Retry-After. */
function retryAfter(code: string): string {
  const fact = callIn(code.replaceAll('ADDRESS', `'${URL}'`)).facts.retryAfter;
  return fact.state === 'present' ? fact.value.longWait : fact.state;
}

describe('a client repeats by itself', () => {
  const GOT = "import got from 'got'; ";
  const KY = "import ky from 'ky'; ";
  const OFETCH = "import { ofetch } from 'ofetch'; ";
  const AGENT = "import superagent from 'superagent'; ";
  const UNDICI = "import { fetch, request, Agent, Client, RetryAgent, interceptors } from 'undici'; ";
  const WRETCH = "import wretch from 'wretch'; import { retry } from 'wretch/middlewares'; ";
  const FETCH_RETRY = "const withRetry = require('fetch-retry'); ";
  const NANGO = "import { Nango } from '@nangohq/node'; const api = new Nango({}); ";

  it.each([
    ['client', `${GOT}got(ADDRESS);`],
    ['client', `${GOT}got.get(ADDRESS);`],
    ['client', `${GOT}got.put(ADDRESS, { json });`],
    ['client', `${GOT}got.delete(ADDRESS);`],
    ['no: method skipped', `${GOT}got.patch(ADDRESS, { json });`],
    ['no', `${GOT}got.post(ADDRESS, { json });`],
    ['no', `${GOT}got(ADDRESS, { retry: 0 });`],
    ['no', `${GOT}got(ADDRESS, { retry: { limit: 0 } });`],
    ['client', `${GOT}got(ADDRESS, { retry: { limit: 3 } });`],
    ['client', `${GOT}got(ADDRESS, { retry: 5 });`],
    ['client', `${GOT}got.patch(ADDRESS, { json, retry: { methods: ['PATCH'] } });`],
    ['client', `${GOT}got.post(ADDRESS, { json, retry: { methods: ['post'] } });`],
    ['no: method skipped', `${GOT}got.get(ADDRESS, { retry: { methods: ['PATCH'] } });`],
    ['no', `${GOT}const http = got.extend({ retry: 0 }); http(ADDRESS);`],
    ['no', `${GOT}const http = got.extend({ retry: { limit: 0 } }); http.get(ADDRESS, { headers });`],
    [
      'client',
      `${GOT}const http = got.extend({ retry: { limit: 0 } }).extend({ retry: { limit: 2 } }); http.get(ADDRESS);`,
    ],
    ['client', `${GOT}const http = got.extend({ retry: { methods: ['POST'] } }); http.post(ADDRESS, { json });`],
    ['client', `${GOT}const options = { retry: { methods: ['POST'] } }; got.post(ADDRESS, options);`],
    ['client', `${KY}ky(ADDRESS);`],
    ['no', `${KY}ky.post(ADDRESS, { json });`],
    ['no: method skipped', `${KY}ky.patch(ADDRESS, { json });`],
    ['no', `${KY}ky(ADDRESS, { retry: 0 });`],
    ['no', `${KY}ky(ADDRESS, { retry: { limit: 0 } });`],
    ['client', `${KY}ky.post(ADDRESS, { json, retry: { methods: ['post'], limit: 3 } });`],
    ['no', `${KY}const http = ky.create({ retry: 0 }); http(ADDRESS);`],
    ['client', `${OFETCH}ofetch(ADDRESS);`],
    ['no', `${OFETCH}ofetch(ADDRESS, { method: 'POST', body });`],
    ['no: method skipped', `${OFETCH}ofetch(ADDRESS, { method: 'PATCH', body });`],
    ['client', `${OFETCH}ofetch(ADDRESS, { method: 'POST', body, retry: 3 });`],
    ['no', `${OFETCH}ofetch(ADDRESS, { retry: false });`],
    ['no', `${OFETCH}ofetch(ADDRESS, { retry: 0 });`],
    ['client', `${OFETCH}const http = ofetch.create({ retry: 2 }); http(ADDRESS, { method: 'POST', body });`],
    ['client', `$fetch(ADDRESS);`],
    ['no', `${AGENT}superagent.get(ADDRESS);`],
    ['client', `${AGENT}superagent.get(ADDRESS).retry(3);`],
    ['client', `${AGENT}superagent\n  .post(ADDRESS)\n  .set('a', 'b')\n  .retry(3)\n  .send(body);`],
    ['no', `${AGENT}superagent.get(ADDRESS).retry(0);`],
    ['client', "const request = require('requestretry'); request({ url: ADDRESS, json: true });"],
    ['client', "const request = require('requestretry'); request.post({ url: ADDRESS, json: body });"],
    ['no', `const request = require('requestretry'); request({ url: ADDRESS, maxAttempts: 1 });`],
    ['no', `${UNDICI}request(ADDRESS);`],
    ['client', `${UNDICI}request(ADDRESS, { dispatcher: new RetryAgent(new Agent()) });`],
    ['client', `${UNDICI}const dispatcher = new RetryAgent(new Agent()); fetch(ADDRESS, { dispatcher });`],
    [
      'client',
      `${UNDICI}request(ADDRESS, { dispatcher: new Agent().compose(interceptors.retry({ maxRetries: 3 })) });`,
    ],
    ['no', `${UNDICI}request(ADDRESS, { dispatcher: new Agent() });`],
    ['no', `${UNDICI}request(ADDRESS, { dispatcher: new Agent().compose(interceptors.redirect()) });`],
    ['no', `${UNDICI}request(ADDRESS, { method: 'POST', dispatcher: new RetryAgent(new Agent()) });`],
    ['no: method skipped', `${UNDICI}request(ADDRESS, { method: 'PATCH', dispatcher: new RetryAgent(new Agent()) });`],
    [
      'client',
      `${UNDICI}request(ADDRESS, { method: 'POST', dispatcher: new RetryAgent(new Agent(), { methods: ['POST'] }) });`,
    ],
    [
      'client',
      `${UNDICI}new RetryAgent(new Client('https://acme.my.salesforce.com')).request({ path: '/services/data/v60.0/limits', method: 'GET' });`,
    ],
    [
      'no',
      `${UNDICI}new Client('https://acme.my.salesforce.com').request({ path: '/services/data/v60.0/limits', method: 'GET' });`,
    ],
    ['client', `${WRETCH}wretch(ADDRESS).middlewares([retry()]).get();`],
    ['client', `${WRETCH}wretch(ADDRESS).middlewares([retry({ maxAttempts: 3 })]).post(body).json();`],
    ['no', `${WRETCH}wretch(ADDRESS).middlewares([dedupe()]).get();`],
    ['no', `${WRETCH}wretch(ADDRESS).get();`],
    ['no', `${FETCH_RETRY}withRetry(fetch)(ADDRESS);`],
    ['client', `${FETCH_RETRY}withRetry(fetch, { retryOn: [503] })(ADDRESS);`],
    ['client', `${FETCH_RETRY}const send = withRetry(fetch); send(ADDRESS, { method: 'POST', retryOn: [429, 503] });`],
    ['no', `${NANGO}api.get({ endpoint: ADDRESS });`],
    ['client', `${NANGO}api.get({ endpoint: ADDRESS, retries: 3 });`],
    ['client', `${NANGO}api.post({ endpoint: ADDRESS, data, retries: 10 });`],
    ['no', `${NANGO}api.get({ endpoint: ADDRESS, retries: 0 });`],
    ['client', 'export async function run(nango) { return nango.proxy({ endpoint: ADDRESS, retries: 3 }); }'],
    ['no', 'fetch(ADDRESS);'],
    ['unknown', `${UNDICI}export const load = (options) => request(ADDRESS, options);`],
  ])('%s: %s', (expected, code) => {
    expect(retry(code)).toBe(expected);
  });

  it.each([
    ['unbounded', `${GOT}got(ADDRESS);`],
    ['absent', `${OFETCH}ofetch(ADDRESS);`],
    ['absent', `${AGENT}superagent.get(ADDRESS).retry(3);`],
    ['absent', "const request = require('requestretry'); request({ url: ADDRESS });"],
    ['clamped', `${UNDICI}request(ADDRESS, { dispatcher: new RetryAgent(new Agent()) });`],
    ['absent', `${WRETCH}wretch(ADDRESS).middlewares([retry()]).get();`],
    ['unknown', `${NANGO}api.get({ endpoint: ADDRESS, retries: 3 });`],
  ])('and Retry-After is %s: %s', (expected, code) => {
    expect(retryAfter(code)).toBe(expected);
  });
});

describe('axios', () => {
  const AXIOS = "import axios from 'axios'; import axiosRetry from 'axios-retry'; import * as rax from 'retry-axios'; ";
  const RESEND = 'return http.request(error.config);';

  it.each([
    ['no', 'axios.get(ADDRESS);'],
    ['client', 'axiosRetry(axios, { retries: 3 }); axios.get(ADDRESS);'],
    ['client', 'const http = axios.create(); axiosRetry(http, { retries: 3 }); http.get(ADDRESS);'],
    ['client', 'const http = axios.create(); axiosRetry(http); const { get } = http; get(ADDRESS);'],
    ['no', 'const http = axios.create(); const other = axios.create(); axiosRetry(other); http.get(ADDRESS);'],
    ['no', 'const http = axios.create(); axiosRetry(axios); http.get(ADDRESS);'],
    ['no', 'const http = axios.create(); axiosRetry(http); axios.get(ADDRESS);'],
    ['no', 'const http = axios.create(); axiosRetry(http); http.post(ADDRESS, body);'],
    ['no: method skipped', 'const http = axios.create(); axiosRetry(http); http.patch(ADDRESS, body);'],
    [
      'client',
      'const http = axios.create(); axiosRetry(http, { retryCondition: () => true }); http.post(ADDRESS, body);',
    ],
    [
      'client',
      'const http = axios.create(); axiosRetry(http, { retryCondition: (error) => error.response?.status === 503 }); http.patch(ADDRESS, body);',
    ],
    [
      'no',
      'const http = axios.create(); axiosRetry(http, { retryCondition: axiosRetry.isNetworkOrIdempotentRequestError }); http.post(ADDRESS, body);',
    ],
    ['client', 'rax.attach(); axios.get(ADDRESS);'],
    ['client', 'const http = axios.create(); rax.attach(http); http.get(ADDRESS);'],
    ['no', 'const http = axios.create(); rax.attach(http); http.post(ADDRESS, body);'],
    ['no', 'const http = axios.create(); rax.attach(axios.create()); http.get(ADDRESS);'],
    [
      'client',
      'class A { constructor() { this.http = axios.create(); axiosRetry(this.http); } load() { return this.http.get(ADDRESS); } }',
    ],
    [
      'client',
      'function make() { const http = axios.create(); axiosRetry(http); return http; } const http = make(); http.get(ADDRESS);',
    ],
  ])('axios-retry and retry-axios: %s: %s', (expected, code) => {
    expect(retry(AXIOS + code)).toBe(expected);
  });

  it.each([
    ['unbounded', 'axiosRetry(axios); axios.get(ADDRESS);'],
    ['unbounded', 'axiosRetry(axios, { retryDelay: axiosRetry.exponentialDelay }); axios.get(ADDRESS);'],
    ['absent', 'axiosRetry(axios, { retryDelay: (count) => count * 1000 }); axios.get(ADDRESS);'],
    [
      'unbounded',
      "axiosRetry(axios, { retryDelay: (count, error) => Number(error.response.headers['retry-after']) * 1000 }); axios.get(ADDRESS);",
    ],
    ['refused', 'rax.attach(); axios.get(ADDRESS);'],
  ])('and Retry-After is %s: %s', (expected, code) => {
    expect(retryAfter(AXIOS + code)).toBe(expected);
  });

  it.each([
    [
      'interceptor',
      `const http = axios.create(); http.interceptors.response.use((r) => r, async (error) => { await sleep(1000); ${RESEND} }); http.post(ADDRESS, body);`,
    ],
    [
      'interceptor',
      `const http = axios.create(); http.interceptors.response.use(undefined, (error) => { if (error.response?.status === 503) ${RESEND} throw error; }); http.post(ADDRESS, body);`,
    ],
    [
      'interceptor',
      'const http = axios.create(); http.interceptors.response.use((r) => r, (error) => http(error.config)); http.post(ADDRESS, body);',
    ],
    [
      'no: only after 401',
      `const http = axios.create(); http.interceptors.response.use((r) => r, async (error) => { if (error.response.status === 401) { await login(); ${RESEND} } throw error; }); http.post(ADDRESS, body);`,
    ],
    [
      'no',
      'const http = axios.create(); http.interceptors.response.use((r) => r, (error) => { log(error); return Promise.reject(error); }); http.post(ADDRESS, body);',
    ],
    [
      'no',
      `const http = axios.create(); const other = axios.create(); other.interceptors.response.use((r) => r, (error) => { ${RESEND} }); http.post(ADDRESS, body);`,
    ],
    [
      'unknown',
      'import { onError } from "./errors.js"; const http = axios.create(); http.interceptors.response.use((r) => r, onError); http.post(ADDRESS, body);',
    ],
  ])('interceptors: %s: %s', (expected, code) => {
    const [call] = callsIn((AXIOS + code).replaceAll('ADDRESS', `'${URL}'`));
    const { state, nearMiss } = call!.facts.retry;
    const kind =
      call!.facts.retry.state === 'present' ? call!.facts.retry.value.kind : state === 'absent' ? 'no' : state;
    expect(nearMiss ? `${kind}: ${nearMiss.kind}` : kind).toBe(expected);
  });
});

describe('jsforce', () => {
  const JSFORCE = "import jsforce from 'jsforce'; const conn = new jsforce.Connection({}); ";
  const QUERY = `${JSFORCE}conn.query('SELECT Id FROM Account');`;
  const BELOW_CORE =
    "import { Connection } from '@salesforce/core'; const conn = await Connection.create({}); conn.query('SELECT Id FROM A');";
  const installed = (version: string): Record<string, string> => ({
    '/repo/package.json': JSON.stringify({ dependencies: { jsforce: version } }),
  });

  it.each([
    ['client', QUERY],
    ['client', `${JSFORCE}conn.sobject('Account').destroy('001');`],
    ['client', `${JSFORCE}conn.requestGet('/limits');`],
    ['client', `${JSFORCE}conn.request({ method: 'PUT', url: '/sobjects/A/1' });`],
    ['no: method skipped', `${JSFORCE}conn.sobject('Account').upsert({ Key__c: '1' }, 'Key__c');`],
    ['no: method skipped', `${JSFORCE}conn.sobject('Account').update({ Id: '1' });`],
    ['no', `${JSFORCE}conn.sobject('Account').create({ Name: 'A' });`],
  ])('of version 3: %s: %s', (expected, code) => {
    expect(retry(code, { files: installed('^3.1.0') })).toBe(expected);
    expect(retry(code)).toBe(expected);
  });

  it('keeps what it does with Retry-After to itself', () => {
    expect(retryAfter(QUERY)).toBe('unknown');
  });

  it.each([
    ['1 in package.json', 'no', { files: installed('^1.11.0') }],
    ['2 in package.json', 'no', { files: installed('2.0.0-beta.29') }],
    ['3 in package.json', 'client', { files: installed('3.10.1') }],
    ['any in package.json', 'client', { files: installed('*') }],
    [
      '1 in node_modules',
      'no',
      { files: { ...installed('*'), '/repo/node_modules/jsforce/package.json': '{"version":"1.11.1"}' } },
    ],
    ['1 in the settings', 'no', { settings: { jsforceVersion: 1 } }],
    ['1 in the settings, 3 in package.json', 'no', { files: installed('^3.0.0'), settings: { jsforceVersion: 1 } }],
    ['3 in the settings, 1 in package.json', 'client', { files: installed('^1.0.0'), settings: { jsforceVersion: 3 } }],
  ])('of version %s: %s', (_, expected, around) => {
    expect(retry(QUERY, around)).toBe(expected);
  });

  it.each([
    ['no', '@salesforce/core', '^1.3.2'],
    ['no', '@salesforce/core', '~3.36.2'],
    ['no', '@salesforce/core', '^6.7.6'],
    ['client', '@salesforce/core', '^7.0.0'],
    ['client', '@salesforce/core', '8.10.0'],
    // Which jsforce it gets is its own affair.
    ['client', 'jsforce', '^1.11.0'],
  ])('%s below @salesforce/core, with %s %s in package.json', (expected, name, range) => {
    const files = { '/repo/package.json': JSON.stringify({ dependencies: { [name]: range } }) };
    expect(retry(BELOW_CORE, { files })).toBe(expected);
    expect(retry(BELOW_CORE, { files, settings: { jsforceVersion: 2 } })).toBe('no');
    expect(retry(BELOW_CORE, { files, settings: { jsforceVersion: 3 } })).toBe('client');
  });

  it('says of an update by an old @salesforce/core that nothing is repeated', () => {
    const code = BELOW_CORE.replace("query('SELECT Id FROM A')", "update('A', { Id: '1' })");
    const files = { '/repo/package.json': '{ "dependencies": { "@salesforce/core": "^2.0.0" } }' };
    expect(retry(code, { files })).toBe('no');
    expect(retry(code)).toBe('no: method skipped');
  });

  it.each([
    ['no', 'node-salesforce', {}],
    ['no', 'node-salesforce', { settings: { jsforceVersion: 3 } }],
    ['client', '@jsforce/jsforce-node', { files: installed('^1.11.0') }],
  ])('%s: %s, whichever jsforce there is beside it', (expected, name, around) => {
    expect(retry(QUERY.replace("'jsforce'", `'${name}'`), around)).toBe(expected);
  });
});
