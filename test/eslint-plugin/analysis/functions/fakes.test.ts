import { describe, expect, it } from 'vitest';
import { verdict } from '../../../support/retry-verdict.ts';

describe('a circuit breaker', () => {
  it.each([
    [
      'opossum',
      "import CircuitBreaker from 'opossum'; const breaker = new CircuitBreaker(once, { timeout: 3000 }); export const load = () => breaker.fire();",
    ],
    [
      'opossum, required',
      "const CircuitBreaker = require('opossum'); const breaker = new CircuitBreaker(once); breaker.fallback(() => null); breaker.fire().then(use);",
    ],
    [
      'cockatiel',
      "import { circuitBreaker, handleAll, ConsecutiveBreaker } from 'cockatiel'; const policy = circuitBreaker(handleAll, { breaker: new ConsecutiveBreaker(5) }); policy.execute(once);",
    ],
    [
      'one of the project',
      'class Breaker { failures = 0; async run(action) { if (this.failures > 5) throw new Error("open"); try { const result = await action(); this.failures = 0; return result; } catch (e) { this.failures += 1; throw e; } } } const breaker = new Breaker(); breaker.run(once);',
    ],
    [
      'one by hand',
      'let openUntil = 0; async function guarded() { if (Date.now() < openUntil) throw new Error("open"); try { return await once(); } catch (e) { openUntil = Date.now() + 30_000; throw e; } }',
    ],
  ])('%s is no retry', (_, code) => {
    expect(
      verdict(
        `async function once() { const r = await FETCH; if (!r.ok) throw new Error(r.statusText); return r; } ${code}`,
      ),
    ).toBe('absent');
  });
});

describe('a loop that does not retry', () => {
  const page = (body: string): string => `async function f(all) { ${body} }`;
  it.each([
    [
      'pages',
      'let url = base + "/services/data/v60.0/query?q=x"; while (url) { const r = await fetch(url); if (!r.ok) throw new Error(); const page = await r.json(); url = page.nextRecordsUrl; }',
    ],
    [
      'pages by a done flag',
      'let done = false; let url = base + "/services/data/v60.0/query?q=x"; while (!done) { const r = await fetch(url); const page = await r.json(); done = page.done; url = page.nextRecordsUrl; }',
    ],
    [
      'pages, do while',
      'let url = base + "/services/data/v60.0/query?q=x"; do { const r = await fetch(url); if (r.status !== 200) break; url = (await r.json()).nextRecordsUrl; } while (url);',
    ],
    [
      'polls and throws on failure',
      'for (;;) { const r = await FETCH; if (!r.ok) throw new Error(); const job = await r.json(); if (job.done) return job; await sleep(1); }',
    ],
    [
      'polls and leaves on failure',
      'let tries = 0; while (tries++ < 10) { const r = await FETCH; if (!r.ok) return null; if ((await r.json()).state === "JobComplete") return true; await sleep(1); }',
    ],
    [
      'goes through records',
      'for (const one of all) { try { await fetch(base + `/services/data/v60.0/sobjects/A/${one.id}`); } catch (e) { failed.push(one); } }',
    ],
    [
      'goes through records with forEach',
      'all.forEach(async (one) => { const r = await fetch(base + `/services/data/v60.0/sobjects/A/${one.id}`); if (!r.ok) failed.push(one); });',
    ],
    [
      'goes through batches of records',
      'for (let i = 0; i < all.length; i += 10) { const batch = all.slice(i, i + 10); for (const one of batch) { try { await fetch(base + `/services/data/v60.0/sobjects/A/${one.id}`); } catch (e) { failed.push(one); } } }',
    ],
    [
      'goes through batches with map',
      'for (let i = 0; i < all.length; i += 10) { const batch = all.slice(i, i + 10); await Promise.allSettled(batch.map((one) => fetch(base + `/services/data/v60.0/sobjects/A/${one.id}`))); }',
    ],
    [
      'goes through entries',
      'for (const [id, body] of Object.entries(all)) { const r = await fetch(base + `/services/data/v60.0/sobjects/A/${id}`, { method: "PATCH", body }); if (!r.ok) continue; }',
    ],
    [
      'takes from a list',
      'let one; while ((one = all.pop())) { const r = await fetch(base + `/services/data/v60.0/sobjects/A/${one.id}`); if (!r.ok) continue; }',
    ],
    [
      'sends chunks',
      'while (all.length) { const chunk = all.splice(0, 200); const r = await fetch(base + "/services/data/v60.0/composite/sobjects", { method: "POST", body: JSON.stringify(chunk) }); if (!r.ok) failed.push(...chunk); }',
    ],
    [
      'ends in the first round',
      'for (let i = 0; i < 3; i++) { const r = await FETCH; if (!r.ok) { console.error(r.status); } return r; }',
    ],
    [
      'throws in the first round',
      'for (let i = 0; i < 3; i++) { try { const r = await FETCH; if (!r.ok) throw r; return r; } catch (e) { throw e; } }',
    ],
    [
      'is over before the request',
      'for (let i = 0; i < 3; i++) { try { await connect(); break; } catch { await sleep(1); } } const r = await FETCH; if (!r.ok) throw r; return r;',
    ],
  ])('%s', (_, body) => {
    expect(verdict(page(body))).toBe('absent');
  });

  it.each([
    [
      'polls, whatever comes',
      'for (;;) { const r = await FETCH; const job = await r.json(); if (job.done) return job; await sleep(1); }',
    ],
    [
      'polls with a count',
      'for (let i = 0; i < 60; i++) { const r = await FETCH; if (r.ok && (await r.json()).done) return; await sleep(1); }',
    ],
  ])('cannot be told from a retry: %s', (_, body) => {
    expect(verdict(page(body))).toMatch(/^(?:unknown: a loop asks again|loop )/);
  });
});

