import { describe, expect, it, vi } from 'vitest';
import { whenToRetry } from '@salesforce-resilience/snippets/client/when-to-retry';
import { fakeClock } from './fake-clock.ts';

fakeClock(2026, 1);

/**
 * When a request is sent that fails so, one time after the other, and then succeeds, and what comes of it: RxJS 7 calls
 * `delay` with the error and the number of failures, subscribes again when it resolves, and fails with what it throws.
 */
async function sent(...failures: readonly unknown[]): Promise<{ times: number[]; outcome: unknown }> {
  const start = Date.now();
  const times = [0];
  const repeat = async (): Promise<unknown> => {
    for (const [index, failure] of failures.entries()) {
      await whenToRetry(failure, index + 1);
      times.push(Date.now() - start);
    }
    return 'done';
  };
  const settled = repeat().catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return { times, outcome: await settled };
}

const answer = (status: number, retryAfter?: string) => ({
  status,
  headers: new Headers(retryAfter === undefined ? {} : { 'Retry-After': retryAfter }),
});

describe('whenToRetry', () => {
  it.each([0, 429, 500, 502, 503, 504])('backs off after %d', async (status) => {
    expect(await sent(answer(status), answer(status), answer(status))).toEqual({
      times: [0, 1_000, 3_000, 7_000],
      outcome: 'done',
    });
  });

  it('waits as long as it is asked to, also by an error that holds the answer', async () => {
    expect((await sent(answer(503, '30'))).times).toEqual([0, 31_000]);
    expect((await sent({ response: answer(503, '30') })).times).toEqual([0, 31_000]);
    expect((await sent(answer(503, '600'))).times).toEqual([0, 601_000]);
  });

  it.each([
    ['an answer of 400', answer(400)],
    ['a mistake in the code', new TypeError('x is not a function')],
    ['a Retry-After of more than ten minutes', answer(503, '601')],
  ])('throws %s as it is', async (_, failure) => {
    expect(await sent(failure)).toEqual({ times: [0], outcome: failure });
  });
});
