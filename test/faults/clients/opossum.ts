import CircuitBreaker from 'opossum';
import type { Call, ClientFactory } from './client.ts';
import { fetchOnce } from './fetch-once.ts';
import { repeated } from './p-retry.ts';
import { withLogin, withoutLogin } from './sessions.ts';
import { isWorthRepeating, TUNING } from './tuning.ts';

/** `new CircuitBreaker(send)`: it fails fast, and repeats nothing. */
export const opossum: ClientFactory = (connection) => {
  const breaker = new CircuitBreaker((call: Call, token: string) => fetchOnce(call, token));
  return withoutLogin(connection, (call, token) => breaker.fire(call, token));
};

/** With longer times, what counts as a failure, and p-retry around it for what it lacks. */
export const opossumTuned: ClientFactory = (connection) => {
  const send = (call: Call, token: string): Promise<unknown> =>
    fetchOnce(call, token, fetch, AbortSignal.timeout(TUNING.attemptMs));
  const breaker = new CircuitBreaker(send, {
    timeout: false,
    resetTimeout: 10_000,
    volumeThreshold: 10,
    errorFilter: (error: unknown) => !isWorthRepeating({ method: 'PATCH', url: '' }, error),
  });
  return withLogin(connection, (call, token) =>
    repeated(call, async () => {
      try {
        return await breaker.fire(call, token);
      } catch (error) {
        // An open breaker is worth waiting for, as a refusal is.
        const isOpen = (Object(error) as { code?: unknown }).code === 'EOPENBREAKER';
        throw isOpen ? Object.assign(new Error('The breaker is open.'), { status: 503 }) : error;
      }
    }),
  );
};
