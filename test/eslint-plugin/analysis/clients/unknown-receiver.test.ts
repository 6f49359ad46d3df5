import { describe, expect, it } from 'vitest';
import { callsIn } from '../../../support/model.ts';

const dependingOn = (...names: string[]): Record<string, string> => ({
  '/repo/package.json': JSON.stringify({ dependencies: Object.fromEntries(names.map((name) => [name, '*'])) }),
});

/** Confidence, client and endpoint of each call, in words. */
function found(code: string, files: Record<string, string>): string[] {
  return callsIn(code, { files }).map(
    ({ client, confidence, endpoint }) => `${confidence} ${client.name} ${endpoint?.id ?? ''}`,
  );
}

const PARTICULAR: readonly (readonly [string, string])[] = [
  ['sobject-create', "export const save = (req) => req.sf.sobject('Account').create({ Name: 'A' });"],
  ['sobject-create', "export const save = ({ conn }) => conn.sobject('Account').insert({ Name: 'A' });"],
  ['collections-create', "export const save = (sf) => sf.sobject('Account').create([{ Name: 'A' }]);"],
  [
    'sobject-update',
    "export default async (context) => { await context.salesforce.sobject('Account').update({ Id }); };",
  ],
  ['query', "export const load = (org) => org.sobject('Account').find({ Name: 'A' });"],
  ['sobject-create', "class A { save() { return this.deps.conn.sobject('Account').create({}); } }"],
  ['sobject-create', "export const save = (sf) => sf.requestPost('/sobjects/Account', {});"],
  ['sobject-create', "global.sfdc.sobject('Account').create({ Name: 'A' }, done);"],
  ['soap', 'export const deploy = (org, zip) => org.metadata.deploy(zip, {});'],
  ['soap', "export const add = (org, fields) => org.metadata.create('CustomField', fields);"],
  ['soap', "export const read = ({ conn }) => conn.metadata.read('CustomField', ['Account.A__c']);"],
  ['sobjects-list', 'export const list = (org) => org.connection.describeGlobal();'],
  ['apexrest-read', "export const load = (org) => org.apex.get('/payments');"],
  ['query', "export const load = (sf) => sf.tooling.query('SELECT Id FROM ApexClass');"],
  ['bulk1-job-create', "export const save = (org, rows) => org.bulk.load('Account', 'insert', rows);"],
  ['bulk1-job-create', "export const save = (sf) => sf.sobject('Account').insertBulk(rows);"],
];

/** Found only on what is called a connection. */
const COMMON: readonly (readonly [string, string])[] = [
  ['sobject-create', "export const save = (conn) => conn.create('Account', {});"],
  ['sobject-create', "export const save = (sfConn) => sfConn.create('Account', {});"],
  ['sobject-create', "class A { save() { return this._conn.create('Account', {}); } }"],
  ['sobject-create', "export const save = (connection) => connection.insert('Account', {});"],
  ['sobject-update', "export const save = (conn) => conn.update('Account', { Id });"],
  ['query', "export const load = (conn) => conn.query('SELECT Id FROM Account');"],
  ['query', 'export const load = (conn, soql) => conn.query(soql);'],
  ['query', 'class A { #conn; load(name) { return this.#conn.query(`SELECT Id FROM ${name}`); } }'],
  ['search', "export const find = (conn) => conn.search('FIND {Acme}');"],
  ['oauth-userinfo', 'export const me = (conn) => conn.identity();'],
  ['oauth-token', 'export const open = (conn, user, password) => conn.login(user, password);'],
  ['sobject-upsert-extid', "class A { save() { return this.conn.upsert('Account', {}, 'Key__c'); } }"],
  ['limits', "export const load = (conn) => conn.request('/services/data/v60.0/limits');"],
  [
    'actions-invoke',
    "export const run = ({ conn }, body) => conn.request({ method: 'POST', url: `/services/data/v${conn.version}/actions/custom/flow/Go`, body });",
  ],
];

describe.each([...PARTICULAR, ...COMMON])('%s: %s', (endpoint, code) => {
  it('is found in a project that depends on the library', () => {
    expect(found(code, dependingOn('jsforce'))).toEqual([`likely jsforce ${endpoint}`]);
  });

  it('is found in a file that imports the library', () => {
    expect(found(`import 'jsforce';\n${code}`, dependingOn())).toEqual([`likely jsforce ${endpoint}`]);
  });

  it('is not found in any other project', () => {
    expect(found(`${code} // salesforce`, dependingOn('mysql2', 'express'))).toEqual([]);
  });
});

