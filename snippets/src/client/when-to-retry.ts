import { retryAfterMs } from './core/retry-after.ts';

/** What Angular's HttpClient fails with, or what an error of axios holds. */
interface Failure {
  readonly status?: number;
  readonly headers?: Pick<Headers, 'get'>;
  readonly response?: Failure;
}

/** Longest Retry-After that is waited for (ms). */
const LONGEST_WAIT = 600_000;

/**
 * The `delay` of RxJS' `retry` for a request to Salesforce: ends after a failure that passes, with backoff and full jitter
 * and never earlier than Retry-After asks. Throws every other failure, and one whose Retry-After is too long.
 */
export function whenToRetry(error: unknown, failures: number): Promise<void> {
  const failure = Object(error) as Failure;
  const { status = -1, headers } = failure.response ?? failure;
  const asked = (headers && retryAfterMs({ headers })) ?? 0;
  // A request that got no answer has the status 0.
  if (![0, 429, 500, 502, 503, 504].includes(status) || asked > LONGEST_WAIT) throw error;
  const backoff = Math.random() * Math.min(60_000, 1_000 * 2 ** (failures - 1));
  return new Promise((resolve) => setTimeout(resolve, asked + backoff));
}
