import type { Ledger } from './ledger.ts';

/** The states of a circuit breaker. */
export type BreakerState = 'closed' | 'open' | 'half-open';

/** One request as the outage saw it. */
export interface SeenRequest {
  /** The how many-th request it was, from 0. */
  readonly index: number;
  /** When it came in (ms since 1970). */
  readonly at: number;
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** The external ids that it names, in its path or its body. */
  readonly keys: readonly string[];
  /** The how many-th request for the same key it was, from 1; for the same method and path where it has no key. */
  readonly attempt: number;
  /** The step of the script that it met; undefined when it was served. */
  readonly step: string | undefined;
  /** How long before the moment that the last Retry-After asked for it came (ms); 0 when in time. */
  readonly earlyMs: number;
  /** What the breaker of the caller was said to be in at that time. */
  readonly breaker: BreakerState | undefined;
  /** Whether Salesforce did what it asks. */
  carriedOut: boolean;
  /** The status of the answer; undefined without one. */
  status: number | undefined;
  /** How the answer travelled. */
  delivery: 'whole' | 'reset' | 'drop' | 'hang' | 'truncate' | 'stall';
  /** When the answer went out, or the connection was closed (ms since 1970). */
  answeredAt: number | undefined;
  /** When the caller gave up on it (ms since 1970). */
  abortedAt: number | undefined;
}

/** What a caller wanted, and what it was told. */
export interface SeenCall {
  /** The external id of the record that it is about. */
  readonly key: string;
  readonly at: number;
  told: 'nothing' | 'success' | 'failure';
  /** When it was told (ms since 1970). */
  endedAt: number | undefined;
  error: unknown;
}

/** Everything that a verdict is made from. */
export interface OutageRecord {
  readonly script: readonly string[];
  /** The seed of a chaos script. */
  readonly seed: number | undefined;
  readonly requests: readonly SeenRequest[];
  readonly calls: readonly SeenCall[];
  readonly ledger: Ledger;
  /** What was logged while it ran. */
  readonly logs: readonly string[];
  readonly logins: number;
  /** Access tokens and secrets that were in use. */
  readonly secrets: ReadonlySet<string>;
}
