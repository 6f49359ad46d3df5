import { describe, expect, it } from 'vitest';
import { verdict } from '../../../support/retry-verdict.ts';

/** What throws when a time is over. */
const TIMEOUT = "const timeout = (ms) => new Promise((_, reject) => setTimeout(() => reject(new Error('time')), ms));";

describe('a chain of promises', () => {
  it.each([
    [
      'sends again in catch',
      'recursion any',
      'function send(n) { return FETCH.then((r) => { if (!r.ok) throw new Error(r.status); return r; }).catch((e) => { if (n > 3) throw e; return send(n + 1); }); }',
    ],
    [
      'sends again in catch, which sees no status',
      'absent: status never thrown',
      'function send(n) { return FETCH.then((r) => r.json()).catch(() => send(n + 1)); }',
    ],
    [
      'sends again in catch of a client that throws',
      'recursion any',
      "import axios from 'axios'; const send = (n) => AXIOS.catch(() => send(n + 1));",
    ],
    [
      'sends again by the status of an error',
      'recursion 503',
      "import axios from 'axios'; function send() { return AXIOS.catch((e) => { if (e.response && e.response.status === 503) return sleep(1).then(send); throw e; }); }",
    ],
    [
      'sends again in the second argument of then',
      'recursion any',
      "import axios from 'axios'; function send(n) { return AXIOS.then(use, (e) => n ? send(n - 1) : Promise.reject(e)); }",
    ],
    [
      'rejects by hand',
      'recursion any',
      'function send(n) { return FETCH.then((r) => r.ok ? r : Promise.reject(r)).catch(() => send(n + 1)); }',
    ],
    [
      'sends again after 401 only',
      'absent: only after 401',
      'function send() { return FETCH.then((r) => { if (r.status === 401) return login().then(() => send()); return r; }); }',
    ],
    [
      'swallows',
      'absent',
      "import axios from 'axios'; function send() { return AXIOS.catch(() => null); } async function f() { for (let i = 0; i < 3; i++) { const r = await send(); if (r !== undefined) return r; } }",
    ],
    [
      'passes on',
      'absent',
      'function send() { return FETCH.then((r) => { if (!r.ok) throw new Error(r.status); return r; }).finally(stop); }',
    ],
    [
      'looks on with finally',
      'loop any',
      "import axios from 'axios'; async function f() { for (let i = 0; i < 3; i++) { try { return await AXIOS.finally(() => count(i)); } catch { await sleep(1); } } }",
    ],
  ])('%s', (_, expected, code) => {
    expect(verdict(code)).toBe(expected);
  });

  it('waits for several at once', () => {
    const code =
      "import axios from 'axios'; async function f() { for (let i = 0; i < 3; i++) { try { const [a, b] = await Promise.all([AXIOS, other()]); return a; } catch { await sleep(1); } } }";
    expect(verdict(code)).toBe('loop any');
  });

  it.each([
    [
      'a loop around race with what throws after a while',
      'loop any',
      `${TIMEOUT} async function f() { for (let i = 0; i < 3; i++) { try { const r = await Promise.race([FETCH, timeout(5000)]); if (!r.ok) throw r; return r; } catch (e) { await sleep(i); } } }`,
    ],
    [
      'a loop around a function that races with what throws after a while',
      'loop any',
      `${TIMEOUT} const within = (sent, ms) => Promise.race([sent, timeout(ms)]); async function f() { for (let i = 0; i < 3; i++) { try { const r = await within(FETCH, 5000); if (!r.ok) throw r; return r; } catch (e) { await sleep(i); } } }`,
    ],
    [
      'a loop around race',
      'loop 5xx',
      'async function f() { for (;;) { const r = await Promise.race([FETCH, timeout(5000)]); if (r.status < 500) return r; } }',
    ],
    [
      'a loop around a timeout',
      'loop 503',
      'async function f() { for (;;) { const r = await withTimeout(FETCH, 5000); if (r.status !== 503) return r; } }',
    ],
    [
      'a loop around settled promises',
      'unknown: a loop asks again whatever the answer was',
      'async function f() { for (;;) { const [r] = await Promise.allSettled([FETCH]); if (r.value.ready) return r; } }',
    ],
  ])('is in %s', (_, expected, code) => {
    expect(verdict(code)).toBe(expected);
  });
});

