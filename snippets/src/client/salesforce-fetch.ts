import { backoffDelay } from './backoff.ts';
import type { Verdict } from './breaker.ts';
import { type Call, createCall, failed, soFar, timeLeft } from './call.ts';
import { type Client, createClient } from './create-client.ts';
import type { SalesforceEvent } from './events.ts';
import { errorIn } from './failure.ts';
import type { SalesforceFetch, SalesforceFetchOptions } from './options.ts';
import { type CreateRequest, createdAnswer, ownDuplicate, type RecordKey } from './reconcile.ts';
import { RETRY_COST } from './retry-budget.ts';
import { type Failure, SalesforceError } from './salesforce-error.ts';
import { type Attempt, sendOnce } from './send-once.ts';
import { sleepUntil } from './sleep-until.ts';
import { withTimeout } from './with-timeout.ts';

/**
 * A `fetch` for Salesforce that outlasts outages without adding to them. Each call is repeated where that is safe: with
 * capped exponential backoff and full jitter, never earlier than Retry-After asks, within its time. All calls together
 * keep to a retry budget, to so many requests at once, and to one probe at a time while a part of the platform is down.
 * After a 401 it logs in once for all. Other answers, such as 404 and a 401 that no login mends, are returned as `fetch`
 * returns them. Keep one client for all calls of a user.
 *
 * @throws {SalesforceError} from each call that ends unserved: its time is used up, or repeating is unsafe or useless.
 * @throws {RangeError} for an option that is out of range.
 */
export function createSalesforceFetch(options: SalesforceFetchOptions = {}): SalesforceFetch {
  const client = createClient(options);
  return async function salesforceFetch(input, init) {
    const call = createCall(client, input, init);
    const lookUp: LookUp = (url, headers) =>
      withTimeout(timeLeft(call), call.request.signal, (signal) => salesforceFetch(url, { headers, signal }));
    try {
      const response = await complete(client, call, lookUp);
      client.emit({ type: 'answer', status: response.status, ...soFar(call) });
      return response;
    } catch (error) {
      if (error instanceof SalesforceError) client.emit({ type: 'give-up', error, ...soFar(call) });
      throw error;
    }
  };
}

type LookUp = (url: string, headers: Headers) => Promise<Response>;

const LOOK_FIRST = 'It may have been carried out: look before repeating it, or send an upsert.';

/** Repeats a call until it is answered. */
async function complete(client: Client, call: Call, lookUp: LookUp): Promise<Response> {
  const { headers, signal, isResendable } = call.request;
  for (;;) {
    const loginFailure = await client.tokens.prepare(headers, timeLeft(call), signal);
    if (loginFailure) throw failed(call, loginFailure);
    const turn = await turnOf(client, call);
    // Its token was refused meanwhile: first there has to be another.
    if (!turn) continue;
    const { isProbe, leave } = turn;
    const sent = await attempt(client, call, isProbe).finally(leave);
    if ('outcome' in sent) {
      const settled = await settle(client, call, sent, lookUp);
      if (settled instanceof Response) return settled;
      await pause(client, call, sent, isProbe, settled === 'absent');
    } else if (sent.response.status !== 401) {
      client.tokens.accept(headers);
      const { errorCode, message } = errorIn(sent.text ?? '');
      const id = call.known && call.isUnknown ? ownDuplicate(call.known, errorCode, message) : undefined;
      return id === undefined ? sent.response : createdAnswer(id);
    } else if (!call.mayLogIn || !client.tokens.refuse(headers) || !isResendable) {
      return sent.response;
    } else {
      // The replay after a login is no retry, but there is one only.
      call.mayLogIn = false;
    }
  }
}

interface Turn {
  readonly isProbe: boolean;
  readonly leave: () => void;
}

/** Waits for the turn of a call, as long as it has time; there is none for a token that is refused. */
async function turnOf(client: Client, call: Call): Promise<Turn | undefined> {
  const { signal } = call.request;
  try {
    return await withTimeout(timeLeft(call), signal, (inner) => takeTurn(client, call, inner));
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof SalesforceError) throw error;
    throw failed(call, call.last, 'It waited for the service until its time was over.');
  }
}

/** Waits while the service is down or the retries of all calls are used up, and then for a free place. */
async function takeTurn(client: Client, call: Call, signal: AbortSignal): Promise<Turn | undefined> {
  const { breaker, budget } = call.family;
  for (;;) {
    // Waiting is in vain where the next probe leaves no time.
    const latest = client.isPatient ? call.deadline - 1 : Date.now();
    const isLate = (breaker.probeAt() ?? -Infinity) > latest;
    if (isLate || (breaker.isProbing() && !client.isPatient)) throw failed(call, call.last, 'The service is down.');
    const isProbe = await breaker.enter(signal);
    const leave = await client.enter(signal).catch((error: unknown) => {
      breaker.report('abandoned', isProbe);
      throw error;
    });
    if (client.tokens.isRefused(call.request.headers)) {
      leave();
      breaker.report('abandoned', isProbe);
      return undefined;
    }
    // While this call stood in line, the breaker may have opened.
    if (isProbe || (breaker.isClosed() && budget.take(call.cost))) return { isProbe, leave };
    leave();
    // Where no retry is left, nor under way, everybody waits for a probe.
    if (budget.isLent()) await sleepUntil(Date.now() + client.spread(0), signal);
    else breaker.trip();
  }
}

