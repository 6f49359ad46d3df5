import type { BreakerState } from './breaker.ts';
import type { Outcome, SalesforceError } from './salesforce-error.ts';

/** What a client tells of its work; durations are in milliseconds. */
export type SalesforceEvent =
  | (CallSoFar & {
      readonly type: 'attempt';
      readonly status: number | undefined;
      readonly failure: Outcome | undefined;
    })
  | (CallSoFar & { readonly type: 'retry'; readonly waitMs: number; readonly reason: string })
  | (CallSoFar & { readonly type: 'answer'; readonly status: number })
  | (CallSoFar & { readonly type: 'give-up'; readonly error: SalesforceError })
  | { readonly type: 'breaker'; readonly family: string; readonly from: BreakerState; readonly to: BreakerState }
  | { readonly type: 'reauthentication'; readonly isSuccessful: boolean; readonly durationMs: number };

/** The call that an event is about, without what is secret. */
export interface CallSoFar {
  readonly method: string;
  /** Without its query. */
  readonly url: string;
  /** The part of the platform, such as `data` or `auth`. */
  readonly family: string;
  readonly attempts: number;
  /** Of the attempt, or of the call with all its attempts and waits. */
  readonly durationMs: number;
}
