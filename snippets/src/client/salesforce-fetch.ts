import { apiFamily } from './api-family.ts';
import { backoffDelay } from './backoff.ts';
import { createBreaker, type Verdict } from './breaker.ts';
import { createBulkhead } from './bulkhead.ts';
import type { SalesforceEvent } from './events.ts';
import { errorIn } from './failure.ts';
import { isIdempotentRequest } from './is-idempotent-request.ts';
import { type OutgoingRequest, outgoingRequest } from './outgoing-request.ts';
import { type CreateRequest, createdAnswer, createOf, lookUpUrl, ownDuplicate, type RecordKey } from './reconcile.ts';
import { createRetryBudget, RETRY_COST } from './retry-budget.ts';
import { type Failure, SalesforceError } from './salesforce-error.ts';
import { type Attempt, sendOnce } from './send-once.ts';
import { sleepUntil } from './sleep-until.ts';
import { createTokens } from './tokens.ts';
import { withTimeout } from './with-timeout.ts';

/** What {@link createSalesforceFetch} may be told; every duration is in milliseconds. */
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

/**
 * A `fetch` for Salesforce that outlasts outages without adding to them. Each call is repeated where that is safe: with
 * capped exponential backoff and full jitter, never earlier than Retry-After asks, within its time. All calls together
 * keep to a retry budget, to so many requests at once, and to one probe at a time while a part of the platform is down.
 * After a 401 it logs in once for all. Other answers, such as 400, 404 and a 401 that no login mends, are returned as
 * `fetch` returns them. Keep one client for all calls of an org.
 *
 * @throws {SalesforceError} from each call that ends unserved: its time is used up, or repeating is unsafe or useless.
 * @throws {RangeError} for an option that is out of range.
 */
export function createSalesforceFetch(options: SalesforceFetchOptions = {}): SalesforceFetch {
  const client = createClient(options);
  const salesforceFetch: SalesforceFetch = async (input, init) => {
    const call = createCall(client, input, init);
    const lookUp = (url: string, headers: Headers): Promise<Response> =>
      withTimeout(timeLeft(call), call.request.signal, (signal) => salesforceFetch(url, { headers, signal }));
    const about = () => ({ ...call.about, attempts: call.attempts, durationMs: Date.now() - call.startedAt });
    try {
      const response = await complete(client, call, lookUp);
      client.emit({ type: 'success', status: response.status, ...about() });
      return response;
    } catch (error) {
      if (error instanceof SalesforceError) client.emit({ type: 'give-up', error, ...about() });
      throw error;
    }
  };
  return salesforceFetch;
}

type Client = ReturnType<typeof createClient>;

