import { backoffDelay } from './backoff.ts';
import type { Verdict } from './breaker.ts';
import { type Call, createCall, failed, LOOK_FIRST, soFar, timeLeft } from './call.ts';
import { createClient } from './client.ts';
import type { SalesforceEvent } from './events.ts';
import { failureOf, failureOfError } from './failure.ts';
import { type CreateRequest, createdAnswer, ownDuplicate, type RecordKey } from './known-create.ts';
import type { SalesforceFetch, SalesforceFetchOptions } from './options.ts';
import { readAnswer } from './read-answer.ts';
import { retryAfterMs } from './retry-after.ts';
import { RETRY_COST } from './retry-budget.ts';
import { SalesforceError } from './salesforce-error.ts';
import { settle } from './settle.ts';
import { sleepUntil } from './sleep-until.ts';
import { within } from './within.ts';

const STREAM = 'Its body is a stream, which cannot be sent again.';

/** How long a client takes the word of an answer that the limit of a day is used up (ms): then one call asks again. */
const LIMIT_HOLD_MS = 60_000;

/**
 * A `fetch` for Salesforce that outlasts outages without adding to them. Each call is repeated where that is safe: with
 * capped exponential backoff and full jitter, never earlier than Retry-After asks, within its time. All calls together
 * keep to a retry budget, to so many requests at once, and to one probe at a time while a part of the platform is down.
 * After a 401 it logs in once for all. Once the limit of a day is used up, calls to that part fail at once, but for one a
 * minute. Other answers, such as 404 and a 401 that no login mends, are returned as `fetch` returns them. Keep one client
 * for all calls of a user.
 *
 * @throws {SalesforceError} from each call that ends unserved: its time is used up, or repeating is unsafe or useless.
 * @throws {RangeError} for an option that is out of range.
 */
export function createSalesforceFetch(options: SalesforceFetchOptions = {}): SalesforceFetch {
  const client = createClient(options);
  return async function salesforceFetch(input, init) {
    const call = createCall(client, input, init);
    try {
      const response = await complete(call, salesforceFetch);
      client.emit({ type: 'answer', status: response.status, ...soFar(call) });
      return response;
    } catch (error) {
      if (error instanceof SalesforceError) client.emit({ type: 'give-up', error, ...soFar(call) });
      throw error;
    } finally {
      call.end();
    }
  };
}

/** Repeats a call until it is answered. */
async function complete(call: Call, lookUp: SalesforceFetch): Promise<Response> {
  const { client, request, known, signal } = call;
  for (;;) {
    const loginFailure = await client.tokens.prepare(request.headers, timeLeft(call), signal);
    if (loginFailure) throw failed(call, loginFailure);
    // A turn that comes just as the call ends is not lost: it goes through the attempt, which sends nothing.
    const turn = await within(timeLeft(call), signal, (own) => takeTurn(call, own), true).catch((error: unknown) => {
      signal.throwIfAborted();
      if (error instanceof SalesforceError) throw error;
      throw failed(call, call.last, 'It waited for the service until its time was over.');
    });
    // Its token was refused meanwhile: first there has to be another.
    if (!turn) continue;
    const sent = await attempt(call, turn.isProbe).finally(turn.leave);
    if (sent instanceof SalesforceError) {
      const settled = await settle(call, sent, lookUp);
      if (settled instanceof Response) return settled;
      await pause(call, sent, turn.isProbe, settled === 'absent');
    } else if (sent.response.status !== 401) {
      client.tokens.accept(request.headers);
      const id = known && call.isUnknown ? ownDuplicate(known, sent.text) : undefined;
      return id === undefined ? sent.response : createdAnswer(id);
    } else if (!call.mayLogIn || !client.tokens.refuse(request.headers) || !request.isResendable) {
      return sent.response;
    } else {
      // The replay after a login is no retry, but there is one only.
      call.mayLogIn = false;
    }
  }
}

/**
 * Waits while the service is down or the retries of all calls are used up, and then for a free place. Undefined when the
 * token of the call has been refused meanwhile.
 */
