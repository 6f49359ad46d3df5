import { type FakeTimers, testClockOf } from './framework-timers.ts';
import type { Ledger } from './ledger.ts';
import { LOGIN_PATH, type OrgReply, type OrgRequest } from './org-api.ts';
import { outageFetch } from './outage-fetch.ts';
import { captureConsole } from './outage-logs.ts';
import type { BreakerState, SeenCall, SeenRequest } from './outage-record.ts';
import { type Delivery, type OutageStep, readOutageScript } from './outage-script.ts';
import { timeLineOf } from './outage-time-line.ts';
import { type OutageRecord, type OutageVerdict, verdictOf } from './outage-verdict.ts';
import { refusalFor } from './refusal.ts';
import { replace } from './replace.ts';
import { keysOf } from './request-keys.ts';
import { runOnVirtualTime } from './run-on-virtual-time.ts';
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

/** Steps, one a line; those drawn by lot have a seed, and random numbers that follow it. */
export type OutageScript = readonly string[] & { readonly seed?: number; readonly draw?: () => () => number };

/** Chooses the step that a request meets; `inFlight` are the requests that are worked on when it comes. */
export type StepChooser = (request: SeenRequest, inFlight: number) => string | undefined;

/** How work is run on the virtual clock. */
export interface RunOptions {
  /** `vi`, `jest`, or `mock.timers` of node:test; a clock of our own unless given. */
  readonly timers?: FakeTimers;
  /** How long the work may go on, on that clock (ms, 24 hours). */
  readonly limitMs?: number;
}

/** An answer and how it is to travel. */
export type OutageAnswer = Required<OrgReply> & { readonly delivery: Delivery };

/** What the requests for one record, or for one path, have in common. */
interface Thing {
  attempts: number;
  /** When the next one may come, as the last Retry-After said … */
  notBefore: number;
  /** … and whether anybody heard that. */
  isHeard: () => boolean;
}

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
  readonly #org: SalesforceOrg;
  readonly #script: OutageScript;
  readonly #choose: (request: SeenRequest) => OutageStep | undefined;
  readonly #options: OutageOptions;
  readonly #things = new Map<string, Thing>();
  readonly #calls: SeenCall[] = [];
  readonly #logs: string[] = [];
  #breaker: BreakerState | undefined;
  #inFlight = 0;

  constructor(script: OutageScript | StepChooser, options: OutageOptions) {
    this.#options = options;
    this.#org = new SalesforceOrg(options);
    this.now = options.now ?? (() => Date.now());
    this.ledger = this.#org.ledger;
    this.accessToken = this.#org.issueToken();
    this.#script = typeof script === 'function' ? [] : script;
    const play = playScript(readOutageScript(this.#script), options.startsAt);
    this.#choose = (request) => {
      if (typeof script !== 'function') return play(request);
      const line = script(request, this.#inFlight);
      return line === undefined ? undefined : readOutageScript([line])[0];
    };
  }

  /** How many sessions were opened through the token endpoint. */
  readonly logins = (): number => this.#org.logins;

  /** A new token, as a login gives it; for clients that take a `refreshToken` function. */
  readonly refreshToken = (): Promise<string> => Promise.resolve(this.#org.issueToken());

  /** Ends every session: all tokens are refused from now on. */
  readonly expireSessions = (): void => this.#org.sessions.clear();

  /** Tells what the breaker of the client is in; to be called from its events. */
  readonly breakerIs = (state: BreakerState): void => void (this.#breaker = state);

  /** What became of the records. */
  verdict(): OutageVerdict {
    return verdictOf(this.#record());
  }

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
    this.#calls.push(call);
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
  async run<T>(work: () => Promise<T>, { timers, limitMs = 86_400_000 }: RunOptions = {}): Promise<T> {
    const { draw } = this.#script;
    const giveBack = [captureConsole(this.#logs), replace(globalThis, { fetch: this.fetch })];
    // The jitter of a client must be the same each time, too.
    if (draw) giveBack.push(replace(Math, { random: draw() }));
    try {
      const hung = (why: string): Error => new Error(`${why}\n\n${timeLineOf(this.#record())}`);
      return await runOnVirtualTime(work, testClockOf(timers), limitMs, hung);
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
    const step = this.#choose(seen);
    seen.step = step?.text;
    this.requests.push(seen);
    const answer = this.#answer(request, seen, step).then((reply) => {
      const { retryAfter, delivery = 'whole' } = step ?? {};
      const serverNow = this.now() + (this.#options.clockSkewMs ?? 0);
      if (retryAfter) Object.assign(thing, { notBefore: this.now() + retryAfter.asksMs(serverNow), isHeard });
      const headers = {
        ...{ 'Content-Type': 'application/json;charset=UTF-8', Date: new Date(serverNow).toUTCString() },
        ...reply.headers,
        ...(retryAfter && { 'Retry-After': retryAfter.textAt(serverNow) }),
      };
      return { ...reply, headers, delivery };
    });
    return { seen, answer };
  }

  async #answer(request: OrgRequest, seen: SeenRequest, step?: OutageStep): Promise<OrgReply> {
    this.#inFlight += 1;
    try {
      await wait(step?.lateMs);
      const moment = { at: this.now(), ...(step?.failing && { failing: step.failing }) };
      const own = step?.carriedOut === false ? undefined : this.#org.carryOut(request, moment);
      seen.carriedOut = own !== undefined && own.status < 300;
      if (step?.answer?.status === 401 && !request.path.includes(LOGIN_PATH)) this.expireSessions();
      await wait((step?.delayMs ?? 0) + (own ? (this.#options.latencyMs ?? 0) : 0));
      const reply = (step && refusalFor(step, request.path)) ?? own ?? { status: 503, body: '' };
      seen.delivery = step?.delivery ?? 'whole';
      if (seen.delivery !== 'hang') seen.answeredAt = this.now();
      if (/whole|stall|truncate/.test(seen.delivery)) seen.status = reply.status;
      return reply;
    } finally {
      this.#inFlight -= 1;
    }
  }

  #record(): OutageRecord {
    const { ledger, secrets, logins } = this.#org;
    const script = this.#script;
    const { requests } = this;
    return { script, seed: script.seed, requests, calls: this.#calls, logs: this.#logs, ledger, secrets, logins };
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