/** What all calls share. */
function createClient(options: SalesforceFetchOptions) {
  for (const [name, value] of Object.entries(options)) {
    if (typeof value === 'number' && !(value >= 0)) throw new RangeError(`${name} must be 0 or more, not ${value}.`);
  }
  const { maxRetries = 5, attemptTimeoutMs = 30_000, totalTimeoutMs = 600_000, maxConcurrent = 24 } = options;
  const { baseDelayMs = 1_000, maxDelayMs = 60_000, maxOpenMs = 30_000, failureThreshold = 5 } = options;
  if (maxConcurrent < 1) throw new RangeError('maxConcurrent must be 1 or more: nothing could be sent.');
  const emit = (event: SalesforceEvent): void => {
    try {
      options.onEvent?.(event);
    } catch {
      // A record must not be lost because somebody who looks on has failed.
    }
  };
  /** Half of the exponential delay, and up to as much again. */
  const spread = (times: number, maxMs: number): number =>
    (1 + Math.random()) * 0.5 * Math.min(maxMs, maxDelayMs, baseDelayMs * 2 ** Math.min(times, 1_000));
  const families = new Map<string, Family>();
  const createFamily = (name: string) => ({
    name,
    budget: createRetryBudget(),
    breaker: createBreaker({
      threshold: failureThreshold,
      openMs: (times) => spread(times, maxOpenMs),
      onChange: (from, to) => emit({ type: 'breaker', family: name, from, to }),
    }),
  });
  const familyOf = (url: string): Family => {
    // Another org is another service.
    const key = `${/^https?:\/\/[^/]+/.exec(url)?.[0]} ${apiFamily(url)}`;
    const family = families.get(key) ?? createFamily(apiFamily(url));
    families.set(key, family);
    return family;
  };
  const { refreshToken } = options;
  const logIn = async (): Promise<string> => {
    const startedAt = Date.now();
    const tell = (isSuccessful: boolean): void =>
      emit({ type: 'reauthentication', isSuccessful, durationMs: Date.now() - startedAt });
    try {
      const token = await (refreshToken as () => Promise<string>)();
      tell(true);
      return token;
    } catch (error) {
      tell(false);
      throw error;
    }
  };
  return {
    send: options.fetch ?? ((...args: Parameters<typeof fetch>) => fetch(...args)),
    isIdempotent: options.isIdempotent ?? isIdempotentRequest,
    repeatRefusedCreates: options.repeatRefusedCreates ?? true,
    isPatient: options.isPatient ?? true,
    keyOf: options.keyOf,
    maxRetries,
    attemptTimeoutMs,
    totalTimeoutMs,
    baseDelayMs,
    maxDelayMs,
    spread,
    emit,
    familyOf,
    tokens: createTokens(refreshToken && logIn),
    enter: createBulkhead(maxConcurrent),
  };
}

interface Family {
  readonly name: string;
  readonly budget: ReturnType<typeof createRetryBudget>;
  readonly breaker: ReturnType<typeof createBreaker>;
}

type Call = ReturnType<typeof createCall>;

