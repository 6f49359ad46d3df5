import { describe, expect, it } from 'vitest';
import { type Around, callsIn } from '../../../support/model.ts';

const JSFORCE = "import jsforce, { Connection } from 'jsforce';\n";

/** Client and endpoint of each certain call. */
function found(code: string, around?: Around): string[] {
  return callsIn(code, around).flatMap(({ client, confidence, endpoint }) =>
    confidence === 'certain' ? [`${client.name} ${endpoint?.id ?? ''}`] : [],
  );
}

describe('a connection that only its type tells', () => {
  const typed = { typescript: true, path: '/repo/src/code.ts' };

  it.each([
    ['a parameter', "export const save = (conn: Connection) => conn.sobject('Account').create({});", 'Account'],
    ['with a schema', "export const save = (c: Connection<Schema>) => c.sobject('Contact').create({});", 'Contact'],
  ])('%s: is asked for the object that the code names', (_, code, sobject) => {
    const [call] = callsIn(`${JSFORCE}${code}`, typed);

    expect(call?.endpoint?.sobject).toBe(sobject);
  });
});

describe('a connection whose type is that of jsforce, where the project names only what brings jsforce along', () => {
  const QUERY = "export const load = (conn: Connection) => conn.query('SELECT Id FROM Account');";
  const stateOf = (dependencies: Readonly<Record<string, string>>): string | undefined => {
    const files = { '/repo/package.json': JSON.stringify({ dependencies }) };
    const code = `import { Connection } from 'jsforce/connection'; ${QUERY}`;
    return callsIn(code, { typescript: true, path: '/repo/src/code.ts', files })[0]?.facts.retry.state;
  };

  it('repeats what the version of that repeats', () => {
    expect(stateOf({ '@salesforce/core': '^2.35.0' })).toBe('absent');
    expect(stateOf({ '@salesforce/core': '^6.0.0' })).toBe('absent');
    expect(stateOf({ '@salesforce/core': '^8.0.0' })).toBe('present');
  });

  it('repeats what the version of jsforce repeats, where that is named', () => {
    expect(stateOf({ '@salesforce/core': '^2.35.0', jsforce: '^3.6.0' })).toBe('present');
    expect(stateOf({ '@salesforce/core': '^8.0.0', jsforce: '^1.11.0' })).toBe('absent');
  });

  it('is taken for a version that repeats, where nothing says which one there is', () => {
    expect(stateOf({})).toBe('present');
  });
});

it('is known from another file where the file itself says nothing of Salesforce', () => {
  const code =
    "import type { Context } from './context.ts'; export const rename = (context: Context) => { const { org } = context; return org.getConnection().metadata.rename('CustomObject', 'A__c', 'B__c'); };";
  const files = {
    '/repo/package.json': '{ "dependencies": { "@salesforce/core": "^8.0.0" } }',
    '/repo/src/context.ts': "import { Org } from '@salesforce/core'; export interface Context { org: Org }",
  };
  expect(found(code, { typescript: true, path: '/repo/src/code.ts', files })).toEqual([
    '@salesforce/core Connection soap',
  ]);
});

describe('a type of the project that stands for a connection', () => {
  const QUERY = "export const load = (conn: Conn) => conn.query('SELECT Id FROM Account');";
  const files = {
    '/repo/src/types.ts': "import { Connection } from 'jsforce';\nexport type Conn = Connection;",
    '/repo/src/other.ts': 'export interface Conn { query(soql: string): Promise<unknown> }',
  };

  it.each([
    ['an alias', `${JSFORCE}type Conn = jsforce.Connection; ${QUERY}`],
    ['an interface', `${JSFORCE}interface Conn extends Connection { org: string } ${QUERY}`],
    ['a type of another file', `import type { Conn } from './types.ts'; ${QUERY}`],
    ['an alias of a type of another file', `import type * as t from './types.ts'; type Conn = t.Conn; ${QUERY}`],
  ])('%s', (_, code) => {
    expect(found(code, { typescript: true, path: '/repo/src/code.ts', files })).toEqual(['jsforce query']);
  });

  it.each([
    ['of its own', `interface Conn { query(soql: string): void } ${QUERY}`],
    ['of its own, in another file', `import type { Conn } from './other.ts'; ${QUERY}`],
    ['in a circle', `type Conn = Round; type Round = Conn; ${QUERY}`],
  ])('is none %s', (_, code) => {
    expect(found(code, { typescript: true, path: '/repo/src/code.ts', files })).toEqual([]);
  });
});

describe('a class that extends the one of a connection', () => {
  const calls = (body: string, more = ''): string => `${JSFORCE}class Org extends Connection { ${body} } ${more}`;

  it.each([
    ['query', "load() { return this.query('SELECT Id FROM Account'); }"],
    ['oauth-token', 'enter() { return this.login(this.user, this.pass).then(() => this); }'],
    ['sobject-create', "save(lead) { return this.sobject('Lead').create(lead); }"],
    ['query', "classes() { return this.tooling.query('SELECT Id FROM ApexClass'); }"],
  ])('asks by itself for: %s', (endpoint, body) => {
    expect(found(calls(body))).toEqual([`jsforce ${endpoint}`]);
  });

  it('is known below a class of another file', () => {
    const files = { '/repo/src/org.js': `${JSFORCE}export class Org extends jsforce.Connection {}` };
    const code =
      "import { Org } from './org.js'; class Sandbox extends Org { all() { return this.describeGlobal(); } } // sfdc";
    expect(found(code, { path: '/repo/src/code.js', files })).toEqual(['jsforce sobjects-list']);
  });

  it.each([
    ['a method of its own', calls('query() { return []; } load() { return this.query(); }')],
    [
      'a class of something else',
      `${JSFORCE}import { Client } from 'pg'; class Db extends Client { load() { return this.query('SELECT 1'); } }`,
    ],
  ])('asks for nothing by %s', (_, code) => {
    expect(found(code)).toEqual([]);
  });
});

describe('a type of a file that is not there', () => {
  it('does not hide what a platform hands to a step', () => {
    const code =
      "import type { NangoSync } from '../../models'; export default async function run(nango: NangoSync) { await nango.get({ endpoint: '/services/data/v60.0/query' }); }";
    expect(found(code, { typescript: true, path: '/repo/crm/syncs/accounts.ts', files: {} })).toEqual([
      'Nango proxy query',
    ]);
  });
});
