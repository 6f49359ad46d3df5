import { describe, expect, it } from 'vitest';
import { verdict } from '../../../support/retry-verdict.ts';

const SEND = `const request = require('request');
  function send(options, callback) { request.post({ url: URL, json: options }, (err, res, body) => { if (err) return callback(err); if (res.statusCode >= 400) return callback(new Error(body)); callback(null, body); }); }`;
const PLAIN = `const request = require('request');
  function send(options, cb) { request.get(URL, (err, res) => { if (err) return cb(err); cb(null, res); }); }`;

describe('a callback that is told of the failure', () => {
  it.each([
    [
      'sends again',
      'recursion any',
      `${SEND} function load(n) { send({}, (err, body) => { if (err && n < 3) return setTimeout(() => load(n + 1), 1000); done(body); }); }`,
    ],
    [
      'sends again by the status of the answer',
      'recursion 5xx',
      `${PLAIN} function load(n) { send({}, (err, res) => { if (!err && res.statusCode >= 500) return load(n + 1); done(res); }); }`,
    ],
    [
      'sends again after errors only',
      'absent: status never thrown',
      `${PLAIN} function load(n) { send({}, (err, res) => { if (err) return load(n + 1); done(res); }); }`,
    ],
    [
      'sends again after 401 only',
      'absent: only after 401',
      `${PLAIN} function load(n) { send({}, (err, res) => { if (res.statusCode === 401) return login(() => load(n + 1)); done(res); }); }`,
    ],
    [
      'passes it on to one that sends again',
      'recursion any',
      `${SEND} function middle(cb) { send({}, cb); } function load(n) { middle((err) => { if (err) load(n + 1); else done(); }); }`,
    ],
    [
      'rejects a promise in a loop',
      'loop any',
      `${SEND} const once = () => new Promise((resolve, reject) => send({}, (err, body) => (err ? reject(err) : resolve(body)))); async function load() { for (;;) { try { return await once(); } catch { await sleep(1); } } }`,
    ],
    [
      'is promisified in a loop',
      'loop any',
      `${SEND} const once = require('util').promisify(send); async function load() { for (;;) { try { return await once({}); } catch { await sleep(1); } } }`,
    ],
    [
      'is given to a queue',
      'queue any',
      `${SEND} const Queue = require('bull'); const queue = new Queue('q', { defaultJobOptions: { attempts: 3 } }); queue.process((job, done) => { send(job.data, (err) => done(err)); });`,
    ],
    [
      'goes on with the next',
      'absent',
      `${SEND} function load(all) { send(all.shift(), (err) => { if (err) console.error(err); if (all.length) load(all); }); }`,
    ],
    [
      'tells',
      'absent',
      `${SEND} function load() { send({}, (err, body) => { if (err) return alert(err); use(body); }); }`,
    ],
    [
      'answers a request',
      'absent',
      `${SEND} app.get('/', (req, res, next) => { send(req.body, (err, body) => { if (err) return next(err); res.json(body); }); });`,
    ],
  ])('%s', (_, expected, code) => {
    expect(verdict(code)).toBe(expected);
  });
});

describe('a function under another name', () => {
  const ONCE = 'async function once() { const r = await FETCH; if (!r.ok) throw new Error(r.statusText); return r; } ';
  const LOOP = 'for (;;) { try { return await run(); } catch { await sleep(1); } }';
  it.each([
    ['of a variable', 'loop any', `const run = once; async function load() { ${LOOP} }`],
    ['of a bound function', 'loop any', `const run = once.bind(null, 1); async function load() { ${LOOP} }`],
    [
      'of a package that retries a bound one',
      'package any',
      "import pRetry from 'p-retry'; const run = once.bind(null); pRetry(run);",
    ],
    ['called by call', 'loop any', `async function load() { ${LOOP.replace('run()', 'once.call(this)')} }`],
    ['in a circle', 'absent', 'const a = b; var b = a; b(once);'],
  ])('%s', (_, expected, code) => {
    expect(verdict(ONCE + code)).toBe(expected);
  });

  it('is called by apply in itself', () => {
    expect(
      verdict(
        'async function once() { const r = await FETCH; if (r.status === 503) return once.apply(this, arguments); return r; }',
      ),
    ).toBe('recursion 503');
  });
});