describe('a promise that a function within its executor settles', () => {
  const once = (failing: string): string =>
    `const load = async () => { const r = await FETCH; if (!r.ok) throw new Error(r.status); return r.json(); }; const job = () => new Promise((resolve, reject) => { const check = async () => { try { const state = await load(); if (state.done) return resolve(state); setTimeout(check, 1000); } catch (error) { ${failing} } }; check(); });`;

  it('is rejected, which a loop around it sees', () => {
    const again =
      'export async function f() { for (let i = 0; i < 3; i++) { try { return await job(); } catch { await sleep(i); } } }';
    expect(verdict(`${once('reject(error);')} ${again}`)).toBe('loop any');
    expect(verdict(`${once('resolve(undefined);')} ${again}`)).toBe('absent');
  });

  it('is rejected, so that what runs after a success is no way back', () => {
    const rerun =
      "export async function f() { try { const rows = await job(); if (rows.length !== expected) ask('again?').then((yes) => yes && f()); } catch (error) { show(error.message); } }";
    expect(verdict(`${once('reject(error);')} ${rerun}`)).toBe('absent');
  });
});

describe('new Promise', () => {
  const REQUEST = "const request = require('request'); ";
  it.each([
    [
      'with a package outside',
      'package 5xx network',
      "import pRetry from 'p-retry'; pRetry(() => new Promise((resolve, reject) => request.get(URL, (err, res) => { if (err) return reject(err); if (res.statusCode >= 500) return reject(new Error('down')); resolve(res); })));",
    ],
    [
      'with a package outside that sees errors only',
      'absent: status never thrown',
      "import pRetry from 'p-retry'; pRetry(() => new Promise((resolve, reject) => request.get(URL, (err, res) => (err ? reject(err) : resolve(res)))));",
    ],
    [
      'with a package around a function with a name',
      'package any',
      "import pRetry from 'p-retry'; function once() { return new Promise((resolve, reject) => { request.get(URL, function (err, res, body) { if (!err && res.statusCode == 200) { resolve(body); } else { reject(err); } }); }); } async function f() { return pRetry(once, { retries: 3 }); }",
    ],
    [
      'with a loop outside that looks at the answer',
      'loop 5xx',
      'function once() { return new Promise((resolve, reject) => { request.get(URL, (err, res) => { if (err) reject(err); else resolve(res); }); }); } async function f() { for (;;) { const r = await once(); if (r.statusCode < 500) return r; } }',
    ],
    [
      'with recursion inside',
      'recursion any',
      'function send(n) { return new Promise((resolve, reject) => { request.get(URL, (err, res) => { if (err || res.statusCode !== 200) { if (n > 3) return reject(err); return setTimeout(() => send(n + 1).then(resolve, reject), 1000); } resolve(res); }); }); }',
    ],
    [
      'with a function that is tried again inside',
      'recursion 5xx network',
      'function send() { return new Promise((resolve, reject) => { let n = 0; const attempt = () => { request.get(URL, (err, res) => { if (err || res.statusCode >= 500) { if (n++ < 3) return attempt(); return reject(err); } resolve(res); }); }; attempt(); }); }',
    ],
    [
      'with neither',
      'absent',
      'function send() { return new Promise((resolve, reject) => { request.get(URL, (err, res) => { if (err) reject(err); else resolve(res); }); }); } send();',
    ],
    [
      'with a timeout beside it',
      'absent: status never thrown',
      'function send() { return new Promise((resolve, reject) => { const timer = setTimeout(() => reject(new Error("late")), 5000); request.get(URL, (err, res) => { clearTimeout(timer); if (err) reject(err); else resolve(res); }); }); } async function f() { for (let i = 0; i < 3; i++) { try { return await send(); } catch { await sleep(1); } } }',
    ],
  ])('%s', (_, expected, code) => {
    expect(verdict(REQUEST + code)).toBe(expected);
  });

  it.each([
    [
      'XMLHttpRequest that rejects by status',
      'package any',
      'xhr.onload = () => (xhr.status === 200 ? resolve(xhr) : reject(new Error(xhr.status))); xhr.onerror = () => reject(new Error());',
    ],
    [
      'XMLHttpRequest that hands over reject itself',
      'absent: status never thrown',
      'xhr.onload = resolve; xhr.onerror = reject;',
    ],
    ['XMLHttpRequest that resolves in any case', 'absent', 'xhr.onloadend = () => resolve(xhr);'],
  ])('around %s', (_, expected, handlers) => {
    const code = `import pRetry from 'p-retry'; pRetry(() => new Promise((resolve, reject) => { const xhr = new XMLHttpRequest(); xhr.open('GET', URL); ${handlers} xhr.send(); }));`;
    expect(verdict(code)).toBe(expected);
  });
});

