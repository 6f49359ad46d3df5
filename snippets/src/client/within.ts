type Abortable<T> = (signal: AbortSignal) => Promise<T>;

/**
 * Executes `run` for at most `ms` and until `outer` is aborted, even where it ignores its signal. One that `obeys` has the
 * last word: what it gives just then is not lost. Runs on Node 18.
 */
export async function within<T>(ms: number, outer: AbortSignal | undefined, run: Abortable<T>, obeys = false) {
  outer?.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  const ended = new Promise<never>((_, fail) => (signal.onabort = obeys ? null : () => fail(signal.reason as Error)));
  const expire = (): void => controller.abort(new DOMException(`nothing within ${ms} ms`, 'TimeoutError'));
  const leave = (): void => controller.abort(outer?.reason);
  // A timer takes whole milliseconds up to 2^31 - 1: anything longer would fire at once.
  const timer = setTimeout(expire, Math.min(Math.ceil(ms), 2 ** 31 - 1));
  outer?.addEventListener('abort', leave);
  try {
    return await Promise.race([run(signal), ended]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', leave);
  }
}
