import { sleepUntil } from './sleep-until.ts';

/**
 * Runs `action`, and ends it after `ms` milliseconds or with `outer`, even where it does not listen to its signal.
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
  const settled = new AbortController();
  // Not `AbortSignal.any` and `.timeout`: Node 18 lacks the one, and nothing ends the timer of the other.
  const over = sleepUntil(Date.now() + ms, outer, settled.signal).then(() => {
    throw new DOMException(`nothing within ${ms} ms`, 'TimeoutError');
  });
  // A file that is still being read goes on.
  over.catch((reason: unknown) => settled.signal.aborted || inner.abort(reason));
  try {
    return await Promise.race([action(inner.signal), over]);
  } finally {
    settled.abort();
  }
}
