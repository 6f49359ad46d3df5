import { answerIn } from './answer-in.ts';
import { answeredFailure } from './answered-failure.ts';
import { failureOfError } from './failure.ts';
import { findNetworkError } from './find-network-error.ts';
import type { SalesforceError } from './salesforce-error.ts';

/** What {@link retrySalesforce} may be told; every duration is in milliseconds. */
export interface RetryOptions {
  /** Whether carrying the call out twice does no harm, as with reads and upserts. */ readonly idempotent?: boolean;
  /** Failures after which the call is given up (30). */ readonly maxAttempts?: number;
  /** Longest time with all retries (10 minutes). */ readonly totalTimeoutMs?: number;
  /** Ceiling of the first backoff (1 s); it doubles with each failure. */ readonly baseDelayMs?: number;
  /** Ceiling of every backoff (60 s). */ readonly maxDelayMs?: number;
  /** The signal that the caller aborts the call with; an abort by any other one is a time-out. */
  readonly signal?: Pick<AbortSignal, 'aborted'> | null | undefined;
  /** The answer that the library had last, where its errors do not hold it. */ readonly lastAnswer?: () => unknown;
}

/**
 * Repeats a call to Salesforce, made with any library, while it fails in a way that passes: with backoff and full jitter,
 * never earlier than Retry-After asks, and a call that is not idempotent only where Salesforce did nothing. When it gives
 * up, the call ends as the library ended it last.
 */
export async function retrySalesforce<T>(call: () => T | PromiseLike<T>, options: RetryOptions = {}): Promise<T> {
  const { idempotent = false, maxAttempts = 30, totalTimeoutMs = 600_000 } = options;
  const { baseDelayMs = 1_000, maxDelayMs = 60_000, signal, lastAnswer } = options;
  const endsAt = Date.now() + totalTimeoutMs;
  for (let failures = 1; ; failures += 1) {
    const sentAt = Date.now();
    const sent = (async (): Promise<T> => call())();
    const isCaller = (): boolean => signal?.aborted ?? Date.now() - sentAt < SHORTEST_TIMEOUT;
    const failure = await sent.then(
      (answer) => answeredFailure(answer),
      (error: unknown) => thrownFailure(error, isCaller, lastAnswer?.()),
    );
    const backoff = Math.random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (failures - 1));
    const next = Math.max(Date.now(), Number(failure?.retryAt ?? 0)) + backoff;
    const isUnsafe = failure?.outcome === 'unknown' && !idempotent;
    if (!failure || isUnsafe || failure.outcome === 'final' || failures >= maxAttempts || next >= endsAt) return sent;
    await sent.then(release, (): undefined => undefined);
    // Timers may fire early. After an abort, the library throws what it throws then, and sends nothing.
    while (Date.now() < next && !signal?.aborted) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(next - Date.now(), 1_000)));
    }
  }
}

/** Lets go of an answer that nobody will read, which would hold its connection. */
async function release(answer: unknown): Promise<void> {
  const { body } = Object(answer) as { body?: { dump?: () => unknown; cancel?: () => unknown } | null };
  await (body?.dump?.() ?? body?.cancel?.());
}

/** A call that is aborted sooner (ms) was so from the start: by its caller, whose signal the call was given again. */
const SHORTEST_TIMEOUT = 100;

/** The failure behind what a library threw; node-fetch, axios and whoever aborts by a timer name time-outs as they name an abort. */
async function thrownFailure(
  error: unknown,
  isCaller: () => boolean,
  last: unknown,
): Promise<SalesforceError | undefined> {
  if (answerIn(error)) return answeredFailure(error, last);
  const { name } = Object(error) as { name?: unknown };
  const isAbort = name === 'AbortError' || name === 'CanceledError';
  const lost = findNetworkError(error) ?? (isAbort && !isCaller() ? error : undefined);
  return lost === undefined ? undefined : failureOfError(lost);
}
