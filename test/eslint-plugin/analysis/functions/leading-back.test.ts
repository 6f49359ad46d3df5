import { describe, expect, it } from 'vitest';
import { verdict } from '../../../support/retry-verdict.ts';

const inProject = (code: string, files: Record<string, string>): string =>
  verdict(code, {
    files: {
      '/repo/package.json': '{}',
      ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`/repo/src/${name}`, text])),
    },
  });

const AGAIN_ON_503 = 'const r = await FETCH; if (r.status === 503) return onFailure(); return r;';

describe('what leads back to a request', () => {
  it.each([
    [
      'a function of another file',
      `import { onFailure } from './b'; export async function send() { ${AGAIN_ON_503} }`,
      {
        'b.js': "import { send } from './code.js'; export async function onFailure() { await wait(); return send(); }",
      },
    ],
    [
      'a function behind another one',
      `import { onFailure } from './b'; export async function send() { ${AGAIN_ON_503} }`,
      {
        'b.js': "import { again } from './c'; export const onFailure = () => again();",
        'c.js': "import { send } from './code.js'; export async function again() { return send(); }",
      },
    ],
    [
      'another name in the file that passes it on',
      `import { onFailure } from './b'; async function send() { ${AGAIN_ON_503} } export { send as post };`,
      { 'b.js': "import { post } from './code.js'; export async function onFailure() { return post(); }" },
    ],
    [
      'a function that is handed over, in another one',
      `async function send() { ${AGAIN_ON_503.replace('onFailure()', 'later(() => send())')} } const later = (run) => sleep(1000).then(run);`,
      {},
    ],
    [
      'a function that is handed over',
      `async function send() { ${AGAIN_ON_503.replace('onFailure()', 'later(send)')} } function later(run) { return run(); }`,
      {},
    ],
  ])('is %s', (_, code, files) => {
    expect(inProject(code, files)).toBe('recursion 503');
  });

  it.each([
    [
      'a caller in another file that nothing here runs',
      `export async function send() { ${AGAIN_ON_503.replace('onFailure', 'warn')} } function warn() { console.warn('503'); }`,
      { 'b.js': "import { send } from './code.js'; export async function warn() { return send(); }" },
    ],
    [
      'a loop over the text of the answer',
      'async function send() { const r = await FETCH; for (const line of (await r.text()).split("\\n")) console.log(line); }',
      {},
    ],
  ])('is not %s', (_, code, files) => {
    expect(inProject(code, files)).toBe('absent');
  });

  it('may be in files that import it by a name that they do not mention', () => {
    const files = {
      'index.js': "export { send as post } from './code.js';",
      'worker.js':
        "import { post } from './index'; for (let i = 0; i < 3; i++) { try { await post(); break; } catch {} }",
    };
    expect(inProject('export async function send() { const r = await FETCH; if (!r.ok) throw r; }', files)).toBe(
      'loop any',
    );
  });
});

describe('statuses', () => {
  it.each([
    ['alone', '503', 'r.status === 503'],
    ['in a list', '429 502 503', '[429, 503].includes(r.status) || r.status === 502'],
    ['by a comparison', '5xx', 'r.status >= 500'],
    ['by two comparisons', '429', 'r.status > 401 && r.status < 500'],
    ['by a name', '5xx', '!(r.status < 500)'],
    ['by a function', '429 503', 'isBusy(r.status)'],
    ['by a function that takes the answer', '429 5xx', 'failed(r)'],
    ['by a switch', '429 504', 'byCase(r.status)'],
    ['by what is left', '429 5xx', '!r.ok && r.status !== 401'],
    ['by arithmetic', '502', 'r.status - 500 === 2'],
    ['never', '', 'r.status === 418'],
  ])('are told apart %s', (_, expected, test) => {
    const code = `const isBusy = (status) => status === 429 || status === 503;
      const failed = ({ ok, status }) => !ok && status !== 401;
      function byCase(status) { switch (status) { case 429: case 504: return true; default: return false; } }
      async function send() { const r = await FETCH; if (${test}) return send(); return r; }`;
    expect(verdict(code)).toBe(expected ? `recursion ${expected}` : 'absent');
  });

  it('are told apart in a function above', () => {
    const code = `async function isRefused() { const r = await FETCH; return r.status === 503; }
      async function f() { for (let i = 0; i < 3; i++) if (!(await isRefused())) return; }`;
    expect(verdict(code)).toBe('loop 503');
  });
});

describe('code that has no effect', () => {
  const lines = (line: (index: number) => string): string => Array.from({ length: 80 }, (_, i) => line(i)).join('\n');

  it.each([
    ['messages', lines((i) => `if (a${i}) console.log('${i}');`)],
    ['headers', lines((i) => `if (a${i}) headers.append('x', String(${i}));`)],
    ['members', lines((i) => `if (a${i}) state.n${i} = ${i};`)],
    ['loops', lines((i) => `for (const x of list${i}) seen.push(x);`)],
  ])('is passed over: %s', (_, body) => {
    const code = `async function send() { const r = await FETCH; ${body} if (r.status === 503) return send(); return r; }`;
    expect(verdict(code)).toBe('recursion 503');
  });

  it('is what comes between opening and sending an XMLHttpRequest', () => {
    const headers = lines((i) => `if (a${i}) { if (b${i}) throw new Error(); x${i} = h(); }`);
    const code = `function send() { const xhr = new XMLHttpRequest(); xhr.open('GET', URL); ${headers}
      xhr.onload = () => { if (xhr.status === 503) send(); }; xhr.send(); }`;
    expect(verdict(code)).toBe('recursion 503');
  });
});
