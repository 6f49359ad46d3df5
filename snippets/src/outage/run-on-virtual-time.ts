import { replace } from './replace.ts';
import type { TestClock } from './virtual-timers.ts';

/** So often the event loop goes round before time passes: promises and streams come to rest meanwhile. */
const ROUNDS = 5;
/** So often it goes round without a timer before the work counts as hung: files and keys are read in that time. */
const PATIENCE = 2_000;

/** How far any clock has gone: a client that outlives a test must not see time go back. */
let latest = 0;

/**
 * Runs asynchronous work on a clock that goes from timer to timer: minutes of waiting cost milliseconds.
 *
 * @param limitMs - How long it may go on, on that clock.
 * @param hung - Makes the error to be thrown when it goes on for longer, or waits for nothing.
 */
export async function runOnVirtualTime<T>(
  work: () => Promise<T>,
  clock: TestClock,
  limitMs: number,
  hung: (why: string) => Error,
): Promise<T> {
  const giveBack = [clock.install(Math.max(latest, Date.now())), replaceSignalTimeout()];
  const ends = Date.now() + limitMs;
  const state = { isSettled: false };
  try {
    const result = work().finally(() => (state.isSettled = true));
    // Until it is awaited below, a failure must not count as unhandled.
    result.catch(() => undefined);
    const end = await advance(clock, () => state.isSettled || Date.now() > ends);
    if (state.isSettled) return await result;
    if (end === 'idle') throw hung('The work neither ends nor waits for a timer.');
    throw hung(`The work did not end within ${limitMs / 60_000} minutes.`);
  } finally {
    latest = Math.max(latest, Date.now());
    for (const restore of giveBack.reverse()) restore();
  }
}

/** Lets a clock go on from timer to timer until somebody is done, or nothing waits for it any more. */
export async function advance(clock: TestClock, isDone: () => boolean): Promise<'done' | 'idle'> {
  for (let idle = 0; idle <= PATIENCE;) {
    for (let round = 0; round < ROUNDS && !isDone(); round += 1) await goRound();
    if (isDone()) return 'done';
    idle = (await clock.next()) ? 0 : idle + ROUNDS;
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

/** Lets `AbortSignal.timeout` follow the clock too: fake timers leave it alone. */
export function replaceSignalTimeout(): () => void {
  const timeout = (ms: number): AbortSignal => {
    const controller = new AbortController();
    const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
    setTimeout(() => controller.abort(reason), ms);
    return controller.signal;
  };
  return replace(AbortSignal, { timeout });
}
