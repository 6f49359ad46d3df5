import type { TestClock } from './virtual-timers.ts';

/** Work that goes on for longer than any caller would wait, or that waits for nothing that will ever happen. */
export class HungError extends Error {
  override readonly name = 'HungError';
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
 * @param limitMs - How long it may go on, on that clock.
 * @throws {HungError} when it goes on for longer, or waits for nothing.
 */
export async function runOnVirtualTime<T>(work: () => Promise<T>, clock: TestClock, limitMs: number): Promise<T> {
  const giveBack = [clock.install(Math.max(latest, Date.now())), replaceSignalTimeout()];
  const began = Date.now();
  const state = { isSettled: false };
  try {
    const result = work().finally(() => (state.isSettled = true));
    // Until it is awaited below, a failure must not count as unhandled.
    result.catch(() => undefined);
    for (let idle = 0; ;) {
      for (let round = 0; round < ROUNDS && !state.isSettled; round += 1) await goRound();
      if (state.isSettled) return await result;
      idle = (await clock.next()) ? 0 : idle + ROUNDS;
      if (idle > PATIENCE) throw new HungError('The work neither ends nor waits for a timer.');
      if (Date.now() - began > limitMs) throw new HungError(`The work did not end within ${limitMs / 60_000} minutes.`);
    }
  } finally {
    latest = Math.max(latest, Date.now());
    for (const restore of giveBack.toReversed()) restore();
  }
}

/** One round of the event loop; no framework fakes message channels. */
function goRound(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** Lets `AbortSignal.timeout` follow the clock too: fake timers leave it alone. */
function replaceSignalTimeout(): () => void {
  const real = Object.getOwnPropertyDescriptor(AbortSignal, 'timeout') ?? {};
  AbortSignal.timeout = (ms) => {
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
    }, ms);
    return controller.signal;
  };
  return () => void Object.defineProperty(AbortSignal, 'timeout', real);
}
