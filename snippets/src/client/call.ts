import type { Client } from './client.ts';
import type { CallSoFar } from './events.ts';
import { knownCreate } from './known-create.ts';
import { onAbort } from './on-abort.ts';
import type { SalesforceFetch } from './options.ts';
import { outgoingRequest } from './outgoing-request.ts';
import { SalesforceError } from './salesforce-error.ts';

export type Call = ReturnType<typeof createCall>;

/** One call with all its attempts. */
export function createCall(client: Client, ...[input, init]: Parameters<SalesforceFetch>) {
  const request = outgoingRequest(input, init);
  const { method, url, signal } = request;
  signal?.throwIfAborted();
  const ending = new AbortController();
  return {
    client,
    request,
    /** Aborted with the signal of the caller; {@link end} unties them. */
    signal: ending.signal,
    end: onAbort(signal, (reason) => ending.abort(reason)),
    last: new SalesforceError('it did not get its turn', { outcome: 'not-sent' }),
    family: client.familyOf(url),
    isIdempotent: init?.idempotent ?? client.isIdempotent(method, url),
    known: knownCreate(request, init?.body, client.keyOf),
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

export const LOOK_FIRST = 'It may have been carried out: look before repeating it, or send an upsert.';

/** The error of a call that is given up after this failure. Its query, which may hold a secret, stays out. */
export function failed(call: Call, failure: SalesforceError, advice = ''): SalesforceError {
  const { message, cause, ...last } = failure;
  const { method, url, attempts, durationMs: elapsedMs } = soFar(call);
  const probeAt = call.family.breaker.probeAt();
  const retryAt = last.retryAt ?? (probeAt === undefined ? undefined : new Date(Math.min(probeAt, 8.64e15)));
  const outcome = call.isUnknown ? 'unknown' : last.outcome;
  const said = `${method} ${url}: ${message}, attempt ${attempts}. ${advice}`.trim();
  return new SalesforceError(said, { ...last, cause, outcome, attempts, elapsedMs, retryAt });
}
