import type { BreakerState } from './breaker.ts';
import type { Outcome, SalesforceError } from './salesforce-error.ts';

/** The request that an event is about, without what is secret. */
interface About {
  readonly method: string;
  /** Without its query. */
  readonly url: string;
  readonly family: string;
}

/** What a client tells of its work; durations are in milliseconds. */
export type SalesforceEvent =
  | (About & {
      readonly type: 'attempt';
      readonly attempt: number;
      readonly durationMs: number;
      readonly status: number | undefined;
      /** Undefined where the answer goes to the caller. */
      readonly failure: Outcome | undefined;
      readonly reason: string | undefined;
    })
  | (About & { readonly type: 'retry'; readonly attempt: number; readonly waitMs: number; readonly reason: string })
  | (About & {
      readonly type: 'success';
      readonly status: number;
      readonly attempts: number;
      readonly durationMs: number;
    })
  | (About & { readonly type: 'give-up'; readonly error: SalesforceError; readonly durationMs: number })
  | { readonly type: 'breaker'; readonly family: string; readonly from: BreakerState; readonly to: BreakerState }
  | { readonly type: 'reauthentication'; readonly isSuccessful: boolean; readonly durationMs: number };
