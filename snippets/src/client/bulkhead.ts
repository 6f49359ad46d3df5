import { onAbort } from './on-abort.ts';

/**
 * Lets so many in at a time, and the others wait in order. Salesforce refuses the 26th call that runs for 20 s ("Concurrent
 * API Request Limits"), and somebody else may need one, too.
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
    if (inside < limit) {
      inside += 1;
      return free;
    }
    return new Promise((resolve, reject) => {
      const leaveLine = (): void => {
        waiting.delete(enter);
        stop();
      };
      const enter = (): void => {
        leaveLine();
        resolve(free);
      };
      const stop = onAbort(signal, () => {
        leaveLine();
        reject(signal.reason as Error);
      });
      waiting.add(enter);
    });
  };
}
