import type { Client } from './create-client.ts';
import type { CallSoFar } from './events.ts';
import type { SalesforceFetch } from './options.ts';
import { outgoingRequest } from './outgoing-request.ts';
import { knownCreate } from './reconcile.ts';
import { type Failure, SalesforceError } from './salesforce-error.ts';

export type Call = ReturnType<typeof createCall>;

/** One call with all its attempts. */
export function createCall(client: Client, ...[input, init]: Parameters<SalesforceFetch>) {
  const request = outgoingRequest(input, init);
  const { method, url } = request;
  const last: Failure = { outcome: 'not-sent', reason: 'it did not get its turn', isOutage: false };
  return {
    request,
    last,
    family: client.familyOf(url),
    isIdempotent: init?.idempotent ?? client.isIdempotent(method, url),
    known: client.keyOf && knownCreate(request, client.keyOf),
    startedAt: Date.now(),
    deadline: Date.now() + client.totalTimeoutMs,
    attempts: 0,
    retries: 0,
    /** What the next attempt costs the retry budget. */
    cost: 0,
    /** Whether an attempt may have been carried out. */
    isUnknown: false,
    mayLogIn: !url.includes('/services/oauth2/'),
  };
}

export const timeLeft = (call: Call): number => call.deadline - Date.now();

export function soFar({ request: { method, url }, family, attempts, startedAt }: Call): CallSoFar {
  return { method, url: url.replace(/[?#].*/, ''), family: family.name, attempts, durationMs: Date.now() - startedAt };
}

export function failed({ request, family, ...call }: Call, failure: Failure, advice?: string): SalesforceError {
  const { method, url } = request;
  const retryAt = failure.retryAfterMs === undefined ? family.breaker.probeAt() : Date.now() + failure.retryAfterMs;
  return new SalesforceError(failure, { method, url, ...call, retryAt }, advice);
}
