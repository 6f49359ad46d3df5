import { describe, expect, it } from 'vitest';
import { type Around, callsIn } from '../../../support/model.ts';

const JSFORCE = "import jsforce, { Connection } from 'jsforce';\n";

/** Client and endpoint of each certain call. */
function found(code: string, around?: Around): string[] {
  return callsIn(code, around).flatMap(({ client, confidence, endpoint }) =>
    confidence === 'certain' ? [`${client.name} ${endpoint?.id ?? ''}`] : [],
  );
}

describe('a connection is known', () => {
  it.each([
    ['a variable', 'const conn = new jsforce.Connection({}); conn.create(A, {});'],
    [
      'a variable that is set later',
      'let conn; export async function open() { conn = new jsforce.Connection({}); await conn.create(A, {}); }',
    ],
    [
      'a variable that is set in another function',
      'let conn; const open = () => { conn = new jsforce.Connection({}); }; const save = () => conn.create(A, {});',
    ],
    ['an instance without a name', 'new Connection({}).create(A, {});'],
    ['a member of an object', 'const sf = { conn: new jsforce.Connection({}) }; sf.conn.create(A, {});'],
    ['a member that is set later', 'const sf = {}; sf.conn = new jsforce.Connection({}); sf.conn.create(A, {});'],
    ['a class field', 'class A1 { conn = new jsforce.Connection({}); save() { return this.conn.create(A, {}); } }'],
    [
      'a static field',
      'class A1 { static conn = new jsforce.Connection({}); save() { return A1.conn.create(A, {}); } }',
    ],
    ['a private field', 'class A1 { #conn = new jsforce.Connection({}); save() { return this.#conn.create(A, {}); } }'],
    [
      'a private field that is set later',
      'class A1 { #conn; open() { this.#conn = new jsforce.Connection({}); } save() { return this.#conn.create(A, {}); } }',
    ],
    [
      'set in the constructor',
      'class A1 { constructor() { this.conn = new jsforce.Connection({}); } save() { return this.conn.create(A, {}); } }',
    ],
    [
      'set in a method',
      'class A1 { conn; async open() { this.conn = new jsforce.Connection({}); await this.conn.login(U, P); } save() { return this.conn.create(A, {}); } }',
    ],
    [
      'set in a class that is extended',
      'class B { constructor() { this.conn = new jsforce.Connection({}); } } class A1 extends B { save() { return this.conn.create(A, {}); } }',
    ],
    [
      'a getter',
      'class A1 { get conn() { return new jsforce.Connection({}); } save() { return this.conn.create(A, {}); } }',
    ],
    ['a class that extends it', 'class Mine extends Connection {} new Mine({}).create(A, {});'],
    ['the result of a function', 'const open = () => new jsforce.Connection({}); open().create(A, {});'],
    [
      'the result of an async function',
      'async function open() { const conn = new jsforce.Connection({}); await conn.login(U, P); return conn; } async function save() { const conn = await open(); return conn.create(A, {}); }',
    ],
    [
      'the result of a function that keeps it',
      'let kept; async function open() { if (kept) return kept; kept = new jsforce.Connection({}); return kept; } async function save() { return (await open()).create(A, {}); }',
    ],
    [
      'the result of a method',
      'class A1 { async open() { return new jsforce.Connection({}); } async save() { const conn = await this.open(); return conn.create(A, {}); } }',
    ],
    [
      'what a promise is resolved with',
      'const open = () => new Promise((resolve, reject) => { const conn = new jsforce.Connection({}); conn.login(U, P, (error) => { if (error) return reject(error); resolve(conn); }); }); const save = async () => { const conn = await open(); return conn.create(A, {}); };',
    ],
    [
      'what a short promise is resolved with',
      'const conn = new jsforce.Connection({}); const open = () => new Promise((resolve) => resolve(conn)); open().then((it) => it.create(A, {}));',
    ],
    [
      'given to then',
      'const open = async () => new jsforce.Connection({}); open().then((conn) => conn.create(A, {}));',
    ],
    [
      'handed on by then',
      'const conn = new jsforce.Connection({}); const open = () => conn.login(U, P).then(() => conn); open().then((it) => it.create(A, {}));',
    ],
    [
      'given to a callback',
      'async function withConn(run) { const conn = new jsforce.Connection({}); return run(conn); } withConn((conn) => conn.create(A, {}));',
    ],
    [
      'given to a callback in a second place',
      'function withConn(options, run) { const conn = new jsforce.Connection({}); return run(null, conn); } withConn({}, (error, conn) => conn.create(A, {}));',
    ],
    ['given to a function', 'const save = (conn) => conn.create(A, {}); save(new jsforce.Connection({}));'],
    [
      'given to a method',
      'class A1 { save(conn) { return conn.create(A, {}); } } new A1().save(new jsforce.Connection({}));',
    ],
    [
      'given in an object',
      'const save = ({ conn }) => conn.create(A, {}); save({ conn: new jsforce.Connection({}) });',
    ],
    [
      'given to a callback in an object',
      'async function withConn(run) { const conn = new jsforce.Connection({}); return run({ conn }); } withConn(({ conn }) => conn.create(A, {}));',
    ],
    ['given by an import', "import('jsforce').then(({ Connection }) => new Connection({}).create(A, {}));"],
    [
      'given to a private method',
      'class A1 { open() { this.#save(new jsforce.Connection({})); } #save(conn) { return conn.create(A, {}); } }',
    ],
    ['given to an export', 'exports.save = (conn) => conn.create(A, {}); exports.save(new jsforce.Connection({}));'],
    ['given with a default', 'const save = (conn = new jsforce.Connection({})) => conn.create(A, {});'],
    ['a fallback', 'const save = (given) => (given ?? new jsforce.Connection({})).create(A, {});'],
    ['with optional chaining', 'const conn = new jsforce.Connection({}); conn?.create?.(A, {});'],
    ['a member of the module', 'new jsforce.Connection({}).create(A, {});'],
    [
      'behind catch',
      'const open = async () => new jsforce.Connection({}); open().catch(log).then((conn) => conn.create(A, {}));',
    ],
  ])('as %s', (_, code) => {
    const creates = found(JSFORCE + code.replaceAll('A,', "'Account',")).filter((one) => one !== 'jsforce oauth-token');
    expect(creates).toEqual(['jsforce sobject-create']);
  });

  it.each([
    ['a parameter', '(conn: Connection) => conn.create(A, {})'],
    ['a qualified type', '(conn: jsforce.Connection) => conn.create(A, {})'],
    ['a type with undefined', '(conn: Connection | undefined) => conn!.create(A, {})'],
    ['a type with null', '(conn: Connection | null) => conn?.create(A, {})'],
    ['a variable', 'async () => { let conn: Connection; conn = await open(); return conn.create(A, {}); }'],
    ['a constant', 'async () => { const conn: Connection = await open(); return conn.create(A, {}); }'],
    ['a generic type', '(conn: Connection<Schema>) => conn.create(A, {})'],
    ['a field', 'class { conn: Connection; save() { return this.conn.create(A, {}); } }'],
    [
      'a field that is set',
      'class { private conn?: Connection; open() { this.conn = new Connection({}); } save() { return this.conn!.create(A, {}); } }',
    ],
    [
      'a private field',
      'class { #conn: Connection; constructor(conn: Connection) { this.#conn = conn; } save() { return this.#conn.create(A, {}); } }',
    ],
    [
      'a parameter property',
      'class { constructor(private readonly conn: Connection) {} save() { return this.conn.create(A, {}); } }',
    ],
    [
      'a parameter property with a qualified type',
      'class { constructor(public conn: jsforce.Connection) {} save() { return this.conn.create(A, {}); } }',
    ],
    [
      'a parameter that is kept',
      'class { private conn; constructor(conn: Connection) { this.conn = conn; } save() { return this.conn.create(A, {}); } }',
    ],
    ['a cast', '(conn: unknown) => (conn as Connection).create(A, {})'],
  ])('by its type: %s', (_, code) => {
    const whole = `${JSFORCE}export const it = ${code.replaceAll('A,', "'Account',")};`;
    expect(found(whole, { typescript: true })).toEqual(['jsforce sobject-create']);
  });

  it.each([
    [
      'HttpService',
      "import { HttpService } from '@nestjs/axios'; class A { constructor(private readonly http: HttpService) {} save() { return this.http.post(URL, body); } }",
    ],
    [
      'HttpService',
      "import { HttpService } from '@nestjs/axios'; class A { constructor(private readonly http: HttpService) {} save() { return this.http.axiosRef.post(URL, body); } }",
    ],
    [
      'HttpService',
      "import { HttpService } from '@nestjs/axios'; class A { @Inject() http: HttpService; save() { return firstValueFrom(this.http.post(URL, body)); } }",
    ],
    [
      'HttpClient',
      "import { HttpClient } from '@angular/common/http'; class A { constructor(private http: HttpClient) {} save() { return this.http.post<Answer>(URL, body); } }",
    ],
    [
      'axios',
      "import axios, { type AxiosInstance } from 'axios'; class A { private http: AxiosInstance; save() { return this.http.post(URL, body); } }",
    ],
    [
      'axios',
      "import { AxiosInstance } from 'axios'; export const save = (http: AxiosInstance) => http.post(URL, body);",
    ],
    [
      'Nango proxy',
      "import type { NangoSync } from '@nangohq/node'; export async function run(api: NangoSync) { await api.post({ endpoint: URL }); }",
    ],
  ])('and so is another client by its type: %s %s', (name, code) => {
    const whole = code.replace('URL', "'/services/data/v60.0/sobjects/Account'");
    expect(found(whole, { typescript: true })).toEqual([`${name} sobject-create`]);
  });

  it.each([
    [
      '@salesforce/core',
      "import { Org } from '@salesforce/core'; const org = await Org.create({ aliasOrUsername }); const conn = org.getConnection(); conn.create('Account', {});",
      '@salesforce/core Connection',
    ],
    [
      '@salesforce/core',
      "import { Connection, AuthInfo } from '@salesforce/core'; const conn = await Connection.create({ authInfo }); conn.create('Account', {});",
      '@salesforce/core Connection',
    ],
    [
      '@salesforce/core',
      "const { Org } = require('@salesforce/core'); (await Org.create({})).getConnection().create('Account', {});",
      '@salesforce/core Connection',
    ],
    [
      'jsforce 1',
      "const jsforce = require('jsforce'); const conn = new jsforce.Connection(); conn.sobject('Account').create({}, (error, result) => {});",
      'jsforce',
    ],
    ['jsforce/core', "import { Connection } from 'jsforce/core'; new Connection().create('Account', {});", 'jsforce'],
    [
      'jsforce-node',
      "import { Connection } from '@jsforce/jsforce-node'; new Connection().create('Account', {});",
      'jsforce',
    ],
    ['browser', "import jsforce from 'jsforce'; jsforce.browser.connection.create('Account', {});", 'jsforce'],
    [
      'applink',
      "import * as sdk from '@heroku/applink'; const { context } = sdk.init().salesforce.parseRequest(headers, body, log); await context.org.dataApi.create({});",
      '@heroku/applink',
    ],
    [
      'nforce',
      "const nforce = require('nforce'); const org = nforce.createConnection({}); org.insert({ sobject }, done);",
      'nforce',
    ],
    [
      'forcejs',
      "import DataService from 'forcejs/data-service'; const service = DataService.getInstance(); service.create('Account', {});",
      'forcejs',
    ],
  ])('from %s: %s', (_, code, name) => {
    expect(found(code)).toEqual([`${name} sobject-create`]);
  });
});

