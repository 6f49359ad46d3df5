/**
 * How long to wait (ms) before the next attempt: exponential up to a ceiling, with full jitter, which spreads the callers
 * of an outage best (AWS Architecture Blog, "Exponential Backoff and Jitter").
 *
 * @param attempt - The attempt that has failed, 1 for the first.
 * @param baseMs - Ceiling after the first attempt (ms); it doubles with each further one.
 * @param maxMs - Ceiling of all (ms).
 */
export function backoffDelay(attempt: number, baseMs = 1_000, maxMs = 60_000): number {
  // 2^1024 is Infinity, and 0 times that is no number.
  return Math.random() * Math.min(maxMs, baseMs * 2 ** Math.min(attempt - 1, 1_000));
}
