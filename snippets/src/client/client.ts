import { apiFamily } from './api-family.ts';
import { type BreakerState, createBreaker } from './breaker.ts';
import { createBulkhead } from './bulkhead.ts';
import type { SalesforceEvent } from './events.ts';
import { isIdempotentRequest } from './is-idempotent-request.ts';
import type { SalesforceFetchOptions } from './options.ts';
import { createRetryBudget } from './retry-budget.ts';
import type { SalesforceError } from './salesforce-error.ts';
import { createTokens } from './tokens.ts';

export type Client = ReturnType<typeof createClient>;

/** A part of the platform of an org: one may be down while the others are not. */
export interface Family {
  readonly name: string;
  readonly breaker: ReturnType<typeof createBreaker>;
  readonly budget: ReturnType<typeof createRetryBudget>;
  /** That the limit of a day is used up, as the last answer said. */
  limit?: SalesforceError | undefined;
  /** When the last request was sent (ms since 1970). */
  sentAt: number;
}

/** What all calls share. */
export function createClient(options: SalesforceFetchOptions) {
  const { isIdempotent = isIdempotentRequest, repeatRefusedCreates = true, isPatient = true, keyOf } = options;
  const { maxRetries = 5, attemptTimeoutMs = 30_000, totalTimeoutMs = 600_000, maxConcurrent = 24 } = options;
  const { baseDelayMs = 1_000, maxDelayMs = 60_000, maxOpenMs = 30_000, failureThreshold = 5 } = options;
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
    return (ceiling / 2) * (1 + Math.random());
  };
  const openMs = (times: number): number => spread(times, maxOpenMs);
  const families = new Map<string, Family>();
  const familyOf = (url: string): Family => {
    const name = apiFamily(url);
    const key = `${url.split(/[/?#]/)[2]} ${name}`;
    const onChange = (from: BreakerState, to: BreakerState): void => emit({ type: 'breaker', family: name, from, to });
    const breaker = createBreaker(failureThreshold, openMs, onChange);
    const family = families.get(key) ?? { name, breaker, budget: createRetryBudget(), sentAt: 0 };
    families.set(key, family);
    return family;
  };
  const onLogin = (isSuccessful: boolean, durationMs: number): void =>
    emit({ type: 'reauthentication', isSuccessful, durationMs });
  const tokens = createTokens(options.refreshToken, totalTimeoutMs, onLogin);
  const send: typeof fetch = (...args: Parameters<typeof fetch>) => (options.fetch ?? fetch)(...args);
  const limits = { maxRetries, attemptTimeoutMs, totalTimeoutMs, baseDelayMs, maxDelayMs };
  const choices = { isIdempotent, repeatRefusedCreates, isPatient, keyOf };
  return { ...limits, ...choices, spread, emit, familyOf, tokens, send, enter: createBulkhead(maxConcurrent) };
}