it.each([
  ["export const save = (conn) => conn.query('SELECT 1');"],
  ['export const load = (conn, sql) => conn.query(sql);'],
  ["export const load = (conn) => conn.query('SELECT id FROM payments');"],
  ["export const load = (conn) => conn.query('SELECT Id FROM Account WHERE Id = ?', [1]);"],
  ["export const load = (conn) => conn.query({ text: 'SELECT Id FROM Account' });"],
  ["export const load = (db) => db.query('SELECT Id FROM Account');"],
  ["export const save = (store) => store.create('Account', {});"],
  ['export const save = (prisma) => prisma.account.create({});'],
  // What an ORM is given: one object, or the class of an entity.
  ['export const save = (prisma, data) => prisma.connection.update({ where: { id: 1 }, data });'],
  ['export const save = (prisma, args) => prisma.connection.upsert(args);'],
  ['class Repo { save(row) { return this.connection.create({ data: row }, {}); } }'],
  ['class Repo { close() { return this.connection.destroy(); } }'],
  ['export const save = (connection) => connection.update(Account, { id: 1 });'],
  ['export const save = (prisma, data) => prisma.metadata.update({ where: { id: 1 }, data });'],
  ['export const save = (conn) => conn.end();'],
  ["import mysql from 'mysql2'; const conn = mysql.createConnection({}); conn.create('Account', {});"],
  ["const conn = { create() {} }; conn.create('Account', {});"],
  ["export const save = (conn) => conn.execute('Account');"],
  // Others have a request, too.
  ["export const load = (conn) => conn.request('/orders');"],
  ['export const load = (conn, options) => conn.request(options);'],
  ["export const load = (http) => http.request({ url: '/services/data/v60.0/limits' });"],
])('is not found in a project that has both, where nothing shows which is meant: %s', (code) => {
  expect(found(`${code} // salesforce`, dependingOn('jsforce', 'mysql2'))).toEqual([]);
});

it('finds a query that only Salesforce answers beside a database', () => {
  const code = "export const load = (conn) => conn.query('SELECT Id, Name FROM Payment__c');";
  expect(found(code, dependingOn('jsforce', 'mysql2'))).toEqual(['likely jsforce query']);
});

it.each(['conn', 'connection', '_conn', 'sfConn', 'sf_connection', 'salesforceConnection', 'orgConn'])(
  'knows a connection by the name %s',
  (name) => {
    const code = `export const save = (${name}) => ${name}.create('Account', {}); // salesforce`;
    expect(found(code, dependingOn('jsforce'))).toEqual(['likely jsforce sobject-create']);
  },
);

it('tells the library by what the project depends on', () => {
  const code = "export const save = (conn) => conn.sobject('Account').create({});";
  expect(found(code, dependingOn('@salesforce/core'))).toEqual(['likely @salesforce/core Connection sobject-create']);
  expect(found(code, dependingOn('@jsforce/jsforce-node'))).toEqual(['likely jsforce sobject-create']);
});

it('says what speaks for it', () => {
  const [call] = callsIn(PARTICULAR[0]![1], { files: dependingOn('jsforce') });
  expect(call?.evidence).toEqual(['sobject.().create is a method of jsforce, which the project uses']);
});

describe('a query that goes on as a write', () => {
  it('is one call', () => {
    const code = "export const rename = (conn) => conn.sobject('Account').find({}).update({ Name: 'A' });";

    expect(found(code, dependingOn('jsforce'))).toHaveLength(1);
  });
});

describe('what only sounds like a record', () => {
  it('is a connection that a class makes', () => {
    const code =
      'export const open = async (load) => { const { Connection } = await load(); return Connection.create({}); };';

    expect(found(code, dependingOn('@salesforce/core'))).toEqual([]);
  });

  it('is metadata of the Tooling API', () => {
    const code = "export const save = (c) => c.tooling.sobject('ContainerAsyncRequest').create({});";
    const [call] = callsIn(code, { files: dependingOn('jsforce') });

    expect(call?.endpoint).toMatchObject({ sobject: 'ContainerAsyncRequest', tooling: true });
    expect(call?.facts.idempotency.state).toBe('unknown');
  });
});

describe('a library for Marketing Cloud', () => {
  it.each([
    ['mc-other-read', 'export const count = (sdk) => sdk.rest.get(`/data/v1/customobjectdata/key/${key}/rowset`);'],
    ['mc-soap', "class Folder { load() { return this.client.soap.retrieveBulk('DataFolder', ['Name'], {}); } }"],
  ])('is told by names that only it has: %s: %s', (endpoint, code) => {
    expect(found(code, dependingOn('sfmc-sdk'))).toEqual([`likely sfmc-sdk ${endpoint}`]);
    expect(found(code, dependingOn('axios'))).toEqual([]);
  });

  it.each([
    "export const save = (conn) => conn.create('List', props);",
    "export const get = (rest) => rest.get('/a/v1/b');",
  ])('is not told by names that others have: %s', (code) => {
    expect(found(`${code} // salesforce`, dependingOn('sfmc-sdk', 'fuel-soap', 'fuel-rest'))).toEqual([]);
  });
});
