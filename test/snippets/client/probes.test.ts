import { describe, expect, it, vi } from 'vitest';
import type { SalesforceEvent, SalesforceFetchOptions } from '@salesforce-resilience/snippets/client';
import { fakeClock } from './fake-clock.ts';
import { answers, created, LIMITS, ORG, hangs, scripted, type SentRequest, type Step } from './scripted-fetch.ts';

fakeClock(2030, 0.5);

const CONNECT = `${ORG}/services/data/v64.0/connect/communities`;
const OLD = { headers: { Authorization: 'Bearer old' } };

const timesOf = (sent: readonly SentRequest[]): number[] => sent.map(({ at }) => at);
/** A step that is answered later (ms). */
const slow = (ms: number, step: () => Response) => (): Step => () =>
  new Promise<Response>((resolve) => setTimeout(() => resolve(step()), ms));

/** A client whose breaker opens after one failure, for 1.5 s, 3, 6 and so on. */
const quickToOpen = (steps: readonly (() => Step)[], options: SalesforceFetchOptions = {}) =>
  scripted(steps, { failureThreshold: 1, ...options });

/** A client whose breaker opens only where the retry budget says so, and what it tells of that. */
function withBudgetOnly(steps: readonly (() => Step)[]) {
  const breaks: SalesforceEvent[] = [];
  const onEvent = (event: SalesforceEvent): unknown => event.type === 'breaker' && breaks.push(event);
  return { ...scripted(steps, { failureThreshold: Infinity, maxConcurrent: 1_000, onEvent }), breaks };
}

