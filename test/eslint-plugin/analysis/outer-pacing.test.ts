import { describe, expect, it } from 'vitest';
import { callIn } from '../../support/model.ts';
import { LIMITS, summary } from '../../support/paced.ts';

const SLEEP = 'const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));';
const CLIENT = "import { createSalesforceFetch } from './client.js';\nconst sf = createSalesforceFetch();";
const RETRY = "import axios from 'axios';\nimport { retrySalesforce, retrySalesforceCallback } from './retry.js';";
const THROUGH = `sf(${LIMITS})`;
const REPEATED = `retrySalesforce(() => axios.get(${LIMITS}))`;

/** How what is around a resilient client repeats it. */
const around = (body: string, imports = CLIENT): string =>
  summary(callIn(`${imports}\n${SLEEP}\n${body}`).facts.outerPacing);

describe('what repeats a call when the resilient client has given up', () => {
  it.each([
    [
      'a loop without an end',
      `async function load() { for (;;) { try { return await ${THROUGH}; } catch { await sleep(5000); } } }`,
    ],
    [
      'a recursion without an end',
      `async function load() { try { return await ${THROUGH}; } catch { await sleep(5000); return load(); } }`,
    ],
  ])('is seen in %s', (_, code) => {
    expect(around(code)).toMatch(/^unbounded, fixed/);
  });

  it('is seen around retrySalesforce', () => {
    const code = `async function load() { while (true) { try { return await ${REPEATED}; } catch { await sleep(5000); } } }`;
    expect(around(code, RETRY)).toMatch(/^unbounded, fixed/);
  });

  it('may be counted', () => {
    const code = `async function load() { for (let n = 0; n < 3; n += 1) { try { return await ${THROUGH}; } catch { await sleep(5000); } } }`;
    expect(around(code)).toBe('3, fixed, 5 5 5, wasted');
  });

  it.each([
    ['nothing is around it', `async function load() { return ${THROUGH}; }`],
    [
      'its error leaves the loop',
      `async function load() { for (;;) { const answer = await ${THROUGH}; if (answer.ok) return answer; await sleep(5000); } }`,
    ],
    [
      'its error is for the caller, and the loop is for the records',
      `async function load(all) { for (const one of all) await ${THROUGH}; }`,
    ],
  ])('is nothing where %s', (_, code) => {
    expect(around(code)).toBe('absent');
  });

  it('is nothing around a client that is not resilient: that is the matter of its own retry', () => {
    const code = `async function load() { for (;;) { const answer = await fetch(${LIMITS}); if (answer.status !== 503) return answer; } }`;
    expect(around(code, '')).toBe('absent');
  });

  it('is not known where a callback is told', () => {
    const code =
      "import jsforce from 'jsforce';\nconst conn = new jsforce.Connection();\nfunction load(done) { retrySalesforceCallback((told) => conn.query('SELECT Id FROM Account', told), (error, rows) => (error ? load(done) : done(rows))); }";
    expect(around(code, RETRY)).toBe('unknown');
  });
});