describe('recursion that does not retry', () => {
  const RECORD = 'fetch(base + `/services/data/v60.0/sobjects/A/${all[i]}`)';
  it.each([
    [
      'goes through a list',
      'absent',
      `async function next(all, i) { const r = await ${RECORD}; if (!r.ok) console.error(r.status); if (i + 1 < all.length) return next(all, i + 1); }`,
    ],
    [
      'goes through a list by a name',
      'absent',
      'async function next(all, i) { const one = all[i]; const r = await fetch(base + `/services/data/v60.0/sobjects/A/${one.id}`); if (!r.ok) failed.push(one); if (i > 0) return next(all, i - 1); }',
    ],
    [
      'pages',
      'absent',
      'async function page(url) { const r = await fetch(base + `/services/data/v60.0/query/${url}`); if (!r.ok) throw new Error(); const { nextRecordsUrl } = await r.json(); return nextRecordsUrl ? page(nextRecordsUrl) : null; }',
    ],
    [
      'polls',
      'absent',
      'async function poll() { const r = await FETCH; if (!r.ok) throw new Error(); const job = await r.json(); if (job.done) return job; await sleep(1); return poll(); }',
    ],
    [
      'polls whatever comes',
      'unknown: a loop asks again whatever the answer was',
      'async function poll() { const r = await FETCH; const job = await r.json(); if (!job.done) setTimeout(poll, 1000); }',
    ],
  ])('%s', (_, expected, code) => {
    expect(verdict(code)).toBe(expected);
  });

  it('counts attempts beside a list', () => {
    const code = `async function send(all, i, n) { const r = await ${RECORD}; if (r.status === 503 && n < 3) return send(all, i, n + 1); return r; }`;
    expect(verdict(code)).toBe('recursion 503');
  });
});

describe('a replay with a new token', () => {
  it.each([
    [
      'by status',
      'async function f() { let r = await FETCH; if (r.status === 401) { await login(); return f(); } return r; }',
    ],
    [
      'by the status of an error',
      "import axios from 'axios'; async function f(n) { try { return await AXIOS; } catch (e) { if (e.response?.status === 401 && n < 1) { await login(); return f(n + 1); } throw e; } }",
    ],
    [
      'by the error code',
      'async function f() { try { const r = await FETCH; if (!r.ok) throw new Error(await r.text()); return r; } catch (e) { if (e.message.includes("INVALID_SESSION_ID")) { await login(); return f(); } throw e; } }',
    ],
    [
      'by what the error says of a session, in other words',
      'async function f() { try { const r = await FETCH; if (!r.ok) throw new Error(await r.text()); return r; } catch (e) { if (/INVALID_SESSION_ID|session has expired|expired access\\/refresh token|invalid token/i.test(e.message)) { await login(); return f(); } throw e; } }',
    ],
    [
      'by a status that is the preset of a parameter',
      'async function f(path, expired = 401) { const r = await FETCH; if (r.status === expired) { await login(); return f(path, 0); } if (!r.ok) throw new Error(); return r; }',
    ],
    [
      'in a helper',
      'async function withLogin(run) { const r = await run(); if (r.status !== 401) return r; await login(); return run(); } withLogin(() => FETCH);',
    ],
    [
      'in a wrapper with a flag',
      'async function f(retried = false) { const r = await FETCH; if (r.status === 401 && !retried) { await login(); return f(true); } if (!r.ok) throw new Error(); return r; }',
    ],
  ])('%s is none', (_, code) => {
    expect(verdict(code)).toBe('absent: only after 401');
  });

  it.each([
    [
      'another status that is the preset of a parameter',
      'recursion 503',
      'async function f(path, busy = 503) { const r = await FETCH; if (r.status === busy) { await sleep(1); return f(path, 0); } return r; }',
    ],
    [
      'a status that a parameter is given',
      'unknown: a loop asks again whatever the answer was',
      'async function f(path, again) { const r = await FETCH; if (r.status === again) { await sleep(1); return f(path, 0); } return r; }',
    ],
    [
      'what may be said of a session and of more',
      'recursion 429 5xx',
      'async function f() { const r = await FETCH; if (!r.ok) { const text = await r.text(); if (/expired token|unavailable/.test(text)) { await login(); return f(); } throw new Error(text); } return r; }',
    ],
    [
      '401 beside 503',
      'loop 503',
      'async function f() { for (let i = 0; i < 3; i++) { const r = await FETCH; if (r.status === 401) { await login(); continue; } if (r.status === 503) continue; return r; } }',
    ],
    [
      '401 beside lost connections',
      'absent: status never thrown',
      'async function f() { for (let i = 0; i < 3; i++) { try { const r = await FETCH; if (r.status === 401) { await login(); continue; } return r; } catch { await sleep(1); } } }',
    ],
    [
      '403',
      'absent',
      'async function f() { const r = await FETCH; if (r.status === 403) { await login(); return f(); } return r; }',
    ],
  ])('is something else for %s', (_, expected, code) => {
    expect(verdict(code)).toBe(expected);
  });
});
