import { Linter } from 'eslint';
import plugin from 'eslint-plugin-salesforce-resilience';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

const READ = '`${base}/services/data/v60.0/limits`';
const CREATE = '`${base}/services/data/v60.0/sobjects/Payment__c`';
const UPSERT = '`${base}/services/data/v60.0/sobjects/Payment__c/Reference__c/${encodeURIComponent(ref)}`';

function lint(text: string): Linter.LintMessage[] {
  const languageOptions = { parser: tseslint.parser as Linter.Parser };
  const config = { ...plugin.configs.strict, files: ['**/*.ts'], languageOptions };
  return new Linter().verify(text, [config], { filename: 'code.ts' });
}

const findingsIn = (text: string): (string | null)[] => lint(text).map(({ ruleId }) => ruleId);

/** The code after the first suggestion of a rule; undefined where it has none. */
function whole(imports: string, code: string, rule = 'require-retry'): string | undefined {
  const text = `${imports}\n// here\n${code}`;
  const report = lint(text).find(({ ruleId }) => ruleId === `salesforce-resilience/${rule}`);
  expect(report?.message).toBeDefined();
  const fix = report?.suggestions?.[0]?.fix;
  return fix && text.slice(0, fix.range[0]) + fix.text + text.slice(fix.range[1]);
}

/** The same without what it puts at the top. */
function fixed(rule: string, imports: string, code: string): string | undefined {
  return whole(imports, code, rule)?.split('// here\n')[1];
}