describe('a connection of another file', () => {
  const CONNECT =
    "import jsforce from 'jsforce';\nexport const conn = new jsforce.Connection({});\nexport async function open() { return conn; }\nexport default conn;";
  const files = { '/repo/package.json': '{}', '/repo/src/connect.js': CONNECT };

  it.each([
    ["import { conn } from './connect.js'; conn.create('Account', {});"],
    ["import conn from './connect.js'; conn.create('Account', {});"],
    ["import * as sf from './connect.js'; sf.conn.create('Account', {});"],
    ["import { open } from './connect.js'; (await open()).create('Account', {});"],
    ["const { conn } = require('./connect'); conn.create('Account', {});"],
    ["const { open } = await import('./connect.js'); const conn = await open(); conn.create('Account', {});"],
  ])('is known: %s', (code) => {
    expect(found(`${code} // salesforce`, { files })).toEqual(['jsforce sobject-create']);
  });

  it.each([
    "const { salesforceFetch } = require('./salesforce-fetch');",
    "const client = require('./salesforce-fetch'); const salesforceFetch = client.salesforceFetch;",
  ])('is known where it is the resilient client of CommonJS: %s', (code) => {
    const client = `function createSalesforceFetch() { return async (url) => fetch(url); }
const salesforceFetch = createSalesforceFetch();
module.exports = { createSalesforceFetch, salesforceFetch };`;
    const withClient = { ...files, '/repo/src/salesforce-fetch.js': client };
    const call =
      "salesforceFetch('https://acme.my.salesforce.com/services/data/v60.0/sobjects/Account', { method: 'POST' });";
    expect(found(`${code} ${call}`, { files: withClient })).toEqual(['salesforceFetch sobject-create']);
  });

  it('is known as what the other file exports as a whole', () => {
    const whole = {
      ...files,
      '/repo/src/connect.js': "const jsforce = require('jsforce');\nmodule.exports = new jsforce.Connection({});",
    };
    const code = "const conn = require('./connect'); conn.create('Account', {});";
    expect(found(code, { files: whole })).toEqual(['jsforce sobject-create']);
  });

  it.each([
    "import mysql from 'mysql2'; export const conn = mysql.createConnection({});",
    'export const conn = { create() {} };',
  ])('is not known where it is %s', (text) => {
    const other = { ...files, '/repo/src/connect.js': text };
    expect(callsIn("import { conn } from './connect.js'; conn.create('Account', {});", { files: other })).toEqual([]);
  });
});

describe('a chain of two requests', () => {
  it.each([
    "new Connection({}).sobject('Account').find({}).update({ Name: 'A' });",
    "new Connection({}).sobject('Account').find({}).limit(5).destroy();",
  ])('is one call: %s', (code) => {
    expect(callsIn(`${JSFORCE}${code}`)).toHaveLength(1);
  });

  it('does not take in what stands beside it', () => {
    const code = "const sf = new Connection({}); sf.query(Q).then(() => sf.create('Account', {}));";

    expect(callsIn(`${JSFORCE}${code}`)).toHaveLength(2);
  });
});
