import { type TestClock, virtualTimers } from './virtual-timers.ts';

/** `vi` of Vitest (0.34 or newer), or `jest` (29.5 or newer) with its modern timers. */
export interface ViOrJestTimers {
  useFakeTimers(options?: object): unknown;
  useRealTimers(): unknown;
  getTimerCount(): number;
  advanceTimersToNextTimerAsync(): Promise<unknown>;
  advanceTimersByTimeAsync(ms: number): Promise<unknown>;
}

/** `mock.timers` of node:test (Node 20.4 or newer). */
export interface NodeTestTimers {
  enable(options?: object): void;
  reset(): void;
  tick(ms?: number): void;
}

/** The clock that `FakeTimers.install()` of @sinonjs/fake-timers, or `sinon.useFakeTimers()`, gives. */
export interface SinonClock {
  nextAsync(): Promise<unknown>;
  tickAsync(ms: number): Promise<unknown>;
  countTimers(): number;
}

/** The fake timers of a test framework. */
export type FakeTimers = ViOrJestTimers | NodeTestTimers | SinonClock;

/** What must be fake for waiting to cost nothing; promises, streams and sockets stay real. */
const FAKED = ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'];
/** The same for Jest, which takes a list of what stays real. */
const REAL = ['hrtime', 'nextTick', 'performance', 'queueMicrotask', 'setImmediate', 'clearImmediate'];

/**
 * The clock of a framework; one of our own unless `timers` are given.
 *
 * @throws {TypeError} when these are no fake timers that are known.
 */
export function testClockOf(timers?: FakeTimers): TestClock {
  if (timers === undefined) return virtualTimers();
  if ('advanceTimersToNextTimerAsync' in timers) return viOrJestClock(timers);
  if ('nextAsync' in timers) return { install: () => () => undefined, next: () => sinonNext(timers) };
  if ('tick' in timers && 'enable' in timers) return nodeTestClock(timers);
  throw new TypeError(
    'These are no fake timers that are known. Pass vi (Vitest), jest (29.5 or newer), mock.timers (node:test), the clock of @sinonjs/fake-timers, or nothing.',
  );
}

async function sinonNext(clock: SinonClock): Promise<boolean> {
  if (clock.countTimers() === 0) return false;
  await clock.nextAsync();
  await clock.tickAsync(0);
  return true;
}

function viOrJestClock(timers: ViOrJestTimers): TestClock {
  return {
    install: (startsAt) => {
      // Both frameworks mark their fakes so; a test that has switched them on itself keeps them.
      if (Object.hasOwn(globalThis.setTimeout, 'clock')) return () => undefined;
      timers.useFakeTimers({ toFake: FAKED, doNotFake: REAL, now: startsAt });
      return () => void timers.useRealTimers();
    },
    next: async () => {
      if (timers.getTimerCount() === 0) return false;
      await timers.advanceTimersToNextTimerAsync();
      // It fires one timer; others may be due at the same moment.
      await timers.advanceTimersByTimeAsync(0);
      return true;
    },
  };
}

/** node:test tells neither how many timers there are nor when the next one is due: that is noted as they are set. */
function nodeTestClock(timers: NodeTestTimers): TestClock {
  let due: number[] = [];
  const noting =
    (set: (fire: () => void, ms?: number, ...args: []) => unknown) =>
    (fire: () => void, ms = 1, ...args: []): unknown => {
      due.push(Date.now() + (ms >= 1 && ms <= 2 ** 31 - 1 ? Math.trunc(ms) : 1));
      return set(fire, ms, ...args);
    };
  return {
    install: (startsAt) => {
      const isOurs = enable(timers, startsAt);
      const { setTimeout, setInterval } = globalThis;
      Object.assign(globalThis, {
        setTimeout: noting(setTimeout),
        setInterval: noting(setInterval),
      });
      return () => {
        Object.assign(globalThis, { setTimeout, setInterval });
        if (isOurs) timers.reset();
      };
    },
    next: () => {
      const now = Date.now();
      due = due.filter((at) => at > now);
      if (due.length === 0) return false;
      timers.tick(Math.min(...due) - now);
      return true;
    },
  };
}

/** Whether this switched the timers on; a test that has done so itself keeps them. */
function enable(timers: NodeTestTimers, now: number): boolean {
  try {
    timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'], now });
    return true;
  } catch (error) {
    if ((error as { code?: string }).code === 'ERR_INVALID_STATE') return false;
    throw error;
  }
}
