import { replace } from './replace.ts';

/** A clock that is moved by hand: timers, dates and `AbortSignal.timeout` of the whole process, or page, follow it. */
export interface VirtualClock {
  /** Goes to the moment of the next timer and fires all that are due; false when there is none. */
  readonly next: () => boolean;
  readonly uninstall: () => void;
}

/** Puts such a clock in the place of the one that there is, from a moment (ms since 1970) on. */
export function installClock(startsAt: number): VirtualClock {
  const timers = new Map<number, { readonly fire: () => void; readonly every: number; at: number }>();
  let now = startsAt;
  let count = 0;
  const starter =
    (repeats: boolean) =>
    (callback: (...args: unknown[]) => void, ms = 1, ...args: unknown[]): object => {
      const id = (count += 1);
      // As in Node, a delay above 2^31 - 1 ms overflows and fires at once: clients must not get away with that.
      const delay = ms >= 1 && ms < 2 ** 31 ? Math.trunc(ms) : 1;
      timers.set(id, { fire: () => callback(...args), every: repeats ? delay : Infinity, at: now + delay });
      // Node gives an object that may be unreferenced, browsers give a number.
      const handle = { ref: () => handle, unref: () => handle, hasRef: () => true, [Symbol.toPrimitive]: () => id };
      return handle;
    };
  const stop = (handle: unknown): void => void timers.delete(Number(handle ?? Number.NaN));
  const fakes = { setTimeout: starter(false), setInterval: starter(true), clearTimeout: stop, clearInterval: stop };
  const timeout = (ms: number): AbortSignal => {
    const controller = new AbortController();
    const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    fakes.setTimeout(() => controller.abort(reason), ms);
    return controller.signal;
  };
  const next = (): boolean => {
    const at = [...timers.values()].reduce((least, timer) => Math.min(least, timer.at), Infinity);
    const due = [...timers].filter(([, timer]) => timer.at === at);
    if (due.length > 0) now = Math.max(now, at);
    for (const [id, timer] of due) {
      // The one before may have cleared it.
      if (!timers.has(id)) continue;
      timer.at += timer.every;
      if (timer.at === Infinity) timers.delete(id);
      timer.fire();
    }
    return due.length > 0;
  };
  const giveBack = [replace(globalThis, { ...fakes, Date: dateOf(() => now) }), replace(AbortSignal, { timeout })];
  return { next, uninstall: () => giveBack.forEach((restore) => restore()) };
}

/** Dates of a clock of our own; those of other moments stay as they are. */
function dateOf(now: () => number): DateConstructor {
  class VirtualDate extends Date {
    static override now = now;
    constructor(...args: [] | [number | string | Date]) {
      super(...((args.length === 0 ? [now()] : args) as [number]));
    }
  }
  return VirtualDate as DateConstructor;
}
