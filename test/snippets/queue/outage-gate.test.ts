import { createOutageGate } from '@salesforce-resilience/snippets/queue/outage-gate';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

const NEVER = new AbortController().signal;
const HOUR = 3_600_000;
const create = () => createOutageGate({ baseProbeMs: 1_000, maxProbeMs: 60_000 });

/** Collects what a promise resolves with. */
function follow<R>(promise: Promise<R>): { readonly value: R | 'waiting' } {
  const followed: { value: R | 'waiting' } = { value: 'waiting' };
  void promise.then((value) => (followed.value = value));
  return followed;
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_800_000_000_000 });
  vi.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('an open gate', () => {
  it('lets everybody through', async () => {
    const gate = create();
    expect(await gate.enter(0, NEVER)).toBe('open');
    expect(gate.remainingMs).toBe(0);
  });
});

describe('a gate that an outage has shut', () => {
  it('lets one probe through when its pause is over, and all when the probe succeeds', async () => {
    const gate = create();
    gate.shut('open');
    const waiting = [1, 2, 3].map(() => follow(gate.enter(HOUR, NEVER)));
    await vi.advanceTimersByTimeAsync(999);
    expect(waiting.map(({ value }) => value)).toEqual(['waiting', 'waiting', 'waiting']);
    await vi.advanceTimersByTimeAsync(1);
    expect(waiting.map(({ value }) => value)).toEqual(['probe', 'waiting', 'waiting']);
    await vi.advanceTimersByTimeAsync(600_000);
    expect(waiting.map(({ value }) => value)).toEqual(['probe', 'waiting', 'waiting']);
    gate.open();
    await vi.advanceTimersByTimeAsync(0);
    expect(waiting.map(({ value }) => value)).toEqual(['probe', 'open', 'open']);
  });

  it('doubles the pause with each failed probe, up to its cap', async () => {
    const gate = create();
    gate.shut('open');
    const pauses: number[] = [];
    for (let probe = 0; probe < 8; probe += 1) {
      pauses.push(gate.remainingMs);
      const entered = gate.enter(HOUR, NEVER);
      await vi.advanceTimersByTimeAsync(gate.remainingMs);
      expect(await entered).toBe('probe');
      gate.shut('probe');
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('takes failures of writes that were under way together for one', () => {
    const gate = create();
    for (let write = 0; write < 10; write += 1) gate.shut('open');
    expect(gate.remainingMs).toBe(1_000);
  });

  it('sends no probe before Salesforce asked for it, even beyond what a timer can wait', async () => {
    const gate = create();
    const month = 30 * 24 * HOUR;
    gate.shut('open', new Date(Date.now() + month));
    const waiting = follow(gate.enter(2 * month, NEVER));
    await vi.advanceTimersByTimeAsync(month - 1);
    expect(waiting.value).toBe('waiting');
    await vi.advanceTimersByTimeAsync(1);
    expect(waiting.value).toBe('probe');
  });

  it('gives up waiting after holdMs, and at once when the worker stops', async () => {
    const gate = create();
    gate.shut('open', new Date(Date.now() + HOUR));
    expect(await gate.enter(0, NEVER)).toBeUndefined();
    const stopping = new AbortController();
    const [held, stopped] = [follow(gate.enter(5_000, NEVER)), follow(gate.enter(HOUR, stopping.signal))];
    await vi.advanceTimersByTimeAsync(4_999);
    expect([held.value, stopped.value]).toEqual(['waiting', 'waiting']);
    stopping.abort();
    await vi.advanceTimersByTimeAsync(1);
    expect([held.value, stopped.value]).toEqual([undefined, undefined]);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('lets another probe go when one ends without an answer', async () => {
    const gate = create();
    gate.shut('open');
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await gate.enter(0, NEVER)).toBe('probe');
    expect(await gate.enter(0, NEVER)).toBeUndefined();
    gate.leave('probe');
    expect(await gate.enter(0, NEVER)).toBe('probe');
  });

  it('starts again with the shortest pause after the next outage', async () => {
    const gate = create();
    gate.shut('open');
    await vi.advanceTimersByTimeAsync(1_000);
    await gate.enter(0, NEVER);
    gate.shut('probe');
    gate.open();
    gate.shut('open');
    expect(gate.remainingMs).toBe(1_000);
  });
});
