import { isIdempotentRequest } from './core/is-idempotent-request.ts';
import { retryAfterMs } from './core/retry-after.ts';
import { createTokens } from './core/tokens.ts';
import { failureOf, failureOfError } from './failure.ts';
import { isLoginOutage, loginFailure } from './login-failure.ts';
import { outgoingRequest } from './outgoing-request.ts';
import { SalesforceError } from './salesforce-error.ts';
import { within } from './within.ts';

/** What {@link createSalesforceFetch} may be told; every duration is in milliseconds. */
export interface SalesforceFetchOptions {
  /** The `fetch` to send with; the global one unless given. */ readonly fetch?: typeof fetch;
  /** Logs in again after a 401 and resolves with the new token. */ readonly refreshToken?: () => Promise<string>;
  /** Whether an unknown outcome is repeated. */ readonly isIdempotent?: (method: string, url: string) => boolean;
  /** Failures after which a call is given up (30). */ readonly maxAttempts?: number;
  /** Longest time for one request, its body included (30 s). */ readonly attemptTimeoutMs?: number;
  /** Longest time for one call with all its retries (10 minutes). */ readonly totalTimeoutMs?: number;
  /** Ceiling of the first backoff (1 s); it doubles with each failure. */ readonly baseDelayMs?: number;
  /** Ceiling of every backoff (60 s). */ readonly maxDelayMs?: number;
}

/**
 * A `fetch` that outlasts an outage: it retries with backoff and full jitter, never earlier than Retry-After asks, logs
 * in again once after a 401, and never repeats a create whose outcome is unknown. Bodies are read whole.
 * @throws {SalesforceError} when repeating is unsafe or useless, or when the attempts or the time are used up.
 */
export function createSalesforceFetch(options: SalesforceFetchOptions = {}): typeof fetch {
  const { isIdempotent = isIdempotentRequest, maxAttempts = 30, attemptTimeoutMs = 30_000 } = options;
  const { totalTimeoutMs = 600_000, baseDelayMs = 1_000, maxDelayMs = 60_000 } = options;
  const never = (): Promise<never> => new Promise(() => undefined);
  const tokens = createTokens(options.refreshToken);

  return async function salesforceFetch(...args: Parameters<typeof fetch>) {
    const { method, url, headers, signal, isResendable, send } = outgoingRequest(...args);
    const mayRepeat = isIdempotent(method, url);
    const startedAt = Date.now();
    const endsAt = startedAt + totalTimeoutMs;
    let [attempts, failures, isUnknown, mayLogIn] = [0, 0, false, !url.includes('/services/oauth2/')];

    const sendOnce = async (attempt: AbortSignal): Promise<Response | SalesforceError> => {
      if (Date.now() >= endsAt) return new SalesforceError('no time is left', { outcome: 'not-sent' });
      attempts += 1;
      const response = await send(options.fetch ?? fetch, attempt, mayRepeat);
      return (await failureOf(response, await response.clone().text(), retryAfterMs(response))) ?? response;
    };

    for (;;) {
      const login = await within(endsAt - Date.now(), signal, () => tokens.renew(headers)).catch(loginFailure);
      const attemptMs = Math.min(attemptTimeoutMs, endsAt - Date.now());
      const sent = login ?? (await within(attemptMs, signal, sendOnce).catch(failureOfError));
      signal?.throwIfAborted();
      if (!(sent instanceof SalesforceError)) {
        if (sent.status !== 401 || !mayLogIn || !tokens.refuse(headers) || !isResendable) return sent;
        // The replay after a login is no retry, but there is one only.
        mayLogIn = false;
        continue;
      }
      isUnknown ||= sent.outcome === 'unknown';
      const backoff = Math.random() * Math.min(maxDelayMs, baseDelayMs * 2 ** failures);
      const next = Math.max(Date.now(), Number(sent.retryAt ?? 0)) + backoff;
      failures += 1;
      const isUnsafe = !isResendable || (isUnknown && !mayRepeat);
      const isFinal = sent.outcome === 'final' || (login && !isLoginOutage(sent.cause));
      if (isUnsafe || isFinal || failures >= maxAttempts || next >= endsAt) {
        const { message, cause, ...last } = sent;
        const advice = mayRepeat ? '' : ' It may have been carried out: look before repeating it, or send an upsert.';
        const said = `${method} ${url.replace(/[?#].*/, '')}: ${message}, attempt ${attempts}.${isUnknown ? advice : ''}`;
        const outcome = isUnknown ? 'unknown' : last.outcome;
        throw new SalesforceError(said, { ...last, cause, outcome, attempts, elapsedMs: Date.now() - startedAt });
      }
      // Timers may fire early.
      while (Date.now() < next) await within(next - Date.now(), signal, never).catch(() => signal?.throwIfAborted());
    }
  };
}

export { SalesforceError };
