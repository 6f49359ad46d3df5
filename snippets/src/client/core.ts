import { backoffDelay } from './backoff.ts';
import { isIdempotentRequest } from './is-idempotent-request.ts';
import { outgoingRequest } from './outgoing-request.ts';
import { type Failure, SalesforceError } from './salesforce-error.ts';
import { sendOnce } from './send-once.ts';
import { sleepUntil } from './sleep-until.ts';
import { createTokens } from './tokens.ts';

/** What {@link createSalesforceFetch} may be told; every duration is in milliseconds. */
export interface SalesforceFetchOptions {
  /** The `fetch` to send with; the global one unless given. */
  readonly fetch?: typeof fetch;
  /** Logs in again and resolves with the new access token; called after a 401, and never twice at the same time. */
  readonly refreshToken?: () => Promise<string>;
  /** Whether a request may be repeated when its outcome is unknown; unless given, method and path decide. */
  readonly isIdempotent?: (method: string, url: string) => boolean;
  /** Whether a create is repeated after a 503 (true): Salesforce says it before any work is done, a gateway may not. */
  readonly repeatRefusedCreates?: boolean;
  /** Most requests for one call, the first included (30); the replay after a 401 comes on top. */
  readonly maxAttempts?: number;
  /** Longest time for one request, its body included (30 s). */
  readonly attemptTimeoutMs?: number;
  /** Longest time for one call with all its retries (10 minutes, to outlast a five-minute incident). */
  readonly totalTimeoutMs?: number;
  /** Ceiling of the first backoff (1 s); it doubles with each attempt. */
  readonly baseDelayMs?: number;
  /** Ceiling of every backoff (60 s). */
  readonly maxDelayMs?: number;
}

/**
 * A `fetch` for Salesforce that outlasts an outage: it retries with capped exponential backoff and full jitter, never
 * earlier than Retry-After asks, logs in again once after a 401, and never repeats a create whose outcome is unknown.
 * Other answers, such as 400, 404 and a 401 that no login mends, are returned as `fetch` returns them. There is no
 * breaker to wait for, so that time is the limit of a call, not five attempts: those are over within a minute.
 *
 * @throws {SalesforceError} when repeating is unsafe or useless, or when the attempts or the time are used up.
 */
export function createSalesforceFetch(options: SalesforceFetchOptions = {}): typeof fetch {
  const { isIdempotent = isIdempotentRequest, repeatRefusedCreates = true, baseDelayMs = 1_000 } = options;
  const { maxAttempts = 30, attemptTimeoutMs = 30_000, totalTimeoutMs = 600_000, maxDelayMs = 60_000 } = options;
  const tokens = createTokens(options.refreshToken);

  return async function salesforceFetch(input, init) {
    const request = outgoingRequest(input, init);
    const { method, url, headers, signal, isResendable } = request;
    const startedAt = Date.now();
    const deadline = startedAt + totalTimeoutMs;
    let attempts = 0;
    let failures = 0;
    let isUnknown = false;
    let mayLogIn = !url.includes('/services/oauth2/');

    const failed = (failure: Failure, advice?: string): SalesforceError => {
      const retryAt = failure.retryAfterMs === undefined ? undefined : Date.now() + failure.retryAfterMs;
      return new SalesforceError(failure, { method, url, attempts, startedAt, isUnknown, retryAt }, advice);
    };
    /** Waits before the next attempt, where there may be one. */
    const pause = async (failure: Failure): Promise<void> => {
      const { outcome, status, retryAfterMs = 0 } = failure;
      const isHarmless = outcome === 'not-sent' || (outcome === 'refused' && (status !== 503 || repeatRefusedCreates));
      failures += 1;
      isUnknown ||= outcome === 'unknown';
      if (outcome === 'final') throw failed(failure);
      if (!isHarmless && !isIdempotent(method, url)) {
        isUnknown = true;
        throw failed(failure, 'It may have been carried out: look before repeating it, or send an upsert.');
      }
      if (!isResendable) throw failed(failure, 'Its body is a stream, which cannot be sent again.');
      const wakeAt = Date.now() + retryAfterMs + backoffDelay(failures, baseDelayMs, maxDelayMs);
      if (failures >= maxAttempts || wakeAt >= deadline) throw failed(failure);
      await sleepUntil(wakeAt, signal);
    };

    for (;;) {
      const ended = await tokens.prepare(headers, deadline - Date.now(), signal);
      if (ended) throw failed(ended);
      attempts += 1;
      const timeoutMs = Math.min(attemptTimeoutMs, deadline - Date.now());
      const sent = await sendOnce(request, options.fetch ?? fetch, timeoutMs, signal);
      if (sent.failure) {
        await pause(sent.failure);
        continue;
      }
      if (sent.response.status !== 401) tokens.accept(headers);
      // The replay after a login is no retry, but there is one only.
      else if (mayLogIn && tokens.refuse(headers) && isResendable) {
        mayLogIn = false;
        continue;
      }
      return sent.response;
    }
  };
}

export { SalesforceError };