/** Sends the request once, and tells breaker, budget and observer how it went. */
async function attempt(client: Client, call: Call, isProbe: boolean): Promise<Attempt> {
  const { breaker, budget } = call.family;
  const startedAt = Date.now();
  call.attempts += 1;
  let verdict: Verdict = 'abandoned';
  let leastMs = 0;
  try {
    const sent = await sendOnce(call.request, client.send, Math.min(client.attemptTimeoutMs, timeLeft(call)));
    const [failure, status] = 'outcome' in sent ? [sent, sent.status] : [undefined, sent.response.status];
    verdict = failure ? verdictOn(failure) : 'served';
    // How long others keep away is bounded; this call keeps to what it was told.
    leastMs = Math.min(failure?.retryAfterMs ?? 0, client.maxDelayMs);
    client.emit({
      type: 'attempt',
      ...soFar(call),
      durationMs: Date.now() - startedAt,
      status,
      failure: failure?.outcome,
    });
    return sent;
  } finally {
    if (!isProbe) budget.settle(call.cost, verdict === 'served');
    else if (verdict === 'served') budget.refill();
    breaker.report(verdict, isProbe, leastMs);
  }
}

/** What a failure says about the service: with a locked row, or a day's limit that is used up, it serves. */
function verdictOn({ isOutage, outcome, status }: Failure): Verdict {
  if (isOutage) return 'outage';
  if (status === undefined) return 'abandoned';
  return outcome === 'refused' && status !== 400 ? 'throttled' : 'served';
}

/** Looks for the record of a create with an unknown outcome: the answer to the create, or that it is `absent`. */
async function settle(
  client: Client,
  call: Call,
  failure: Failure,
  lookUp: LookUp,
): Promise<Response | 'absent' | undefined> {
  const { known, request } = call;
  const { outcome, status, retryAfterMs = 0, cause } = failure;
  // A gateway may say 503 after the record was written.
  if (!known || call.isIdempotent || (outcome !== 'unknown' && status !== 503)) return undefined;
  const isDoubtful = outcome === 'unknown' || !client.repeatRefusedCreates || call.isUnknown;
  call.isUnknown = true;
  const headers = new Headers(request.headers);
  headers.delete('Content-Type');
  // What is still being written shows up late; where it is unique, Salesforce itself refuses a second one.
  const looks = outcome === 'unknown' && !known.key.isUnique ? 3 : 1;
  for (let look = 0; look < looks; look += 1) {
    const wait = retryAfterMs + client.spread(look);
    // Nobody has looked: a 503 is what it is taken for without a key, a refusal.
    if (wait >= timeLeft(call)) throw failed({ ...call, isUnknown: isDoubtful }, failure, isDoubtful ? LOOK_FIRST : '');
    await sleepUntil(Date.now() + wait, request.signal);
    const answer = await lookUp(known.lookUpUrl, headers).catch((error: unknown) => {
      request.signal?.throwIfAborted();
      throw failed(call, { ...failure, cause: error }, `${LOOK_FIRST} Looking it up failed, too.`);
    });
    if (answer.ok) {
      const { Id, id = '' } = (await answer.json()) as { Id?: string; id?: string };
      return createdAnswer(Id ?? id);
    }
    if (answer.status !== 404)
      throw failed(call, failure, `${LOOK_FIRST} The look-up was answered with ${answer.status}.`);
  }
  const isPending = status === 504 || (cause as Error | undefined)?.name === 'TimeoutError';
  if (isPending && !known.key.isUnique)
    throw failed(call, failure, `${LOOK_FIRST} It is not there, but may be on its way.`);
  return 'absent';
}

/** Waits before the next attempt, where there may be one. */
async function pause(client: Client, call: Call, failure: Failure, isProbe: boolean, isAbsent: boolean): Promise<void> {
  const { outcome, status, retryAfterMs = 0, reason } = failure;
  const isDoubtful = outcome === 'unknown' || (status === 503 && !client.repeatRefusedCreates);
  call.last = failure;
  call.cost = failure.isOutage ? RETRY_COST.outage : RETRY_COST.throttled;
  call.isUnknown ||= isDoubtful;
  if (isDoubtful && !call.isIdempotent && !isAbsent) throw failed(call, failure, LOOK_FIRST);
  if (outcome === 'final') throw failed(call, failure);
  if (!call.request.isResendable) throw failed(call, failure, 'Its body is a stream, which cannot be sent again.');
  // A probe is for all, and no retry of this call.
  if (!isProbe) call.retries += 1;
  const isUsedUp = call.retries > client.maxRetries;
  if (isUsedUp && !client.isPatient) throw failed(call, failure);
  const backoff = isUsedUp
    ? client.spread(Infinity)
    : backoffDelay(call.retries, client.baseDelayMs, client.maxDelayMs);
  // While the breaker is open, it says when to go on.
  const waitMs = retryAfterMs + (call.family.breaker.isClosed() ? backoff : 0);
  if (waitMs >= timeLeft(call)) throw failed(call, failure);
  client.emit({ type: 'retry', ...soFar(call), waitMs, reason });
  await sleepUntil(Date.now() + waitMs, call.request.signal);
}

export { SalesforceError };
export type { CreateRequest, RecordKey, SalesforceEvent, SalesforceFetch, SalesforceFetchOptions };
