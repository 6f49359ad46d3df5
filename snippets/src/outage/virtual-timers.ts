/** A clock that is moved by hand: timers and dates of the whole process, or page, follow it. */
export interface TestClock {
  /** Takes the place of the real clock, from a moment (ms since 1970) on; the answer gives that back. */
  readonly install: (startsAt: number) => () => void;
  /** Goes to the moment of the next timer and fires all that are due; false when there is none. */
  readonly next: () => boolean | Promise<boolean>;
}

interface Timer {
  readonly id: number;
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
  const start = (fire: () => void, ms: number | undefined, repeats: boolean): object => {
    count += 1;
    const id = count;
    const delay = ms !== undefined && ms >= 1 && ms <= 2 ** 31 - 1 ? Math.trunc(ms) : 1;
    timers.set(id, {
      id,
      fire,
      every: repeats ? delay : undefined,
      at: now + delay,
    });
    // Node gives an object that may be unreferenced; browsers give a number.
    const handle = {
      ref: () => handle,
      unref: () => handle,
      hasRef: () => true,
      [Symbol.toPrimitive]: () => id,
    };
    return handle;
  };
  const stop = (handle: unknown): void => void timers.delete(Number(handle ?? Number.NaN));
  const starter =
    (repeats: boolean) =>
    (fire: (...args: unknown[]) => void, ms?: number, ...args: unknown[]): object =>
      start(() => fire(...args), ms, repeats);

  const install = (startsAt: number): (() => void) => {
    const { setTimeout, clearTimeout, setInterval, clearInterval, Date: RealDate } = globalThis;
    const real = {
      setTimeout,
      clearTimeout,
      setInterval,
      clearInterval,
      Date: RealDate,
    };
    now = startsAt;
    class VirtualDate extends RealDate {
      constructor(...args: [] | [number | string | Date]) {
        super(...((args.length === 0 ? [now] : args) as [number]));
      }
      static override now(): number {
        return now;
      }
    }
    const fake = {
      setTimeout: starter(false),
      setInterval: starter(true),
      clearTimeout: stop,
      clearInterval: stop,
    };
    Object.assign(globalThis, fake, { Date: VirtualDate });
    return () => void Object.assign(globalThis, real);
  };

  const next = (): boolean => {
    const at = Math.min(...[...timers.values()].map((timer) => timer.at));
    const due = [...timers.values()].filter((timer) => timer.at === at);
    if (due.length > 0) now = Math.max(now, at);
    for (const timer of due) {
      // The one before may have cleared it.
      if (!timers.has(timer.id)) continue;
      if (timer.every === undefined) timers.delete(timer.id);
      else timer.at += timer.every;
      timer.fire();
    }
    return due.length > 0;
  };
  return { install, next };
}
