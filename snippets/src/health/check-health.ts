import { callOrg, jsonOf, type SalesforceOrg } from '../org/call-org.ts';
import { SalesforceRejection } from '../org/salesforce-rejection.ts';

/** What the work ahead needs. */
export interface HealthNeeds {
  /** How much of each limit has to be left, by its name in the REST API guide, "Limits": `{ DailyApiRequests: 500 }`. */
  readonly limits?: Readonly<Record<string, number>>;
  /** Longest time for the whole check (10 s): a resilient `fetch` would otherwise wait for the end of the outage. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Whether to begin.
 *
 * - `unreachable`: the org does not answer, or not with what it should.
 * - `version`: the org does not serve this version of the API.
 * - `access`: the session has ended, or may not see the limits.
 * - `limit`: not enough is left.
 */
export type Health =
  | { readonly ready: true; readonly remaining: Readonly<Record<string, number>> }
  | {
      readonly ready: false;
      readonly reason: 'unreachable' | 'version' | 'access' | 'limit';
      /** A sentence for the log. */
      readonly why: string;
      /** When to check again; undefined where waiting does not help. */
      readonly retryAt: Date | undefined;
    };

/** When nothing says how long an outage takes, and for a limit that counts the last 24 hours and lags by 5 minutes. */
const RETRY_OUTAGE_MS = 60_000;
const RETRY_LIMIT_MS = 3_600_000;

/**
 * Asks, before a batch, whether the org answers and lets the batch through: `/services/data` needs no session and counts
 * against no limit; `/limits` is read only if limits are named, and needs the permission View Setup and Configuration.
 * It reports every failure as a verdict, and throws for nothing but the caller's signal.
 */
export async function checkHealth(org: SalesforceOrg, needs: HealthNeeds = {}): Promise<Health> {
  const { limits = {}, timeoutMs = 10_000, signal } = needs;
  const { fetch, instanceUrl } = org;
  const stopped = new AbortController();
  const stop = (): void => stopped.abort(signal?.reason ?? new Error(`no answer within ${timeoutMs} ms`));
  const timer = setTimeout(stop, timeoutMs);
  signal?.throwIfAborted();
  signal?.addEventListener('abort', stop);
  try {
    const versions = await jsonOf(await callOrg({ fetch, instanceUrl }, '/services/data', { signal: stopped.signal }));
    const version = `${Number(/[\d.]+/.exec(org.apiVersion ?? '62.0')?.[0])}.0`;
    const served = Array.isArray(versions)
      ? versions.map((item) => (Object(item) as { version?: unknown }).version)
      : [];
    if (served.length === 0) return notReady('unreachable', '/services/data lists no versions.', RETRY_OUTAGE_MS);
    if (!served.includes(version)) return notReady('version', `The org serves no version ${version} of the API.`);
    if (Object.keys(limits).length === 0) return { ready: true, remaining: {} };
    return judge(await jsonOf(await callOrg(org, '/limits', { signal: stopped.signal })), limits);
  } catch (error) {
    signal?.throwIfAborted();
    return verdictOf(error);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
  }
}

/** Compares what is left with what is needed; the answer is `{ DailyApiRequests: { Max, Remaining }, … }`. */
function judge(answer: unknown, needed: Readonly<Record<string, number>>): Health {
  const limits = Object(answer) as Readonly<Record<string, { Remaining?: unknown } | undefined>>;
  const remaining: Record<string, number> = {};
  for (const [name, need] of Object.entries(needed)) {
    const left = limits[name]?.Remaining;
    if (typeof left !== 'number') return notReady('access', `/limits names no ${name}: check its spelling.`);
    if (left < need) return notReady('limit', `${name}: ${need} needed, ${left} left.`, RETRY_LIMIT_MS);
    remaining[name] = left;
  }
  return { ready: true, remaining };
}

function verdictOf(error: unknown): Health {
  const why = error instanceof Error ? error.message : String(error);
  const { retryAt, status, errorCode, outcome } = Object(error) as Readonly<Record<string, unknown>>;
  const isLimit = errorCode === 'REQUEST_LIMIT_EXCEEDED';
  const refused = status === 401 || outcome === 'final' || (error instanceof SalesforceRejection && !error.transient);
  if (refused && !isLimit) return notReady('access', why);
  // Too many calls at once is over soon, the calls of a day are not.
  const waitMs = isLimit && !/concurrent/i.test(why) ? RETRY_LIMIT_MS : RETRY_OUTAGE_MS;
  const at = retryAt instanceof Date ? retryAt : new Date(Date.now() + waitMs);
  return { ready: false, reason: isLimit ? 'limit' : 'unreachable', why, retryAt: at };
}

function notReady(reason: 'unreachable' | 'version' | 'access' | 'limit', why: string, retryMs?: number): Health {
  return { ready: false, reason, why, retryAt: retryMs === undefined ? undefined : new Date(Date.now() + retryMs) };
}
