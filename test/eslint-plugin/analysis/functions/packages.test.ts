import { describe, expect, it } from 'vitest';
import { callIn } from '../../../support/model.ts';
import { expanded, verdict } from '../../../support/retry-verdict.ts';

const ONCE = 'async function once() { const r = await FETCH; if (!r.ok) throw new Error(r.status); return r; } ';
const PLAIN = 'const plain = () => FETCH; ';

describe('a retry package', () => {
  it.each([
    [
      'cockatiel',
      "import { retry, handleAll } from 'cockatiel'; const policy = retry(handleAll, { maxAttempts: 3 }); policy.execute(RUN);",
    ],
    ['cockatiel, at once', "import { retry, handleAll } from 'cockatiel'; retry(handleAll, {}).execute(RUN);"],
    [
      'cockatiel, wrapped',
      "import { retry, wrap, handleAll, circuitBreaker } from 'cockatiel'; const policy = wrap(retry(handleAll, {}), circuitBreaker(handleAll, {})); policy.execute(RUN);",
    ],
    ['async', "import async from 'async'; async.retry(5, RUN);"],
    ['async, a name', "import { retry } from 'async'; retry({ times: 5 }, RUN);"],
    ['async, required', "const async = require('async'); async.retry({ times: 3 }, RUN);"],
    ['promise-retry', "const promiseRetry = require('promise-retry'); promiseRetry(RUN);"],
    [
      'p-retry, imported later',
      "async function f() { const { default: pRetry } = await import('p-retry'); return pRetry(RUN); }",
    ],
    ['ts-retry-promise', "import { retry } from 'ts-retry-promise'; retry(RUN, { retries: 3 });"],
  ])('%s sees what is thrown, and nothing else', (_, code) => {
    expect(verdict(ONCE + code.replace('RUN', 'once'))).toBe('package any');
    expect(verdict(ONCE + code.replace('RUN', '() => once()'))).toBe('package any');
    expect(verdict(PLAIN + code.replace('RUN', 'plain'))).toBe('absent: status never thrown');
  });

  it.each([
    [
      'AbortError of p-retry',
      'absent: only lost connections',
      "import pRetry, { AbortError } from 'p-retry'; pRetry(async () => { const r = await FETCH; if (!r.ok) throw new AbortError(r.statusText); return r; });",
    ],
    [
      'answers that are not understood, which are thrown like a status',
      'package any',
      "import pRetry from 'p-retry'; pRetry(async () => { const r = await FETCH; if (!r.ok) throw new Error('failed'); const page = parse(await r.text()); if (!page) throw new Error('failed'); return page; });",
    ],
    [
      'AbortError for some statuses',
      'package any',
      "import pRetry, { AbortError } from 'p-retry'; pRetry(async () => { const r = await FETCH; if (r.status === 404) throw new AbortError(''); if (!r.ok) throw new Error(''); return r; });",
    ],
    [
      'bail of async-retry',
      'package 5xx network',
      "import retry from 'async-retry'; retry(async (bail) => { const r = await FETCH; if (r.status < 500 && !r.ok) { bail(new Error()); return; } if (!r.ok) throw new Error(); return r; });",
    ],
    [
      'a failure that is swallowed',
      'absent',
      "import pRetry from 'p-retry'; pRetry(async () => { try { return await FETCH; } catch { return null; } });",
    ],
    ['the second argument', 'absent', "import pRetry from 'p-retry'; pRetry(other, { onFailedAttempt: () => FETCH });"],
  ])('goes by %s', (_, expected, code) => {
    expect(verdict(code)).toBe(expected);
  });

  it.each([
    [
      'with callbacks',
      'package any',
      "const async = require('async'); const request = require('request'); async.retry(3, (done) => { request.get(URL, (err, res) => { if (err || res.statusCode !== 200) return done(err || new Error()); done(null, res); }); }, finish);",
    ],
    [
      'with callbacks that are told of errors only',
      'absent: status never thrown',
      "const async = require('async'); const request = require('request'); async.retry(3, (done) => { request.get(URL, (err, res) => { if (err) return done(err); done(null, res); }); }, finish);",
    ],
  ])('async.retry %s', (_, expected, code) => {
    expect(verdict(code)).toBe(expected);
  });
});

describe('a wrapper that the settings name', () => {
  const settings = (more: object): unknown => ({
    wrappers: [{ from: 'package', package: '@acme/http', name: 'again', ...more }],
  });
  const IMPORT = "import { again } from '@acme/http'; ";

  it.each([
    ['looks at exceptions', 'package any', {}, `${ONCE} again(once);`],
    ['looks at exceptions only', 'absent: status never thrown', {}, 'again(() => FETCH);'],
    ['looks at statuses', 'package 429 503 network', { statuses: [429, 503] }, 'again(() => FETCH);'],
    ['takes another argument', 'absent: status never thrown', { callback: 1 }, "again('limits', () => FETCH);"],
    ['takes another argument than this', 'absent', { callback: 1 }, 'again(() => FETCH, 3);'],
  ])('%s', (_, expected, more, code) => {
    expect(verdict(IMPORT + code, { settings: settings(more) })).toBe(expected);
  });

  it.each([
    ['honoured', { state: 'present', value: { longWait: 'refused', forms: new Set(['date', 'seconds']) } }],
    ['ignored', { state: 'absent' }],
    [undefined, { state: 'absent' }],
  ])('says what becomes of Retry-After: %s', (retryAfter, expected) => {
    const around = { settings: settings({ statuses: [503], ...(retryAfter ? { retryAfter } : {}) }) };
    expect(callIn(expanded(`${IMPORT} again(() => FETCH);`), around).facts.retryAfter).toMatchObject(expected);
  });

  it.each([
    [
      'a function of a file',
      'package 503 network',
      { from: 'file', name: 'again', path: 'src/http', statuses: [503] },
      "import { again } from './http'; again(() => FETCH);",
    ],
    [
      'a function of another file',
      'absent',
      { from: 'file', name: 'again', path: 'src/other', statuses: [503] },
      "import { again } from './http'; again(() => FETCH);",
    ],
  ])('is %s', (_, expected, wrapper, code) => {
    const files = { '/repo/src/http.js': 'export function again(run) { return run(); }' };
    expect(verdict(code, { files, settings: { wrappers: [wrapper] } })).toBe(expected);
  });
});
