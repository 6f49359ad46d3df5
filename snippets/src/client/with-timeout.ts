import { onAbort } from './on-abort.ts';
import { sleepUntil } from './sleep-until.ts';

/**
 * Runs `action`, and ends it after `ms` milliseconds or with `outer`, whichever is first, even where it does not listen.
 *
 * @throws {DOMException} named TimeoutError after `ms`; the reason of `outer` when that is aborted.
 */
export async function withTimeout<T>(
  ms: number,
  outer: AbortSignal | undefined,
  action: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  outer?.throwIfAborted();
  const inner = new AbortController();
  const timer = new AbortController();
  const { signal } = inner;
  const ended = new Promise<never>((_resolve, reject) => onAbort(signal, () => reject(signal.reason as Error)));
  // Not `AbortSignal.any` and `.timeout`: Node 18 lacks the one, and nothing ends the timer of the other.
  const stop = onAbort(outer, () => inner.abort(outer?.reason));
  const expire = (): void => inner.abort(new DOMException(`nothing within ${ms} ms`, 'TimeoutError'));
  sleepUntil(Date.now() + ms, timer.signal).then(expire, () => undefined);
  try {
    return await Promise.race([action(signal), ended]);
  } finally {
    timer.abort();
    stop();
  }
}
