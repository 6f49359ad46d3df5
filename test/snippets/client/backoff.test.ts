import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  createSalesforceFetch,
  SalesforceError,
  type SalesforceFetchOptions,
} from '@salesforce-resilience/snippets/client/core';

const PATH = '/services/data/v64.0/limits';
/** The largest number that Math.random can give. */
const ALMOST_ONE = 1 - 2 ** -53;

beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2030, 0, 1) }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A client over a `fetch` that answers from `answer` and notes when it was asked. */
function observed(answer: (index: number) => Response, options: SalesforceFetchOptions = {}) {
  const started = Date.now();
  const times: number[] = [];
  const send: typeof fetch = () => Promise.resolve(answer(times.push(Date.now() - started) - 1));
  return { resilient: createSalesforceFetch({ ...options, fetch: send }), times };
}

const unavailable = (headers: Record<string, string> = {}): Response => new Response(null, { status: 503, headers });

/** The waits between the attempts of a call that is refused until it gives up. */
async function waitsOf(options: SalesforceFetchOptions): Promise<number[]> {
  const { resilient, times } = observed(() => unavailable(), { totalTimeoutMs: Infinity, ...options });
  const ended = expect(resilient(PATH)).rejects.toBeInstanceOf(SalesforceError);
  await vi.runAllTimersAsync();
  await ended;
  return times.slice(1).map((time, index) => time - times[index]!);
}

describe('the wait before attempt n + 1', () => {
  it('doubles from one second to a minute, times a random number', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    expect(await waitsOf({ maxAttempts: 9 })).toEqual([500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]);
  });

  it('may be none', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    expect(await waitsOf({ maxAttempts: 4 })).toEqual([0, 0, 0]);
  });

  it('is within [0, min(cap, base * 2^(n-1))] for any jitter, base and cap', async () => {
    const jitters = fc.array(fc.oneof(fc.constant(ALMOST_ONE), fc.double({ min: 0, max: ALMOST_ONE, noNaN: true })), {
      minLength: 12,
      maxLength: 12,
    });
    await fc.assert(
      fc.asyncProperty(jitters, fc.integer({ min: 1, max: 5_000 }), fc.nat(120_000), async (random, base, cap) => {
        const left = [...random];
        vi.spyOn(Math, 'random').mockImplementation(() => left.shift() ?? 0);
        const waits = await waitsOf({ baseDelayMs: base, maxDelayMs: cap, maxAttempts: 12 });
        expect(waits).toHaveLength(11);
        waits.forEach((wait, index) => {
          const ceiling = Math.min(cap, base * 2 ** index);
          // The clock shows whole milliseconds.
          expect(Math.abs(wait - random[index]! * ceiling)).toBeLessThanOrEqual(1);
          expect(wait).toBeGreaterThanOrEqual(0);
          expect(wait).toBeLessThanOrEqual(ceiling);
        });
      }),
      { numRuns: 50 },
    );
  });

  it('stays at its cap however many attempts there are', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(ALMOST_ONE);
    const waits = await waitsOf({ baseDelayMs: 1, maxDelayMs: 10, maxAttempts: 1_200 });
    expect(Math.max(...waits)).toBe(10);
    expect(waits).toHaveLength(1_199);
  });
});

describe('the total time', () => {
  it('ends the call before a wait that would pass it, with the last status', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const options = { totalTimeoutMs: 10_000, baseDelayMs: 6_000, maxDelayMs: 6_000 };
    const { resilient, times } = observed(() => new Response(null, { status: 502 }), options);
    const call = resilient(PATH).catch((reason: unknown) => reason);
    await vi.runAllTimersAsync();
    const error = await call;
    expect(error).toMatchObject({ name: 'SalesforceError', status: 502, outcome: 'unknown', retryAt: undefined });
    expect((error as Error).message).not.toContain('carried out');
    expect(times).toEqual([0, 3_000, 6_000, 9_000]);
    expect(Date.now()).toBe(Date.UTC(2030, 0, 1) + 9_000);
  });
});

