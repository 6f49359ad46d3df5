import type { createBreaker } from '@salesforce-resilience/snippets/client/breaker';

/** Of somebody who never gives up. */
export const { signal } = new AbortController();

/** Whether somebody who enters gets in, and then whether as the probe; undefined while he waits. */
export function entering(breaker: ReturnType<typeof createBreaker>, with_ = signal) {
  const state: { isProbe?: boolean; reason?: unknown } = {};
  breaker.enter(with_).then(
    (isProbe) => (state.isProbe = isProbe),
    (reason: unknown) => (state.reason = reason),
  );
  return state;
}
