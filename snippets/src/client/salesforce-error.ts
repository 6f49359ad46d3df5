/**
 * What an attempt left behind. `not-sent` and `refused`: Salesforce did nothing. `unknown`: it may have been carried out
 * although no answer says so. `final`: refused, and repeating it would change nothing.
 */
export type Outcome = 'not-sent' | 'refused' | 'unknown' | 'final';

/** Why one attempt failed. Durations are in milliseconds. */
export interface Failure {
  readonly outcome: Outcome;
  readonly reason: string;
  /** Whether the service is in trouble, rather than this request or the rate of requests: what a breaker counts. */
  readonly isOutage: boolean;
  /** Whether Salesforce may still be at work on it. */
  readonly isPending?: boolean;
  readonly status?: number | undefined;
  readonly errorCode?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** What became of a call until it was given up. */
export interface FailedCall {
  readonly method: string;
  readonly url: string;
  readonly attempts: number;
  /** ms since 1970. */
  readonly startedAt: number;
  /** Whether any of its attempts may have been carried out. */
  readonly isUnknown: boolean;
  /** When it may be tried again (ms since 1970), where that is known. */
  readonly retryAt: number | undefined;
}

/** A Salesforce call that failed although it was repeated as far as that is safe and its time allows. */
export class SalesforceError extends Error {
  /** HTTP status of the last answer; undefined when there was none. */
  readonly status: number | undefined;
  /** Salesforce's own code, such as `UNABLE_TO_LOCK_ROW`, where the answer has one. */
  readonly errorCode: string | undefined;
  /** What is known of all attempts together. */
  readonly outcome: Outcome;
  /** When to try again, where that is known. */
  readonly retryAt: Date | undefined;
  /** How many requests were sent. */
  readonly attempts: number;
  readonly elapsedMs: number;

  constructor(failure: Failure, { method, url, attempts, startedAt, isUnknown, retryAt }: FailedCall, advice = '') {
    // Messages end up in logs: the query, which may hold a secret, and session ids that an answer repeats stay out.
    const said = `${method} ${url.split(/[?#]/)[0]}: ${failure.reason}, attempt ${attempts}.${advice && ` ${advice}`}`;
    super(said.replaceAll(/\b00D\w{12,15}![\w.]+/g, '[token]'), { cause: failure.cause });
    this.name = 'SalesforceError';
    this.status = failure.status;
    this.errorCode = failure.errorCode;
    this.outcome = isUnknown ? 'unknown' : failure.outcome;
    // Later than 8.64e15 ms, a Date is an invalid one.
    this.retryAt = retryAt === undefined ? undefined : new Date(Math.min(retryAt, 8.64e15));
    this.attempts = attempts;
    this.elapsedMs = Date.now() - startedAt;
  }
}
