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
 * Other answers, such as 404 and a 401 that no login mends, are returned as `fetch` returns them. Without a breaker to
 * wait for, time is what limits a call, not a few attempts: five are over within a minute, an incident is not.
 *
 * @throws {SalesforceError} when repeating is unsafe or useless, or when the attempts or the time are used up.
 */
export function createSalesforceFetch(options: SalesforceFetchOptions = {}): typeof fetch {
  const { isIdempotent = isIdempotentRequest, repeatRefusedCreates = true, baseDelayMs = 1_000 } = options;
  const { maxAttempts = 30, attemptTimeoutMs = 30_000, totalTimeoutMs = 600_000, maxDelayMs = 60_000 } = options;
  const tokens = createTokens(options.refreshToken);

  return async function salesforceFetch(...args) {
    const request = outgoingRequest(...args);
    const { method, url, headers, signal, isResendable } = request;
    const startedAt = Date.now();
    const timeLeft = (): number => startedAt + totalTimeoutMs - Date.now();
    let [attempts, failures, isUnknown] = [0, 0, false];
    let mayLogIn = !url.includes('/services/oauth2/');

    const failed = (failure: Failure, advice?: string): SalesforceError => {
      const retryAt = failure.retryAfterMs === undefined ? undefined : Date.now() + failure.retryAfterMs;
      return new SalesforceError(failure, { method, url, attempts, startedAt, isUnknown, retryAt }, advice);
    };
    /** Waits before the next attempt, where there may be one. */
    const pause = async (failure: Failure): Promise<void> => {
      const { outcome, status, retryAfterMs = 0 } = failure;
      const isDoubtful = outcome === 'unknown' || (status === 503 && !repeatRefusedCreates);
      failures += 1;
      isUnknown ||= isDoubtful;
      if (isDoubtful && !isIdempotent(method, url)) {
        throw failed(failure, 'It may have been carried out: look before repeating it, or send an upsert.');
      }
      if (!isResendable) throw failed(failure, 'Its body is a stream, which cannot be sent again.');
      const wait = retryAfterMs + backoffDelay(failures, baseDelayMs, maxDelayMs);
      if (outcome === 'final' || failures >= maxAttempts || wait >= timeLeft()) throw failed(failure);
      await sleepUntil(Date.now() + wait, signal);
    };

    for (;;) {
      const loginFailure = await tokens.prepare(headers, timeLeft(), signal);
      if (loginFailure) throw failed(loginFailure);
      attempts += 1;
      const sent = await sendOnce(request, options.fetch ?? fetch, Math.min(attemptTimeoutMs, timeLeft()));
      if ('outcome' in sent) {
        await pause(sent);
      } else if (sent.response.status !== 401) {
        tokens.accept(headers);
        return sent.response;
      } else if (!mayLogIn || !tokens.refuse(headers) || !isResendable) {
        return sent.response;
      } else {
        // The replay after a login is no retry, but there is one only.
        mayLogIn = false;
      }
    }
  };
}

export { SalesforceError };
