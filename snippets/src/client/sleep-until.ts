import { onAbort } from './on-abort.ts';

/**
 * Waits until the clock says so (ms since 1970), since timers may fire early.
 *
 * @throws the reason of the signal that ends the wait.
 */
export async function sleepUntil(time: number, ...signals: (AbortSignal | undefined)[]): Promise<void> {
  const check = (): void => signals.forEach((signal) => signal?.throwIfAborted());
  for (let left = time - Date.now(); left > 0; left = time - Date.now()) {
    check();
    await new Promise<void>((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        stops.forEach((stop) => stop());
        resolve();
      };
      // A timer takes whole milliseconds up to 2^31 - 1: anything longer would fire at once.
      const timer = setTimeout(wake, Math.min(Math.ceil(left), 2 ** 31 - 1));
      const stops = signals.map((signal) => onAbort(signal, wake));
    });
  }
  check();
}
