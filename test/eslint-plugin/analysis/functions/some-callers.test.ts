import { describe, expect, it } from 'vitest';
import { verdict } from '../../../support/retry-verdict.ts';

const SEND =
  'export async function send() { const r = await FETCH; if (!r.ok) throw new Error(r.statusText); return r; }';
const LOOP =
  'for (let i = 0; i < 5; i++) { try { return await send(); } catch (e) { if (i === 4) throw e; await sleep(i); } }';
const LOOKS = 'const r = await send(); if (r.found) show(r); await sleep(60_000);';
const SLEEP = 'const sleep = (ms) => new Promise((done) => setTimeout(done, ms));';

/** The verdict on a request in a module, with the modules that import it. */
function within(code: string, others: Readonly<Record<string, string>> = {}): string {
  const files: Record<string, string> = {};
  for (const [name, text] of Object.entries(others)) files[`/repo/${name}`] = text;
  return verdict(code, { files, path: '/repo/src/send.js' });
}

const IMPORT = "import { send } from './send.js';";
const REPEATS = `${IMPORT} export async function load() { ${LOOP} }`;

describe('a request that several callers make', () => {
  it.each([
    ['all of them in loops', { 'src/a.js': REPEATS, 'src/b.js': REPEATS }],
    [
      'one in a loop, and a test',
      { 'src/a.js': REPEATS, 'test/send.test.js': "import { send } from '../src/send.js'; send();" },
    ],
    [
      'both by way of one that is',
      {
        'src/a.js': REPEATS,
        'src/b.js': "import { load } from './a.js'; load();",
        'src/c.js': "import { load } from './a.js'; load();",
      },
    ],
  ])('is repeated: %s', (_, files) => {
    expect(within(SEND, files)).toBe('loop any');
  });

  it.each([
    ['one in a loop, one not', { 'src/a.js': REPEATS, 'src/b.js': `${IMPORT} export const load = () => send();` }],
    ['one in a loop, a script not', { 'src/a.js': REPEATS, 'src/b.js': `${IMPORT} await send();` }],
    [
      'one by way of a function that only some repeat',
      {
        'src/a.js': `${IMPORT} export const get = () => send();`,
        'src/b.js': `import { get } from './a.js'; export async function load() { ${LOOP.replace('send', 'get')} }`,
        'src/c.js': "import { get } from './a.js'; export const load = () => get();",
      },
    ],
    [
      'one handed to a package, one not',
      {
        'src/a.js': `import pRetry from 'p-retry'; ${IMPORT} export const load = () => pRetry(send); export const once = () => send();`,
      },
    ],
    [
      'one handed to a helper, one not',
      {
        'src/a.js': `${IMPORT} async function again(send) { ${LOOP} } export const load = () => again(send); export const once = () => send();`,
      },
    ],
  ])('is not repeated for all: %s', (_, files) => {
    expect(within(SEND, files)).toBe('absent: some callers');
  });

  it('is not repeated by a test that does', () => {
    const test = REPEATS.replace('./send.js', '../src/send.js');
    expect(within(SEND, { 'test/send.test.js': test })).toBe('absent');
    expect(within(SEND, { 'test/send.test.js': test, 'src/a.js': `${IMPORT} send();` })).toBe('absent');
  });

  const REPLAYS = SEND.replace('()', '(again)').replace(
    'if',
    'if (r.status === 401 && !again) { await login(); return send(true); } if',
  );
  const ONCE = `${IMPORT} export const load = () => send();`;

  it('may be sent again with a new token by itself', () => {
    expect(within(REPLAYS, { 'src/a.js': REPEATS, 'src/b.js': ONCE })).toBe('absent: some callers');
    expect(within(REPLAYS, { 'src/a.js': REPEATS })).toBe('loop any');
  });

  it('is repeated after a lost connection for some only', () => {
    const lost = `${IMPORT} export async function load() { ${LOOP.replace('if (', "if (e.code !== 'ECONNRESET' || ")} }`;
    expect(within(SEND, { 'src/a.js': lost, 'src/b.js': ONCE })).toBe('absent: some callers');
    expect(within(SEND, { 'src/a.js': lost })).toBe('absent: only lost connections');
  });

  const monitor = (loop: string): string =>
    within(`${SEND} ${SLEEP} export async function watch() { ${loop} } export const once = () => send();`);

  it.each([
    ['counts', `for (let i = 0; i < runs; i++) { try { ${LOOKS} } catch (e) { log(e); } }`],
    ['does not end', `for (;;) { try { ${LOOKS} } catch (e) { log(e); await sleep(9); } }`],
    ['ends from outside', `while (running) { try { ${LOOKS} } catch (e) { log(e); } }`],
  ])('is repeated by none where one looks at it every now and then in a loop that %s', (_, loop) => {
    expect(monitor(loop)).toBe('absent');
  });

  it.each([
    [
      'leaves',
      `for (;;) { try { const r = await send(); if (r.done) return r; await sleep(9); } catch (e) { log(e); } }`,
    ],
    [
      'asks for the end',
      `let r; while (r !== 'done') { try { r = await send(); log(r); if (r) show(r); } catch (e) { log(e); } }`,
    ],
  ])('is repeated for one that waits for something in a loop that %s', (_, loop) => {
    expect(monitor(loop)).toBe('absent: some callers');
  });

  it.each([
    [
      'a package',
      'package any',
      "import pRetry from 'p-retry'; export const load = () => pRetry(send); load(); load();",
    ],
    [
      'a helper',
      'helper any',
      `async function again(send) { ${LOOP} } export const load = () => again(() => send()); load(); load();`,
    ],
    [
      'a decorator',
      'package any',
      "import { Retryable } from 'typescript-retry-decorator'; class Api { @Retryable({ maxAttempts: 3 }) load() { return send(); } } const api = new Api(); api.load(); api.load();",
    ],
  ])('is repeated for all by %s around it', (_, expected, code) => {
    const own = verdict(`${SEND.replace('export ', '')} ${code}`, { files: {}, typescript: true });
    expect(own).toBe(expected);
  });

  it('is repeated where something that cannot be looked into may repeat it for the others', () => {
    const others = `${IMPORT} import { withRetry } from '@acme/tools'; export const load = () => withRetry(send);`;
    expect(within(SEND, { 'src/a.js': REPEATS, 'src/b.js': others })).toBe('loop any');
  });
});
