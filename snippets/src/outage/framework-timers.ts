import { type TestClock, virtualTimers } from './virtual-timers.ts';

/** `vi` of Vitest (0.34 or newer), or `jest` (29.5 or newer) with its modern timers. */
interface ViOrJestTimers {
  useFakeTimers(options?: object): unknown;
  useRealTimers(): unknown;
  getTimerCount(): number;
  advanceTimersToNextTimerAsync(): Promise<unknown>;
  advanceTimersByTimeAsync(ms: number): Promise<unknown>;
}

/** The fake timers of a test framework (`mock.timers` of node:test: Node 20.4 or newer), or a clock made for them. */
export type FakeTimers = ViOrJestTimers | { enable(options?: object): void; tick(ms?: number): void } | TestClock;

/** What must be fake for waiting to cost nothing; promises, streams and sockets stay real, which Jest wants to be told. */
const toFake = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'];
const doNotFake = ['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'];

/**
 * The clock of a framework; one of our own unless `timers` are given. A test that has switched them on itself keeps them.
 *
 * @throws {TypeError} when these are no fake timers that are known.
 */
export function testClockOf(timers?: FakeTimers): TestClock {
  if (timers === undefined) return virtualTimers();
  if ('next' in timers) return timers;
  if ('advanceTimersToNextTimerAsync' in timers) return viOrJestClock(timers);
  if ('tick' in timers && 'enable' in timers) return nodeTestClock(timers);
  throw new TypeError(
    'These are no fake timers that are known. Pass vi (Vitest), jest (29.5 or newer), mock.timers (node:test), sinonClock(clock) of the full harness, or nothing.',
  );
}

const viOrJestClock = (timers: ViOrJestTimers): TestClock => ({
  install: (now) => {
    // Both frameworks mark their fakes so.
    if (Object.hasOwn(globalThis.setTimeout, 'clock')) return () => undefined;
    timers.useFakeTimers({ toFake, doNotFake, now });
    return () => void timers.useRealTimers();
  },
  next: async () => {
    if (timers.getTimerCount() === 0) return false;
    await timers.advanceTimersToNextTimerAsync();
    // It fires one timer; others may be due at the same moment.
    await timers.advanceTimersByTimeAsync(0);
    return true;
  },
});

/** node:test does not tell when its next timer is due: a clock of our own goes ahead, and takes it along if it is on. */
function nodeTestClock(timers: { tick(ms?: number): void }): TestClock {
  const own = virtualTimers();
  const isOn = (): boolean => {
    try {
      timers.tick(0);
      return true;
    } catch {
      return false;
    }
  };
  return {
    install: (startsAt) => own.install(isOn() ? Date.now() : startsAt),
    next: () => {
      const before = Date.now();
      const isMoved = own.next();
      if (isOn()) timers.tick(Date.now() - before);
      return isMoved;
    },
  };
}
