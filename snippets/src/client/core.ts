import { checkAnswer, failureOfError } from './core/failure.ts';
import { isIdempotentRequest } from './core/is-idempotent-request.ts';
import { outgoingRequest } from './core/outgoing-request.ts';
import { SalesforceError } from './core/salesforce-error.ts';
import { createTokens } from './core/tokens.ts';
import { within } from './core/within.ts';

/** What {@link createSalesforceFetch} may be told; every duration is in milliseconds. */
export interface SalesforceFetchOptions {
  /** The `fetch` to send with; the global one unless given. */ readonly fetch?: typeof fetch;
  /** Logs in again after a 401 and resolves with the new token. */ readonly refreshToken?: () => Promise<string>;
  /** Whether an unknown outcome is repeated. */ readonly isIdempotent?: (method: string, url: string) => boolean;
  /** Whether creates are repeated after a 503 (true). */ readonly repeatRefusedCreates?: boolean;
  /** Most requests for one call (30); the replay after a 401 comes on top. */ readonly maxAttempts?: number;
  /** Longest time for one request, its body included (30 s). */ readonly attemptTimeoutMs?: number;
  /** Longest time for one call with all its retries (10 minutes). */ readonly totalTimeoutMs?: number;
  /** Ceiling of the first backoff (1 s); it doubles with each attempt. */ readonly baseDelayMs?: number;
  /** Ceiling of every backoff (60 s). */ readonly maxDelayMs?: number;
}

/**
 * A `fetch` that outlasts an outage: it retries with backoff and full jitter, never earlier than Retry-After asks, logs
 * in again once after a 401, and never repeats a create whose outcome is unknown. Bodies are read whole.
 * @throws {SalesforceError} when repeating is unsafe or useless, or when the attempts or the time are used up.
 */
export function createSalesforceFetch(options: SalesforceFetchOptions = {}): typeof fetch {
  const { isIdempotent = isIdempotentRequest, repeatRefusedCreates = true, refreshToken, maxAttempts = 30 } = options;
  const { attemptTimeoutMs = 30_000, totalTimeoutMs = 600_000, baseDelayMs = 1_000, maxDelayMs = 60_000 } = options;
  const never = (): Promise<never> => new Promise(() => undefined);
  const tokens = refreshToken && createTokens(refreshToken);

  return async function salesforceFetch(...args) {
    const { method, url, headers, signal, isResendable, send } = outgoingRequest(options.fetch ?? fetch, ...args);
    const mayRepeat = isIdempotent(method, url);
    const startedAt = Date.now();
    const endsAt = startedAt + totalTimeoutMs;
    let [attempts, failures, isUnknown, mayLogIn] = [0, 0, false, !url.includes('/services/oauth2/')];

    const failed = ({ message, cause, ...last }: SalesforceError): SalesforceError => {
      const outcome = isUnknown ? 'unknown' : last.outcome;
      const advice = mayRepeat ? '' : ' It may have been carried out: look before repeating it, or send an upsert.';
      const said = `${method} ${url.replace(/[?#].*/, '')}: ${message}, attempt ${attempts}.${isUnknown ? advice : ''}`;
      return new SalesforceError(said, { ...last, cause, outcome, attempts, elapsedMs: Date.now() - startedAt });
    };
    const waitAfter = async (last: SalesforceError): Promise<void> => {
      isUnknown ||= last.outcome === 'unknown' || (last.status === 503 && !repeatRefusedCreates);
      const backoff = Math.random() * Math.min(maxDelayMs, baseDelayMs * 2 ** failures);
      const next = Math.max(Date.now(), Number(last.retryAt ?? 0)) + backoff;
      failures += 1;
      const isUnsafe = !isResendable || (isUnknown && !mayRepeat);
      if (isUnsafe || last.outcome === 'final' || failures >= maxAttempts || next >= endsAt) throw failed(last);
      // Timers may fire early.
      while (Date.now() < next) await within(next - Date.now(), signal, never).catch(() => signal?.throwIfAborted());
    };

    for (;;) {
      const renewal = within(endsAt - Date.now(), signal, async () => tokens?.renew(headers));
      const token = await renewal.catch((cause: unknown) => {
        signal?.throwIfAborted();
        const facts = { outcome: 'refused', status: 401, cause } as const;
        throw failed(new SalesforceError('the session has ended and the login failed', facts));
      });
      const timeLeft = Math.min(attemptTimeoutMs, endsAt - Date.now());
      if (timeLeft <= 0) throw failed(new SalesforceError('no time is left', { outcome: 'not-sent' }));
      attempts += 1;
      const sent = await within(timeLeft, signal, (attempt) => send(attempt).then(checkAnswer)).catch(failureOfError);
      signal?.throwIfAborted();
      if (sent instanceof SalesforceError) await waitAfter(sent);
      else if (sent.status !== 401 || !mayLogIn || !tokens?.refuse(token) || !isResendable) return sent;
      // The replay after a login is no retry, but there is one only.
      else mayLogIn = false;
    }
  };
}

export { SalesforceError };