describe('a call that nothing repeats', () => {
  it.each([
    [
      'superagent',
      "import agent from 'superagent';",
      `await agent.get(${READ}).set(headers);`,
      `await retrySalesforce(() => agent.get(${READ}).set(headers), { idempotent: true });`,
    ],
    [
      'superagent with a callback',
      "import agent from 'superagent';",
      `export function load(callback: Callback) { agent.get(${READ}).end(callback); }`,
      `export function load(callback: Callback) { retrySalesforceCallback((done) => agent.get(${READ}).end(done), callback, { idempotent: true }); }`,
    ],
    [
      'a service of NestJS',
      "import { HttpService } from '@nestjs/axios';\nimport { firstValueFrom } from 'rxjs';",
      `class Loader { constructor(private readonly http: HttpService) {} load() { return firstValueFrom(this.http.get(${READ})); } }`,
      `class Loader { constructor(private readonly http: HttpService) {} load() { return retrySalesforce(() => firstValueFrom(this.http.get(${READ})), { idempotent: true }); } }`,
    ],
    [
      'GraphQLClient',
      "import { GraphQLClient } from 'graphql-request';",
      "const client = new GraphQLClient('https://acme.my.salesforce.com/services/data/v60.0/graphql');\nawait client.request('query { uiapi { query { Account { edges { node { Id } } } } } }');",
      "const client = new GraphQLClient('https://acme.my.salesforce.com/services/data/v60.0/graphql', { fetch: salesforceFetch });\nawait client.request('query { uiapi { query { Account { edges { node { Id } } } } } }');",
    ],
    [
      'undici in TypeScript, whose answers are no Response of the platform',
      "import { fetch } from 'undici';",
      `await fetch(${READ});`,
      `await retrySalesforce(() => fetch(${READ}), { idempotent: true });`,
    ],
    [
      'Nango, which repeats on its server',
      '',
      "export const load = (nango: Nango) => nango.get({ endpoint: '/services/data/v60.0/limits' });",
      "export const load = (nango: Nango) => nango.get({ retries: 8, endpoint: '/services/data/v60.0/limits' });",
    ],
    [
      'a token that is waited for: it is asked for again',
      "import axios from 'axios';",
      `await axios.get(${READ}, { headers: { Authorization: await token() } });`,
      `await retrySalesforce(async () => axios.get(${READ}, { headers: { Authorization: await token() } }), { idempotent: true });`,
    ],
    [
      'a member that the code has looked at',
      "import { Connection } from 'jsforce';",
      `class Loader { connection?: Connection; async load() { if (!this.connection) throw new Error('log in'); return await this.connection.sobject('Account').update({ Id }); } }`,
      `class Loader { connection?: Connection; async load() { if (!this.connection) throw new Error('log in'); return await retrySalesforce(() => this.connection!.sobject('Account').update({ Id }), { idempotent: true, lastAnswer: lastAnswerOf(this.connection) }); } }`,
    ],
    [
      'a method that the code has looked for',
      "import { Connection } from 'jsforce';",
      "export async function list(conn: Connection) { const { metadata } = conn as Loose; if (!metadata?.list) return null; return await metadata.list('Layout'); }",
      "export async function list(conn: Connection) { const { metadata } = conn as Loose; if (!metadata?.list) return null; return await retrySalesforce(() => metadata.list!('Layout')); }",
    ],
    [
      'Zapier, which runs the step again',
      '',
      `export const load = async (z: ZObject) => await z.request({ url: ${READ} });`,
      `export const load = async (z: ZObject) => await retrySalesforceStep(() => z.request({ url: ${READ} }), z, { idempotent: true });`,
    ],
    [
      'Zapier, which runs the step of a create again where Salesforce did nothing',
      '',
      `export const add = async (z: ZObject) => z.request(${CREATE}, { method: 'POST', body: { Name } });`,
      `export const add = async (z: ZObject) => retrySalesforceStep(() => z.request(${CREATE}, { method: 'POST', body: { Name } }), z);`,
    ],
    [
      'the signal of the caller, which ends the retry',
      "import axios from 'axios';",
      `export const load = (signal: AbortSignal) => axios.get(${READ}, { signal });`,
      `export const load = (signal: AbortSignal) => retrySalesforce(() => axios.get(${READ}, { signal }), { idempotent: true, signal });`,
    ],
    [
      'the signal of the caller beside a time limit',
      "import fetch from 'node-fetch';",
      `export const load = (request: Request) => fetch(${READ}, { signal: AbortSignal.any([AbortSignal.timeout(10_000), request.signal]) });`,
      `export const load = (request: Request) => retrySalesforce(() => fetch(${READ}, { signal: AbortSignal.any([AbortSignal.timeout(10_000), request.signal]) }), { idempotent: true, signal: request.signal });`,
    ],
    [
      'a time limit, which is no signal of the caller',
      "import fetch from 'node-fetch';",
      `const limit = AbortSignal.timeout(10_000);\nexport const load = () => fetch(${READ}, { signal: limit });`,
      `const limit = AbortSignal.timeout(10_000);\nexport const load = () => retrySalesforce(() => fetch(${READ}, { signal: limit }), { idempotent: true });`,
    ],
  ])('%s', (_, imports, code, output) => {
    expect(fixed('require-retry', imports, code)).toBe(output);
  });

  it.each([
    [
      'both ends',
      `$.ajax({ url: ${READ}, success: (data) => show(data), error: (xhr) => fail(xhr) });`,
      `retrySalesforce(() => $.ajax({ url: ${READ} }), { idempotent: true }).then((data) => show(data), (xhr) => fail(xhr));`,
    ],
    [
      'one end, in front of the rest',
      `$.ajax({ success: (data) => show(data), url: ${READ} });`,
      `retrySalesforce(() => $.ajax({ url: ${READ} }), { idempotent: true }).then((data) => show(data));`,
    ],
    [
      'functions with names',
      `function show(data) {}\nfunction fail(xhr) {}\n$.ajax({ error: fail, success: show, url: ${READ}, method: 'GET' });`,
      `function show(data) {}\nfunction fail(xhr) {}\nretrySalesforce(() => $.ajax({ url: ${READ}, method: 'GET' }), { idempotent: true }).then(show, fail);`,
    ],
  ])('jQuery, which is told of %s in options', (_, code, output) => {
    expect(fixed('require-retry', '', code)).toBe(output);
  });

  describe('with an Observable', () => {
    const ANGULAR = "import { HttpClient } from '@angular/common/http';";
    const loader = (body: string): string =>
      `class Loader { constructor(private readonly http: HttpClient) {} load() { ${body} } }`;
    const PIPED = 'retry({ count: 8, delay: whenToRetry })';

    it.each([
      ['that is returned', `return this.http.get(${READ});`, `return this.http.get(${READ}).pipe(${PIPED});`],
      [
        'that goes through operators',
        `return this.http.get(${READ}).pipe(map(toLimits));`,
        `return this.http.get(${READ}).pipe(${PIPED}, map(toLimits));`,
      ],
    ])('%s', (_, body, output) => {
      expect(fixed('require-retry', ANGULAR, loader(body))).toBe(loader(output));
      const rules = findingsIn(`${ANGULAR}\n${loader(output)}`);
      expect(rules).toEqual([]);
    });

    it('of a create has no fix', () => {
      expect(fixed('require-retry', ANGULAR, loader(`return this.http.post(${CREATE}, {});`))).toBeUndefined();
    });

    it('imports the operator where it is not there yet', () => {
      const code = loader(`return this.http.get(${READ});`);
      const [first, second] = ["import { retry } from 'rxjs';", "import { retry } from 'rxjs/operators';"];
      expect(whole(ANGULAR, code)).toContain(`${ANGULAR}\n${first}\n`);
      expect(whole(`${ANGULAR}\n${second}`, code)).not.toContain(first);
    });
  });

  it.each([
    ['functions that are told of each attempt', '', `$.ajax({ url: ${READ}, success, error });`],
    [
      'functions that ask for the request as well',
      '',
      `$.ajax({ url: ${READ}, success: (data, text, xhr) => show(data, xhr), error: (xhr) => fail(xhr) });`,
    ],
    [
      'functions that ask for the settings',
      '',
      `$.ajax({ url: ${READ}, success: function (data) { show(this.url, data); } });`,
    ],
    [
      'a function for both ends',
      '',
      `$.ajax({ url: ${READ}, success: (data) => show(data), complete: () => hide() });`,
    ],
    ['an answer that is used', '', `const sent = $.ajax({ url: ${READ}, success: (data) => show(data) });`],
    ['a body that can be read once', "import axios from 'axios';", `await axios.put(${CREATE}, stream);`],
  ])('has no fix for %s', (_, imports, code) => {
    expect(fixed('require-retry', imports, code)).toBeUndefined();
  });
});

