import { describe, expect, it, vi } from 'vitest';
import { retrySalesforce, type RetryOptions } from '@salesforce-resilience/snippets/client/retry-salesforce';
import { fakeClock } from './fake-clock.ts';

fakeClock(2026, 1);

/** How a call ends that a library ends in these ways, one after the other, and when it was sent. */
async function calling(ends: readonly (() => unknown)[], options?: RetryOptions) {
  const from = Date.now();
  const times: number[] = [];
  const call = (): unknown => ends[times.push(Date.now() - from) - 1]?.() ?? 'done';
  const end = retrySalesforce(call, options).catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return { end: await end, times };
}

const throws = (parts: object) => (): never => {
  throw Object.assign(new Error('Request failed'), parts);
};

/** The same answer, as libraries throw it. */
function thrownBy(status: number, body: unknown): [library: string, end: () => unknown][] {
  const text = JSON.stringify(body);
  return [
    ['axios', throws({ status, response: { status, headers: {}, data: body } })],
    ['axios, told to parse nothing', throws({ status, response: { status, headers: {}, data: text } })],
    ['got', throws({ response: { statusCode: status, headers: {}, body: text } })],
    ['request-promise', throws({ statusCode: status, response: { statusCode: status, headers: {}, body } })],
    ['superagent', throws({ status, response: { status, headers: {}, text } })],
    ['jQuery', throws({ status, responseText: text, getResponseHeader: () => null })],
    ['the SDK of Google', throws({ httpCode: status, message: text })],
  ];
}

describe('the body of an answer', () => {
  it.each(thrownBy(400, [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: 'busy' }]))(
    'of 400 says that a row is locked: %s',
    async (_library, end) => {
      expect(await calling([end])).toEqual({ end: 'done', times: [0, 1_000] });
    },
  );

  it.each(thrownBy(403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'ConcurrentPerOrgLongTxn Limit exceeded.' }]))(
    'of 403 says that too many calls run at once: %s',
    async (_library, end) => {
      expect(await calling([end])).toEqual({ end: 'done', times: [0, 1_000] });
    },
  );

  it.each(thrownBy(403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }]))(
    'of 403 says that the limit of a day is used up: %s',
    async (_library, end) => {
      expect((await calling([end], { idempotent: true })).times).toEqual([0]);
    },
  );

  it.each(thrownBy(400, [{ errorCode: 'REQUIRED_FIELD_MISSING', message: 'UNABLE' }]))(
    'of 400 says that the request is wrong: %s',
    async (_library, end) => {
      expect((await calling([end], { idempotent: true })).times).toEqual([0]);
    },
  );

  it('is the second argument of some callbacks', async () => {
    const answer = [{ statusCode: 503, headers: { 'retry-after': 5 } }, 'busy'];
    expect(await calling([() => answer])).toEqual({ end: 'done', times: [0, 6_000] });
  });
});

describe('the headers of an answer', () => {
  it.each<[string, object]>([
    ['a Headers', { headers: new Headers({ 'Retry-After': '30' }) }],
    ['an object in small letters', { headers: { 'retry-after': '30' } }],
    ['an object as it was sent', { headers: { 'Retry-After': '30' } }],
    ['a number', { headers: { 'retry-after': 30 } }],
    ['a list', { headers: { 'retry-after': ['30'] } }],
    [
      'an XMLHttpRequest, which knows whose headers it gives',
      {
        pause: '30',
        getResponseHeader(this: { pause?: string }, name: string) {
          return name === 'Retry-After' ? this.pause : null;
        },
      },
    ],
  ])('say how long to wait: %s', async (_name, parts) => {
    expect(await calling([throws({ status: 503, ...parts })])).toEqual({ end: 'done', times: [0, 31_000] });
  });

  it("are read by the server's clock", async () => {
    const headers = { 'retry-after': 'Thu, 01 Jan 2026 01:00:20 GMT', date: 'Thu, 01 Jan 2026 01:00:00 GMT' };
    expect(await calling([throws({ status: 503, headers })])).toEqual({ end: 'done', times: [0, 21_000] });
  });
});

