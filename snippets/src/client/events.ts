import type { BreakerState } from './breaker.ts';
import type { SalesforceError } from './salesforce-error.ts';

/** The call that an event is about, without what is secret: the URL has no query. Durations are in milliseconds. */
export interface CallSoFar {
  readonly method: string;
  readonly url: string;
  /** The part of the platform, such as `data` or `auth`. */
  readonly family: string;
  readonly attempts: number;
  /** Of the attempt, or of the call with all its attempts and waits. */
  readonly durationMs: number;
}

/** What a client tells of its work. */
export type SalesforceEvent =
  | (CallSoFar & { type: 'attempt'; status: number | undefined; failure: SalesforceError['outcome'] | undefined })
  | (CallSoFar & { type: 'retry'; waitMs: number; reason: string })
  | (CallSoFar & { type: 'answer'; status: number })
  | (CallSoFar & { type: 'give-up'; error: SalesforceError })
  | { type: 'breaker'; family: string; from: BreakerState; to: BreakerState }
  | { type: 'reauthentication'; isSuccessful: boolean; durationMs: number };
