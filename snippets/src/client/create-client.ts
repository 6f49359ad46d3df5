import { apiFamily } from './api-family.ts';
import { backoffDelay } from './backoff.ts';
import { type BreakerState, createBreaker } from './breaker.ts';
import { createBulkhead } from './bulkhead.ts';
import type { SalesforceEvent } from './events.ts';
import { isIdempotentRequest } from './is-idempotent-request.ts';
import type { SalesforceFetchOptions } from './options.ts';
import { createRetryBudget } from './retry-budget.ts';
import { createTokens } from './tokens.ts';

export type Client = ReturnType<typeof createClient>;

/** What all calls share. */
export function createClient(options: SalesforceFetchOptions) {
  const { maxRetries = 5, attemptTimeoutMs = 30_000, totalTimeoutMs = 600_000, maxConcurrent = 24 } = options;
  const { baseDelayMs = 1_000, maxDelayMs = 60_000, maxOpenMs = 30_000, failureThreshold = 5 } = options;
  const { isIdempotent = isIdempotentRequest, repeatRefusedCreates = true, isPatient = true, keyOf } = options;
  for (const [name, value] of Object.entries({ ...options, maxConcurrent: maxConcurrent - 1 })) {
    if (typeof value === 'number' && !(value >= 0)) throw new RangeError(`${name} is too small a number, or none.`);
  }
  const emit = (event: SalesforceEvent): void => {
    try {
      options.onEvent?.(event);
    } catch {
      // No record must be lost because somebody who looks on has failed.
    }
  };
  /** An exponential delay of which only half is chance: probes and look-ups are to come neither at once nor together. */
  const spread = (times: number, maxMs = maxDelayMs): number => {
    const ceiling = Math.min(maxMs, maxDelayMs, baseDelayMs * 2 ** Math.min(times, 1_000));
    return ceiling / 2 + backoffDelay(1, ceiling / 2, ceiling / 2);
  };
  const createFamily = (family: string) => {
    const change = (from: BreakerState, to: BreakerState): void => emit({ type: 'breaker', family, from, to });
    const breaker = createBreaker(failureThreshold, (times) => spread(times, maxOpenMs), change);
    return { name: family, breaker, budget: createRetryBudget() };
  };
  const families = new Map<string, ReturnType<typeof createFamily>>();
  const familyOf = (url: string) => {
    // Another org is another service.
    const key = `${/^https?:\/\/[^/?#]+/.exec(url)?.[0]} ${apiFamily(url)}`;
    const family = families.get(key) ?? createFamily(apiFamily(url));
    families.set(key, family);
    return family;
  };
  const send: typeof fetch = (...args) => (options.fetch ?? fetch)(...args);
  const tokens = createTokens(observed(options.refreshToken, emit), totalTimeoutMs);
  const limits = { maxRetries, attemptTimeoutMs, totalTimeoutMs, baseDelayMs, maxDelayMs };
  const choices = { isIdempotent, repeatRefusedCreates, isPatient, keyOf };
  return { ...limits, ...choices, spread, emit, familyOf, send, tokens, enter: createBulkhead(maxConcurrent) };
}

/** The same login, of which `emit` is told. */
function observed(logIn: (() => Promise<string>) | undefined, emit: (event: SalesforceEvent) => void) {
  return (
    logIn &&
    (async (): Promise<string> => {
      const startedAt = Date.now();
      let isSuccessful = false;
      try {
        const token = await logIn();
        isSuccessful = true;
        return token;
      } finally {
        emit({ type: 'reauthentication', isSuccessful, durationMs: Date.now() - startedAt });
      }
    })
  );
}