async function takeTurn(call: Call, signal: AbortSignal) {
  const { client, family } = call;
  const { breaker, budget } = family;
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
    const isRefused = client.tokens.isRefused(call.request.headers);
    const limit = Date.now() < family.sentAt + LIMIT_HOLD_MS ? family.limit : undefined;
    // While this call stood in line, the breaker may have opened.
    if (!isRefused && !limit && (isProbe || (breaker.isClosed() && budget.take(call.cost)))) {
      family.sentAt = Date.now();
      return { isProbe, leave };
    }
    leave();
    breaker.report('abandoned', isProbe);
    if (limit) throw failed(call, limit);
    if (isRefused) return undefined;
    // Where no retry is left, nor under way, everybody waits for a probe.
    if (budget.isLent()) await sleepUntil(Date.now() + client.spread(0), signal);
    else breaker.trip();
  }
}

/** Sends the request once, reads the answer, and tells breaker, budget and observer how it went. */
async function attempt(call: Call, isProbe: boolean) {
  const { client, request, family } = call;
  const startedAt = Date.now();
  const timeoutMs = Math.min(client.attemptTimeoutMs, timeLeft(call));
  const exchange = async (signal: AbortSignal) => {
    const sent = await request.send(client.send, signal, call.isIdempotent);
    // A `fetch` that does not listen to its signal may answer when nobody waits any more.
    if (signal.aborted) await sent.body?.cancel();
    const answer = await readAnswer(sent, timeoutMs, signal, request.signal);
    return (await failureOf(sent, answer.text, retryAfterMs(sent))) ?? answer;
  };
  let verdict: Verdict = 'abandoned';
  let leastMs = 0;
  try {
    if (timeoutMs <= 0) throw failed(call, call.last, 'No time is left.');
    call.attempts += 1;
    const sent = await within(timeoutMs, call.signal, exchange).catch(failureOfError);
    call.signal.throwIfAborted();
    const [failure, status] = sent instanceof SalesforceError ? [sent, sent.status] : [undefined, sent.response.status];
    // With a locked row, or a limit of a day that is used up, the service serves.
    const isThrottled = failure?.outcome === 'refused' && failure.status !== 400;
    verdict = failure && isOutage(failure) ? 'outage' : isThrottled ? 'throttled' : 'served';
    // How long others keep away is bounded; this call keeps to what it was told.
    if (failure?.retryAt) leastMs = Math.min(Number(failure.retryAt) - Date.now(), client.maxDelayMs);
    family.limit = failure?.outcome === 'final' ? failure : undefined;
    const durationMs = Date.now() - startedAt;
    client.emit({ type: 'attempt', ...soFar(call), durationMs, status, failure: failure?.outcome });
    return sent;
  } finally {
    // Only a probe that is served lets others out, so that any may fill the budget.
    if (isProbe) family.budget.refill();
    else family.budget.settle(call.cost, verdict === 'served');
    family.breaker.report(verdict, isProbe, leastMs);
  }
}

/** Whether the service is in trouble, rather than this request or the rate of requests: no answer, an error, or a page. */
const isOutage = ({ status = 0 }: SalesforceError): boolean => status < 300 || status >= 500;

/** Waits before the next attempt, where there may be one. */
async function pause(call: Call, failure: SalesforceError, isProbe: boolean, isAbsent: boolean): Promise<void> {
  const { client } = call;
  const isDoubtful = failure.outcome === 'unknown' || (failure.status === 503 && !client.repeatRefusedCreates);
  call.last = failure;
  call.cost = isOutage(failure) ? RETRY_COST.outage : RETRY_COST.throttled;
  call.isUnknown ||= isDoubtful;
  const isFinal = failure.outcome === 'final';
  if (isDoubtful && !call.isIdempotent && !isAbsent) throw failed(call, failure, LOOK_FIRST);
  if (isFinal || !call.request.isResendable) throw failed(call, failure, isFinal ? '' : STREAM);
  // A probe is for all, and no retry of this call.
  if (!isProbe) call.retries += 1;
  const isUsedUp = call.retries > client.maxRetries;
  const backoff = isUsedUp
    ? client.spread(Infinity)
    : backoffDelay(call.retries, client.baseDelayMs, client.maxDelayMs);
  // While the breaker is open, it says when to go on.
  const next = Math.max(Date.now(), Number(failure.retryAt ?? 0)) + (call.family.breaker.isClosed() ? backoff : 0);
  if ((isUsedUp && !client.isPatient) || next >= call.deadline) throw failed(call, failure);
  client.emit({ type: 'retry', ...soFar(call), waitMs: next - Date.now(), reason: failure.message });
  await sleepUntil(next, call.signal);
}

export { SalesforceError };
export type { CreateRequest, RecordKey, SalesforceEvent, SalesforceFetch, SalesforceFetchOptions };
