import { describe, expect, it } from 'vitest';
import { verdict } from '../../../support/retry-verdict.ts';

describe('a callback of request', () => {
  const sends = (callback: string): string =>
    `const request = require('request');
     function send(n) { request.post({ url: URL, json: body }, ${callback}); }`;

  it.each([
    [
      'sends again after an error or a status',
      'recursion 5xx network',
      '(err, res, body) => { if (err || res.statusCode >= 500) return send(n + 1); done(body); }',
    ],
    [
      'sends again later',
      'recursion 5xx',
      'function (err, res) { if (res && res.statusCode >= 500 && n < 5) { setTimeout(function () { send(n + 1); }, 1000 * n); return; } done(err, res); }',
    ],
    [
      'hands the function itself to a timer',
      'recursion 503',
      '(err, res) => { if (!err && res.statusCode === 503) setTimeout(send, 1000, n + 1); }',
    ],
    [
      'sends again through a second function',
      'recursion any',
      '(err, res) => { if (err || res.statusCode !== 200) return again(n); done(); } ); } function again(n) { setTimeout(() => send(n + 1), 500); } function other() { (() => {}',
    ],
    [
      'sends again after an error only',
      'absent: status never thrown',
      '(err, res) => { if (err) return send(n + 1); done(res); }',
    ],
    [
      'sends again after 401 only',
      'absent: only after 401',
      '(err, res) => { if (res.statusCode === 401) return refresh(() => send(n)); done(err, res); }',
    ],
    ['logs', 'absent', '(err, res) => { if (err || res.statusCode >= 500) console.error(err); done(res); }'],
    ['throws, which reaches nobody', 'absent', '(err, res) => { if (err) throw err; done(res); }'],
  ])('%s', (_, expected, callback) => {
    expect(verdict(sends(callback))).toBe(expected);
  });

  it('may be a function with a name', () => {
    const code =
      "const request = require('request'); function send() { request.get(URL, answered); } function answered(err, res) { if (err || res.statusCode > 499) send(); }";
    expect(verdict(code)).toBe('recursion 5xx network');
  });

  it('is promisified, and retried around', () => {
    const code = `const post = require('util').promisify(require('request').post);
      async function send() { for (let i = 0; i < 3; i++) { const r = await post({ url: URL }); if (r.statusCode < 500) return r; } }`;
    expect(verdict(code)).toBe('loop 5xx');
  });
});

describe('https.request', () => {
  const sends = (answer: string, rest: string): string =>
    `const https = require('https'); function send(n) { https.request(URL, (res) => { ${answer} })${rest}; }`;

  it.each([
    [
      'sends again on status',
      'recursion 5xx',
      'if (res.statusCode >= 500) return send(n + 1); done(res);',
      ".on('error', fail).end()",
    ],
    ['sends again on error', 'absent: status never thrown', 'done(res);', ".on('error', () => send(n + 1)).end()"],
    [
      'sends again on both',
      'recursion any',
      'if (res.statusCode !== 200) { res.resume(); setTimeout(() => send(n + 1), 1000); return; } done(res);',
      ".on('error', (error) => { send(n + 1); }).end()",
    ],
    [
      'sends again when the answer has ended',
      'recursion 503',
      "let data = ''; res.on('data', (chunk) => { data += chunk; }); res.on('end', () => { if (res.statusCode === 503) return send(n + 1); done(data); });",
      '.end()',
    ],
    [
      'sends again after 401 only',
      'absent: only after 401',
      'if (res.statusCode === 401) { login(() => send(n + 1)); return; } done(res);',
      '.end()',
    ],
    ['never sends again', 'absent', "res.on('data', use);", ".on('error', console.error).end()"],
  ])('%s', (_, expected, answer, rest) => {
    expect(verdict(sends(answer, rest))).toBe(expected);
  });

  it.each([
    [
      'on a variable',
      'recursion any',
      "const req = https.request(URL); req.on('response', (res) => { if (res.statusCode >= 429) again(); }); req.on('error', again); req.end(); function again() { send(n + 1); }",
    ],
    [
      'on a variable, with no way back',
      'absent',
      "const req = https.get(URL, (res) => done(res)); req.on('error', done);",
    ],
  ])('listens %s', (_, expected, body) => {
    expect(verdict(`import https from 'node:https'; function send(n) { ${body} }`)).toBe(expected);
  });

  it.each([
    [
      'rejects a status, with a retry outside',
      'package any',
      "import pRetry from 'p-retry'; import https from 'https'; const once = () => new Promise((resolve, reject) => { https.get(URL, (res) => { if (res.statusCode >= 400) return reject(new Error(res.statusCode)); resolve(res); }).on('error', reject); }); pRetry(once);",
    ],
    [
      'rejects an error only, with a retry outside',
      'absent: status never thrown',
      "import pRetry from 'p-retry'; import https from 'https'; const once = () => new Promise((resolve, reject) => { https.get(URL, resolve).on('error', reject); }); pRetry(once);",
    ],
    [
      'rejects at the end of the answer, in a loop',
      'loop 429 5xx',
      "import https from 'https'; const once = () => new Promise((resolve, reject) => { https.get(URL, (res) => { res.on('end', () => { if (res.statusCode === 200) resolve(); else reject(new Error('x')); }); }); }); async function f() { for (let i = 0; i < 3; i++) { try { return await once(); } catch { await sleep(1); } } }",
    ],
  ])('%s', (_, expected, code) => {
    expect(verdict(code)).toBe(expected);
  });
});