/** One call with all its attempts. */
function createCall(client: Client, ...[input, init]: Parameters<SalesforceFetch>) {
  const request: OutgoingRequest = outgoingRequest(input, init);
  const { method, url } = request;
  const family = client.familyOf(url);
  const create = client.keyOf && createOf(method, url, request.text);
  const key = create && client.keyOf?.(create);
  if (create && key && String(create.fields[key.field]) !== key.value) {
    throw new TypeError(`keyOf names ${key.field}, but the ${create.object} that is created has another value there.`);
  }
  const last: Failure = { outcome: 'not-sent', reason: 'it did not get its turn', isOutage: false };
  return {
    request,
    family,
    about: { method, url: url.split(/[?#]/)[0] ?? '', family: family.name },
    isIdempotent: init?.idempotent ?? client.isIdempotent(method, url),
    known: create && key ? { create, key } : undefined,
    startedAt: Date.now(),
    deadline: Date.now() + client.totalTimeoutMs,
    attempts: 0,
    retries: 0,
    /** What the next attempt costs the retry budget. */
    cost: 0,
    /** Whether an attempt may have been carried out. */
    isUnknown: false,
    /** Whether the last unknown outcome was: the record is not there. */
    isSettled: false,
    mayLogIn: !url.includes('/services/oauth2/'),
    last,
  };
}

const timeLeft = (call: Call): number => call.deadline - Date.now();

/** Repeats a call until it is answered. */
async function complete(client: Client, call: Call, lookUp: LookUp): Promise<Response> {
  const { headers, signal, isResendable } = call.request;
  for (;;) {
    const ended = await client.tokens.prepare(headers, timeLeft(call), signal);
    if (ended) throw failed(call, ended, 'Log in by hand to see why.');
    const { sent, isProbe } = await attempt(client, call);
    if (sent.failure) {
      const answer = await settle(client, call, sent.failure, lookUp);
      if (answer) return answer;
      await pause(client, call, sent.failure, isProbe);
      continue;
    }
    const { response, text } = sent;
    if (response.status !== 401) client.tokens.accept(headers);
    // The replay after a login is no retry, but there is one only.
    else if (call.mayLogIn && client.tokens.refuse(headers) && isResendable) {
      call.mayLogIn = false;
      continue;
    }
    const { errorCode, message } = errorIn(response.ok ? undefined : text);
    const id = call.isUnknown && call.known ? ownDuplicate(errorCode, message, call.known.key) : undefined;
    return id === undefined ? response : createdAnswer(id);
  }
}

/** Sends the request once, when it is its turn. */
async function attempt(client: Client, call: Call): Promise<{ sent: Attempt; isProbe: boolean }> {
  const { request } = call;
  const { isProbe, leave } = await withTimeout(timeLeft(call), request.signal, (signal) =>
    takeTurn(client, call, signal),
  ).catch((error: unknown) => {
    request.signal?.throwIfAborted();
    if (error instanceof SalesforceError) throw error;
    throw failed(call, call.last, 'Its time was used up while it waited for the service.');
  });
  const startedAt = Date.now();
  call.attempts += 1;
  let sent: Attempt | undefined;
  try {
    sent = await sendOnce(request, client.send, Math.min(client.attemptTimeoutMs, timeLeft(call)), request.signal);
    return { sent, isProbe };
  } finally {
    tellHow(client, call, sent, isProbe, Date.now() - startedAt);
    leave();
  }
}

/** Tells breaker, budget and observer how an attempt went; nothing is known of one that the caller ended. */
function tellHow(client: Client, call: Call, sent: Attempt | undefined, isProbe: boolean, durationMs: number): void {
  const { breaker, budget } = call.family;
  const isServed = sent !== undefined && !sent.failure;
  if (!isProbe) budget.settle(call.cost, isServed);
  else if (isServed) budget.refill();
  if (!sent) {
    breaker.report('abandoned', isProbe);
    return;
  }
  const { failure } = sent;
  // How long others keep away is bounded; this call keeps to what it was told.
  breaker.report(verdictOn(failure), isProbe, Math.min(failure?.retryAfterMs ?? 0, client.maxDelayMs));
  const status = failure ? failure.status : sent.response.status;
  const how = { attempt: call.attempts, durationMs, status, failure: failure?.outcome, reason: failure?.reason };
  client.emit({ type: 'attempt', ...call.about, ...how });
}

/** What a failure says about the service: a bad request, or a locked row, is served. */
function verdictOn(failure: Failure | undefined): Verdict {
  if (!failure) return 'served';
  if (failure.isOutage) return 'outage';
  if (failure.status === undefined) return 'abandoned';
  return failure.outcome === 'refused' && failure.status !== 400 ? 'throttled' : 'served';
}

/** Waits while the service is down or the retries of all calls are used up, and then for a free place. */
async function takeTurn(
  client: Client,
  call: Call,
  signal: AbortSignal,
): Promise<{ isProbe: boolean; leave: () => void }> {
  const { breaker, budget } = call.family;
  for (;;) {
    const { probeAt = 0 } = breaker;
    if (!client.isPatient && probeAt > Date.now())
      throw failed(call, { ...call.last, retryAfterMs: probeAt - Date.now() });
    const isProbe = await breaker.enter(signal);
    const leave = await client.enter(signal).catch((error: unknown) => {
      breaker.report('abandoned', isProbe);
      throw error;
    });
    // While this call stood in line, the breaker may have opened.
    if (isProbe || (breaker.state === 'closed' && budget.take(call.cost))) return { isProbe, leave };
    leave();
    // Where no retry is left, nor under way, everybody waits for a probe.
    if (budget.isLent) await sleepUntil(Date.now() + backoffDelay(1, client.baseDelayMs, client.maxDelayMs), signal);
    else breaker.trip();
  }
}

type LookUp = (url: string, headers: Headers) => Promise<Response>;

/**
 * Settles what became of a create by looking for its record.
 *
 * @returns the answer to the create, where the record is there; undefined where it may be repeated.
 */
async function settle(client: Client, call: Call, failure: Failure, lookUp: LookUp): Promise<Response | undefined> {
  const { known, request } = call;
  // A gateway may answer 503 after the record was written.
  if (!known || call.isIdempotent || (failure.outcome !== 'unknown' && failure.status !== 503)) return undefined;
  call.isUnknown = true;
  const headers = new Headers(request.headers);
  headers.delete('Content-Type');
  // What is being written shows up late; where it is unique, Salesforce itself refuses a second one.
  const looks = known.key.isUnique || failure.outcome === 'refused' ? 1 : 3;
  for (let look = 1; look <= looks; look += 1) {
    const wakeAt = Date.now() + (failure.retryAfterMs ?? 0) + client.spread(look - 1, client.maxDelayMs);
    if (wakeAt >= call.deadline) throw failed(call, failure, LOOK_FIRST);
    await sleepUntil(wakeAt, request.signal);
    const answer = await lookUp(lookUpUrl(known.create, known.key), headers).catch((error: unknown) => {
      request.signal?.throwIfAborted();
      throw failed(call, { ...failure, cause: error }, `${LOOK_FIRST} Looking it up failed, too.`);
    });
    if (answer.ok) {
      const { Id, id } = (await answer.json()) as { Id?: string; id?: string };
      return createdAnswer(Id ?? id ?? '');
    }
    if (answer.status !== 404)
      throw failed(call, failure, `${LOOK_FIRST} Looking it up was answered with ${answer.status}.`);
  }
  if (failure.isPending && !known.key.isUnique) throw failed(call, failure, `${LOOK_FIRST} It may yet be.`);
  call.isSettled = true;
  return undefined;
}

const LOOK_FIRST = 'It may have been carried out: look before repeating it, or send an upsert.';

/** Waits before the next attempt, where there may be one. */
async function pause(client: Client, call: Call, failure: Failure, isProbe: boolean): Promise<void> {
  const { outcome, status, retryAfterMs = 0 } = failure;
  const isRefused = outcome === 'refused' && (status !== 503 || client.repeatRefusedCreates);
  const isHarmless = outcome === 'not-sent' || isRefused || call.isIdempotent || call.isSettled;
  call.isUnknown ||= outcome === 'unknown' || !isHarmless;
  call.last = failure;
  call.isSettled = false;
  if (outcome === 'final') throw failed(call, failure, 'Repeating it changes nothing before the limit has room again.');
  if (!isHarmless) throw failed(call, failure, LOOK_FIRST);
  if (!call.request.isResendable) throw failed(call, failure, 'Its body is a stream, which cannot be sent again.');
  // A probe is the service's affair, and what it waits for is the breaker.
  if (!isProbe) call.retries += 1;
  call.cost = failure.isOutage ? RETRY_COST.outage : RETRY_COST.throttled;
  if (!client.isPatient && call.retries > client.maxRetries) throw failed(call, failure);
  const wakeAt = Date.now() + retryAfterMs + (isProbe ? 0 : delayOf(client, call.retries));
  if (wakeAt >= call.deadline) throw failed(call, failure);
  client.emit({
    type: 'retry',
    ...call.about,
    attempt: call.attempts,
    waitMs: wakeAt - Date.now(),
    reason: failure.reason,
  });
  await sleepUntil(wakeAt, call.request.signal);
}

function delayOf({ maxRetries, baseDelayMs, maxDelayMs, spread }: Client, retries: number): number {
  return retries <= maxRetries ? backoffDelay(retries, baseDelayMs, maxDelayMs) : spread(1_000, maxDelayMs);
}

function failed(call: Call, failure: Failure, advice?: string): SalesforceError {
  const { attempts, startedAt, isUnknown, about } = call;
  const retryAt = failure.retryAfterMs === undefined ? call.family.breaker.probeAt : Date.now() + failure.retryAfterMs;
  return new SalesforceError(failure, { ...about, attempts, startedAt, isUnknown, retryAt }, advice);
}

export { SalesforceError };