describe('a retry of the library that does not wait as asked', () => {
  it.each([
    [
      'superagent',
      "import agent from 'superagent';",
      `await agent.get(${READ}).retry(3);`,
      `await retrySalesforce(() => agent.get(${READ}), { idempotent: true });`,
    ],
    [
      'ofetch',
      "import { ofetch } from 'ofetch';",
      `await ofetch(${READ}, { retry: 3 });`,
      `await retrySalesforce(() => ofetch(${READ}, { retry: 0 }), { idempotent: true });`,
    ],
    [
      'axios-retry',
      "import axios from 'axios';\nimport axiosRetry from 'axios-retry';",
      `axiosRetry(axios);\nawait axios.get(${READ});`,
      `axiosRetry(axios);\nawait retrySalesforce(() => axios.get(${READ}, { 'axios-retry': { retries: 0 } }), { idempotent: true });`,
    ],
    [
      'RetryAgent of undici',
      "import { Agent, request, RetryAgent } from 'undici';",
      `const dispatcher = new RetryAgent(new Agent());\nawait request(${READ}, { dispatcher });`,
      `const dispatcher = new Agent();\nawait retrySalesforce(() => request(${READ}, { dispatcher }), { idempotent: true });`,
    ],
    [
      'p-retry around it',
      "import axios from 'axios';\nimport pRetry from 'p-retry';",
      `await pRetry(() => axios.get(${READ}), { retries: 3 });`,
      `await retrySalesforce(() => axios.get(${READ}), { idempotent: true });`,
    ],
    [
      'p-retry around a step of Zapier, which ends before an outage does',
      "import pRetry from 'p-retry';",
      `export const load = (z: ZObject) => pRetry(() => z.request({ url: ${READ} }), { retries: 3 });`,
      `export const load = (z: ZObject) => retrySalesforceStep(() => z.request({ url: ${READ} }), z, { idempotent: true });`,
    ],
    [
      'got without a bound',
      "import got from 'got';",
      `await got(${READ});`,
      `await got(${READ}, { retry: { limit: 8, methods: ['GET'], maxRetryAfter: 600_000 } });`,
    ],
  ])('%s', (_, imports, code, output) => {
    expect(fixed('require-retry-after', imports, code)).toBe(output);
  });
});

describe('a create', () => {
  it.each([
    [
      'superagent',
      "import agent from 'superagent';",
      `await agent.post(${CREATE}).send({ Reference__c: ref, A__c: 1 });`,
      `await agent.patch(${UPSERT}).send({ A__c: 1 });`,
    ],
    [
      'needle',
      "import needle from 'needle';",
      `await needle('post', ${CREATE}, { Reference__c: ref, A__c: 1 }, { json: true });`,
      `await needle('patch', ${UPSERT}, { A__c: 1 }, { json: true });`,
    ],
    [
      'request-promise, whose option json is no body',
      "import request from 'request-promise';",
      `await request({ method: 'POST', uri: ${CREATE}, body: { Reference__c: ref, A__c: 1 }, json: true });`,
      `await request({ method: 'PATCH', uri: ${UPSERT}, body: { A__c: 1 }, json: true });`,
    ],
    [
      'XMLHttpRequest',
      '',
      `const xhr = new XMLHttpRequest();\nxhr.open('POST', ${CREATE});\nxhr.send(JSON.stringify({ Reference__c: ref, A__c: 1 }));`,
      `const xhr = new XMLHttpRequest();\nxhr.open('PATCH', ${UPSERT});\nxhr.send(JSON.stringify({ A__c: 1 }));`,
    ],
    [
      'https.request with a body that is measured',
      "import https from 'node:https';",
      "const body = JSON.stringify({ Reference__c: ref, A__c: 1 });\nconst request = https.request({ hostname: 'acme.my.salesforce.com', path: '/services/data/v60.0/sobjects/Payment__c', method: 'POST', headers: { 'Content-Length': body.length } });\nrequest.end(body);",
      "const body = JSON.stringify({ A__c: 1 });\nconst request = https.request({ hostname: 'acme.my.salesforce.com', path: `/services/data/v60.0/sobjects/Payment__c/Reference__c/${encodeURIComponent(ref)}`, method: 'PATCH', headers: { 'Content-Length': body.length } });\nrequest.end(body);",
    ],
    [
      'jsforce with several records',
      "import { Connection } from 'jsforce';",
      "await new Connection({}).sobject('Payment__c').create(payments.map((one) => ({ Reference__c: one.ref })));",
      "await new Connection({}).sobject('Payment__c').upsert(payments.map((one) => ({ Reference__c: one.ref })), 'Reference__c');",
    ],
  ])('with %s becomes an upsert', (_, imports, code, output) => {
    expect(fixed('require-idempotent-write', imports, code)).toBe(output);
  });
});
