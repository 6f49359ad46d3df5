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
