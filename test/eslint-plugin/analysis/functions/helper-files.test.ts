import { describe, expect, it } from 'vitest';
import { verdict } from '../../../support/retry-verdict.ts';

const LOOP =
  'for (let i = 0; i < 5; i++) { try { return await run(); } catch (e) { if (i === 4) throw e; await sleep(i); } }';
const ONCE = 'async () => { const r = await FETCH; if (!r.ok) throw new Error(r.statusText); return r; }';

describe('a helper of another file', () => {
  it.each([
    ['ESM', { 'retry.js': `export async function withRetry(run) { ${LOOP} }` }, "import { withRetry } from './retry'"],
    [
      'ESM with extension',
      { 'retry.js': `export const withRetry = async (run) => { ${LOOP} };` },
      "import { withRetry } from './retry.js'",
    ],
    [
      'TypeScript',
      {
        'retry.ts': `export async function withRetry<T>(run: () => Promise<T>): Promise<T> { ${LOOP} throw new Error(); }`,
      },
      "import { withRetry } from './retry.js'",
    ],
    [
      'listed',
      { 'retry.js': `async function again(run) { ${LOOP} } export { again as withRetry };` },
      "import { withRetry } from './retry'",
    ],
    [
      'renamed',
      { 'retry.js': `export async function again(run) { ${LOOP} }` },
      "import { again as withRetry } from './retry'",
    ],
    ['default', { 'retry.js': `export default async function (run) { ${LOOP} }` }, "import withRetry from './retry'"],
    [
      'default, by name',
      { 'retry.js': `const withRetry = async (run) => { ${LOOP} }; export default withRetry;` },
      "import withRetry from './retry'",
    ],
    [
      're-export',
      {
        'retry.js': `export async function withRetry(run) { ${LOOP} }`,
        'index.js': "export { withRetry } from './retry';",
      },
      "import { withRetry } from './index'",
    ],
    [
      'star re-export',
      {
        'lib/retry.js': `export async function withRetry(run) { ${LOOP} }`,
        'lib/index.js': "export * from './retry';",
      },
      "import { withRetry } from './lib'",
    ],
    [
      'CommonJS',
      { 'retry.js': `async function withRetry(run) { ${LOOP} } module.exports = { withRetry };` },
      "const { withRetry } = require('./retry')",
    ],
    [
      'CommonJS, exports',
      { 'retry.js': `exports.withRetry = async (run) => { ${LOOP} };` },
      "const { withRetry } = require('./retry')",
    ],
    [
      'CommonJS, the module itself',
      { 'retry.js': `module.exports = async function (run) { ${LOOP} };` },
      "const withRetry = require('./retry')",
    ],
    [
      'CommonJS, a member',
      { 'retry.js': `module.exports.again = async (run) => { ${LOOP} };` },
      "const retry = require('./retry'); const withRetry = retry.again",
    ],
    [
      'a helper of a helper',
      {
        'retry.js': "import { loop } from './loop'; export const withRetry = (run) => loop(run);",
        'loop.js': `export async function loop(run) { ${LOOP} }`,
      },
      "import { withRetry } from './retry'",
    ],
    [
      'a static method',
      { 'retry.js': `export class Retry { static async run(run) { ${LOOP} } }` },
      "import { Retry } from './retry'; const withRetry = Retry.run",
    ],
  ])('is looked into: %s', (_, files, head) => {
    const around = {
      files: Object.fromEntries(Object.entries(files).map(([name, text]) => [`/repo/src/${name}`, text])),
    };
    expect(verdict(`${head}; withRetry(${ONCE});`, around)).toBe('helper any');
    expect(verdict(`${head}; withRetry(() => FETCH);`, around)).toBe('absent: status never thrown');
  });

  it.each([
    ['runs it once', 'absent', 'export const withRetry = (run) => run();'],
    [
      'logs',
      'absent',
      'export async function withRetry(run) { try { return await run(); } catch (e) { log(e); throw e; } }',
    ],
    [
      'looks at the answer',
      'helper 5xx',
      'export async function withRetry(run) { for (;;) { const r = await run(); if (r.status < 500) return r; } }',
    ],
    [
      'looks at some statuses',
      'helper 429 503',
      'const AGAIN = [429, 503]; export async function withRetry(run) { for (;;) { const r = await run(); if (!AGAIN.includes(r.status)) return r; } }',
    ],
    [
      'replays after 401',
      'absent: only after 401',
      'export async function withRetry(run) { const r = await run(); if (r.status === 401) { await login(); return run(); } return r; }',
    ],
    [
      'uses a package',
      'absent: status never thrown',
      "import pRetry from 'p-retry'; export const withRetry = (run) => pRetry(run, { retries: 3 });",
    ],
  ])('that %s', (_, expected, helper) => {
    expect(
      verdict("import { withRetry } from './retry'; withRetry(() => FETCH);", {
        files: { '/repo/src/retry.js': helper },
      }),
    ).toBe(expected);
  });

  it('that uses a package sees what is thrown', () => {
    const files = {
      '/repo/src/retry.js':
        "import pRetry from 'p-retry'; export const withRetry = (run) => pRetry(run, { retries: 3 });",
    };
    expect(verdict(`import { withRetry } from './retry'; withRetry(${ONCE});`, { files })).toBe('package any');
  });
});

describe('without a reader of other files', () => {
  it.each([
    ['withRetry', "import { withRetry } from './retry'; withRetry(RUN);"],
    ['retry', "const retry = require('../lib/retry'); retry(RUN);"],
    ['backoff', "import { backoff } from '@acme/tools'; backoff(RUN);"],
    ['resilient.call', "import { resilient } from './http'; resilient.call(RUN);"],
    ['policy.retry(3).execute', "import { policy } from './http'; policy.retry(3).execute(RUN);"],
    ['retried', "import { retried } from './http'; retried(RUN);"],
    ["tools['retry']", "import tools from './http'; tools['retry'](RUN);"],
  ])('%s is unknown', (name, code) => {
    expect(verdict(code.replace('RUN', ONCE))).toBe(`unknown: ${name} cannot be looked into`);
  });

  it.each([
    ['a limiter', "import pLimit from 'p-limit'; const limit = pLimit(3); limit(RUN);"],
    ['a timer', "import { timed } from './metrics'; timed(RUN);"],
    ['a transaction', "import { inTransaction } from './db'; inTransaction(RUN);"],
    ['a route', "import { app } from './app'; app.get('/', RUN);"],
    ['what retrieves something', "import { retrieveEach } from './app'; retrieveEach('customers', RUN);"],
    ['what comes after that', "import { stripe } from './app'; stripe.customers.retrieve(id).then(RUN);"],
    ['what comes after a retry', "import { withRetry } from './app'; withRetry(load).then(RUN);"],
    [
      'what is beside a word of a retry in a text',
      "import yargs from 'yargs'; yargs(argv).command('retry', 'attempts it again').command('go', RUN);",
    ],
  ])('%s is none', (_, code) => {
    expect(verdict(code.replace('RUN', ONCE))).toBe('absent');
  });

  it('a file that is missing is unknown too', () => {
    expect(verdict("import { withRetry } from './retry'; withRetry(() => FETCH);", { files: {} })).toBe(
      'unknown: withRetry cannot be looked into',
    );
  });
});
