import type { ProofClient } from './clients.ts';

/** What becomes of the payments of a program; a rule promises that some of it is 0. */
export interface Damage {
  /** Not in Salesforce. */
  readonly lost: number;
  /** There more than once. */
  readonly duplicated: number;
  /** Lost although the caller was told success. */
  readonly silentlyLost: number;
  /** Neither told success nor failure. */
  readonly hung: number;
  /** Requests before the moment that Retry-After asked for. */
  readonly early: number;
  /** Told failure. */
  readonly failed: number;
  /** Requests above the number that is enough. */
  readonly excess: number;
  /** Bulk jobs that were begun and not closed. */
  readonly unfinished: number;
}

/**
 * Who runs a program: a caller with one payment, one that tries again when it fails, one with a list of payments, many callers one after the other, a queue that
 * delivers what is not acknowledged again, the sender of a webhook who comes again when asked to, or a load of many records.
 */
export type Drive = 'again' | 'callers' | 'list' | 'load' | 'message' | 'payment' | 'webhook';

/** A program with a defect. */
export interface Source {
  /** What stands above the function. */
  readonly above?: string;
  /** Its name and parameters; `act(org: Org, payment: Payment)` unless given. */
  readonly head?: string;
  readonly body: string;
}

/** Why there is nothing to show with a client. */
export interface Without {
  readonly because: string;
}

/** What happens while a program runs. */
export interface Weather {
  /** One step a request: each payment meets it from its beginning. */
  readonly outage: readonly string[];
  /** Each payment comes so many times at once (1), as a webhook does that is delivered again. */
  readonly times?: number | undefined;
  readonly drive?: Drive | undefined;
  /** So many requests are enough. */
  readonly atMost?: number | undefined;
  /** How a job that is waited for ends after half a minute (JobComplete); it may never do. */
  readonly jobEnds?: 'Aborted' | 'JobComplete' | 'never' | undefined;
  /** So many requests are left of the day; enough unless given. */
  readonly remaining?: number | undefined;
}

/** A defect that a rule finds, in the form that any client can have it. */
export interface Defect extends Weather {
  readonly rule: string;
  /** What tells it from others that the same rule finds. */
  readonly form?: string;
  /** What is 0 after the fix; the defect shows in the first of it, unless it is one that other callers suffer from. */
  readonly promises: readonly (keyof Damage)[];
  readonly isSilent?: true;
  /** It is about hours rather than minutes. */
  readonly isLong?: true;
  readonly program: (client: ProofClient) => Source | Without;
}
