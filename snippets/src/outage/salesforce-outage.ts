import type { Ledger } from './ledger.ts';
import { LOGIN_PATH, type OrgReply, type OrgRequest } from './org-api.ts';
import { outageFetch } from './outage-fetch.ts';
import { captureConsole } from './outage-logs.ts';
import type { BreakerState, OutageRecord, OutageScript, SeenCall, SeenRequest } from './outage-record.ts';
import { type Delivery, type OutageStep, readOutageScript } from './outage-script.ts';
import { timeLineOf } from './outage-time-line.ts';
import { type OutageVerdict, verdictOf } from './outage-verdict.ts';
import { refusalFor } from './refusal.ts';
import { replace } from './replace.ts';
import { keysOf } from './request-keys.ts';
import { type RunOptions, runOnVirtualTime } from './run-on-virtual-time.ts';
import { type OrgOptions, SalesforceOrg } from './salesforce-org.ts';
import { playScript } from './script-player.ts';

/** How an outage and its org are. */
export interface OutageOptions extends OrgOptions {
  /** The clock (ms since 1970); `Date.now` unless given. */
  readonly now?: () => number;
  /** When the first time window begins (ms since 1970); with the first request unless given. */
  readonly startsAt?: number;
  /** How far the server's clock is ahead (ms, 0): its `Date` and the dates in Retry-After are those of that clock. */
  readonly clockSkewMs?: number;
  /** How long every request takes that is carried out (ms, 0). */
  readonly latencyMs?: number;
}

/** Chooses the step that a request meets; `inFlight` are the requests that are worked on when it comes. */
export type StepChooser = (request: SeenRequest, inFlight: number) => string | undefined;

/** An answer and how it is to travel. */
export type OutageAnswer = Required<OrgReply> & { readonly delivery: Delivery };

/** A Salesforce that fails as its script says, and knows what really happened. */
export class SalesforceOutage {
  /** What a client takes as instance URL when it sends through {@link SalesforceOutage.fetch}. */
  readonly instanceUrl = 'https://acme.my.salesforce.com';
  /** The in-process face: sends nothing, and fails as the `fetch` of Node does. */
  readonly fetch = outageFetch(this);
  /** A token that is valid until the script or {@link SalesforceOutage.expireSessions} ends its session. */
  readonly accessToken: string;
  /** What was committed. */
  readonly ledger: Ledger;
  /** Every request, in order. */
  readonly requests: SeenRequest[] = [];
  readonly now: () => number;
  readonly #record: OutageRecord;
  readonly #options: OutageOptions;
  readonly #stepFor: (request: SeenRequest) => OutageStep | undefined;
  /** Of each record, and each path without one: how often it was asked for, when it may be again, and who heard that. */
  readonly #things = new Map<string, { attempts: number; notBefore: number; isHeard: () => boolean }>();
  #breaker: BreakerState | undefined;
  #inFlight = 0;

  constructor(script: OutageScript | StepChooser, options: OutageOptions) {
    const org = new SalesforceOrg(options);
    const steps = typeof script === 'function' ? [] : script;
    const play = playScript(readOutageScript(steps), options.startsAt);
    this.#stepFor = (request) => {
      const line = typeof script === 'function' ? script(request, this.#inFlight) : undefined;
      return line === undefined ? play(request) : readOutageScript([line])[0];
    };
    this.#record = { script: steps, requests: this.requests, calls: [], logs: [], org };
    this.#options = options;
    this.now = options.now ?? (() => Date.now());
    this.ledger = org.ledger;
    this.accessToken = org.issueToken();
  }