describe('what is no answer', () => {
  it.each([1_006, 600, 199, 99])('is an error with the number %d, which is thrown as it is', async (status) => {
    const { end, times } = await calling([throws({ status, headers: {} })], { idempotent: true });
    expect(end).toMatchObject({ message: 'Request failed', status });
    expect(times).toEqual([0]);
  });

  it('is an error with a code that is a number', async () => {
    const { end, times } = await calling([throws({ errorCode: 503 })], { idempotent: true });
    expect(end).toMatchObject({ errorCode: 503 });
    expect(times).toEqual([0]);
  });
});

describe('an answer that nobody will read', () => {
  it.each(['dump', 'cancel'])('is let go of by %s before the next attempt', async (name) => {
    const letGo = vi.fn(() => Promise.resolve());
    const answer = { statusCode: 503, headers: {}, body: { [name]: letGo } };
    expect(await calling([() => answer])).toEqual({ end: 'done', times: [0, 1_000] });
    expect(letGo).toHaveBeenCalledOnce();
  });

  it.each([
    ['a text', 'busy'],
    ['nothing', null],
    ['missing', undefined],
  ])('may be %s', async (_name, body) => {
    expect(await calling([() => ({ statusCode: 503, headers: {}, body })])).toEqual({ end: 'done', times: [0, 1_000] });
  });

  it('is the one that the caller gets when it is the last', async () => {
    const cancel = vi.fn();
    const answer = { statusCode: 503, headers: {}, body: { cancel } };
    expect(await calling([() => answer], { maxAttempts: 1 })).toEqual({ end: answer, times: [0] });
    expect(cancel).not.toHaveBeenCalled();
  });
});

describe('an error in the network', () => {
  const reset = Object.assign(new Error('read'), { code: 'ECONNRESET' });
  const refused = Object.assign(new Error('connect'), { code: 'ECONNREFUSED' });

  it.each<[string, object]>([
    ['below the error of a library', { cause: reset }],
    ['two levels below', { cause: new Error('The call failed', { cause: reset }) }],
  ])('is found %s', async (_name, parts) => {
    expect((await calling([throws(parts)], { idempotent: true })).times).toEqual([0, 1_000]);
  });

  it.each([
    'fetch failed',
    'Failed to fetch',
    'NetworkError when attempting to fetch resource.',
    'Load failed',
    'Network error',
    'Network Error',
    'terminated',
    'socket hang up',
    'error reading a body from connection',
    'Network connection lost.',
    'internal error; reference = 3avraqr8tlsh8m5e4db4cvi6',
  ])('is known by what the platform says: %s', async (message) => {
    expect((await calling([throws({ message })], { idempotent: true })).times).toEqual([0, 1_000]);
  });

  it.each(['The data load failed', 'Network Error: none', 'I said: fetch failed'])(
    'is not every error that speaks of it: %s',
    async (message) => {
      expect((await calling([throws({ message })], { idempotent: true })).times).toEqual([0]);
    },
  );

  it('is known by the code of a failed handshake', async () => {
    const failed = Object.assign(new TypeError('The TLS handshake failed.'), { code: 'EPROTO' });
    expect((await calling([throws(failed)], { idempotent: true })).times).toEqual([0, 1_000]);
  });

  it('that shows that nothing was sent is found below one that does not', async () => {
    const failed = new TypeError('fetch failed', { cause: refused });
    expect((await calling([throws({ message: 'Network Error', cause: failed })])).times).toEqual([0, 1_000]);
  });

  it('may be its own cause', async () => {
    const loop = Object.assign(new Error('read'), { code: 'ECONNRESET' });
    loop.cause = loop;
    const mistake = new TypeError('x is not a function');
    mistake.cause = mistake;
    const ends = [loop, mistake].map((error) => (): never => {
      throw error;
    });
    expect(await calling(ends, { idempotent: true })).toEqual({ end: mistake, times: [0, 1_000] });
  });
});

it('makes no attempt that would begin when its time is over', async () => {
  const { times } = await calling([throws({ status: 503, headers: {} })], { totalTimeoutMs: 1_000 });
  expect(times).toEqual([0]);
});
