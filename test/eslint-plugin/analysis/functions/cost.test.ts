import { describe, expect, it } from 'vitest';
import { busyMs } from '../../../support/busy-ms.ts';
import { sourceOfText } from '../../../support/model.ts';
import { verdict } from '../../../support/retry-verdict.ts';

const lines = (count: number, line: (index: number) => string): string =>
  Array.from({ length: count }, (_, i) => line(i)).join('\n');

/** A verdict, which must not cost much more than parsing does; of two runs the faster counts. */
function quickly(code: string, around?: Parameters<typeof verdict>[1]): string {
  let found = '';
  const judging = busyMs(() => (found = verdict(code, around)));
  const parsing = busyMs(() => sourceOfText(code));
  // Where each branch were followed both ways, it would be 2 to the power of their number.
  expect(judging).toBeLessThan(100 * (parsing + 1));
  return found;
}

describe('code without end', () => {
  const BODIES: readonly (readonly [string, string])[] = [
    ['branches that leave', lines(300, (i) => `if (a${i}) return ${i};`)],
    ['branches that call', lines(300, (i) => `if (a${i}) b${i}(r); else c${i}(r);`)],
    ['branches that call the project', lines(300, (i) => `if (a${i}) work(${i}); else { work(${i + 1}); }`)],
    ['branches within branches', lines(60, (i) => `if (a${i}) { b(); c${i}();`) + '}'.repeat(60)],
    ['a switch', `switch (kind) { ${lines(300, (i) => `case ${i}: return ${i};`)} }`],
    ['conditions', `if (x) return ${lines(200, (i) => `a${i} ? b${i}() :`)} null;`],
    ['loops', lines(100, (i) => `for (const x of list${i}) { if (x) continue; y(x); }`)],
    ['try', lines(200, (i) => `try { if (a${i}) throw b; } catch (e) { c(e); }`)],
  ];
  const WORK = 'function work(n) { if (n) { if (x) y(); else z(); } return n; }';

  it.each(BODIES)('%s', (_, body) => {
    expect(quickly(`async function f() { const r = await FETCH; ${body} } ${WORK}`)).toBe('absent');
  });

  it.each(BODIES)('%s, and something that leads back', (_, body) => {
    const code = `async function f() { const r = await FETCH; ${body} if (r.status === 503) return f(); } ${WORK}`;
    expect(quickly(code)).toMatch(/^unknown: the code around it has too many branches to follow|^recursion 503$/);
  });

  it('finds a retry behind branches that only put a message together', () => {
    const body = lines(
      40,
      (i) =>
        `if (body.a${i}) { const one = body.a${i}[0]; message = one?.text || message; } else if (b${i}) message = 'x${i}';`,
    );
    const code = `async function f() { const r = await FETCH; let message = 'failed'; const body = await r.json(); ${body} if (r.status === 503) return f(); throw new Error(message); }`;
    expect(quickly(code)).toBe('recursion 503');
  });

  it('does not take a flag for a message', () => {
    const code =
      'async function f(again) { const r = await FETCH; let failed = new Error(); if (again) failed = null; if (failed) throw failed; if (r.status === 503) return f(); return r; }';
    expect(verdict(code)).toBe('recursion 503');
  });

  it('finds a retry that comes first', () => {
    const body = lines(300, (i) => `if (a${i}) b${i}(r); else c${i}(r);`);
    expect(quickly(`async function f() { const r = await FETCH; if (r.status === 503) return f(); ${body} }`)).toBe(
      'recursion 503',
    );
  });

  it('has very many callers', () => {
    const callers = lines(
      400,
      (i) => `export async function f${i}() { try { return await send(); } catch (e) { log${i}(e); throw e; } }`,
    );
    expect(quickly(`async function send() { const r = await FETCH; if (!r.ok) throw r; return r; } ${callers}`)).toBe(
      'absent',
    );
  });

  it('has very many callers of callers', () => {
    const callers = lines(
      200,
      (i) =>
        `export async function f${i}() { ${lines(20, (j) => `await f${(i * 7 + j * 13) % 200}();`)} await send(); }`,
    );
    expect(quickly(`async function send() { const r = await FETCH; if (!r.ok) throw r; return r; } ${callers}`)).toBe(
      'absent',
    );
  });
});

describe('circles', () => {
  it.each([
    [
      'callers',
      'absent',
      'async function send() { const r = await FETCH; if (!r.ok) throw r; return r; } async function a() { await send(); await b(); } async function b() { await a(); }',
    ],
    [
      'callers that handle nothing',
      'absent',
      'function a() { return b(); } function b() { return c(); } function c() { return a(); } async function send() { const r = await FETCH; a(r); return r; }',
    ],
    [
      'a function that is handed to itself',
      'absent',
      'async function send(next) { const r = await FETCH; return next ? r : send; } send(send);',
    ],
    [
      'names',
      'absent',
      'let a = b; let b = a; async function send() { const r = await FETCH; if (a(r)) return b(r); return r; }',
    ],
    ['helpers', 'absent', 'const one = (run) => two(run); const two = (run) => one(run); one(() => FETCH);'],
  ])('of %s', (_, expected, code) => {
    expect(quickly(code)).toBe(expected);
  });

  it.each([
    [
      'imports',
      {
        'a.js':
          "import { b } from './b'; import { send } from './code'; export const a = async () => { await send(); return b(); };",
        'b.js': "import { a } from './a'; export const b = () => a();",
      },
    ],
    [
      'exports',
      {
        'a.js': "export * from './b'; export * from './code';",
        'b.js': "export * from './a'; import { send } from './a'; send();",
      },
    ],
    [
      'requires',
      {
        'a.js':
          "const b = require('./b'); const { send } = require('./code'); exports.a = async () => { await send(); b.b(); };",
        'b.js': "const a = require('./a'); exports.b = () => a.a();",
      },
    ],
    [
      'a file that imports itself',
      { 'a.js': "import { a } from './a'; import { send } from './code'; export { a }; a(send);" },
    ],
  ])('of %s', (_, files: Record<string, string>) => {
    const around = {
      files: {
        '/repo/package.json': '{}',
        ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`/repo/src/${name}`, text])),
      },
    };
    const code =
      "import * as other from './a'; export async function send() { const r = await FETCH; if (!r.ok) throw r; return other.x ? r : other.a; }";
    expect(quickly(code, around)).toBe('absent');
  });
});