describe('a helper that tries once more', () => {
  it.each([
    [
      'after a failure',
      'helper any',
      'async function twice(run) { try { return await run(); } catch { await sleep(1); return run(); } } twice(ONCE);',
    ],
    [
      'after a status',
      'helper 5xx',
      'async function twice(run) { const r = await run(); return r.status >= 500 ? run() : r; } twice(() => FETCH);',
    ],
    [
      'as an option',
      'helper any',
      'async function twice({ task }) { try { return await task(); } catch { await sleep(1); return task(); } } twice({ task: ONCE });',
    ],
    [
      'as an option that is named',
      'helper any',
      'async function twice(options) { for (;;) { try { return await options.task(); } catch {} } } twice({ async task() { const r = await FETCH; if (!r.ok) throw r; return r; } });',
    ],
    [
      'never',
      'absent',
      'async function first(run) { const r = await run(); if (!r) throw new Error(); return r; } first(ONCE);',
    ],
    [
      'another one',
      'absent',
      'async function either(run, other) { try { return await run(); } catch { return other(); } } either(ONCE, fromCache);',
    ],
    [
      'within a function of its own',
      'package any',
      "import pRetry from 'p-retry'; const tried = (run) => pRetry(() => run(), { retries: 2 }); tried(ONCE);",
    ],
  ])('%s', (_, expected, code) => {
    expect(
      verdict(
        code.replace(
          'ONCE',
          'async () => { const r = await FETCH; if (!r.ok) throw new Error(r.statusText); return r; }',
        ),
      ),
    ).toBe(expected);
  });
});

describe('a call that is written twice', () => {
  it.each([
    [
      'after a status',
      'recursion 503',
      'async function once(id) { return FETCH; } async function f(id) { let r = await once(id); if (r.status === 503) { await sleep(1); r = await once(id); } return r; }',
    ],
    [
      'after an exception',
      'recursion any',
      'async function once() { const r = await FETCH; if (!r.ok) throw r; return r; } async function f() { try { return await once(); } catch { await sleep(1); return once(); } }',
    ],
    [
      'after 401',
      'absent: only after 401',
      'async function once() { return FETCH; } async function f() { let r = await once(); if (r.status === 401) { await login(); r = await once(); } return r; }',
    ],
    [
      'with something else',
      'absent',
      'async function once(id) { return FETCH; } async function f(a, b) { const r = await once(a); if (r.status === 503) return once(b); return r; }',
    ],
    [
      'whatever the answer was',
      'absent',
      'async function once(id) { return FETCH; } async function f(a) { await once(a); await sleep(1); return once(a); }',
    ],
  ])('%s', (_, expected, code) => {
    expect(verdict(code)).toBe(expected);
  });
});

describe('a promise that nobody waits for', () => {
  it.each([
    [
      'in a queue',
      'absent',
      "import { Consumer } from 'sqs-consumer'; async function send() { const r = await FETCH; if (!r.ok) throw r; } Consumer.create({ handleMessage: async () => { send(); } });",
    ],
    [
      'in a queue, with void',
      'absent',
      "import { Consumer } from 'sqs-consumer'; async function send() { const r = await FETCH; if (!r.ok) throw r; } Consumer.create({ handleMessage: async () => { void send(); } });",
    ],
    [
      'in a loop',
      'absent',
      'async function send() { const r = await FETCH; if (!r.ok) throw r; } async function f() { for (let i = 0; i < 3; i++) { try { send(); return; } catch { await sleep(1); } } }',
    ],
    [
      'whose catch sends again',
      'recursion any',
      'async function once() { const r = await FETCH; if (!r.ok) throw r; } function send() { once().catch(() => setTimeout(send, 1000)); }',
    ],
  ])('%s', (_, expected, code) => {
    expect(verdict(code)).toBe(expected);
  });
});
