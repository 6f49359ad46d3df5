import { describe, expect, it } from 'vitest';
import { LIMITS, paced } from '../../support/paced.ts';

/** A loop of five attempts with a way to pause. */
const loop = (pause: string, more = ''): string => `
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  ${more}
  async function load() {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      const response = await fetch(${LIMITS});
      if (response.status !== 503) return response;
      if (attempt === 4) throw new Error('gave up');
      ${pause}
    }
  }`;

describe('the pace of a loop', () => {
  it.each([
    ['nothing', '', '5, none'],
    ['a fixed time', 'await sleep(1000);', '5, fixed, 1 1 1 1'],
    ['a timer', 'await new Promise((r) => setTimeout(r, 500));', '5, fixed, 0.5 0.5 0.5 0.5'],
    ['a growing time', 'await sleep(1000 * (attempt + 1));', '5, linear, 1 2 3 4'],
    ['a doubling time', 'await sleep(1000 * 2 ** attempt);', '5, exponential, 1 2 4 8'],
    ['Math.pow', 'await sleep(Math.pow(2, attempt) * 500);', '5, exponential, 0.5 1 2 4'],
    ['a shift', 'await sleep(250 << attempt);', '5, exponential, 0.25 0.5 1 2'],
    ['a limit', 'await sleep(Math.min(1000 * 2 ** attempt, 3000));', '5, exponential, 1 2 3 3'],
    ['full jitter', 'await sleep(Math.random() * 1000 * 2 ** attempt);', '5, exponential jitter, 1 2 4 8'],
    ['a bit that flips', 'await sleep(1000 * (2 ^ attempt));', '5, fixed xor, 2 3 0 1'],
    ['a list', 'await sleep([100, 200, 400, 800][attempt]);', '5, exponential, 0.1 0.2 0.4 0.8'],
    [
      'the header, and a time of its own without it',
      "const asked = parseInt(response.headers.get('Retry-After') || '0', 10); await sleep(asked > 0 ? asked * 1000 : 1000 * 2 ** attempt);",
      '5, exponential, 1 2 4 8',
    ],
    [
      'a variable that one of two branches sets',
      "let ms; const h = response.headers.get('retry-after'); if (h) { ms = Number(h) * 1000; } else { ms = 700; } await sleep(ms);",
      '5, fixed, 0.7 0.7 0.7 0.7',
    ],
  ])('waits by %s', (_, pause, expected) => {
    expect(paced(loop(pause))).toBe(expected);
  });

  it.each([
    [
      'a function that computes',
      'await sleep(delayFor(attempt));',
      'const delayFor = (n) => 100 * 3 ** n;',
      '5, exponential, 0.1 0.3 0.9 2.7',
    ],
    [
      'a function with branches',
      'await sleep(delayFor(response, attempt));',
      "function delayFor(r, n) { const s = Number(r.headers.get('retry-after')); if (s > 0) return s * 1000; return 10 * n + 10; }",
      '5, linear, 0.01 0.02 0.03 0.04',
    ],
    [
      'a function that waits',
      'await backOff(attempt);',
      'async function backOff(n) { await sleep(2 ** n * 1000 + Math.random() * 100); }',
      '5, exponential jitter, 1.1 2.1 4.1 8.1',
    ],
    ['constants', 'await sleep(BASE * 2 ** attempt);', 'const BASE = 2 * 1000;', '5, exponential, 2 4 8 16'],
  ])('is followed through %s', (_, pause, more, expected) => {
    expect(paced(loop(pause, more))).toBe(expected);
  });

  it.each([
    ['an imported function', 'await backOff(attempt);', "import { backOff } from 'somewhere';"],
    ['an imported delay', 'await sleep(delayFor(attempt));', "import { delayFor } from 'somewhere';"],
    ['something else that is waited for', 'await refresh();', "import { refresh } from 'somewhere';"],
  ])('is unknown with %s', (_, pause, more) => {
    expect(paced(`${more}\n${loop(pause)}`)).toBe('5, ?');
  });

  it('knows the growth where only settings say how long', () => {
    expect(paced(loop('await sleep(process.env.DELAY * 1);'))).toBe('5, ?');
    expect(
      paced(
        `class Api {
        constructor(options) { this.options = options; }
        async load() {
          for (let i = 1; i <= this.options.retries; i++) {
            try { return await axios.get(${LIMITS}); } catch (error) {
              if (i === this.options.retries) throw error;
              await new Promise((r) => setTimeout(r, this.options.delay * i));
            }
          }
        }
      }`.replace(/^/, "import axios from 'axios';"),
      ),
    ).toBe('?, linear');
  });

  it('counts what is carried from round to round', () => {
    expect(
      paced(`import axios from 'axios'; import { setTimeout as sleep } from 'node:timers/promises';
      async function load() {
        let delay = 100, attempts = 0;
        while (attempts < 4) {
          try { return await axios.get(${LIMITS}); } catch (error) {
            attempts++;
            if (attempts >= 4) throw error;
            await sleep(delay);
            delay = Math.min(delay * 2, 350);
          }
        }
      }`),
    ).toBe('4, exponential, 0.1 0.2 0.35');
  });

  it('sees a wait behind the last attempt', () => {
    expect(
      paced(`async function load(max = 3) {
        for (let attempt = 0; attempt <= max; attempt++) {
          const response = await fetch(${LIMITS});
          if (response.ok) return await response.json();
          if (response.status === 503) {
            await new Promise((resolve) => setTimeout(resolve, Math.min(1000 * 2 ** attempt, 3000)));
            continue;
          }
          throw new Error('final');
        }
        throw new Error('gave up');
      }`),
    ).toBe('4, exponential, 1 2 3 3, wasted');
  });

  it.each([
    ['for ever', 'for (;;)', 'unbounded, fixed, 1 1 1 1'],
    ['while true', 'while (true)', 'unbounded'],
  ])('is unbounded %s', (_, head, expected) => {
    const code = `async function load() {
      ${head} {
        const response = await fetch(${LIMITS});
        if (response.status !== 503) return response;
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    }`;
    expect(paced(code).startsWith(expected.split(',')[0]!)).toBe(true);
  });

  it.each([
    ['a deadline', 'if (Date.now() > deadline) throw new Error();'],
    ['a count', 'if (++count > 5) throw new Error();'],
    ['a signal', 'signal.throwIfAborted();'],
  ])('is not unbounded with %s', (_, exit) => {
    const code = `async function load(deadline, signal) {
      let count = 0;
      while (true) {
        const response = await fetch(${LIMITS});
        if (response.status !== 503) return response;
        ${exit}
      }
    }`;
    expect(paced(code)).not.toMatch(/^unbounded/);
  });
});

