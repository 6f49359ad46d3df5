import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type BreakerState, createBreaker, type Verdict } from '@salesforce-resilience/snippets/client/breaker';
import { entering, signal } from './entering.ts';

beforeEach(() => vi.useFakeTimers({ now: 0 }));
afterEach(() => vi.useRealTimers());

/** A breaker that opens after three failures, for a second, two, three …, and what it tells. */
function breakerOf(threshold = 3) {
  const changes: string[] = [];
  const tell = (from: BreakerState, to: BreakerState): void => void changes.push(`${from} → ${to}`);
  const breaker = createBreaker(threshold, (times) => times * 1_000, tell);
  const fail = (count: number, leastMs?: number): void => {
    for (let index = 0; index < count; index += 1) breaker.report('outage', false, leastMs);
  };
  return { breaker, changes, fail };
}

describe('a closed breaker', () => {
  it('lets everybody through', async () => {
    const { breaker } = breakerOf();
    expect(await breaker.enter(signal)).toBe(false);
    expect([breaker.isClosed(), breaker.probeAt()]).toEqual([true, undefined]);
  });

  it('opens at its threshold of failures', () => {
    const { breaker, changes, fail } = breakerOf();
    fail(2);
    expect(breaker.isClosed()).toBe(true);
    fail(1);
    expect([breaker.isClosed(), breaker.probeAt()]).toEqual([false, 1_000]);
    expect(changes).toEqual(['closed → open']);
  });

  it('takes a success off the failures, and nothing off none', () => {
    const { breaker, fail } = breakerOf();
    breaker.report('served', false);
    fail(2);
    breaker.report('served', false);
    fail(1);
    expect(breaker.isClosed()).toBe(true);
    fail(1);
    expect(breaker.isClosed()).toBe(false);
  });

  it.each<Verdict>(['throttled', 'abandoned'])('does not count what is %s', (verdict) => {
    const { breaker, fail } = breakerOf();
    for (let index = 0; index < 10; index += 1) breaker.report(verdict, false);
    fail(2);
    expect(breaker.isClosed()).toBe(true);
    fail(1);
    expect(breaker.isClosed()).toBe(false);
  });

  it('takes nothing off the failures for what is throttled', () => {
    const { breaker, fail } = breakerOf();
    fail(2);
    breaker.report('throttled', false);
    fail(1);
    expect(breaker.isClosed()).toBe(false);
  });

  it('opens when it is tripped, once', () => {
    const { breaker, changes } = breakerOf();
    breaker.trip();
    breaker.trip();
    expect(changes).toEqual(['closed → open']);
    expect(breaker.probeAt()).toBe(1_000);
  });
});

describe('an open breaker', () => {
  it('keeps everybody waiting until its time is over, and lets one through then', async () => {
    const { breaker, changes, fail } = breakerOf();
    fail(3);
    const [first, second] = [entering(breaker), entering(breaker)];
    await vi.advanceTimersByTimeAsync(999);
    expect([first, second]).toEqual([{}, {}]);
    await vi.advanceTimersByTimeAsync(1);
    expect([first, second]).toEqual([{ isProbe: true }, {}]);
    expect(changes).toEqual(['closed → open', 'open → half-open']);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(second).toEqual({});
    expect(breaker.isClosed()).toBe(false);
  });

  it('closes when the probe is served, and lets the next in line through', async () => {
    const { breaker, changes, fail } = breakerOf();
    fail(3);
    const waiting = [entering(breaker), entering(breaker)];
    await vi.advanceTimersByTimeAsync(1_000);
    breaker.report('served', true);
    await vi.advanceTimersByTimeAsync(0);
    expect(waiting).toEqual([{ isProbe: true }, { isProbe: false }]);
    expect(changes.at(-1)).toBe('half-open → closed');
    expect(breaker.probeAt()).toBeUndefined();
    expect(vi.getTimerCount()).toBe(0);
  });

  it.each<Verdict>(['outage', 'throttled'])('opens for longer when the probe meets: %s', async (verdict) => {
    const { breaker, fail } = breakerOf();
    fail(3);
    const [first, second] = [entering(breaker), entering(breaker)];
    await vi.advanceTimersByTimeAsync(1_000);
    expect(first.isProbe).toBe(true);
    breaker.report(verdict, true);
    expect(breaker.probeAt()).toBe(3_000);
    await vi.advanceTimersByTimeAsync(1_999);
    expect(second).toEqual({});
    await vi.advanceTimersByTimeAsync(1);
    expect(second).toEqual({ isProbe: true });
  });

  it('makes the next in line the probe when the probe is abandoned', async () => {
    const { breaker, fail } = breakerOf();
    fail(3);
    const waiting = [entering(breaker), entering(breaker), entering(breaker)];
    await vi.advanceTimersByTimeAsync(1_000);
    breaker.report('abandoned', true);
    await vi.advanceTimersByTimeAsync(0);
    expect(waiting).toEqual([{ isProbe: true }, { isProbe: true }, {}]);
  });

  it('does not care how requests end that were sent before', async () => {
    const { breaker, fail } = breakerOf();
    fail(3);
    fail(5);
    breaker.report('served', false);
    expect(breaker.probeAt()).toBe(1_000);
    const probe = entering(breaker);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(probe.isProbe).toBe(true);
    fail(5);
    breaker.report('served', false);
    expect(breaker.isClosed()).toBe(false);
  });

  it('waits as long as the service asks, with the jitter on top', () => {
    const { breaker, fail } = breakerOf();
    fail(3, 10_000);
    expect(breaker.probeAt()).toBe(11_000);
    const short = breakerOf();
    short.fail(3, 0);
    expect(short.breaker.probeAt()).toBe(1_000);
  });

  it('opens for as long again as it has failed already, as far as it ever opens', () => {
    const { breaker, fail } = breakerOf();
    fail(2);
    vi.advanceTimersByTime(7_000);
    fail(1);
    expect(breaker.probeAt()).toBe(14_000);
    const bounded = createBreaker(1, (times) => Math.min(times, 4) * 1_000);
    bounded.report('outage', false);
    expect(bounded.probeAt()).toBe(8_000);
    vi.advanceTimersByTime(50_000);
    bounded.report('outage', true);
    expect(bounded.probeAt()).toBe(61_000);
  });

  it('does not count the time before a success that left no failure', () => {
    const { breaker, fail } = breakerOf();
    fail(1);
    vi.advanceTimersByTime(7_000);
    breaker.report('served', false);
    fail(3);
    expect(breaker.probeAt()).toBe(8_000);
  });

  it('lets those who wait give up, with the reason of their signal and without a timer left', async () => {
    const { breaker, fail } = breakerOf();
    fail(3);
    const controller = new AbortController();
    const waiting = entering(breaker, controller.signal);
    await vi.advanceTimersByTimeAsync(10);
    controller.abort('no longer wanted');
    await vi.advanceTimersByTimeAsync(0);
    expect(waiting).toEqual({ reason: 'no longer wanted' });
    expect(vi.getTimerCount()).toBe(0);
    await expect(breaker.enter(AbortSignal.abort('too late'))).rejects.toBe('too late');
  });
});

