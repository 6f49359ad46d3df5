import { describe, expect, expectTypeOf, it, vi } from 'vitest';
import { retrySalesforce } from '@salesforce-resilience/snippets/client/retry-salesforce';
import { fakeClock } from './fake-clock.ts';

fakeClock(2026, 1);

/** A call that fails as given, one time after the other, and then succeeds. */
function failing(...failures: readonly unknown[]): { call: () => Promise<string>; times: number[] } {
  const left = [...failures];
  const start = Date.now();
  const times: number[] = [];
  const call = (): Promise<string> => {
    times.push(Date.now() - start);
    return left.length === 0
      ? Promise.resolve('done')
      : Promise.resolve(left.shift()).then((failure) => {
          throw failure;
        });
  };
  return { call, times };
}

/** What comes of a promise when all timers have run, with the error in the place of the result where it is rejected. */
async function settled(promise: Promise<unknown>): Promise<unknown> {
  const outcome = promise.catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return outcome;
}

/** Errors of libraries for the same answer. */
function errorsFor(status: number, retryAfter?: string): Record<string, unknown> {
  const plain = retryAfter === undefined ? {} : { 'retry-after': retryAfter };
  const headers = new Headers(plain);
  const error = (parts: object): Error => Object.assign(new Error('refused'), parts);
  return {
    axios: error({
      status,
      response: { status, headers: { ...plain, get: (name: string) => headers.get(name) }, data: '' },
    }),
    got: error({ code: 'ERR_NON_2XX_3XX_RESPONSE', response: { statusCode: status, headers: plain, body: '' } }),
    superagent: error({ status, response: { status, headers: plain, text: '' } }),
    'request-promise': error({ statusCode: status, response: { statusCode: status, headers: plain, body: [] } }),
    'ofetch and wretch': error({ status, response: new Response(null, { status, headers }) }),
    redaxios: { status, headers, data: '' },
    jQuery: { status, responseText: '', getResponseHeader: (name: string) => headers.get(name) },
  };
}

function abortable(): { signal: AbortSignal; abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}

/** A call that Salesforce does not answer, and that `error` ends as soon as the signal is aborted. */
function obeying(signal: AbortSignal, error: Error): { call: () => Promise<string>; times: number[] } {
  const start = Date.now();
  const times: number[] = [];
  const call = (): Promise<string> => {
    times.push(Date.now() - start);
    return new Promise((_, reject) => {
      if (signal.aborted) reject(error);
      else signal.addEventListener('abort', () => reject(error));
    });
  };
  return { call, times };
}