describe('the pace of a recursion', () => {
  it.each([
    [
      'with a counter',
      `async function load(attempt = 0) {
        const response = await fetch(${LIMITS});
        if (response.status === 503 && attempt < 3) {
          await new Promise((r) => setTimeout(r, 1000 * 2 ** attempt));
          return load(attempt + 1);
        }
        return response;
      }`,
      '4, exponential, 1 2 4',
    ],
    [
      'from a timer, without an end',
      `function load() {
        return fetch(${LIMITS}).then((r) => { if (r.status === 503) { setTimeout(() => load(), 5000); return; } return r; });
      }`,
      'unbounded, fixed',
    ],
    [
      'counting down',
      `import axios from 'axios';
      async function load(retries = 3, delay = 200) {
        try { return await axios.get(${LIMITS}); } catch (error) {
          if (retries === 0) throw error;
          await new Promise((r) => setTimeout(r, delay));
          return load(retries - 1, delay * 2);
        }
      }`,
      '4, exponential, 0.2 0.4 0.8',
    ],
  ])('is counted %s', (_, code, expected) => {
    expect(paced(code).startsWith(expected)).toBe(true);
  });

  it('ends where two functions call each other and neither says how often', () => {
    const code = `
      export async function load(left) {
        const response = await fetch(${LIMITS});
        return response.status === 503 && left > 1 ? again(left - 1) : response;
      }
      async function again(left) {
        const attempt = 3 - left;
        await new Promise((resolve) => setTimeout(resolve, 1000 * 2 ** attempt));
        return load(left);
      }`;
    expect(paced(code)).toBe('?, ?');
  });

  it('is counted in a helper, with what its caller gives', () => {
    expect(
      paced(`import axios from 'axios';
      async function withRetry(work, { retries = 5, base = 100 } = {}) {
        for (let n = 0; ; n++) {
          try { return await work(); } catch (error) {
            if (n >= retries) throw error;
            await new Promise((r) => setTimeout(r, base * 2 ** n));
          }
        }
      }
      export const load = () => withRetry(() => axios.get(${LIMITS}), { retries: 2 });`),
    ).toBe('3, exponential, 0.1 0.2');
  });
});