describe('a breaker that has closed again', () => {
  async function closed() {
    const made = breakerOf();
    made.fail(3);
    await vi.advanceTimersByTimeAsync(1_000);
    await made.breaker.enter(signal);
    made.breaker.report('served', true);
    return made;
  }

  it('is on trial: one failure opens it, for longer', async () => {
    const { breaker, fail } = await closed();
    fail(1);
    expect(breaker.probeAt()).toBe(3_000);
  });

  it('has no more requests under way on trial than failures would open it', async () => {
    const { breaker } = await closed();
    const waiting = Array.from({ length: 8 }, () => entering(breaker));
    const through = async (): Promise<number> => {
      await vi.advanceTimersByTimeAsync(0);
      return waiting.filter(({ isProbe }) => isProbe === false).length;
    };
    expect(await through()).toBe(1);
    breaker.report('throttled', false);
    expect(await through()).toBe(2);
    breaker.report('served', false);
    expect(await through()).toBe(4);
    breaker.report('served', false);
    expect(await through()).toBe(8);
  });

  it('lets those through on trial who follow one that hangs since before', async () => {
    const { breaker, fail } = breakerOf();
    const hanging = [entering(breaker), entering(breaker)];
    fail(3);
    await vi.advanceTimersByTimeAsync(1_000);
    await breaker.enter(signal);
    breaker.report('served', true);
    expect(await breaker.enter(signal)).toBe(false);
    expect(hanging).toEqual([{ isProbe: false }, { isProbe: false }]);
  });

  it('lets those who wait on trial give up', async () => {
    const { breaker } = await closed();
    const controller = new AbortController();
    const waiting = [entering(breaker), entering(breaker, controller.signal), entering(breaker)];
    controller.abort('no longer wanted');
    breaker.report('served', false);
    await vi.advanceTimersByTimeAsync(0);
    expect(waiting).toEqual([{ isProbe: false }, { reason: 'no longer wanted' }, { isProbe: false }]);
  });

  it('stays closed whatever comes where only a trip opens it', async () => {
    const { breaker, fail } = breakerOf(Infinity);
    breaker.trip();
    await vi.advanceTimersByTimeAsync(1_000);
    await breaker.enter(signal);
    breaker.report('served', true);
    breaker.report('served', false);
    fail(100);
    expect(breaker.isClosed()).toBe(true);
  });

  it('has passed the trial after as many successes as it takes failures, and opens for a short time again', async () => {
    const { breaker, fail } = await closed();
    for (let index = 0; index < 2; index += 1) breaker.report('served', false);
    fail(2);
    expect(breaker.isClosed()).toBe(true);
    fail(1);
    expect(breaker.probeAt()).toBe(2_000);
  });
});
