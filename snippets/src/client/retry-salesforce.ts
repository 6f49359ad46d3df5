import { answerIn } from './answer-in.ts';
import { retryAfterMs } from './core/retry-after.ts';
import { failureOf, failureOfError } from './failure.ts';
import { findNetworkError } from './find-network-error.ts';
import type { SalesforceError } from './salesforce-error.ts';

/** What {@link retrySalesforce} may be told; every duration is in milliseconds. */
export interface RetryOptions {
  /** Whether carrying the call out twice does no harm, as with reads and upserts. */ readonly idempotent?: boolean;
  /** Failures after which the call is given up (30). */ readonly maxAttempts?: number;
  /** Longest time with all retries (10 minutes). */ readonly totalTimeoutMs?: number;
  /** Ceiling of the first backoff (1 s); it doubles with each failure. */ readonly baseDelayMs?: number;
  /** Ceiling of every backoff (60 s). */ readonly maxDelayMs?: number;
}

/**
 * Repeats a call to Salesforce, made with any library, while it fails in a way that passes: with backoff and full jitter,
 * never earlier than Retry-After asks, and a call that is not idempotent only where Salesforce did nothing. When it gives
 * up, the call ends as the library ended it last.
 */
export async function retrySalesforce<T>(call: () => T | PromiseLike<T>, options: RetryOptions = {}): Promise<T> {
  const { idempotent = false, maxAttempts = 30, totalTimeoutMs = 600_000 } = options;
  const { baseDelayMs = 1_000, maxDelayMs = 60_000 } = options;
  const endsAt = Date.now() + totalTimeoutMs;
  for (let failures = 1; ; failures += 1) {
    const sent = (async (): Promise<T> => call())();
    const failure = await sent.then(answeredFailure, thrownFailure);
    const backoff = Math.random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (failures - 1));
    const next = Math.max(Date.now(), Number(failure?.retryAt ?? 0)) + backoff;
    const isUnsafe = failure?.outcome === 'unknown' && !idempotent;
    if (!failure || isUnsafe || failure.outcome === 'final' || failures >= maxAttempts || next >= endsAt) return sent;
    await sent.then(release, () => undefined);
    // Timers may fire early.
    while (Date.now() < next) await new Promise((resolve) => setTimeout(resolve, next - Date.now()));
  }
}

/** Lets go of an answer that nobody will read, which would hold its connection. */
async function release(answer: unknown): Promise<void> {
  const { body } = Object(answer) as { body?: { dump?: () => unknown; cancel?: () => unknown } | null };
  await (body?.dump?.() ?? body?.cancel?.());
}

/** The failure that an answer stands for, where a library resolves with any answer or throws it. */
async function answeredFailure(thing: unknown): Promise<SalesforceError | undefined> {
  const answer = answerIn(thing);
  if (!answer || answer.response.ok) return undefined;
  return failureOf(answer.response, answer.text, retryAfterMs(answer.response));
}

async function thrownFailure(error: unknown): Promise<SalesforceError | undefined> {
  if (answerIn(error)) return answeredFailure(error);
  const lost = findNetworkError(error);
  return lost && failureOfError(lost);
}
