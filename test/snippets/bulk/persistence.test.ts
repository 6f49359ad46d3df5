import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DeadlineError, startPersistence } from '@salesforce-resilience/snippets/bulk/persistence';
import { SalesforceRejection } from '@salesforce-resilience/snippets/org/salesforce-rejection';

beforeEach(() => vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** When each of the first questions is asked (ms from the start), if the answer never comes. */
async function questions(count: number, options: object, answer: () => unknown = () => undefined): Promise<number[]> {
  const start = Date.now();
  const asked: number[] = [];
  const polling = startPersistence(options).poll(async () => {
    asked.push(Date.now() - start);
    return asked.length < count ? ((await answer()) as undefined) : 'done';
  });
  await vi.runAllTimersAsync();
  await polling;
  return asked;
}

const rejection = (transient: boolean, retryAt?: Date) =>
  new SalesforceRejection('refused', { status: 503, errors: [], transient, retryAt });

describe('pauses', () => {
  it('grow by half from 5 s to a minute', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    expect(await questions(9, {})).toEqual([0, 5_000, 12_500, 23_750, 40_625, 65_938, 103_907, 160_861, 220_861]);
  });

  it.each([
    [0, [0, 750, 1_875]],
    [0.999_999, [0, 1_250, 3_125]],
  ])('are a quarter shorter or longer (random %s)', async (random, expected) => {
    vi.spyOn(Math, 'random').mockReturnValue(random);
    expect(await questions(3, { pauseMs: 1_000 })).toEqual(expected);
  });

  it('reach to the time that a failure names, and never less far', async () => {
    const retryAt = new Date(Date.now() + 600_000);
    let failures = 1;
    const [, second] = await questions(2, { pauseMs: 1_000 }, () => {
      if (failures-- > 0) throw rejection(true, retryAt);
    });
    expect(second).toBeGreaterThanOrEqual(600_000);
    expect(second).toBeLessThanOrEqual(601_250);
  });

  it('may be longer than a timer can be', async () => {
    const month = 30 * 86_400_000;
    const [, second] = await questions(2, { pauseMs: month, maxPauseMs: month, timeoutMs: 10 * month });
    expect(second).toBeGreaterThanOrEqual(0.75 * month);
  });
});

describe('the deadline', () => {
  it('ends the polling before a pause that would pass it, with the last failure', async () => {
    const failure = rejection(true);
    const began = Date.now();
    const polling = startPersistence({ timeoutMs: 60_000 }).poll(() => Promise.reject(failure));
    const ended = polling.catch((error: unknown) => error);
    await vi.runAllTimersAsync();
    expect(await ended).toBeInstanceOf(DeadlineError);
    expect(await ended).toMatchObject({
      cause: failure,
      message: 'Not done within 60000 ms. The last failure: refused',
    });
    expect(Date.now() - began).toBeLessThanOrEqual(60_000);
  });

  it('is a day unless given', async () => {
    const began = Date.now();
    const ended = startPersistence({ pauseMs: 3_600_000, maxPauseMs: 3_600_000 })
      .poll(() => Promise.resolve(undefined))
      .catch((error: unknown) => error);
    await vi.runAllTimersAsync();
    expect(await ended).toBeInstanceOf(DeadlineError);
    expect((Date.now() - began) / 3_600_000).toBeGreaterThan(21);
  });
});

describe('a failure', () => {
  it.each([
    ['a rejection that may pass', rejection(true), 3],
    ['a lost connection', new TypeError('fetch failed'), 3],
    ['an error of the client with an unknown outcome', Object.assign(new Error('gone'), { outcome: 'unknown' }), 3],
    ['a rejection for good', rejection(false), 1],
    ['an error of the client for good', Object.assign(new Error('daily limit'), { outcome: 'final' }), 1],
  ])('like %s is met with %s', async (_, failure, attempts) => {
    const attempt = vi.fn(() => (attempt.mock.calls.length < 3 ? Promise.reject(failure) : Promise.resolve('done')));
    const outcome = startPersistence({})
      .persist(attempt)
      .catch((error: unknown) => error);
    await vi.runAllTimersAsync();
    expect(await outcome).toBe(attempts === 1 ? failure : 'done');
    expect(attempt).toHaveBeenCalledTimes(attempts);
  });

  it('is not repeated after the signal, whose reason is thrown', async () => {
    const controller = new AbortController();
    const reason = new Error('shutting down');
    const attempt = vi.fn(() => {
      controller.abort(reason);
      return Promise.reject(new TypeError('fetch failed'));
    });
    await expect(startPersistence({ signal: controller.signal }).persist(attempt)).rejects.toBe(reason);
    expect(attempt).toHaveBeenCalledOnce();
  });
});
