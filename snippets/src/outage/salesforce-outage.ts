import type { ChaosScript } from './chaos.ts';
import { type FakeTimers, testClockOf } from './framework-timers.ts';
import type { Ledger } from './ledger.ts';
import { OutageCore, type OutageOptions } from './outage-core.ts';
import { outageFetch } from './outage-fetch.ts';
import { captureConsole } from './outage-logs.ts';
import type { BreakerState, OutageRecord, SeenCall, SeenRequest } from './outage-record.ts';
import { readOutageScript } from './outage-script.ts';
import { timeLineOf } from './outage-time-line.ts';
import { type OutageVerdict, verdictOf } from './outage-verdict.ts';
import { randomNumbers } from './random-numbers.ts';
import { HungError, runOnVirtualTime } from './run-on-virtual-time.ts';

/** What came of a call. */
export type CallResult<T> =
  { readonly told: 'success' | 'failure'; readonly value: T } | { readonly told: 'failure'; readonly error: unknown };

/** How work is run on the virtual clock. */
export interface RunOptions {
  /** `vi`, `jest`, `mock.timers` of node:test or a clock of @sinonjs/fake-timers; a clock of our own unless given. */
  readonly timers?: FakeTimers;
  /** How long the work may go on, on that clock (ms, 24 hours). */
  readonly limitMs?: number;
  /** Whether the global `fetch` is that of the outage meanwhile (true). */
  readonly replaceFetch?: boolean;
}

/** A Salesforce that fails as its script says, and knows what really happened. */
export interface SalesforceOutage {
  /** What a client takes as instance URL when it sends through {@link SalesforceOutage.fetch}. */
  readonly instanceUrl: string;
  /** A token that is valid until the script or {@link SalesforceOutage.expireSessions} ends its session. */
  readonly accessToken: string;
  /** The in-process face: sends nothing, and fails as the `fetch` of Node does. */
  readonly fetch: typeof fetch;
  /** What was committed. */
  readonly ledger: Ledger;
  /** Every request, in order. */
  readonly requests: readonly SeenRequest[];
  /** How many sessions were opened through the token endpoint. */
  readonly logins: () => number;
  /** A new token, as a login gives it; for clients that take a `refreshToken` function. */
  readonly refreshToken: () => Promise<string>;
  /** Ends every session: all tokens are refused from now on. */
  readonly expireSessions: () => void;
  /**
   * Does something that is to leave a record with this external id, and notes what the caller is told. It never
   * rejects. Success is any value but null, false, a Response that is not ok, and an object (or a list with one) that
   * says `success: false`.
   */
  readonly call: <T>(key: string, work: () => Promise<T>) => Promise<CallResult<T>>;
  /** Tells what the breaker of the client is in; to be called from its events. */
  readonly breakerIs: (state: BreakerState) => void;
  /**
   * Runs work with the clock of a test: minutes of waiting cost milliseconds. What is logged meanwhile is searched for
   * tokens; with a chaos script, `Math.random` follows the seed. Only for what is sent through {@link SalesforceOutage.fetch}: real sockets keep real time.
   *
   * @throws {HungError} when the work never ends.
   */
  readonly run: <T>(work: () => Promise<T>, options?: RunOptions) => Promise<T>;
  /** What became of the records. */
  readonly verdict: () => OutageVerdict;
  /** What a verdict is made from. */
  readonly record: () => OutageRecord;
  /** What both faces hand their requests to; for `serveOutage`. */
  readonly core: OutageCore;
}

/**
 * A Salesforce that fails as a script says: for unit tests through `fetch`, for anything that speaks HTTP through
 * `serveOutage`. It keeps a ledger of what was really committed.
 *
 * @param script - One step a line, such as `['503', '503; retry-after=2', 'commit+drop', '401', '503 for 30s']`, or
 *   `chaos(seed)`; after its end everything is served. See {@link readOutageScript}.
 * @throws {OutageScriptError} when a step is not understood.
 */
export function salesforceOutage(
  script: readonly string[] | ChaosScript,
  options: OutageOptions = {},
): SalesforceOutage {
  const core = new OutageCore(readOutageScript(script), options);
  const { org, requests } = core;
  const calls: SeenCall[] = [];
  const logs: string[] = [];
  const seed = 'seed' in script ? script.seed : undefined;
  const record = (): OutageRecord => ({
    ...{
      script,
      seed,
      requests,
      calls,
      ledger: org.ledger,
      logs,
      secrets: org.secrets,
      logins: org.logins,
    },
  });
  const outage: SalesforceOutage = {
    instanceUrl: 'https://acme.my.salesforce.com',
    accessToken: org.issueToken(core.now()),
    fetch: outageFetch(core),
    ...{ ledger: org.ledger, requests, core, record },
    logins: () => org.logins,
    refreshToken: () => Promise.resolve(org.issueToken(core.now())),
    expireSessions: () => org.expireSessions(),
    breakerIs: (state) => void (core.breaker = state),
    verdict: () => verdictOf(record()),
    call: (key, work) => callAndNote(key, work, core, calls),
    run: async (work, { timers, limitMs = 86_400_000, replaceFetch = true } = {}) => {
      const giveBack = [captureConsole(logs)];
      if (replaceFetch) giveBack.push(replace(globalThis, 'fetch', outage.fetch));
      // The jitter of a client must be the same each time, too.
      if (seed !== undefined) giveBack.push(replace(Math, 'random', randomNumbers(seed)));
      try {
        return await runOnVirtualTime(work, testClockOf(timers), limitMs);
      } catch (error) {
        throw error instanceof HungError ? new HungError(`${error.message}\n\n${timeLineOf(record())}`) : error;
      } finally {
        for (const restore of giveBack.toReversed()) restore();
      }
    },
  };
  return outage;
}

/** Puts something in the place of a property until the answer is called. */
function replace<Owner extends object, Name extends keyof Owner>(owner: Owner, name: Name, value: Owner[Name]) {
  const real = owner[name];
  owner[name] = value;
  return (): void => {
    owner[name] = real;
  };
}

async function callAndNote<T>(
  key: string,
  work: () => Promise<T>,
  { now }: OutageCore,
  calls: SeenCall[],
): Promise<CallResult<T>> {
  const call: SeenCall = {
    key,
    at: now(),
    told: 'nothing',
    endedAt: undefined,
    error: undefined,
  };
  calls.push(call);
  try {
    const value = await work();
    call.told = saysSuccess(value) ? 'success' : 'failure';
    return { told: call.told, value };
  } catch (error) {
    call.told = 'failure';
    call.error = error;
    return { told: 'failure', error };
  } finally {
    call.endedAt = now();
  }
}

function saysSuccess(value: unknown): boolean {
  if (value === null || value === false) return false;
  if (value instanceof Response) return value.ok;
  if (Array.isArray(value)) return value.every(saysSuccess);
  return !(typeof value === 'object' && 'success' in value && value.success === false);
}
