import { type TestClock, virtualTimers } from './virtual-timers.ts';

/** What moves the fake timers of `vi` and `jest`, of `mock.timers` of node:test, or of a clock of sinon. */
export interface FakeTimers {
  advanceTimersByTimeAsync?(ms: number): Promise<unknown>;
  tickAsync?(ms: number): Promise<unknown>;
  tick?(ms: number): unknown;
}

/**
 * A clock of our own, the same for every framework. Where a test has switched on the fake timers of its framework, it
 * begins at their time, and takes them along.
 *
 * @throws {TypeError} when these are no fake timers that are known.
 */
export function testClockOf(timers?: FakeTimers): TestClock {
  const own = virtualTimers();
  if (timers === undefined) return own;
  const tick = timers.advanceTimersByTimeAsync ?? timers.tickAsync ?? timers.tick;
  if (!tick) {
    throw new TypeError(
      'These are no fake timers that are known. Pass vi (Vitest), jest (29.5 or newer), mock.timers (node:test), a clock of sinon, or nothing.',
    );
  }
  const next = async (): Promise<boolean> => {
    const before = Date.now();
    const isMoved = own.next();
    await tick.call(timers, Date.now() - before);
    return isMoved;
  };
  return { install: () => own.install(Date.now()), next };
}
