import type { SalesforceEvent } from './events.ts';
import type { CreateRequest, RecordKey } from './reconcile.ts';

/** What `createSalesforceFetch` may be told; every duration is in milliseconds. */
export interface SalesforceFetchOptions {
  /** The `fetch` to send with; the global one unless given. */
  readonly fetch?: typeof fetch;
  /** Logs in again and resolves with the new access token; called after a 401, and never twice at the same time. */
  readonly refreshToken?: () => Promise<string>;
  /** Whether a request may be repeated when its outcome is unknown; unless given, method and path decide. */
  readonly isIdempotent?: (method: string, url: string) => boolean;
  /**
   * Whether a create is repeated after a 503 (true). Salesforce says 503 before it does any work; a gateway before it may
   * say so after the record was written, and the repeat duplicates it. With `keyOf`, the record is looked up first.
   */
  readonly repeatRefusedCreates?: boolean;
  /** The external id of the record that a create writes: an unknown outcome is settled by looking it up. */
  readonly keyOf?: (create: CreateRequest) => RecordKey | undefined;
  /** Retries of a call at growing distances (5). After that it tries once in `maxDelayMs`, as long as it has time. */
  readonly maxRetries?: number;
  /** Whether calls wait until the service is back (true), or fail at once while it is known to be down. */
  readonly isPatient?: boolean;
  /** Longest time for one request, its body included (30 s). */
  readonly attemptTimeoutMs?: number;
  /** Longest time for one call, all its waiting included (10 minutes, to outlast a five-minute incident). */
  readonly totalTimeoutMs?: number;
  /** Ceiling of the first backoff (1 s); it doubles with each retry. */
  readonly baseDelayMs?: number;
  /** Ceiling of every backoff (60 s). */
  readonly maxDelayMs?: number;
  /** Longest time between two probes while the service is down (30 s). */
  readonly maxOpenMs?: number;
  /** Failures, less the successes, that make all calls of an API family wait for a probe (5). */
  readonly failureThreshold?: number;
  /** Most requests at the same time (24); the rest wait in order. */
  readonly maxConcurrent?: number;
  /** Is told what happens. */
  readonly onEvent?: (event: SalesforceEvent) => void;
}

/** As `fetch`; `idempotent: true` says that repeating this request is safe whatever became of it. */
export type SalesforceFetch = (
  input: Parameters<typeof fetch>[0],
  init?: Parameters<typeof fetch>[1] & { readonly idempotent?: boolean },
) => Promise<Response>;
