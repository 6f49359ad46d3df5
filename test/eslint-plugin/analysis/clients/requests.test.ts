import { describe, expect, it } from 'vitest';
import { consequenceOf, targetOf } from '../../../../eslint-plugin/src/rule/wording.ts';
import { callIn } from '../../../support/model.ts';

const ACCOUNT = 'https://acme.my.salesforce.com/services/data/v60.0/sobjects/Account';

/** Client, method and URL of the only call in code where ADDRESS stands for the URL of a create. */
function found(code: string): string {
  const { client, method, url } = callIn(code.replaceAll('ADDRESS', `'${ACCOUNT}'`));
  const name = method.state === 'present' ? method.value : method.state;
  return `${client.name} ${name} ${url.text}`;
}

describe('the parts of a request', () => {
  it.each([
    [
      'axios POST',
      "import axios from 'axios'; const options = { method: 'post', url: ADDRESS, data }; axios(options);",
    ],
    [
      'axios POST',
      "import axios from 'axios'; const options = {}; options.method = 'post'; options.url = ADDRESS; axios(options);",
    ],
    [
      'axios POST',
      "import axios from 'axios'; const options = { method: 'post', url: '/sobjects/Account' }; options.baseURL = 'https://acme.my.salesforce.com/services/data/v60.0'; axios(options);",
    ],
    ['axios POST', "import axios from 'axios'; axios.request({ ...defaults, method: 'POST', url: ADDRESS });"],
    ['axios POST', "import axios from 'axios'; axios(ADDRESS, { method: 'POST' });"],
    ['axios absent', "import axios from 'axios'; axios(ADDRESS);"],
    ['axios POST', "import axios from 'axios'; const method = 'POST'; axios[method.toLowerCase()](ADDRESS, body);"],
    ['axios unknown', "import axios from 'axios'; export const send = (method) => axios[method](ADDRESS, body);"],
    [
      'axios unknown',
      "import axios from 'axios'; export const send = (method) => { const run = axios[method]; return run(ADDRESS, body); };",
    ],
    ['fetch POST', "fetch(ADDRESS, { method: 'post' });"],
    ['fetch POST', "fetch(new Request(ADDRESS, { method: 'post' }));"],
    ['fetch absent', 'fetch(new URL(ADDRESS, base));'],
    ['fetch unknown', 'export const send = (method) => fetch(ADDRESS, { method });'],
    ['fetch unknown', 'export const send = (options) => fetch(ADDRESS, options);'],
    ['fetch absent', 'fetch(ADDRESS);'],
    ['needle POST', "const needle = require('needle'); needle('post', ADDRESS, data);"],
    ['needle POST', "const needle = require('needle'); needle.post(ADDRESS, data, options, (error, response) => {});"],
    ['XMLHttpRequest POST', "const xhr = new XMLHttpRequest(); xhr.open('POST', ADDRESS); xhr.send(body);"],
    ['XMLHttpRequest POST', "const xhr = new XMLHttpRequest(); xhr.open('POST', ADDRESS, true);"],
    [
      'superagent POST',
      "import request from 'superagent'; request\n  .post(ADDRESS)\n  .set('Authorization', token)\n  .send(body)\n  .end((error, response) => {});",
    ],
    ['superagent POST', "import request from 'superagent'; request('POST', ADDRESS).send(body);"],
    [
      'superagent POST',
      "import request from 'superagent'; const method = 'POST'; request[method.toLowerCase()](ADDRESS).send(body);",
    ],
    [
      'request POST',
      "const request = require('request'); const verb = 'POST'; request[verb.toLowerCase()](ADDRESS, done);",
    ],
    [
      'request POST',
      "const request = require('request'); request({ method: 'POST', uri: ADDRESS, json: body }, (error, response) => {});",
    ],
    [
      'request POST',
      "const request = require('request'); const { promisify } = require('util'); const post = promisify(request.post); await post({ url: ADDRESS });",
    ],
    [
      'request POST',
      "const request = require('request'); const util = require('util'); await util.promisify(request.post)({ url: ADDRESS });",
    ],
    [
      'request POST',
      "const request = require('request'); const util = require('util'); const send = util.promisify(request); await send({ url: ADDRESS, method: 'POST' });",
    ],
    [
      'request POST',
      "const request = require('request'); const Q = require('q'); Q.ninvoke(request, 'post', { url: ADDRESS, json: body });",
    ],
    [
      'request POST',
      "const request = require('request'); const Q = require('q'); Q.nfcall(request.post, { url: ADDRESS, json: body });",
    ],
    [
      'request POST',
      "const request = require('request'); const Q = require('q'); Q.nfcall(request, { url: ADDRESS, method: 'POST' });",
    ],
    [
      'request POST',
      "const request = require('bluebird').promisifyAll(require('request')); request.postAsync({ url: ADDRESS });",
    ],
    [
      'request POST',
      "const Promise = require('bluebird'); const request = Promise.promisifyAll(require('request'), { multiArgs: true }); request.postAsync(ADDRESS, { json: body });",
    ],
    ['jQuery.ajax POST', "$.ajax({ url: ADDRESS, type: 'POST', data: body });"],
    ['jQuery.ajax POST', "$.ajax(ADDRESS, { method: 'POST', data: body });"],
    ['jQuery.ajax POST', 'jQuery.post(ADDRESS, body, (answer) => {});'],
    ['UrlFetchApp POST', "UrlFetchApp.fetch(ADDRESS, { method: 'post', payload: body });"],
    ['z.request POST', "const perform = (z, bundle) => z.request({ url: ADDRESS, method: 'POST', body });"],
    [
      'n8n request helper POST',
      "export async function execute() { return this.helpers.httpRequest({ method: 'POST', url: ADDRESS, body }); }",
    ],
    [
      'n8n request helper POST',
      "export async function execute() { return this.helpers.requestOAuth2.call(this, 'salesforceOAuth2Api', { method: 'POST', uri: ADDRESS }); }",
    ],
    [
      'n8n request helper POST',
      "export async function execute() { return this.helpers.httpRequestWithAuthentication.call(this, 'salesforceOAuth2Api', { method: 'POST', url: ADDRESS }); }",
    ],
    ['got POST', "import got from 'got'; got(ADDRESS, { method: 'POST', json });"],
    ['got POST', "import got from 'got'; got({ url: ADDRESS, method: 'POST', json });"],
    ['got POST', "import got from 'got'; await got.post(ADDRESS, { json }).json();"],
  ])('%s: %s', (start, code) => {
    expect(found(code)).toBe(`${start} ${ACCOUNT}`);
  });

  it.each([
    [
      "const https = require('https'); https.request({ hostname: 'acme.my.salesforce.com', path: '/services/data/v60.0/sobjects/Account', method: 'POST' }, (response) => {});",
    ],
    [
      "import { request } from 'node:https'; request({ host: 'acme.my.salesforce.com', path: '/services/data/v60.0/sobjects/Account', method: 'POST' });",
    ],
    [
      "import https from 'node:https'; const options = { method: 'POST' }; options.hostname = 'acme.my.salesforce.com'; options.path = '/services/data/v60.0/sobjects/Account'; https.request(options, done).end();",
    ],
    ["const { https } = require('follow-redirects'); https.request(ADDRESS, { method: 'POST' }, done);"],
  ])('https.request: %s', (code) => {
    expect(found(code)).toBe(`https.request POST ${ACCOUNT}`);
  });

  it('are typed by Angular', () => {
    const code = `import { HttpClient } from '@angular/common/http'; class A { constructor(private http: HttpClient) {} save() { return this.http.request('POST', '${ACCOUNT}', { body }); } }`;
    const { client, method, url } = callIn(code, { typescript: true });
    expect([client.name, method, url.text]).toMatchObject(['HttpClient', { value: 'POST' }, ACCOUNT]);
  });

  it.each([
    ['{ Name }', "import axios from 'axios'; axios.post(ADDRESS, { Name });"],
    ['{ Name }', "import axios from 'axios'; axios({ url: ADDRESS, method: 'POST', data: { Name } });"],
    ['{ Name }', "import got from 'got'; got.post(ADDRESS, { json: { Name } });"],
    ['{ Name }', "const needle = require('needle'); needle('post', ADDRESS, { Name });"],
    ['{ Name }', "import wretch from 'wretch'; wretch(ADDRESS).post({ Name });"],
    ['JSON.stringify({ Name })', "UrlFetchApp.fetch(ADDRESS, { method: 'post', payload: JSON.stringify({ Name }) });"],
    ['text', "fetch(ADDRESS, { method: 'POST', body: text });"],
    [undefined, "fetch(ADDRESS, { method: 'POST' });"],
  ])('have the body %s: %s', (body, code) => {
    const text = code.replaceAll('ADDRESS', `'${ACCOUNT}'`);
    const call = callIn(text);
    expect(call.body && text.slice(...call.body.range)).toBe(body);
  });
});