describe('XMLHttpRequest', () => {
  const sends = (handlers: string): string =>
    `function send(n) { const xhr = new XMLHttpRequest(); xhr.open('GET', URL); ${handlers} xhr.send(); }`;

  it.each([
    [
      'onload',
      'recursion 5xx',
      'xhr.onload = function () { if (xhr.status >= 500) return send(n + 1); done(xhr.responseText); };',
    ],
    [
      'onload, with this',
      'recursion 503',
      'xhr.onload = function () { if (this.status === 503) send(n + 1); else done(this); };',
    ],
    [
      'onload and onerror',
      'recursion any',
      'xhr.onload = () => { if (xhr.status !== 200) send(n + 1); }; xhr.onerror = () => send(n + 1);',
    ],
    [
      'onreadystatechange',
      'recursion 5xx',
      'xhr.onreadystatechange = function () { if (xhr.readyState === 4) { if (xhr.status >= 500) send(n + 1); else done(xhr); } };',
    ],
    [
      'onreadystatechange, with early leave',
      'recursion 503',
      'xhr.onreadystatechange = () => { if (xhr.readyState !== 4) return; if (xhr.status === 503) setTimeout(() => send(n + 1), 1000); };',
    ],
    ['a listener', 'recursion 503', "xhr.addEventListener('load', () => { if (xhr.status === 503) send(n + 1); });"],
    [
      'the event of a listener',
      'recursion 503',
      "xhr.addEventListener('load', (event) => { if (event.target.status === 503) send(n + 1); });",
    ],
    ['onerror alone', 'absent: status never thrown', 'xhr.onload = () => done(xhr); xhr.onerror = () => send(n + 1);'],
    [
      'after 401 alone',
      'absent: only after 401',
      'xhr.onload = () => { if (xhr.status === 401) return login().then(() => send(n)); done(xhr); };',
    ],
    [
      'no retry',
      'absent',
      'xhr.onload = () => { if (xhr.status === 200) done(xhr); else fail(xhr.status); }; xhr.onerror = fail;',
    ],
  ])('%s', (_, expected, handlers) => {
    expect(verdict(sends(handlers))).toBe(expected);
  });
});

describe('jQuery', () => {
  const sends = (more: string): string => `function send(n) { return $.ajax(${more}; }`;

  it.each([
    [
      'error',
      'recursion 5xx network',
      '{ url: URL, success: done, error: function (xhr) { if (xhr.status >= 500 || xhr.status === 0) send(n + 1); } })',
    ],
    [
      'error, whatever it is',
      'recursion any',
      '{ url: URL, error: () => { if (n < 3) setTimeout(() => send(n + 1), 1000); } })',
    ],
    ['complete', 'recursion 503', '{ url: URL, complete(xhr) { if (xhr.status === 503) send(n + 1); } })'],
    ['fail', 'recursion 503', '{ url: URL }).done(use).fail(function (xhr) { if (xhr.status === 503) send(n + 1); })'],
    ['then', 'recursion any', '{ url: URL }).then(use, () => send(n + 1))'],
    [
      'error after 401',
      'absent: only after 401',
      '{ url: URL, error(xhr) { if (xhr.status === 401) login().then(() => send(n)); } })',
    ],
    [
      'error that only tells',
      'absent',
      '{ url: URL, success(data) { use(data); }, error(xhr) { alert(xhr.status); } })',
    ],
    [
      'success that goes on with the next page',
      'absent',
      '{ url: URL, success(data) { if (data.more) send(n + 1); }, error: alert })',
    ],
  ])('%s', (_, expected, more) => {
    expect(verdict(sends(more))).toBe(expected);
  });
});
