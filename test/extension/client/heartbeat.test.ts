import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Heartbeat } from '../../../extension/src/client/heartbeat.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const NEVER = new Promise(() => undefined);

function heartbeatOf(ask: () => Promise<unknown>) {
  const lost = vi.fn();
  const heartbeat = new Heartbeat({ ask, lost });
  heartbeat.start();
  return { heartbeat, lost };
}

describe('a server that is asked whether it is there', () => {
  it('is lost once when it has not answered for half a minute', async () => {
    const { lost } = heartbeatOf(() => NEVER);
    await vi.advanceTimersByTimeAsync(39_000);
    expect(lost).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(1000);
    expect(lost).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(100_000);
    expect(lost).toHaveBeenCalledTimes(1);
  });

  it.each([
    ['an answer', () => Promise.resolve(null)],
    ['an error', () => Promise.reject(new Error('not known'))],
    ['a late answer', () => new Promise((resolve) => void setTimeout(resolve, 25_000))],
  ])('is there with %s', async (_, ask) => {
    const { lost } = heartbeatOf(ask);
    await vi.advanceTimersByTimeAsync(300_000);
    expect(lost).not.toHaveBeenCalled();
  });

  it('is not asked after it was stopped, and anew after a start', async () => {
    const ask = vi.fn(() => NEVER);
    const { heartbeat, lost } = heartbeatOf(ask);
    await vi.advanceTimersByTimeAsync(35_000);
    heartbeat.start();
    await vi.advanceTimersByTimeAsync(35_000);
    expect([ask.mock.calls.length, lost.mock.calls.length]).toEqual([2, 0]);
    heartbeat.stop();
    await vi.advanceTimersByTimeAsync(300_000);
    expect([ask.mock.calls.length, lost.mock.calls.length]).toEqual([2, 0]);
  });
});
