import pRetry from 'p-retry';
import type { Call, ClientFactory } from './client.ts';
import { fetchOnce } from './fetch-once.ts';
import { withLogin, withoutLogin } from './sessions.ts';
import { askedMs, isWorthRepeating, TUNING } from './tuning.ts';

/** Its README: `pRetry(run, { retries: 5 })`, with a check of the answer in `run`. */
export const pRetryDefault: ClientFactory = (connection) =>
  withoutLogin(connection, (call, token) => pRetry(() => fetchOnce(call, token), { retries: 5 }));

/** The promise of a call that is repeated as its options allow; Retry-After is waited for in `onFailedAttempt`. */
export const repeated = (call: Call, run: () => Promise<unknown>): Promise<unknown> =>
  pRetry(run, {
    retries: TUNING.retries,
    minTimeout: TUNING.baseMs,
    maxTimeout: TUNING.maxMs,
    randomize: true,
    shouldRetry: ({ error }) => isWorthRepeating(call, error) && askedMs(error) <= TUNING.maxMs,
    onFailedAttempt: async ({ error }) => {
      const ms = askedMs(error);
      if (ms > 0 && ms <= TUNING.maxMs) await new Promise((resolve) => setTimeout(resolve, ms));
    },
  });

/** With a time-out for each attempt, jitter, and what is safe to repeat. */
export const pRetryTuned: ClientFactory = (connection) =>
  withLogin(connection, (call, token) =>
    repeated(call, () => fetchOnce(call, token, fetch, AbortSignal.timeout(TUNING.attemptMs))),
  );
