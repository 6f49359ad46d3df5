import { describe, expect, it } from 'vitest';
import type { callIn } from '../../support/model.ts';
import { callsIn } from '../../support/model.ts';

/** The first Salesforce call of code in which FETCH stands for one. */
function retryIn(code: string): ReturnType<typeof callIn>['facts']['retry'] {
  const [call] = callsIn(code.replaceAll('FETCH', "fetch(base + '/services/data/v60.0/limits', { headers })"));
  return call!.facts.retry;
}

describe('a retry', () => {
  it.each([
    [
      'a loop that leaves on success',
      'loop',
      'async function f() { for (let i = 0; i < 5; i++) { const r = await FETCH; if (r.ok) return r; await sleep(i); } throw new Error(); }',
    ],
    [
      'a loop that goes on after some statuses',
      'loop',
      'async function f() { for (;;) { const r = await FETCH; if (r.status === 503) { await sleep(1); continue; } return r; } }',
    ],
    [
      'a loop with a list of statuses',
      'loop',
      'const RETRY = [429, 503]; async function f() { while (true) { const r = await FETCH; if (!RETRY.includes(r.status)) return r; await sleep(1); } }',
    ],
    [
      'a loop with a set of statuses',
      'loop',
      'const RETRY = new Set([429, 503]); async function f() { let n = 0; while (n++ < 3) { const r = await FETCH; if (RETRY.has(r.status)) continue; return r; } }',
    ],
    [
      'a loop that asks a function',
      'loop',
      'const again = (s) => s >= 500; async function f() { for (let i = 0; i < 3; i++) { const r = await FETCH; if (again(r.status)) continue; return r; } }',
    ],
    [
      'a loop around try',
      'loop',
      "async function f() { for (let i = 0; i < 3; i++) { try { const r = await FETCH; if (!r.ok) throw new Error('HTTP'); return r; } catch (e) { if (i === 2) throw e; await sleep(1); } } }",
    ],
    [
      'a loop whose function throws on status',
      'loop',
      'async function once() { const r = await FETCH; if (!r.ok) throw new Error(r.status); return r; } async function f() { for (let i = 0; i < 3; i++) { try { return await once(); } catch { await sleep(1); } } }',
    ],
    [
      'a do-while loop',
      'loop',
      'async function f() { let r; let n = 0; do { r = await FETCH; n++; } while (r.status === 503 && n < 5); return r; }',
    ],
    [
      'a loop over delays',
      'loop',
      'async function f() { for (const ms of [1000, 2000]) { const r = await FETCH; if (r.ok) return r; await sleep(ms); } }',
    ],
    [
      'a labelled loop',
      'loop',
      'async function f() { retry: for (;;) { const r = await FETCH; switch (r.status) { case 503: await sleep(1); continue retry; default: return r; } } }',
    ],
    [
      'a switch',
      'loop',
      'async function f() { for (let i = 0; i < 3; i++) { const r = await FETCH; switch (r.status) { case 429: case 503: await sleep(1); break; default: return r; } } }',
    ],
    [
      'recursion',
      'recursion',
      'async function f(n = 0) { const r = await FETCH; if (r.status === 503 && n < 5) { await sleep(1); return f(n + 1); } return r; }',
    ],
    [
      'recursion through a promise chain',
      'recursion',
      'function f(n) { return FETCH.then((r) => { if (!r.ok && n > 0) return f(n - 1); return r; }); }',
    ],
    [
      'recursion after a timer',
      'recursion',
      'function f(n) { return FETCH.then((r) => r.ok ? r : new Promise((done) => setTimeout(() => done(f(n - 1)), 1000))); }',
    ],
    [
      'recursion through a second function',
      'recursion',
      'async function f(n) { const r = await FETCH; return r.status >= 500 ? again(n) : r; } async function again(n) { await sleep(1); return f(n + 1); }',
    ],
    [
      'recursion of a method',
      'recursion',
      'class A { async get(n) { const r = await FETCH; if (r.status === 503) return this.get(n + 1); return r; } }',
    ],
    [
      'recursion through a second method',
      'recursion',
      'class A { async get() { const r = await FETCH; if (!r.ok) return this.again(); return r; } async again() { await sleep(1); return this.get(); } }',
    ],
    [
      'a helper of the file',
      'helper',
      'async function withRetry(run) { for (let i = 0; i < 5; i++) { try { return await run(); } catch (e) { await sleep(i); } } } async function f() { return withRetry(async () => { const r = await FETCH; if (!r.ok) throw new Error(); return r; }); }',
    ],
    [
      'a helper that is given a named function',
      'helper',
      'const withRetry = async (run) => { while (true) { try { return await run(); } catch { await sleep(1); } } }; async function load() { const r = await FETCH; if (!r.ok) throw new Error(); return r; } withRetry(load);',
    ],
    [
      'a helper around a call of the function',
      'helper',
      'const withRetry = async (run) => { while (true) { try { return await run(); } catch { await sleep(1); } } }; async function load(id) { const r = await FETCH; if (!r.ok) throw new Error(); return r; } withRetry(() => load(1));',
    ],
    [
      'a helper that looks at the answer',
      'helper',
      'async function again(run) { for (let i = 0; i < 3; i++) { const r = await run(); if (r.status < 500) return r; } } again(() => FETCH);',
    ],
    [
      'p-retry around a function that throws',
      'package',
      "import pRetry from 'p-retry'; pRetry(async () => { const r = await FETCH; if (!r.ok) throw new Error(); return r; });",
    ],
    [
      'async-retry, required',
      'package',
      "const retry = require('async-retry'); retry(async () => { const r = await FETCH; if (r.status >= 500) throw new Error(); return r; });",
    ],
    [
      'exponential-backoff',
      'package',
      "import { backOff } from 'exponential-backoff'; backOff(async () => { const r = await FETCH; if (!r.ok) throw new Error(); return r; });",
    ],
  ])('is %s', (_, kind, code) => {
    expect(retryIn(code)).toMatchObject({ state: 'present', value: { kind } });
  });

  it('is told with the statuses that it repeats', () => {
    const code =
      'async function f() { for (let i = 0; i < 9; i++) { const r = await FETCH; if (r.status === 503 || r.status === 429) { await sleep(1); continue; } return r; } }';
    expect(retryIn(code)).toMatchObject({ value: { statuses: [429, 503], network: false } });
    const any =
      'async function f() { for (let i = 0; i < 9; i++) { try { const r = await FETCH; if (r.status >= 500) throw new Error(); return r; } catch { await sleep(1); } } }';
    expect(retryIn(any)).toMatchObject({ value: { statuses: [500, 502, 503, 504], network: true } });
  });
});

