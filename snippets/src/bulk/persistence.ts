import { sleepUntil } from '../client/sleep-until.ts';
import { SalesforceRejection } from '../org/salesforce-rejection.ts';

/** How long a load goes on, and how often it asks. */
export interface Patience {
  /** Longest time for all of it (24 h, as long as Salesforce keeps an open job). */
  readonly timeoutMs?: number;
  /** First pause; each one is half as long again as the one before (5 s). */
  readonly pauseMs?: number;
  /** Longest pause (60 s): every question is an API call. */
  readonly maxPauseMs?: number;
  /** Ends the load; what Salesforce has begun goes on there. */
  readonly signal?: AbortSignal | undefined;
}

/** The time was up before the work was done. */
export class DeadlineError extends Error {
  constructor(timeoutMs: number, cause?: unknown) {
    const last = cause instanceof Error ? ` The last failure: ${cause.message}` : '';
    super(`Not done within ${timeoutMs} ms.${last}`, { cause });
    this.name = 'DeadlineError';
  }
}

/** Repeats and waits for as long as one deadline, and one signal, allow. */
export interface Persistence {
  readonly signal: AbortSignal | undefined;
  /** Repeats what is safe to repeat until it succeeds. */
  persist: <Result>(attempt: () => Promise<Result>) => Promise<Result>;
  /** Asks until there is an answer. */
  poll: <Result>(attempt: () => Promise<Result | undefined>) => Promise<Result>;
  /** The pause before round 1, 2, 3 …, which the failure behind it may lengthen. */
  pause: (round: number, failure?: unknown) => Promise<void>;
}

/**
 * Starts the clock.
 *
 * The pauses grow from `pauseMs` to `maxPauseMs` and are up to a quarter longer or shorter, so that many loads do not ask
 * in step. Where a failure says when to come back (`retryAt`), it is never earlier.
 */
export function startPersistence(patience: Patience): Persistence {
  const { timeoutMs = 86_400_000, pauseMs = 5_000, maxPauseMs = 60_000, signal } = patience;
  const deadline = Date.now() + timeoutMs;

  const pause = async (round: number, failure?: unknown): Promise<void> => {
    const planned = Math.min(pauseMs * 1.5 ** (round - 1), maxPauseMs) * (0.75 + Math.random() / 2);
    const wakeAt = Math.max(Date.now(), comeBackAt(failure) ?? 0) + planned;
    if (wakeAt > deadline) throw new DeadlineError(timeoutMs, failure);
    await sleepUntil(wakeAt, signal);
  };
  const poll = async <Result>(attempt: () => Promise<Result | undefined>): Promise<Result> => {
    for (let round = 1; ; round += 1) {
      signal?.throwIfAborted();
      const { result, failure } = await outcomeOf(attempt, signal);
      if (result !== undefined) return result;
      await pause(round, failure);
    }
  };
  const persist = async <Result>(attempt: () => Promise<Result>): Promise<Result> =>
    (await poll(async () => ({ result: await attempt() }))).result;
  return { signal, persist, poll, pause };
}

/** The result of an attempt, or the failure that may be gone the next time; any other is thrown. */
async function outcomeOf<Result>(
  attempt: () => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<{ result?: Result; failure?: unknown }> {
  try {
    return { result: await attempt() };
  } catch (failure) {
    signal?.throwIfAborted();
    if (!mayPass(failure)) throw failure;
    return { failure };
  }
}

/** Whether a failure may be gone later. The resilient client calls those `final` that are not. */
export function mayPass(error: unknown): boolean {
  if (error instanceof SalesforceRejection) return error.transient;
  const { outcome } = Object(error) as { outcome?: unknown };
  return outcome !== 'final';
}

function comeBackAt(error: unknown): number | undefined {
  const { retryAt } = Object(error) as { retryAt?: unknown };
  return retryAt instanceof Date ? retryAt.getTime() : undefined;
}