describe('a probe', () => {
  it('that is told of too many requests leaves the breaker open, for longer', async () => {
    const { resilient, sent } = quickToOpen([answers(503), answers(429), created]);
    const call = resilient(LIMITS);
    await vi.runAllTimersAsync();
    expect((await call).status).toBe(201);
    expect(timesOf(sent)).toEqual([0, 1_500, 4_500]);
  });

  it('that meets a locked row closes the breaker, since the service serves, and is no retry of its call', async () => {
    const { resilient, sent } = quickToOpen([answers(503), answers(400, 'UNABLE_TO_LOCK_ROW'), created]);
    const call = resilient(LIMITS);
    await vi.runAllTimersAsync();
    expect((await call).status).toBe(201);
    expect(timesOf(sent)).toEqual([0, 1_500, 2_000]);
  });

  it('that its caller aborts is followed by another one at once', async () => {
    const { resilient, sent } = quickToOpen([answers(503), hangs, created]);
    const controller = new AbortController();
    const first = resilient(LIMITS, { signal: controller.signal }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(100);
    const second = resilient(LIMITS);
    await vi.advanceTimersByTimeAsync(1_900);
    controller.abort('no longer wanted');
    await vi.runAllTimersAsync();
    expect(await first).toBe('no longer wanted');
    expect((await second).status).toBe(201);
    expect(timesOf(sent)).toEqual([0, 1_500, 2_000]);
  });

  it('whose caller aborts it while it waits for a place leaves its turn to the next in line', async () => {
    const { resilient, sent } = quickToOpen([answers(503), slow(2_900, created), created], { maxConcurrent: 1 });
    const controller = new AbortController();
    const first = resilient(LIMITS, { signal: controller.signal }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(100);
    const other = resilient(CONNECT);
    const second = resilient(LIMITS);
    await vi.advanceTimersByTimeAsync(1_900);
    controller.abort('no longer wanted');
    await vi.runAllTimersAsync();
    expect(await first).toBe('no longer wanted');
    expect((await Promise.all([other, second])).map(({ status }) => status)).toEqual([201, 201]);
    expect(timesOf(sent)).toEqual([0, 100, 3_000]);
  });

  it('whose token was refused meanwhile is sent with another one, at once', async () => {
    const unlessOld = ({ authorization }: SentRequest): Response =>
      answers(authorization === 'Bearer old' ? 401 : 200)();
    const refreshToken = (): Promise<string> => Promise.resolve('new');
    const { resilient, sent } = quickToOpen([answers(503), () => unlessOld], { refreshToken });
    const call = resilient(LIMITS, OLD);
    await vi.advanceTimersByTimeAsync(100);
    expect((await resilient(CONNECT, OLD)).status).toBe(200);
    await vi.runAllTimersAsync();
    expect((await call).status).toBe(200);
    expect(timesOf(sent)).toEqual([0, 100, 100, 1_500]);
  });

  it('is not sent where the machine slept until the time of its call was over', async () => {
    const endsAt = Date.now() + 600_000;
    const { resilient, sent } = quickToOpen([answers(503), created], {
      onEvent: (event) => {
        if (event.type === 'breaker' && event.to === 'half-open') vi.setSystemTime(endsAt);
      },
    });
    const call = resilient(LIMITS).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(1_500);
    const message = `GET ${LIMITS}: Salesforce answered 503, attempt 1. No time is left.`;
    expect(await call).toMatchObject({ outcome: 'refused', attempts: 1, message });
    expect(sent).toHaveLength(1);
  });
});

describe('a service that asks to be left alone', () => {
  it.each([
    ['as long as it asks, with jitter on top', '20', [0, 21_500, 21_500]],
    ['a minute at most, and only the call that was told so for longer', '300', [0, 61_500, 300_000]],
  ])('is left alone by all calls for %s', async (_name, seconds, times) => {
    const { resilient, sent } = quickToOpen([answers(503, undefined, '', { 'Retry-After': seconds }), created]);
    const calls = [resilient(LIMITS)];
    await vi.advanceTimersByTimeAsync(1_000);
    calls.push(resilient(LIMITS));
    await vi.runAllTimersAsync();
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([201, 201]);
    expect(timesOf(sent)).toEqual(times);
  });
});

describe('the retry budget of all calls', () => {
  it('gets back what retries have cost that were served', async () => {
    const steps = Array.from({ length: 100 }, () => [answers(503), created]).flat();
    const { resilient, sent, breaks } = withBudgetOnly(steps);
    for (let index = 0; index < 100; index += 1) {
      const call = resilient(LIMITS);
      await vi.runAllTimersAsync();
      expect((await call).status).toBe(201);
    }
    expect(sent).toHaveLength(200);
    expect(sent.at(-1)!.at).toBe(50_000);
    expect(breaks).toEqual([]);
  });

  it('makes calls wait while it is lent to others, and sends them when those were served', async () => {
    const steps = [...Array.from({ length: 50 }, () => answers(503)), slow(10_000, created)];
    const { resilient, sent, breaks } = withBudgetOnly(steps);
    const calls = Promise.all(Array.from({ length: 50 }, () => resilient(LIMITS)));
    await vi.runAllTimersAsync();
    expect((await calls).map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 201));
    const times = timesOf(sent);
    expect([times.length, times[49], times[50], times[84], times[85], times[99]]).toEqual([
      100, 0, 500, 500, 11_000, 11_000,
    ]);
    expect(breaks).toEqual([]);
  });

  it('is full when a probe was served: the next retries go out at once', async () => {
    const steps = [...Array.from({ length: 85 }, () => answers(503)), created];
    const { resilient, sent, breaks } = withBudgetOnly(steps);
    const calls = Promise.all(Array.from({ length: 50 }, () => resilient(LIMITS)));
    await vi.runAllTimersAsync();
    expect((await calls).map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 201));
    const times = timesOf(sent);
    // 50 first attempts and the 35 retries that the budget allows; the probe and as many again; the rest behind those.
    expect([times.length, times[84], times[85], times[120], times[121], times[134]]).toEqual([
      135, 500, 2_000, 2_000, 2_750, 2_750,
    ]);
    expect(breaks).toHaveLength(3);
  });
});
