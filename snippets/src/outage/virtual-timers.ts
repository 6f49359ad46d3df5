/** A clock that is moved by hand: timers and dates of the whole process, or page, follow it. */
export interface TestClock {
  /** Takes the place of the real clock, from a moment (ms since 1970) on; the answer gives that back. */
  readonly install: (startsAt: number) => () => void;
  /** Goes to the moment of the next timer and fires all that are due; false when there is none. */
  readonly next: () => boolean | Promise<boolean>;
}

interface Timer {
  readonly fire: () => void;
  readonly every: number | undefined;
  at: number;
}

/**
 * A clock for frameworks without fake timers, such as Mocha: `setTimeout`, `setInterval` and `Date` of the global object.
 * As in Node, a delay above 2^31 - 1 ms overflows and fires at once: clients must not get away with that.
 */
export function virtualTimers(): TestClock {
  const timers = new Map<number, Timer>();
  let now = 0;
  let count = 0;
  const starter =
    (repeats: boolean) =>
    (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): object => {
      count += 1;
      const delay = ms !== undefined && ms >= 1 && ms <= 2 ** 31 - 1 ? Math.trunc(ms) : 1;
      const every = repeats ? delay : undefined;
      timers.set(count, { fire: () => callback(...args), every, at: now + delay });
      return timerHandle(count);
    };
  const stop = (handle: unknown): void => void timers.delete(Number(handle ?? Number.NaN));

  const install = (startsAt: number): (() => void) => {
    const { setTimeout, clearTimeout, setInterval, clearInterval, Date: RealDate } = globalThis;
    const real = { setTimeout, clearTimeout, setInterval, clearInterval, Date: RealDate };
    now = startsAt;
    const fake = { setTimeout: starter(false), setInterval: starter(true), clearTimeout: stop, clearInterval: stop };
    Object.assign(globalThis, fake, { Date: virtualDate(RealDate, () => now) });
    return () => void Object.assign(globalThis, real);
  };

  const next = (): boolean => {
    let at = Infinity;
    for (const timer of timers.values()) at = Math.min(at, timer.at);
    const due = [...timers].filter(([, timer]) => timer.at === at);
    if (due.length > 0) now = Math.max(now, at);
    for (const [id, timer] of due) {
      // The one before may have cleared it.
      if (!timers.has(id)) continue;
      if (timer.every === undefined) timers.delete(id);
      else timer.at += timer.every;
      timer.fire();
    }
    return due.length > 0;
  };
  return { install, next };
}

/** What a timer is known by: Node gives an object that may be unreferenced, browsers give a number. */
function timerHandle(id: number): object {
  const handle = { ref: () => handle, unref: () => handle, hasRef: () => true, [Symbol.toPrimitive]: () => id };
  return handle;
}

/** Dates of a clock of our own; those of other moments stay as they are. */
function virtualDate(RealDate: DateConstructor, now: () => number): DateConstructor {
  class VirtualDate extends RealDate {
    constructor(...args: [] | [number | string | Date]) {
      super(...((args.length === 0 ? [now()] : args) as [number]));
    }
    static override now(): number {
      return now();
    }
  }
  return VirtualDate as DateConstructor;
}
