/** What is written: single creates (POST), single upserts by external id (PATCH), or one Bulk API 2.0 load. */
export type Kind = 'create' | 'upsert' | 'load';

/** One square of the matrix. */
export interface Cell {
  readonly scenario: string;
  readonly client: string;
  readonly kind: Kind;
}

/** What the ledger says of a cell. Counts are of items, unless said otherwise. */
export interface CellResult extends Cell {
  readonly items: number;
  /** Not in Salesforce. */
  readonly lost: number;
  /** … of which the caller was told that they are. */
  readonly silentlyLost: number;
  /** In Salesforce more than once. */
  readonly duplicated: number;
  /** In Salesforce, although the caller was told that it failed. */
  readonly failedThoughStored: number;
  /** The caller was told that it is not known: `outcome: 'unknown'`. */
  readonly unknown: number;
  /** Neither succeeded nor failed when the time of the cell was up. */
  readonly hung: number;
  /** Unhandled rejections and uncaught exceptions in the client's process. */
  readonly strays: number;
  /** Requests that came before the moment that Retry-After asked for. */
  readonly early: number;
  /** All requests, logins and look-ups included. */
  readonly requests: number;
  /** Requests to the token endpoint, the refused ones included. */
  readonly logins: number;
  /** From the first call to the last answer that a caller got, on the clock of the clients (s). */
  readonly seconds: number;
}

/** What a client is told when it is created. */
export interface Connection {
  readonly instanceUrl: string;
  readonly accessToken: string;
  readonly kind: Kind;
  /** Whether the external id is unique in the org. */
  readonly isUnique: boolean;
}

/** A payment to be recorded. */
export interface Payment {
  readonly reference: string;
  readonly customerId: string;
  readonly amount: number;
}

/** What a cell asks of a client's process. */
export interface Order {
  readonly client: string;
  readonly connection: Connection;
  /** An org where nothing fails, for the first call of a process: what it loads and compiles must not look like a slow network. */
  readonly calmUrl: string;
  readonly payments: readonly Payment[];
  /** How many calls are made at the same time. */
  readonly callers: number;
  /** Whether each call has a client of its own, as programs on different machines have. */
  readonly isHerd: boolean;
}

/** What a caller was told about one payment. */
export interface Told {
  readonly reference: string;
  readonly told: 'success' | 'failure' | 'unknown';
  /** The error, for whoever looks into a cell. */
  readonly why?: string;
}

/** What a client's process says. */
export type Said =
  | ({ readonly type: 'told' } & Told)
  | { readonly type: 'stray'; readonly why: string }
  /** With the longest time (ms) that the machine kept the process from running. */
  | { readonly type: 'done'; readonly lagMs: number }
  | { readonly type: 'ready' };
