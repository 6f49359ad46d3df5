import { within } from './within.ts';

/** Waits until the clock says so (ms since 1970), since timers may fire early, or until `signal` is aborted. */
export async function sleepUntil(time: number, signal?: AbortSignal): Promise<void> {
  const never = (): Promise<never> => new Promise(() => undefined);
  signal?.throwIfAborted();
  while (Date.now() < time) await within(time - Date.now(), signal, never).catch(() => signal?.throwIfAborted());
}