describe('the defaults', () => {
  it('give up after 30 attempts', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    expect(await waitsOf({})).toHaveLength(29);
  });

  it('give up within ten minutes, and not before nine', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(ALMOST_ONE);
    const { resilient, times } = observed(() => unavailable());
    const ended = expect(resilient(PATH)).rejects.toMatchObject({ status: 503, outcome: 'refused' });
    await vi.runAllTimersAsync();
    await ended;
    expect(times.at(-1)).toBeLessThanOrEqual(600_000);
    expect(times.at(-1)).toBeGreaterThan(540_000);
  });
});

describe('Retry-After', () => {
  it.each([
    ['seconds', () => ({ 'Retry-After': '120' })],
    ['a date', () => ({ 'Retry-After': new Date(Date.now() + 120_000).toUTCString() })],
    [
      'a date on a clock that is an hour behind',
      () => ({
        'Retry-After': new Date(Date.now() - 3_480_000).toUTCString(),
        Date: new Date(Date.now() - 3_600_000).toUTCString(),
      }),
    ],
  ])('in %s is waited for, and the jitter comes after it', async (_name, headers) => {
    const random = vi.spyOn(Math, 'random').mockReturnValueOnce(0).mockReturnValueOnce(0.5);
    const { resilient, times } = observed((index) => (index < 2 ? unavailable(headers()) : new Response('{}')));
    const call = resilient(PATH, { method: 'POST' });
    await vi.runAllTimersAsync();
    expect((await call).status).toBe(200);
    expect(times).toEqual([0, 120_000, 241_000]);
    expect(random).toHaveBeenCalledTimes(2);
  });

  it.each([429, 500, 502, 503, 504])('of a %d is waited for', async (status) => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const refusal = (): Response => new Response(null, { status, headers: { 'Retry-After': '7' } });
    const { resilient, times } = observed((index) => (index === 0 ? refusal() : new Response('{}')));
    const call = resilient(PATH);
    await vi.runAllTimersAsync();
    await call;
    expect(times).toEqual([0, 7_000]);
  });

  it('is waited for by the clock, when a timer fires before it', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { resilient, times } = observed((index) =>
      index === 0 ? unavailable({ 'Retry-After': '60' }) : new Response(),
    );
    const call = resilient(PATH);
    await vi.advanceTimersByTimeAsync(30_000);
    // The clock is corrected by ten seconds while the timer runs on.
    vi.setSystemTime(Date.now() - 10_000);
    await vi.advanceTimersByTimeAsync(39_999);
    expect(times).toEqual([0]);
    await vi.advanceTimersByTimeAsync(1);
    await call;
    expect(times).toEqual([0, 60_000]);
  });

  it('of more than a timer can hold does not fire at once', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const { resilient, times } = observed(
      (index) => (index === 0 ? unavailable({ 'Retry-After': '3000000' }) : new Response('{}')),
      { totalTimeoutMs: Number.MAX_SAFE_INTEGER },
    );
    const call = resilient(PATH);
    await vi.advanceTimersByTimeAsync(2_999_999_999);
    expect(times).toEqual([0]);
    await vi.advanceTimersByTimeAsync(1);
    expect((await call).status).toBe(200);
    expect(times).toEqual([0, 3_000_000_000]);
  });

  it('that ends before the total time is still waited for, and one that leaves no time is not', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0);
    const answer = (index: number): Response =>
      index === 0 ? unavailable({ 'Retry-After': '60' }) : new Response('{}');
    const enough = observed(answer, { totalTimeoutMs: 60_001 });
    const call = enough.resilient(PATH);
    await vi.runAllTimersAsync();
    expect((await call).status).toBe(200);
    const short = observed(answer, { totalTimeoutMs: 60_000 });
    const retryAt = new Date(Date.now() + 60_000);
    await expect(short.resilient(PATH)).rejects.toMatchObject({ status: 503, outcome: 'refused', retryAt });
    expect(short.times).toEqual([0]);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('an answer that is given up', () => {
  it('may have a body that cannot be cancelled', async () => {
    const { resilient } = observed((index) => {
      if (index > 0) return new Response('{}');
      const locked = new Response('busy', { status: 503 });
      locked.body?.getReader();
      return locked;
    });
    const call = resilient(PATH);
    await vi.runAllTimersAsync();
    expect((await call).status).toBe(200);
  });
});
