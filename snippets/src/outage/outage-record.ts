import type { Delivery } from './outage-script.ts';
import type { SalesforceOrg } from './salesforce-org.ts';

/** Steps, one a line; those drawn by lot have a seed, and random numbers that follow it. */
export type OutageScript = readonly string[] & { readonly seed?: number; readonly draw?: () => () => number };

/** The states of a circuit breaker. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** One request as the outage saw it. Moments are in ms since 1970. */
export interface SeenRequest {
  /** The how many-th request it was, from 0. */
  readonly index: number;
  readonly at: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** The external ids that it names, in its path or its body. */
  readonly keys: readonly string[];
  /** The how many-th request for the same key it was, from 1; for the same method and path where it has no key. */
  readonly attempt: number;
  /** How long before the moment that the last Retry-After asked for it came (ms); 0 when in time. */
  readonly earlyMs: number;
  /** What the breaker of the caller was said to be in at that time. */
  readonly breaker: BreakerState | undefined;
  /** The step of the script that it met; undefined when it was served. */
  step: string | undefined;
  /** Whether Salesforce did what it asks. */
  carriedOut: boolean;
  /** The status of the answer; undefined without one. */
  status: number | undefined;
  delivery: Delivery;
  /** When the answer went out, or the connection was closed; when the caller gave up on it. */
  answeredAt: number | undefined;
  abortedAt: number | undefined;
}

/** What a caller wanted (a record with an external id), and what it was told. */
export interface SeenCall {
  readonly key: string;
  readonly at: number;
  told: 'nothing' | 'success' | 'failure';
  endedAt: number | undefined;
  error: unknown;
}

/** Everything that a verdict is made from; logs are what went through `console`. */
export interface OutageRecord {
  readonly script: OutageScript;
  readonly requests: SeenRequest[];
  readonly calls: SeenCall[];
  readonly logs: string[];
  readonly org: SalesforceOrg;
}
