import { describe, expect, it } from 'vitest';
import { type Around, callsIn } from '../../../support/model.ts';

const IMPORT = "import type { Connection } from 'jsforce'; import { connect } from '@acme/sf';";
const TYPED: Around = { typescript: true, path: '/repo/src/code.ts' };

/** Client and endpoint of each certain call. */
function found(code: string, files?: Readonly<Record<string, string>>): string[] {
  return callsIn(`${IMPORT} ${code}`, { ...TYPED, ...(files ? { files } : {}) }).flatMap(
    ({ client, confidence, endpoint }) => (confidence === 'certain' ? [`${client.name} ${endpoint?.id ?? ''}`] : []),
  );
}

const DO = 'limits()';

describe('a connection that a declared type tells', () => {
  it.each([
    ['a member of an interface', `interface P { conn: Connection } export const a = (p: P) => p.conn.${DO};`],
    [
      'a member that is taken out',
      `interface P { conn: Connection } export const a = (p: P) => { const { conn } = p; return conn.${DO}; };`,
    ],
    [
      'a parameter that is taken apart',
      `interface P { conn: Connection } export const a = ({ conn }: P) => conn.${DO};`,
    ],
    [
      'a parameter that is taken apart by another name',
      `export const a = ({ conn: c }: { conn: Connection }) => c.${DO};`,
    ],
    ['a member of a type literal', `export const a = (p: { readonly conn?: Connection | null }) => p.conn.${DO};`],
    ['a member of an alias', `type P = Readonly<{ conn: Connection }>; export const a = (p: P) => p.conn.${DO};`],
    [
      'a member of an intersection',
      `interface P { conn: Connection } export const a = (p: { id: string } & P) => p.conn.${DO};`,
    ],
    [
      'a member of the interface above',
      `interface P { conn: Connection } interface Q extends P { id: string } export const a = (q: Q) => q.conn.${DO};`,
    ],
    [
      'a member of a member',
      `interface P { deps: { conn: Connection } } export const a = (p: P) => p.deps.conn.${DO};`,
    ],
    ['a constant', `export const a = async () => { const conn: Connection = await connect(); return conn.${DO}; };`],
    ['a cast', `export const a = async () => { const conn = (await connect()) as Connection; return conn.${DO}; };`],
    [
      'the result of a function',
      `async function open(): Promise<Connection> { return await connect(); } export const a = async () => (await open()).${DO};`,
    ],
    [
      'the result of a method of a type',
      `interface Org { open(): Promise<Connection> } export const a = async (org: Org) => (await org.open()).${DO};`,
    ],
    [
      'the result of a function type',
      `interface Org { open: () => Connection } export const a = (org: Org) => org.open().${DO};`,
    ],
    [
      'a field',
      `class A { private conn: Connection; async open() { this.conn = await connect(); } a() { return this.conn.${DO}; } }`,
    ],
  ])('as %s', (_, code) => {
    expect(found(code)).toEqual(['jsforce limits']);
  });

  it('in another file', () => {
    const files = {
      '/repo/src/types.ts': "import type { Connection } from 'jsforce'; export interface P { conn: Connection }",
    };
    expect(found(`import type { P } from './types'; export const a = ({ conn }: P) => conn.${DO};`, files)).toEqual([
      'jsforce limits',
    ]);
  });

  it.each([
    ['another type', `interface P { conn: Other } export const a = (p: P) => p.conn.${DO};`],
    ['a type that refers to itself', `interface P extends P { id: string } export const a = (p: P) => p.conn.${DO};`],
    ['types in a circle', `type P = Q; type Q = P; export const a = (p: P) => p.conn.${DO};`],
    ['one of several types', `export const a = (p: { conn: Connection | Other }) => p.conn.${DO};`],
    ['a package', `export const a = async () => (await connect()).${DO};`],
  ])('is none of %s', (_, code) => {
    expect(found(code)).toEqual([]);
  });

  it('leads to the methods of a class of the project', () => {
    const code = `class Api { send(path: string) { return fetch('https://acme.my.salesforce.com' + path); } }
      interface Deps { api: Api } export const a = ({ api }: Deps) => api.send('/services/data/v60.0/limits');`;
    expect(found(code)).toEqual(['fetch ']);
  });
});

it('takes records on what a package gives for those of Salesforce, and other common names not', () => {
  const files = { '/repo/package.json': JSON.stringify({ dependencies: { jsforce: '*' } }) };
  const calls = callsIn(
    `${IMPORT} export const a = async () => { const conn = await connect(); conn.sobject('Lead').create({}); conn.create('Lead', {}); }`,
    { ...TYPED, files },
  );
  expect(calls.map(({ endpoint }) => endpoint?.id)).toEqual(['sobject-create']);
});