describe('no retry', () => {
  it.each([
    ['nothing around it', 'async function f() { const r = await FETCH; return r.json(); }'],
    [
      'a loop over records',
      'async function f(all) { for (const one of all) { const r = await fetch(`${base}/services/data/v60.0/sobjects/A/${one.id}`); if (!r.ok) continue; use(r); } }',
    ],
    [
      'a counting loop over records',
      'async function f(all) { for (let i = 0; i < all.length; i++) { const r = await fetch(`${base}/services/data/v60.0/sobjects/A/${all[i].id}`); if (!r.ok) { failed.push(i); continue; } use(r); } }',
    ],
    [
      'a loop over batches',
      'async function f(all) { for (let i = 0; i < all.length; i += 200) { const batch = all.slice(i, i + 200); const r = await fetch(`${base}/services/data/v60.0/composite/sobjects?ids=${batch}`); if (!r.ok) continue; } }',
    ],
    [
      'a queue that is worked off',
      'async function f(queue) { while (queue.length > 0) { const job = queue.shift(); const r = await fetch(`${base}/services/data/v60.0/sobjects/A/${job.id}`); if (!r.ok) { console.error(r.status); continue; } done(job); } }',
    ],
    [
      'paging that throws',
      'async function f() { let url = `${base}/services/data/v60.0/query?q=x`; while (url) { const r = await fetch(`${base}/services/data/v60.0/query?q=${url}`); if (!r.ok) throw new Error(); url = (await r.json()).nextRecordsUrl; } }',
    ],
    [
      'paging that does not look at the status',
      'async function f() { let next = 1; do { const r = await fetch(`${base}/services/data/v60.0/query?q=${next}`); const page = await r.json(); next = page.nextRecordsUrl; } while (next); }',
    ],
    [
      'a poll loop that throws on failure',
      "async function f() { for (;;) { const r = await FETCH; if (!r.ok) throw new Error(); const job = await r.json(); if (job.state === 'JobComplete') return job; await sleep(5000); } }",
    ],
    [
      'a breaker',
      "async function f() { if (open) throw new Error('open'); const r = await FETCH; if (!r.ok) { failures += 1; if (failures > 5) open = true; throw new Error(); } return r; }",
    ],
    [
      'a catch that logs',
      'async function f() { try { return await FETCH; } catch (e) { console.error(e); return null; } }',
    ],
    ['a limiter around it', 'const limited = limit(() => FETCH);'],
    ['map over records', 'await Promise.all(all.map(async () => { const r = await FETCH; return r.json(); }));'],
  ])('is %s', (_, code) => {
    expect(retryIn(code)).toEqual({ state: 'absent' });
  });

  it.each([
    [
      'a loop that only replays with a new token',
      'async function f() { for (let i = 0; i < 2; i++) { const r = await FETCH; if (r.status === 401) { await refresh(); continue; } return r; } }',
    ],
    [
      'recursion that only replays with a new token',
      'async function f(again = true) { const r = await FETCH; if (r.status === 401 && again) { await refresh(); return f(false); } if (!r.ok) throw new Error(); return r; }',
    ],
    [
      'a loop that goes by the error code of an expired session',
      "async function once() { const r = await FETCH; if (!r.ok) { const body = await r.text(); if (isExpired(body)) throw new Error('INVALID_SESSION_ID'); throw new Error(body); } return r; } async function f() { for (let n = 0; n < 2; n++) { try { return await once(); } catch (error) { if (error.message === 'INVALID_SESSION_ID') { await refresh(); continue; } throw error; } } }",
    ],
    [
      'recursion that looks for the code of an expired session in the body',
      "async function f() { const r = await FETCH; if (!r.ok) { const body = await r.text(); if (body.includes('INVALID_SESSION_ID')) { await refresh(); return f(); } throw new Error(body); } return r; }",
    ],
    ...[
      ['a list of its codes', "const ENDED = ['INVALID_SESSION_ID', 'INVALID_AUTH_HEADER'];", 'ENDED.includes(e.code)'],
      [
        'one of several texts',
        "const ENDED = ['INVALID_SESSION_ID', 'expired'];",
        "e.message.includes('Session expired')",
      ],
      [
        'texts in a list',
        "const ENDED = ['INVALID_SESSION_ID', 'INVALID_AUTH_HEADER'];",
        'e.status === 401 || ENDED.some((one) => e.message.includes(one))',
      ],
      ['a pattern', '', '/INVALID_SESSION_ID|session expired/i.test(e.message)'],
      ['what Marketing Cloud says', '', "e.message === 'Token Expired'"],
    ].map(([name, head, ends]) => [
      `a helper that goes by ${name!}`,
      `${head!} const ended = (e) => ${ends!}; async function run(work) { try { return await work(); } catch (error) { if (!ended(error)) throw error; await login(); return await work(); } } run(async () => { const r = await FETCH; if (!r.ok) throw new Error(await r.text()); return r; });`,
    ]),
  ])('is %s', (_, code) => {
    expect(retryIn(code)).toMatchObject({ state: 'absent', nearMiss: { kind: 'only after 401' } });
  });

  it.each([
    ['a package around fetch itself', "import pRetry from 'p-retry'; pRetry(() => FETCH, { retries: 5 });"],
    [
      'a package around a function that returns the answer',
      "import pRetry from 'p-retry'; const load = async () => { const r = await FETCH; return r.json(); }; pRetry(load);",
    ],
    [
      'a loop that catches only what fetch throws',
      'async function f() { for (let i = 0; i < 3; i++) { try { return await FETCH; } catch { await sleep(1); } } }',
    ],
    [
      'a helper around fetch itself',
      'async function withRetry(run) { for (let i = 0; i < 5; i++) { try { return await run(); } catch (e) { await sleep(i); } } } withRetry(() => FETCH);',
    ],
  ])('is %s, which never sees a 503', (_, code) => {
    expect(retryIn(code)).toMatchObject({ state: 'absent', nearMiss: { kind: 'status never thrown' } });
  });
});

describe('what cannot be told', () => {
  it.each([
    [
      'an imported helper that is named like a retry',
      "import { withRetry } from './retry.js'; withRetry(() => FETCH);",
    ],
    ['a method that is named like a retry', 'class A { load() { return this.options.retrier.run(() => FETCH); } }'],
    [
      'a poll that asks again whatever the answer was',
      "async function f() { let job; do { const r = await FETCH; job = await r.json(); await sleep(5000); } while (job.state !== 'JobComplete'); }",
    ],
  ])('is %s', (_, code) => {
    expect(retryIn(code)).toMatchObject({ state: 'unknown' });
  });
});

it('comes to an end where the code branches without end', () => {
  const branches = Array.from({ length: 40 }, (_, i) => `if (a${i}) return ${i};`).join(' ');
  expect(retryIn(`async function f() { const r = await FETCH; ${branches} }`)).toEqual({ state: 'absent' });
});

it('comes to an end where functions call each other without end', () => {
  const code =
    'async function f() { const r = await FETCH; g(r); return r; } function g(r) { h(r); } function h(r) { g(r); }';
  expect(retryIn(code)).toEqual({ state: 'absent' });
});