describe('jsforce', () => {
  const find = (code: string): string => {
    const { method, endpoint } = callIn(
      `import jsforce from 'jsforce'; const conn = new jsforce.Connection({});\n${code}`,
    );
    return `${method.state === 'present' ? method.value : method.state} ${endpoint?.id ?? ''} ${endpoint?.sobject ?? ''}`.trim();
  };

  it.each([
    ['POST sobject-create Account', "conn.sobject('Account').create({ Name: 'A' });"],
    ['POST sobject-create Payment__c', "conn.create('Payment__c', record);"],
    ['POST collections-create', "conn.sobject('Account').create([{ Name: 'A' }, { Name: 'B' }]);"],
    ['POST collections-create', "conn.create('Account', rows.map((row) => ({ Name: row.name })));"],
    ['PATCH collections-update', "conn.update('Account', [{ Id: '1' }]);"],
    ['PATCH collections-upsert Account', "conn.upsert('Account', [{ Key__c: '1' }], 'Key__c');"],
    ['PATCH collections-upsert Account', "conn.sobject('Account').upsert([{ Key__c: '1' }], 'Key__c');"],
    ['PATCH sobject-upsert-extid Account', "conn.sobject('Account').upsert({ Key__c: '1' }, 'Key__c');"],
    ['POST sobject-create Account', "const sobject = 'Account'; conn.sobject(sobject).create(record);"],
    ['POST sobject-create Account', "const accounts = conn.sobject('Account'); accounts.create(record);"],
    ['POST sobject-create', 'export const save = (name) => conn.sobject(name).create(record);'],
    ['POST event-publish Paid__e', "conn.sobject('Paid__e').create({ Amount__c: 1 });"],
    ['POST sobject-create TraceFlag', "conn.tooling.sobject('TraceFlag').create({});"],
    ['GET exec-anonymous', "conn.tooling.executeAnonymous('System.debug(1);');"],
    ['POST sobject-create Account', "conn.request({ method: 'POST', url: '/sobjects/Account', body });"],
    [
      'POST sobject-create Account',
      "conn.request({ method: 'POST', url: '/services/data/v60.0/sobjects/Account', body });",
    ],
    [
      'POST sobject-create Account',
      "conn.request({ method: 'POST', url: conn.instanceUrl + '/services/data/v60.0/sobjects/Account', body });",
    ],
    [
      'POST sobject-create Account',
      "conn.request({ method: 'POST', url: 'https://acme.my.salesforce.com/services/data/v60.0/sobjects/Account' });",
    ],
    ['absent query', "conn.request('/query?q=SELECT+Id+FROM+Account');"],
    ['absent query', 'conn.request(`${conn._baseUrl()}/query?q=${soql}`);'],
    ['POST sobject-create Account', "conn.requestPost('/sobjects/Account', body);"],
    ['POST composite', "conn.requestPost('/composite', { compositeRequest });"],
    ['POST apexrest-write', "conn.apex.post('/Payments', body);"],
    ['POST apexrest-write', "conn.apex.post('Payments/query', body);"],
    ['GET query', "conn.query('SELECT Id FROM Account');"],
    ['GET query', "conn.query('SELECT Id FROM Account').on('record', use).run();"],
  ])('%s: %s', (expected, code) => {
    expect(find(code)).toBe(expected);
  });

  it('names the whole path', () => {
    const url = (code: string): string =>
      callIn(`import jsforce from 'jsforce'; const conn = new jsforce.Connection({});\n${code}`).url.text;
    expect(url("conn.sobject('Account').upsert(record, 'Key__c');")).toBe(
      '/services/data/{}/sobjects/Account/Key__c/{}',
    );
    expect(url("conn.apex.post('/Payments', body);")).toBe('/services/apexrest/Payments');
    expect(url("conn.apex.get('/services/apexrest/Payments');")).toBe('/services/apexrest/Payments');
    expect(url("conn.requestGet('/sobjects/Account/1');")).toBe('/services/data/{}/sobjects/Account/1');
  });
});

describe('a login by jsforce', () => {
  it.each([
    ['login', 'to /services/oauth2/token or /services/Soap/u/…'],
    ['loginByOAuth2', 'to /services/oauth2/token'],
    ['loginBySoap', 'to /services/Soap/u/… (login)'],
  ])('%s is said to go %s', (name, target) => {
    const call = callIn(`import { Connection } from 'jsforce';\nnew Connection({}).${name}(user, password);`);

    expect(targetOf(call)).toBe(target);
    expect(consequenceOf(call)).toBe('everything that waits for this login fails with it');
  });
});

it.each([
  ['HttpMethod.POST', 'POST'],
  ['Method.Patch', 'PATCH'],
  ['options.method', 'unknown'],
])('reads the method %s of a list that a package has', (written, expected) => {
  const code = `import axios from 'axios'; import { HttpMethod, Method, options } from '@acme/http';
    axios({ url: base + '/services/data/v60.0/sobjects/Lead', method: ${written} });`;
  const { method } = callIn(code);
  expect(method.state === 'present' ? method.value : method.state).toBe(expected);
});