describe('recursion', () => {
  it.each([
    [
      'through another method',
      'recursion 503',
      'class A { async get() { const r = await FETCH; if (r.status === 503) { return this.#again(); } return r; } async #again() { await sleep(1); return this.get(); } }',
    ],
    [
      'through a field that is an arrow function',
      'recursion any',
      'class A { get = async () => { try { const r = await FETCH; if (!r.ok) throw r; return r; } catch { return this.get(); } }; }',
    ],
    [
      'of a method that only replays after 401',
      'absent: only after 401',
      'class A { async get() { const r = await FETCH; if (r.status === 401) { await this.login(); return this.get(); } return r; } async login() {} }',
    ],
    [
      'of a prototype',
      'recursion any',
      'function Api() {} Api.prototype.get = function (n) { return FETCH.then((r) => { if (!r.ok) throw r; return r; }).catch(() => this.get(n + 1)); };',
    ],
    [
      'of a prototype, through another method',
      'recursion 5xx',
      'function Api() {} Api.prototype.get = async function () { const r = await FETCH; if (r.status >= 500) return this.again(); return r; }; Api.prototype.again = function () { return this.get(); };',
    ],
    [
      'of a prototype, without a way back',
      'absent',
      'function Api() {} Api.prototype.get = async function () { const r = await FETCH; if (!r.ok) return this.fail(r); return r; }; Api.prototype.fail = function (r) { throw new Error(r.status); };',
    ],
    [
      'of a method of an object',
      'recursion 503',
      'const api = { async get() { const r = await FETCH; return r.status === 503 ? api.get() : r; } };',
    ],
    [
      'of this in an object',
      'recursion 503',
      'const api = { async get() { const r = await FETCH; if (r.status === 503) return this.get(); return r; } };',
    ],
    [
      'of a static method',
      'recursion 429',
      'class A { static async get() { const r = await FETCH; if (r.status === 429) return A.get(); return r; } }',
    ],
    [
      'a loop in a subclass',
      'loop any',
      'class A { async once() { const r = await FETCH; if (!r.ok) throw r; return r; } } class B extends A { async get() { for (let i = 0; i < 3; i++) { try { return await this.once(); } catch {} } } }',
    ],
    [
      'a loop that is shared by methods',
      'helper any',
      'class A { async get() { return this.#tried(async () => { const r = await FETCH; if (!r.ok) throw r; return r; }); } async #tried(run) { for (let i = 0; i < 3; i++) { try { return await run(); } catch { await sleep(1); } } } }',
    ],
  ])('%s', (_, expected, code) => {
    expect(verdict(code)).toBe(expected);
  });
});

describe('a function that is handed on', () => {
  const ONCE = 'async function once() { const r = await FETCH; if (!r.ok) throw new Error(r.status); return r; } ';
  it.each([
    [
      'by name to a helper',
      'helper any',
      'async function again(run) { for (let i = 0; i < 3; i++) { try { return await run(); } catch { await sleep(1); } } } again(once);',
    ],
    [
      'to a helper that runs it once',
      'absent',
      'async function timed(run) { const start = Date.now(); try { return await run(); } finally { log(Date.now() - start); } } timed(once);',
    ],
    [
      'to a helper that logs the failure',
      'absent',
      'async function logged(run) { try { return await run(); } catch (e) { log(e); throw e; } } logged(once);',
    ],
    [
      'to a recursive helper',
      'helper any',
      'async function again(run, n) { try { return await run(); } catch (e) { if (n === 0) throw e; return again(run, n - 1); } } again(once, 3);',
    ],
    [
      'to a helper with options',
      'helper any',
      'async function again({ run, times }) { for (let i = 0; i < times; i++) { try { return await run(); } catch {} } } again({ run: once, times: 3 });',
    ],
    [
      'to a helper that hands it on',
      'helper any',
      'async function again(run) { for (;;) { try { return await run(); } catch {} } } const guarded = (run) => again(run); guarded(once);',
    ],
    [
      'to a helper that gives back a function',
      'helper any',
      'const again = (run) => async () => { for (;;) { try { return await run(); } catch {} } }; export const load = again(once);',
    ],
    [
      'to something that is named like a retry',
      'unknown: retrier.run cannot be looked into',
      'export function f(retrier) { return retrier.run(once); }',
    ],
    ['to something unknown', 'absent', 'export function f(pool) { return pool.run(once); }'],
  ])('%s', (_, expected, code) => {
    expect(verdict(ONCE + code)).toBe(expected);
  });
});