  /** A new token, as a login gives it; for clients that take a `refreshToken` function. */
  readonly refreshToken = (): Promise<string> => Promise.resolve(this.#record.org.issueToken());

  /** Ends every session: all tokens are refused from now on. */
  readonly expireSessions = (): void => this.#record.org.sessions.clear();

  /** Tells what the breaker of the client is in; to be called from its events. */
  readonly breakerIs = (state: BreakerState): void => void (this.#breaker = state);

  /** What became of the records. */
  readonly verdict = (): OutageVerdict => verdictOf(this.#record);

  /**
   * Does something that is to leave a record with this external id, and notes what the caller is told. It never
   * rejects. Success is any value but null, false, a Response that is not ok, and an object (or a list with one) that
   * says `success: false`.
   */
  async call<T>(
    key: string,
    work: () => Promise<T>,
  ): Promise<{ told: 'success' | 'failure'; value: T } | { told: 'failure'; error: unknown }> {
    const call: SeenCall = { key, at: this.now(), told: 'nothing', endedAt: undefined, error: undefined };
    this.#record.calls.push(call);
    try {
      const value = await work();
      call.told = saysSuccess(value) ? 'success' : 'failure';
      return { told: call.told, value };
    } catch (error) {
      call.told = 'failure';
      call.error = error;
      return { told: 'failure', error };
    } finally {
      call.endedAt = this.now();
    }
  }

  /**
   * Runs work with the clock of a test: minutes of waiting cost milliseconds. What is logged meanwhile is searched for
   * tokens; with a chaos script, `Math.random` follows the seed. Only for what is sent through
   * {@link SalesforceOutage.fetch}: real sockets keep real time.
   *
   * @throws {Error} when the work never ends; its message has the time line.
   */
  async run<T>(work: () => Promise<T>, options: RunOptions = {}): Promise<T> {
    const { logs, script } = this.#record;
    const giveBack = [captureConsole(logs), replace(globalThis, { fetch: this.fetch })];
    // The jitter of a client must be the same each time, too.
    if (script.draw) giveBack.push(replace(Math, { random: script.draw() }));
    try {
      const hung = (why: string): Error => new Error(`${why}\n\n${timeLineOf(this.#record)}`);
      return await runOnVirtualTime(work, options, hung);
    } finally {
      for (const restore of giveBack.reverse()) restore();
    }
  }

  /**
   * Lets a request meet the script and the org: what both faces hand their requests to.
   *
   * @param isHeard - Whether the client that sent it has heard, or can still hear, the answer.
   * @returns the request as it was seen, and its answer to come.
   */
  receive(request: OrgRequest, isHeard: () => boolean): { seen: SeenRequest; answer: Promise<OutageAnswer> } {
    const { method, path } = request;
    const at = this.now();
    const keys = keysOf(request, this.#options.externalId);
    const name = keys.join('\n') || `${method} ${path.replace(/\?.*/s, '')}`;
    const thing = this.#things.get(name) ?? { attempts: 0, notBefore: 0, isHeard };
    this.#things.set(name, thing);
    thing.attempts += 1;
    const seen: SeenRequest = {
      ...{ index: this.requests.length, at, method, path, keys, attempt: thing.attempts, breaker: this.#breaker },
      // A client that hung up has not heard what was asked, and cannot be blamed.
      earlyMs: thing.isHeard() ? Math.max(0, thing.notBefore - at) : 0,
      ...{ step: undefined, carriedOut: false, status: undefined, delivery: 'hang' },
      ...{ answeredAt: undefined, abortedAt: undefined },
    };
    const step = this.#stepFor(seen);
    seen.step = step?.text;
    this.requests.push(seen);
    return {
      seen,
      answer: this.#answer(request, seen, step, (notBefore) => Object.assign(thing, { notBefore, isHeard })),
    };
  }

  async #answer(
    request: OrgRequest,
    seen: SeenRequest,
    step: OutageStep | undefined,
    ask: (notBefore: number) => void,
  ): Promise<OutageAnswer> {
    const { carriedOut = true, delivery = 'whole', answer, lateMs, delayMs = 0, retryAfter, failing } = step ?? {};
    const { clockSkewMs = 0, latencyMs = 0 } = this.#options;
    this.#inFlight += 1;
    await wait(lateMs);
    const own = carriedOut ? this.#record.org.carryOut(request, { at: this.now(), failing }) : undefined;
    seen.carriedOut = own !== undefined && own.status < 300;
    if (answer?.status === 401 && !request.path.includes(LOGIN_PATH)) this.expireSessions();
    await wait(delayMs + (own ? latencyMs : 0));
    this.#inFlight -= 1;
    const reply = (answer && refusalFor(answer, request.path)) ?? own ?? { status: 503, body: '' };
    const now = this.now();
    if (retryAfter) ask(now + retryAfter.asksMs(now + clockSkewMs));
    seen.delivery = delivery;
    if (delivery !== 'hang') seen.answeredAt = now;
    if (/whole|stall|truncate/.test(delivery)) seen.status = reply.status;
    const headers = {
      ...{ 'Content-Type': 'application/json;charset=UTF-8', Date: new Date(now + clockSkewMs).toUTCString() },
      ...reply.headers,
      ...(retryAfter && { 'Retry-After': retryAfter.textAt(now + clockSkewMs) }),
    };
    return { ...reply, headers, delivery };
  }
}

/**
 * A Salesforce that fails as a script says: for unit tests through `fetch`, for anything that speaks HTTP through
 * `serveOutage`. It keeps a ledger of what was really committed.
 *
 * @param script - One step a line, such as `['503', '503; retry-after=2', 'commit+drop', '401', '503 for 30s']`; after
 *   its end everything is served. See {@link readOutageScript}. A function gives the step of each request, logins too,
 *   and nothing where it is served.
 * @throws {SyntaxError} when a step is not understood.
 */
export const salesforceOutage = (script: OutageScript | StepChooser, options: OutageOptions = {}): SalesforceOutage =>
  new SalesforceOutage(script, options);

function saysSuccess(value: unknown): boolean {
  if (value === null || value === false) return false;
  if (value instanceof Response) return value.ok;
  if (Array.isArray(value)) return value.every(saysSuccess);
  return !(typeof value === 'object' && 'success' in value && value.success === false);
}

async function wait(ms = 0): Promise<void> {
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms));
}
