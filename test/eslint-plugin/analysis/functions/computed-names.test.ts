import { describe, expect, it } from 'vitest';
import { verdict } from '../../../support/retry-verdict.ts';

const BODY = '{ const r = await FETCH; if (!r.ok) throw new Error(r.status); return r; }';
const CLIENT = `export class Client { async query(q) ${BODY} async other() {} }`;
const IMPORT = "import { Client } from './client.js';";

/** A loop that repeats a call. */
const loop = (call: string): string =>
  `for (let i = 0; i < 5; i++) { try { return await ${call}; } catch (e) { if (i === 4) throw e; await sleep(i); } }`;

/** The verdict on a request of a module, with a file that imports it. */
const within = (code: string, other: string): string =>
  verdict(code, { files: { '/repo/src/run.js': other }, path: '/repo/src/client.js' });

describe('a method that is called by a name that the program computes', () => {
  it.each([
    ['an instance', `const client = new Client(); ${loop('client[method](q)')}`],
    ['an instance of the moment', loop('new Client()[method](q)')],
    [
      'an instance that is made when it is needed',
      `let client; client = client || new Client(); client = new Client(); ${loop('client[method](q)')}`,
    ],
    ['an optional call', `const client = new Client(); ${loop('client[method]?.(q)')}`],
    ['call', `const client = new Client(); ${loop('client[method].call(client, q)')}`],
    ['a name with a fixed part', `const client = new Client(); ${loop('client[`qu${method}`](q)')}`],
    ['a constant', `const METHOD = 'query'; const client = new Client(); ${loop('client[METHOD](q)')}`],
    ['an entry of a table', `const client = new Client(); ${loop('client[NAMES[method]](q)')}`],
  ])('is repeated by what is around the call: %s', (_, body) => {
    expect(within(CLIENT, `${IMPORT} export async function run(method, q) { ${body} }`)).toBe('loop any');
  });

  it.each([
    ['a class calls its own', `class Client { async run(m, q) { ${loop('this[m](q)')} } async query(q) ${BODY} }`],
    [
      'an object',
      `const api = { query: async (q) => ${BODY} }; export async function run(m, q) { ${loop('api[m](q)')} }`,
    ],
    [
      'what is handed on',
      `async function again(run) { ${loop('run()')} } const api = { query: async (q) => ${BODY} }; export const run = (m) => again(api[m]);`,
    ],
  ])('is repeated in its own file: %s', (_, code) => {
    expect(verdict(code, { files: {} })).toMatch(/^(?:loop|helper) any$/);
  });

  it('is repeated as the export of a module', () => {
    const other = `import * as api from './client.js'; export async function run(m, q) { ${loop('api[m](q)')} }`;
    expect(within(`export async function query(q) ${BODY}`, other)).toBe('loop any');
  });

  it.each([
    ['that nothing repeats', 'const client = new Client(); return client[method](q);'],
    ['of something else', `const client = new Other(); ${loop('client[method](q)')}`],
    ['that cannot be its name', `const client = new Client(); ${loop('client[`get${method}`](q)')}`],
    ['that is another one', `const METHOD = 'other'; const client = new Client(); ${loop('client[METHOD](q)')}`],
    [
      'of each round',
      "const client = new Client(); for (const method of ['query', 'other']) { try { await client[method](q); } catch (e) { log(e); } }",
    ],
  ])('is not repeated by a call %s', (_, body) => {
    expect(within(CLIENT, `${IMPORT} export async function run(method, q) { ${body} }`)).toBe('absent');
  });

  it('is repeated for some where others call it by its name', () => {
    const other = `${IMPORT} const client = new Client(); export async function run(m, q) { ${loop('client[m](q)')} } export const once = () => client.query('');`;
    expect(within(CLIENT, other)).toBe('absent: some callers');
  });
});
