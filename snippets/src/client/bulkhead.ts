import { within } from './within.ts';

/**
 * Lets so many in at a time, and the others wait in order; gives what frees the place. Salesforce refuses the 26th call
 * that runs for 20 s ("Concurrent API Request Limits"), and somebody else may need one, too.
 */
export function createBulkhead(limit = 24): (signal: AbortSignal) => Promise<() => void> {
  const waiting = new Set<() => void>();
  let inside = 0;
  const leave = (): void => {
    // The place goes to the next in line at once, so that nobody pushes in.
    const [next] = waiting;
    if (next && waiting.delete(next)) next();
    else inside -= 1;
  };
  return async (signal) => {
    signal.throwIfAborted();
    if (inside < limit) {
      inside += 1;
      return leave;
    }
    let enter = (): void => undefined;
    const turn = new Promise<void>((resolve) => (enter = resolve));
    waiting.add(enter);
    await within(Infinity, signal, () => turn).catch((error: unknown) => {
      // Who gives up just when his turn comes passes it on.
      if (!waiting.delete(enter)) leave();
      throw error;
    });
    return leave;
  };
}