describe('retrySalesforce', () => {
  it('leaves the type of a call alone that has none', () => {
    expectTypeOf(retrySalesforce(JSON.parse.bind(undefined, '{}'))).resolves.toBeAny();
  });

  it.each(Object.entries(errorsFor(503)))('repeats after a 503 that %s throws', async (_, error) => {
    const { call, times } = failing(error, error);
    expect(await settled(retrySalesforce(call))).toBe('done');
    expect(times).toEqual([0, 1_000, 3_000]);
  });

  it.each(Object.entries(errorsFor(503, '30')))('waits as long as %s is told to', async (_, error) => {
    const { call, times } = failing(error);
    expect(await settled(retrySalesforce(call))).toBe('done');
    expect(times).toEqual([0, 31_000]);
  });

  it('repeats after a 503 that a library resolves with', async () => {
    const answers = [
      { statusCode: 503, headers: { 'retry-after': '5' } },
      { statusCode: 200, headers: {} },
    ];
    const answer = await settled(retrySalesforce(() => Promise.resolve(answers.shift())));
    expect(answer).toEqual({ statusCode: 200, headers: {} });
  });

  it('takes a record with a status of its own for no answer', async () => {
    const call = vi.fn(() => Promise.resolve({ status: 503, Name: 'Acme' }));
    expect(await settled(retrySalesforce(call))).toEqual({ status: 503, Name: 'Acme' });
    expect(call).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['SERVER_UNAVAILABLE', ''],
    ['ERROR_HTTP_503', ''],
    ['ERROR_HTTP_429', ''],
    ['UNABLE_TO_LOCK_ROW', ''],
    ['REQUEST_LIMIT_EXCEEDED', 'ConcurrentPerOrgLongTxn Limit exceeded.'],
  ])('repeats after %s of jsforce', async (errorCode, message) => {
    const { call, times } = failing(Object.assign(new Error(message), { errorCode }));
    expect(await settled(retrySalesforce(call))).toBe('done');
    expect(times).toEqual([0, 1_000]);
  });

  it.each([
    ['an answer of 400', errorsFor(400)['axios']],
    ['an answer of 404', errorsFor(404)['got']],
    ['a code that says it is final', Object.assign(new Error(), { errorCode: 'REQUIRED_FIELD_MISSING' })],
    [
      'the limit of a day',
      Object.assign(new Error('TotalRequests Limit exceeded.'), { errorCode: 'REQUEST_LIMIT_EXCEEDED' }),
    ],
    ['a mistake in the code', new TypeError('x is not a function')],
    ['what was aborted', new DOMException('aborted', 'AbortError')],
  ])('throws %s as it is, at once', async (_, error) => {
    const { call, times } = failing(error);
    expect(await settled(retrySalesforce(call, { idempotent: true }))).toBe(error);
    expect(times).toEqual([0]);
  });

  it.each([
    ['an answer of 500', errorsFor(500)['axios']],
    ['an answer of 504', errorsFor(504)['got']],
    ['a reset', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
    [
      'a reset below fetch',
      new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNRESET' }) }),
    ],
    ['a time-out', new DOMException('too long', 'TimeoutError')],
    ['no answer to an XMLHttpRequest', { status: 0, responseText: '', getResponseHeader: () => null }],
    ['the event of an XMLHttpRequest without an answer', { type: 'error', target: { status: 0 } }],
  ])('repeats what is idempotent after %s, and nothing else', async (_, error) => {
    const repeated = failing(error);
    expect(await settled(retrySalesforce(repeated.call, { idempotent: true }))).toBe('done');
    const create = failing(error);
    expect(await settled(retrySalesforce(create.call))).toBe(error);
    expect(create.times).toEqual([0]);
  });

  describe('of a call that was aborted', () => {
    const aborted = (name: string): Error => Object.assign(new Error('The operation was aborted.'), { name });
    /** A call that goes on for some time until something aborts it, and then is answered. */
    const hanging = (ms: number, name: string): { call: () => Promise<string>; times: number[] } => {
      const { call, times } = failing(aborted(name));
      const slow = async (): Promise<string> => {
        if (times.length === 0) await new Promise((resolve) => setTimeout(resolve, ms));
        return call();
      };
      return { call: slow, times };
    };

    it.each(['AbortError', 'CanceledError'])('takes %s for a time-out, and repeats the call', async (name) => {
      const { call, times } = hanging(10_000, name);
      expect(await settled(retrySalesforce(call, { idempotent: true }))).toBe('done');
      expect(times).toEqual([10_000, 11_000]);
    });

    it('takes no other error for a time-out, however late it comes', async () => {
      const { call, times } = hanging(10_000, 'TypeError');
      expect(await settled(retrySalesforce(call, { idempotent: true }))).toMatchObject({ name: 'TypeError' });
      expect(times).toEqual([10_000]);
    });

    it('repeats no create, of which nobody knows whether it was carried out', async () => {
      const { call, times } = hanging(10_000, 'AbortError');
      expect(await settled(retrySalesforce(call))).toMatchObject({ name: 'AbortError' });
      expect(times).toEqual([10_000]);
    });

    it('ends with the call that its caller aborted: the signal that it is given again ends it at once', async () => {
      const { signal, abort } = abortable();
      const { call, times } = obeying(signal, aborted('AbortError'));
      setTimeout(abort, 5_000);
      expect(await settled(retrySalesforce(call, { idempotent: true }))).toMatchObject({ name: 'AbortError' });
      expect(times).toEqual([0, 6_000]);
    });

    it('ends at once where it is told the signal of the caller', async () => {
      const { signal, abort } = abortable();
      const { call, times } = obeying(signal, aborted('AbortError'));
      setTimeout(abort, 5_000);
      expect(await settled(retrySalesforce(call, { idempotent: true, signal }))).toMatchObject({ name: 'AbortError' });
      expect(times).toEqual([0]);
    });

    it('knows a time-out beside the signal of the caller however short it is', async () => {
      const { call, times } = hanging(20, 'AbortError');
      const { signal } = new AbortController();
      expect(await settled(retrySalesforce(call, { idempotent: true, signal }))).toBe('done');
      expect(times).toEqual([20, 1_020]);
    });

    it('waits no longer when its caller aborts it between two attempts', async () => {
      const { signal, abort } = abortable();
      const refused = failing(errorsFor(503, '60')['axios']);
      const call = async (): Promise<string> => {
        if (signal.aborted) throw aborted('AbortError');
        return refused.call();
      };
      setTimeout(abort, 5_000);
      const start = Date.now();
      let endedAt = 0;
      const repeated = retrySalesforce(call, { signal }).finally(() => (endedAt = Date.now() - start));
      expect(await settled(repeated)).toMatchObject({ name: 'AbortError' });
      expect(endedAt).toBe(5_000);
      expect(refused.times).toEqual([0]);
    });

    it.each([
      'network timeout at: https://acme.my.salesforce.com',
      'Response timeout while trying to fetch x (over 5ms)',
    ])('repeats after the time-out that node-fetch 2 names %j', async (message) => {
      const { call, times } = failing(new Error(message));
      expect(await settled(retrySalesforce(call, { idempotent: true }))).toBe('done');
      expect(times).toEqual([0, 1_000]);
    });
  });

  it('repeats a create that was never sent', async () => {
    const { call, times } = failing(Object.assign(new Error(), { code: 'ECONNREFUSED' }));
    expect(await settled(retrySalesforce(call))).toBe('done');
    expect(times).toEqual([0, 1_000]);
  });

  it('ends as the library does when the attempts are used up', async () => {
    const error = errorsFor(503)['axios'];
    const { call, times } = failing(error, error, error);
    expect(await settled(retrySalesforce(call, { maxAttempts: 2 }))).toBe(error);
    expect(times).toEqual([0, 1_000]);
  });

  it('waits as the last answer says, where the error holds none and is of the same status', async () => {
    const error = Object.assign(new Error('Service Unavailable'), { errorCode: 'ERROR_HTTP_503' });
    const asking = (statusCode: number) => () => ({ statusCode, headers: { 'retry-after': '30' } });
    const heeding = failing(error);
    expect(await settled(retrySalesforce(heeding.call, { lastAnswer: asking(503) }))).toBe('done');
    expect(heeding.times).toEqual([0, 31_000]);
    const other = failing(error);
    expect(await settled(retrySalesforce(other.call, { lastAnswer: asking(500) }))).toBe('done');
    expect(other.times).toEqual([0, 1_000]);
  });

  it('does not come back earlier than asked: it gives up where there is no time for that', async () => {
    const error = errorsFor(503, '3600')['axios'];
    const { call, times } = failing(error);
    expect(await settled(retrySalesforce(call))).toBe(error);
    expect(times).toEqual([0]);
  });

  it('doubles its pauses up to a ceiling', async () => {
    const error = errorsFor(503)['axios'];
    const { call, times } = failing(error, error, error, error);
    await settled(retrySalesforce(call, { baseDelayMs: 100, maxDelayMs: 300 }));
    expect(times).toEqual([0, 100, 300, 600, 900]);
  });

  it('rejects where the call itself throws before it promises anything', async () => {
    const throwing = (): Promise<never> => {
      throw new TypeError('no URL');
    };
    expect(await settled(retrySalesforce(throwing))).toEqual(new TypeError('no URL'));
  });
});
