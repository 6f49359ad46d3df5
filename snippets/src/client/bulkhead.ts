import { onAbort } from './on-abort.ts';

/**
 * Lets `limit` at a time in, and the rest wait in order. Salesforce refuses more than 25 calls of 20 s or longer at once
 * (Developer Limits Quick Reference, "Concurrent API Request Limits"): one is left for somebody else.
 *
 * @returns waits for a place, and gives what frees it.
 */
export function createBulkhead(limit = 24): (signal: AbortSignal) => Promise<() => void> {
  const waiting = new Set<() => void>();
  let inside = 0;
  const free = (): void => {
    // The place goes to the next in line at once, so that nobody pushes in.
    const [next] = waiting;
    if (next) next();
    else inside -= 1;
  };
  return async (signal) => {
    signal.throwIfAborted();
    if (inside < limit) inside += 1;
    else {
      await new Promise<void>((resolve, reject) => {
        const end = (settle: () => void) => () => {
          waiting.delete(enter);
          stop();
          settle();
        };
        const enter = end(resolve);
        const stop = onAbort(
          signal,
          end(() => reject(signal.reason as Error)),
        );
        waiting.add(enter);
      });
    }
    return free;
  };
}
