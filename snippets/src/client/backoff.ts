/**
 * How long to wait (ms) after the `attempt`-th failure, 1 for the first: exponential up to a ceiling, with full jitter,
 * which spreads the callers of an outage best (AWS Architecture Blog, "Exponential Backoff and Jitter").
 */
export function backoffDelay(attempt: number, baseMs = 1_000, maxMs = 60_000): number {
  // 2^1024 is Infinity, and 0 times that is no number.
  return Math.random() * Math.min(maxMs, baseMs * 2 ** Math.min(attempt - 1, 1_000));
}
