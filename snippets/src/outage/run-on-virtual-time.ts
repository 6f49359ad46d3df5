import { installClock, type VirtualClock } from './virtual-clock.ts';

/** What moves the fake timers of `vi` and `jest`, of `mock.timers` of node:test, or of a clock of sinon. */
export interface FakeTimers {
  advanceTimersByTimeAsync?(ms: number): Promise<unknown>;
  tickAsync?(ms: number): Promise<unknown>;
  tick?(ms: number): unknown;
}

/** How work is run on a virtual clock. */
export interface RunOptions {
  /** The fake timers of the test framework, where a test has switched them on: the clock begins at their time, and takes them along. */
  readonly timers?: FakeTimers;
  /** How long it may go on, on that clock (ms, 24 hours). */
  readonly limitMs?: number;
}

/** So often the event loop goes round before time passes: promises and streams come to rest meanwhile. */
const ROUNDS = 5;
/** So often it goes round without a timer before the work counts as hung: files and keys are read in that time. */
const PATIENCE = 2_000;

/** How far any clock has gone: a client that outlives a test must not see time go back. */
let latest = 0;

/**
 * Runs asynchronous work on a clock that goes from timer to timer: minutes of waiting cost milliseconds.
 *
 * @param hung - Makes the error to be thrown when it goes on for longer than it may, or waits for nothing.
 */
export async function runOnVirtualTime<T>(
  work: () => Promise<T>,
  { timers, limitMs = 86_400_000 }: RunOptions,
  hung: (why: string) => Error,
): Promise<T> {
  if (timers && !['advanceTimersByTimeAsync', 'tickAsync', 'tick'].some((name) => name in timers)) {
    throw new TypeError(
      'These are no fake timers that are known. Pass vi (Vitest), jest (29.5 or newer), mock.timers (node:test), a clock of sinon, or nothing.',
    );
  }
  const clock = installClock(timers ? Date.now() : Math.max(latest, Date.now()));
  const ends = Date.now() + limitMs;
  const state = { isSettled: false };
  try {
    const result = work().finally(() => (state.isSettled = true));
    // Until it is awaited below, a failure must not count as unhandled.
    result.catch(() => undefined);
    const takeAlong = (ms: number): unknown =>
      timers?.advanceTimersByTimeAsync?.(ms) ?? timers?.tickAsync?.(ms) ?? timers?.tick?.(ms);
    const isDone = (): boolean => state.isSettled || Date.now() > ends;
    const end = await advance(clock, isDone, takeAlong);
    if (state.isSettled) return await result;
    if (end === 'idle') throw hung('The work neither ends nor waits for a timer.');
    throw hung(`The work did not end within ${limitMs / 60_000} minutes.`);
  } finally {
    latest = Math.max(latest, Date.now());
    clock.uninstall();
  }
}

/** Lets a clock go on from timer to timer until somebody is done, or nothing waits for it any more. */
export async function advance(
  clock: VirtualClock,
  isDone: () => boolean,
  takeAlong: (ms: number) => unknown = () => undefined,
): Promise<'done' | 'idle'> {
  for (let idle = 0; idle <= PATIENCE;) {
    for (let round = 0; round < ROUNDS && !isDone(); round += 1) await goRound();
    if (isDone()) return 'done';
    const before = Date.now();
    idle = clock.next() ? 0 : idle + ROUNDS;
    await takeAlong(Date.now() - before);
  }
  return 'idle';
}

/** One round of the event loop, by a channel: nobody fakes that. */
function goRound(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    const onmessage = (): void => {
      port1.close();
      resolve();
    };
    // The types of Node have no such property, and those of browsers no `on`.
    Object.assign(port1, { onmessage });
    port2.postMessage(undefined);
  });
}
