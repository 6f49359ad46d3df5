import {
  circuitBreaker,
  ConsecutiveBreaker,
  DelegateBackoff,
  ExponentialBackoff,
  handleAll,
  handleWhen,
  retry,
  SamplingBreaker,
  timeout,
  TimeoutStrategy,
  wrap,
} from 'cockatiel';
import type { ClientFactory } from './client.ts';
import { fetchOnce } from './fetch-once.ts';
import { withLogin, withoutLogin } from './sessions.ts';
import { askedMs, isWorthRepeating, jitteredMs, TUNING } from './tuning.ts';

/** The example of its README: three attempts with backoff around a breaker. */
export const cockatielDefault: ClientFactory = (connection) => {
  const repeats = retry(handleAll, { maxAttempts: 3, backoff: new ExponentialBackoff() });
  const breaker = circuitBreaker(handleAll, { halfOpenAfter: 10_000, breaker: new ConsecutiveBreaker(5) });
  const policy = wrap(repeats, breaker);
  return withoutLogin(connection, (call, token) => policy.execute(() => fetchOnce(call, token)));
};

/** With a time-out, jitter, Retry-After in the delay, and a breaker whose refusals are waited for. */
export const cockatielTuned: ClientFactory = (connection) => {
  const breaker = circuitBreaker(
    handleWhen((error) => isWorthRepeating({ method: 'PATCH', url: '' }, error)),
    { halfOpenAfter: 10_000, breaker: new SamplingBreaker({ threshold: 0.8, duration: 30_000, minimumRps: 0.1 }) },
  );
  const limit = timeout(TUNING.attemptMs, TimeoutStrategy.Aggressive);
  return withLogin(connection, (call, token) => {
    const isBroken = (error: Error): boolean => error.name === 'BrokenCircuitError' || 'isBrokenCircuitError' in error;
    const repeats = retry(
      handleWhen((error) => isBroken(error) || (isWorthRepeating(call, error) && askedMs(error) <= TUNING.maxMs)),
      {
        maxAttempts: TUNING.retries,
        backoff: new DelegateBackoff((context) => {
          const { result } = context as { result?: { error?: Error } };
          return askedMs(result?.error) + jitteredMs(context.attempt);
        }),
      },
    );
    return wrap(repeats, breaker, limit).execute(({ signal }) => fetchOnce(call, token, fetch, signal));
  });
};
