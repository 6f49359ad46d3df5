/** What an attempt left behind. After `unknown`, it may have been carried out; `final` fails again when it is repeated. */
export type Outcome = 'not-sent' | 'refused' | 'unknown' | 'final';

/** Why one attempt failed. */
export interface Failure {
  readonly outcome: Outcome;
  readonly reason: string;
  /** Whether the service is in trouble, rather than this request or the rate of requests. */
  readonly isOutage: boolean;
  readonly status?: number | undefined;
  readonly errorCode?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** A call that was given up. Times are ms since 1970. */
export interface FailedCall {
  readonly method: string;
  readonly url: string;
  readonly startedAt: number;
  readonly attempts: number;
  readonly isUnknown: boolean;
  readonly retryAt: number | undefined;
}

/** A Salesforce call that failed although it was repeated as far as that is safe and its time allows. */
export class SalesforceError extends Error {
  /** HTTP status of the last answer; undefined when there was none. */
  readonly status: number | undefined;
  /** Salesforce's own code, such as `UNABLE_TO_LOCK_ROW`. */
  readonly errorCode: string | undefined;
  /** `unknown`: it may have been carried out by any of the attempts. After anything else, it was not. */
  readonly outcome: Outcome;
  /** When to try again, where that is known. */
  readonly retryAt: Date | undefined;
  /** How many requests were sent. */
  readonly attempts: number;
  readonly elapsedMs: number;

  constructor(failure: Failure, { method, url, attempts, startedAt, isUnknown, retryAt }: FailedCall, advice = '') {
    // Messages end up in logs: the query, which may hold a secret, and a session id that an answer repeats stay out.
    const said = `${method} ${url.split(/[?#]/)[0]}: ${failure.reason}, attempt ${attempts}. ${advice}`.trim();
    super(said.replace(/\b00D\w{12,15}![\w.]+/g, '[token]'), { cause: failure.cause });
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
