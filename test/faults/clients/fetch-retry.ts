import fetchBuilder from 'fetch-retry';
import type { ClientFactory } from './client.ts';
import { fetchOnce, HttpError } from './fetch-once.ts';
import { withLogin, withoutLogin } from './sessions.ts';
import { askedMs, isWorthRepeating, jitteredMs, TUNING } from './tuning.ts';

// The package is CommonJS that says that it is an ES module.
const build = ((fetchBuilder as unknown as { default?: typeof fetchBuilder }).default ?? fetchBuilder) as (
  send: typeof fetch,
  options?: object,
) => typeof fetch;

/** `fetchRetry(fetch)`. */
export const fetchRetry: ClientFactory = (connection) => {
  const send = build((...args: Parameters<typeof fetch>) => fetch(...args));
  return withoutLogin(connection, (call, token) => fetchOnce(call, token, send));
};

/** With `retryOn` and `retryDelay` as functions. It takes no time-out of an attempt: that comes with the `fetch` within. */
export const fetchRetryTuned: ClientFactory = (connection) => {
  const send: typeof fetch = (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(TUNING.attemptMs) });
  return withLogin(connection, (call, token) => {
    const failure = (error: Error | null, response: Response | null): unknown =>
      response && !response.ok ? new HttpError(response) : error;
    const retryOn = (attempt: number, error: Error | null, response: Response | null): boolean => {
      const failed = failure(error, response);
      if (failed === null || attempt >= TUNING.retries) return false;
      return isWorthRepeating(call, failed) && askedMs(failed) <= TUNING.maxMs;
    };
    const retryDelay = (attempt: number, error: Error | null, response: Response | null): number =>
      askedMs(failure(error, response)) + jitteredMs(attempt + 1);
    return fetchOnce(call, token, build(send, { retryOn, retryDelay }));
  });
};
