import type { SalesforceEvent } from './events.ts';
import type { CreateRequest, RecordKey } from './known-create.ts';

/** What `createSalesforceFetch` may be told; every duration is in milliseconds. */
export interface SalesforceFetchOptions {
  /** The `fetch` to send with; the global one unless given. */ readonly fetch?: typeof fetch;
  /** Logs in after a 401, once for all calls, and resolves with a token. */ readonly refreshToken?: () => Promise<string>;
  /** Whether an unknown outcome is repeated; else method and path decide. */
  readonly isIdempotent?: (method: string, url: string) => boolean;
  /**
   * Whether a create is repeated after a 503 (true). Salesforce says 503 before it does any work, and Envoy says when it
   * does not know; where another gateway says it after the record was written, the repeat duplicates it. With `keyOf`, the
   * record is looked up first.
   */
  readonly repeatRefusedCreates?: boolean;
  /** The external id of the record that a create writes: an unknown outcome is settled by looking it up. */
  readonly keyOf?: (create: CreateRequest) => RecordKey | undefined;
  /** Retries at growing distances (5), before one in `maxDelayMs` as long as there is time. */ readonly maxRetries?: number;
  /** Whether calls wait until the service is back (true), or fail while it is down. */ readonly isPatient?: boolean;
  /** Longest time for one request, its body included (30 s). */ readonly attemptTimeoutMs?: number;
  /** Longest time for one call, its waits included (10 minutes, for one of five). */ readonly totalTimeoutMs?: number;
  /** Ceiling of the first backoff (1 s); it doubles with each retry. */ readonly baseDelayMs?: number;
  /** Ceiling of every backoff (60 s). */ readonly maxDelayMs?: number;
  /** Longest time between two probes while the service is down (30 s). */ readonly maxOpenMs?: number;
  /** Failures, less the successes, that make an API family wait for a probe (5). */ readonly failureThreshold?: number;
  /** Most requests at the same time (24); the rest wait in order. */ readonly maxConcurrent?: number;
  /** Is told what happens. */ readonly onEvent?: (event: SalesforceEvent) => void;
}

/** As `fetch`; `idempotent: true` says that repeating this request is safe whatever became of it. */
export type SalesforceFetch = (
  input: Parameters<typeof fetch>[0],
  init?: Parameters<typeof fetch>[1] & { readonly idempotent?: boolean },
) => Promise<Response>;
