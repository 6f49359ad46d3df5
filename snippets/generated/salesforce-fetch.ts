// #region salesforce-fetch
/**
 * How long to wait (ms) after the `attempt`-th failure, 1 for the first: exponential up to a ceiling, with full jitter,
 * which spreads the callers of an outage best (AWS Architecture Blog, "Exponential Backoff and Jitter").
 */
function backoffDelay(attempt: number, baseMs = 1_000, maxMs = 60_000): number {
  // 2^1024 is Infinity, and 0 times that is no number.
  return Math.random() * Math.min(maxMs, baseMs * 2 ** Math.min(attempt - 1, 1_000));
}

type Abortable<T> = (signal: AbortSignal) => Promise<T>;

/**
 * Executes `run` for at most `ms` and until `outer` is aborted, even where it ignores its signal. One that `obeys` has the
 * last word: what it gives just then is not lost. Runs on Node 18.
 */
async function within<T>(ms: number, outer: AbortSignal | undefined, run: Abortable<T>, obeys = false) {
  outer?.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  const ended = new Promise<never>((_, fail) => (signal.onabort = obeys ? null : () => fail(signal.reason as Error)));
  const expire = (): void => controller.abort(new DOMException(`nothing within ${ms} ms`, 'TimeoutError'));
  const leave = (): void => controller.abort(outer?.reason);
  // A timer takes whole milliseconds up to 2^31 - 1: anything longer would fire at once.
  const timer = setTimeout(expire, Math.min(Math.ceil(ms), 2 ** 31 - 1));
  outer?.addEventListener('abort', leave);
  try {
    return await Promise.race([run(signal), ended]);
  } finally {
    clearTimeout(timer);
    outer?.removeEventListener('abort', leave);
  }
}

type BreakerState = 'closed' | 'open' | 'half-open';
/** What a request says about the service; `abandoned` says nothing. */
type Verdict = 'served' | 'outage' | 'throttled' | 'abandoned';

/**
 * A circuit breaker. Closed, it lets everybody through. `threshold` failures, less the successes, open it. When
 * `openMs(n)` is over, for the n-th time in a row, or as long again as it has failed already, it is half-open: one request
 * goes through as a probe, which opens it for longer, or closes it on trial: no more requests are under way then than
 * failures would open it again, so that those who have waited do not come all at once.
 */
function createBreaker(
  threshold: number,
  openMs: (times: number) => number,
  onChange: (from: BreakerState, to: BreakerState) => void = () => undefined,
) {
  let state: BreakerState = 'closed';
  let [failures, openings, openUntil, failingSince, underWay] = [0, 0, 0, 0, 0];
  const waiting = createWaiting();
  const turn = (to: BreakerState): void => {
    const from = state;
    state = to;
    waiting.wake();
    onChange(from, to);
  };
  const open = (leastMs = 0): void => {
    openings += 1;
    const failingMs = Math.min(failures > 0 ? Date.now() - failingSince : 0, openMs(Infinity));
    // What Retry-After asks for gets its jitter on top.
    openUntil = Date.now() + Math.max(leastMs && leastMs + openMs(1), openMs(openings), failingMs);
    turn('open');
  };
  return {
    isClosed: (): boolean => state === 'closed',
    isProbing: (): boolean => state === 'half-open',
    /** When the next probe is due (ms since 1970); undefined while it is closed. */
    probeAt: (): number | undefined => (state === 'closed' ? undefined : openUntil),
    /** Waits while it is open, and gives whether the request is the probe. */
    async enter(signal: AbortSignal): Promise<boolean> {
      for (;;) {
        signal.throwIfAborted();
        if (state === 'closed' && (openings === 0 || underWay < threshold - failures)) {
          underWay += 1;
          return false;
        }
        if (state === 'open' && Date.now() >= openUntil) {
          turn('half-open');
          return true;
        }
        // Whatever ends the wait, the loop looks what it was.
        await waiting.join(state === 'open' ? openUntil - Date.now() : Infinity, signal);
      }
    },
    /** Opens it, as too many failures do. */
    trip: (): void => (state === 'closed' ? open() : undefined),
    /** Tells how a request went, and how long the service asks to be left alone (ms). */
    report(verdict: Verdict, isProbe: boolean, leastMs = 0): void {
      underWay = Math.max(0, underWay - 1);
      if (isProbe && verdict === 'served') {
        // On trial: one more failure opens it again, unless failures never do.
        failures = Math.min(threshold - 1, Number.MAX_SAFE_INTEGER);
        failingSince = Date.now();
        // Whatever has been under way for longer may hang.
        underWay = 0;
        turn('closed');
      } else if (isProbe && verdict === 'abandoned') {
        // Its time is over already: the next in line is the probe.
        turn('open');
      } else if (isProbe) {
        open(leastMs);
      } else if (state === 'closed') {
        if (failures === 0) failingSince = Date.now();
        // What was sent before it opened says nothing about now, and what is throttled is served.
        failures = Math.max(0, failures + (verdict === 'outage' ? 1 : verdict === 'served' ? -1 : 0));
        if (failures === 0) openings = 0;
        if (failures >= threshold) open(leastMs);
        else waiting.wake();
      }
    },
  };
}

/**
 * Those who wait until something has changed, and look again then. Each has a promise of its own: what waits for that of
 * another request is dropped with it on Cloudflare Workers.
 */
function createWaiting() {
  const waiting = new Set<() => void>();
  return {
    wake: (): void => waiting.forEach((wakeOne) => wakeOne()),
    async join(ms: number, signal: AbortSignal): Promise<void> {
      let wake = (): void => undefined;
      const change = new Promise<void>((resolve) => (wake = resolve));
      waiting.add(wake);
      await within(ms, signal, () => change).catch((): undefined => undefined);
      waiting.delete(wake);
    },
  };
}

/** The parts of the platform that have a load of their own, by their paths; `data` is the rest. */
const API_FAMILIES = {
  auth: /\/services\/oauth2\//,
  apexrest: /\/services\/apexrest\//,
  soap: /\/services\/Soap\//,
  bulk: /\/services\/(?:async|data\/v[\d.]+\/jobs)\//,
  connect: /\/services\/data\/v[\d.]+\/(?:connect|chatter|commerce)\//,
  analytics: /\/services\/data\/v[\d.]+\/(?:analytics|wave)\//,
  tooling: /\/services\/data\/v[\d.]+\/(?:tooling|metadata)\//,
};

/** Which part of the platform answers a URL: one may be down while the others are not. */
function apiFamily(url: string): string {
  return Object.entries(API_FAMILIES).find(([, path]) => path.test(url))?.[0] ?? 'data';
}

/**
 * Lets so many in at a time, and the others wait in order; gives what frees the place. Salesforce refuses the 26th call
 * that runs for 20 s ("Concurrent API Request Limits"), and somebody else may need one, too.
 */
function createBulkhead(limit = 24): (signal: AbortSignal) => Promise<() => void> {
  const waiting = new Set<() => void>();
  let inside = 0;
  const leave = (): void => {
    // The place goes to the next in line at once, so that nobody pushes in.
    const [next] = waiting;
    if (next && waiting.delete(next)) next();
    else inside -= 1;
  };
  return async (signal) => {
    signal.throwIfAborted();
    if (inside < limit) {
      inside += 1;
      return leave;
    }
    let enter = (): void => undefined;
    const turn = new Promise<void>((resolve) => (enter = resolve));
    waiting.add(enter);
    await within(Infinity, signal, () => turn).catch((error: unknown) => {
      // Who gives up just when his turn comes passes it on.
      if (!waiting.delete(enter)) leave();
      throw error;
    });
    return leave;
  };
}

/** `Error` as it is from ES2022 on, which the library of an older target does not say. */
type ErrorWithCause = new (message: string, options: { cause: unknown }) => Error & { readonly cause?: unknown };

/** A call that failed although it was repeated as far as that is safe and its time allows, or one attempt of it. */
class SalesforceError extends (Error as ErrorWithCause) {
  override readonly name = 'SalesforceError';
  readonly status?: number | undefined;
  readonly errorCode?: string | undefined;
  /** `unknown`: any of the attempts may have been carried out. `final`: it fails again when it is repeated. */
  readonly outcome: 'not-sent' | 'refused' | 'unknown' | 'final' = 'unknown';
  readonly retryAt?: Date | undefined;
  readonly attempts: number = 1;
  readonly elapsedMs: number = 0;

  constructor(message: string, facts: Partial<SalesforceError>) {
    // Messages end up in logs: a session id that an answer repeats stays out.
    super(message.replace(/\b00D\w{12,15}![\w.]+/g, '[token]'), { cause: facts.cause });
    Object.assign(this, facts);
  }
}

/** The call that an event is about, without what is secret: the URL has no query. Durations are in milliseconds. */
interface CallSoFar {
  readonly method: string;
  readonly url: string;
  /** The part of the platform, such as `data` or `auth`. */
  readonly family: string;
  readonly attempts: number;
  /** Of the attempt, or of the call with all its attempts and waits. */
  readonly durationMs: number;
}

/** What a client tells of its work. */
type SalesforceEvent =
  | (CallSoFar & { type: 'attempt'; status: number | undefined; failure: SalesforceError['outcome'] | undefined })
  | (CallSoFar & { type: 'retry'; waitMs: number; reason: string })
  | (CallSoFar & { type: 'answer'; status: number })
  | (CallSoFar & { type: 'give-up'; error: SalesforceError })
  | { type: 'breaker'; family: string; from: BreakerState; to: BreakerState }
  | { type: 'reauthentication'; isSuccessful: boolean; durationMs: number };

/** POSTs that only read, and logins. */
const HARMLESS_POSTS =
  /\/services\/(?:oauth2\/(?:token|introspect|revoke|userinfo)|data\/v[\d.]+\/(?:parameterizedSearch|jobs\/query|wave\/query|composite\/sobjects\/\w+|analytics\/reports\/\w+|ssot\/query(?:v2|-sql)?))\/?$/;

/**
 * Whether a repeated request leaves what a single one does: RFC 9110 §9.2.2, record updates and upserts by external id,
 * and POSTs that change nothing. The method is in capitals.
 */
function isIdempotentRequest(method: string, url: string): boolean {
  const [path = '', query = ''] = url.split('?');
  // A GET that runs Apex.
  if (/\/tooling\/executeAnonymous\/?$/.test(path)) return false;
  // Clients that cannot send PATCH name it in the query of a POST (REST API Developer Guide).
  const override = method === 'POST' ? /\b_HttpMethod=(\w+)/.exec(query)?.[1] : undefined;
  const meant = override ?? method;
  if (meant === 'PATCH') return /\/sobjects(?:\/|$)/.test(path);
  return /^(?:GET|HEAD|OPTIONS|PUT|DELETE)$/.test(meant) || HARMLESS_POSTS.test(path);
}

/** The create of one record of an `object` such as `Payment__c`: POST to sObject Basic Information. */
interface CreateRequest {
  readonly url: string;
  readonly object: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

/** The external id of a record, such as `{ field: 'Reference__c', value: 'P-1' }`. */
interface RecordKey {
  readonly field: string;
  readonly value: string;
  /** Whether the field is unique: then Salesforce refuses a second record, even while the first is being written. */
  readonly isUnique?: boolean;
}

/** A create whose record can be found, and where: sObject Rows by External ID. */
type KnownCreate = RecordKey & { readonly lookUpUrl: string };

/**
 * The create that a request stands for, where `keyOf` knows its record.
 * @throws {TypeError} when the key is not what the create writes: looking for it would prove nothing.
 */
function knownCreate(
  { method, url }: { method: string; url: string },
  body: unknown,
  keyOf: (create: CreateRequest) => RecordKey | undefined = () => undefined,
): KnownCreate | undefined {
  const [, base, object] = /(.*\/services\/data\/v[\d.]+\/sobjects\/(\w+))\/?$/.exec(url) ?? [];
  if (method !== 'POST' || object === undefined) return undefined;
  const fields = fieldsOf(body);
  const key = fields && keyOf({ url, object, fields });
  if (key && key.value !== String(fields[key.field])) {
    throw new TypeError(`keyOf must name a field and the value that the create gives it, not ${object}.${key.field}.`);
  }
  return key && { ...key, lookUpUrl: `${base}/${key.field}/${encodeURIComponent(key.value)}` };
}

/** The id of our own record, where the text of an answer says that it is there already. */
function ownDuplicate({ field }: KnownCreate, text = ''): string | undefined {
  // "duplicate value found: Reference__c duplicates value on record with id: a015g00000XyZaB"
  const isOurs = text.includes('"DUPLICATE_VALUE"') && text.split(/\W/).includes(field);
  return isOurs ? /\bid: (\w{15,18})\b/.exec(text)?.[1] : undefined;
}

/** The answer to a create of the record with this id. */
function createdAnswer(id: string): Response {
  const headers = { 'Content-Type': 'application/json;charset=UTF-8' };
  return new Response(JSON.stringify({ id, success: true, errors: [] }), { status: 201, headers });
}

function fieldsOf(body: unknown): CreateRequest['fields'] | undefined {
  try {
    const fields: unknown = JSON.parse(String(body));
    return typeof fields === 'object' && fields ? (fields as CreateRequest['fields']) : undefined;
  } catch {
    return undefined;
  }
}

/** What `createSalesforceFetch` may be told; every duration is in milliseconds. */
interface SalesforceFetchOptions {
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
type SalesforceFetch = (
  input: Parameters<typeof fetch>[0],
  init?: Parameters<typeof fetch>[1] & { readonly idempotent?: boolean },
) => Promise<Response>;

/** What a retry costs: after an outage or a lost answer, and after being told that it was too much. */
const RETRY_COST = { outage: 14, throttled: 5 } as const;

/**
 * A token bucket: however many calls there are, it lets no more than 35 retries out without a success. Numbers of the AWS
 * SDKs' standard mode (AWS Developer Tools Blog, "Updated default retry behavior", 2026).
 */
function createRetryBudget(capacity = 500) {
  let [left, lent] = [capacity, 0];
  return {
    /** Whether retries are under way, which give back what they cost when they succeed. */
    isLent: (): boolean => lent > 0,
    /** Takes what an attempt costs, nothing for a first one; gives false where too little is left. */
    take(cost: number): boolean {
      if (cost > left) return false;
      left -= cost;
      if (cost > 0) lent += 1;
      return true;
    },
    /** Tells how the attempt ended: success gives its cost back, or 1 for a call that needed no retry. */
    settle(cost: number, isServed: boolean): void {
      if (cost > 0) lent -= 1;
      if (isServed) left = Math.min(capacity, left + (cost || 1));
    },
    /** Fills it when a probe was served: those who have waited for that are no storm of retries. */
    refill: (): void => void (left = capacity),
  };
}

/** Whether an answer may be another one a little later: RFC 9110 §15.6, RFC 6585 §4. */
function isTransient(status: number): boolean {
  return [429, 500, 502, 503, 504].includes(status);
}

/** The failure that an answer stands for, or undefined where the caller is to decide, as after a 404. */
async function failureOf(response: Response, text = '', waitMs = NaN): Promise<SalesforceError | undefined> {
  const { status, ok, headers } = response;
  const json: unknown = await new Response(text).json().catch((): undefined => undefined);
  const { errorCode, message = '' } = Object(Array.isArray(json) ? json[0] : json) as {
    errorCode?: string;
    message?: string;
  };
  const failure = (outcome: SalesforceError['outcome'], detail = errorCode ?? ''): SalesforceError => {
    // Later than 8.64e15 ms, a Date is an invalid one.
    const retryAt = Math.min(Date.now() + waitMs, 8.64e15);
    const facts = { outcome, status, errorCode, retryAt: retryAt ? new Date(retryAt) : undefined };
    return new SalesforceError(`Salesforce answered ${status} ${detail}`.trim(), facts);
  };
  // Envoy, which stands before Salesforce, says 503 too when it loses a connection that had the request already.
  const isLost = /reset before headers(?!.*(?:connection (?:failure|timeout)|overflow|refused))/.test(text);
  if (status === 503 && isLost) return failure('unknown', 'since a connection behind it was lost');
  // Else 429 and 503 are said before any work is done; behind 500, 502 and 504 the record may have been written.
  if (status === 429 || status === 503) return failure('refused');
  if (isTransient(status)) return failure('unknown');
  // Another transaction holds the record. A trigger that meets this wraps it in an error of its own.
  if (status === 400 && text.includes('UNABLE_TO_LOCK_ROW')) return failure('refused');
  // Too many long calls at once end within seconds; the limit of 24 hours does not.
  const isLimit = status === 403 && errorCode === 'REQUEST_LIMIT_EXCEEDED';
  if (isLimit) return failure(/concurrent/i.test(message) ? 'refused' : 'final', `${errorCode}: ${message}`);
  const type = headers.get('Content-Type') ?? '';
  const isPage = /html/i.test(type) || /^\s*<(?:!doctype )?html[\s>]/i.test(text);
  const isCut = /json/i.test(type) && text !== '' && json === undefined;
  return ok && (isPage || isCut) ? failure('unknown', 'with a page or half an answer') : undefined;
}

/** The failure behind a rejected `fetch` or body: only an error from before the request proves that nothing was sent. */
function failureOfError(error: unknown): SalesforceError {
  const { cause = error } = Object(error) as { cause?: unknown };
  const { code, message, syscall } = Object(cause) as Record<string, unknown>;
  // Repeating makes no URL of what is none.
  if (code === 'ERR_INVALID_URL' || String(message).startsWith('Invalid URL')) throw error as Error;
  // Deno gives the URL instead of a code: its query may hold a secret.
  const said = String(typeof code === 'string' ? code : message).replace(/\?\S+/g, '');
  // No address, no connection, no trust in the certificate. Browsers and workerd do not tell.
  const isUnsent =
    /^(?:ECONNREFUSED|ConnectionRefused|ENOTFOUND|EAI_AGAIN|E(?:HOST|NET)UNREACH|UND_ERR_CONNECT_TIMEOUT|(?:\w+_)?CERT_\w+|\w+_(?:CERT|VERIFY_LEAF_SIGNATURE))$| client error \(Connect\): /.test(
      said,
    );
  const outcome = isUnsent || syscall === 'connect' ? 'not-sent' : 'unknown';
  return new SalesforceError(`no answer (${said})`, { outcome, cause: error });
}

function loginFailure(cause: unknown): SalesforceError {
  return new SalesforceError('the session has ended and the login failed', { outcome: 'refused', status: 401, cause });
}

/** Whether a login may succeed later, going by its error, which is of any kind: by a status in it, or the network. */
function isLoginOutage(error: unknown): boolean {
  const { status, statusCode = status, response, code, message } = Object(error) as Record<string, unknown>;
  const said = String(statusCode ?? (Object(response) as { status?: unknown }).status ?? message);
  const [found] = /\b[45]\d\d\b/.exec(said) ?? [];
  if (found) return isTransient(Number(found));
  if (typeof code === 'string') return true;
  return /\b(?:fetch|load|network) ?(?:failed|error)|failed to fetch|connection lost|timed? ?out/i.test(said);
}

/** Waits until the clock says so (ms since 1970), since timers may fire early, or until `signal` is aborted. */
async function sleepUntil(time: number, signal?: AbortSignal): Promise<void> {
  const never = (): Promise<never> => new Promise(() => undefined);
  signal?.throwIfAborted();
  while (Date.now() < time) await within(time - Date.now(), signal, never).catch(() => signal?.throwIfAborted());
}

/** How long a login that was refused or did not help is not repeated (ms): it might lock the user out. */
const LOGIN_PAUSE_MS = 60_000;

/** Access tokens: which were refused, and what replaced them. One login serves all calls that wait for it. */
function createTokens(
  refreshToken: (() => Promise<string>) | undefined,
  longestMs = 600_000,
  onLogin: (isSuccessful: boolean, durationMs: number) => void = () => undefined,
) {
  const refused = new Set<string>();
  let [current, isProven, failures, startedAt, nextAt] = ['', false, 0, 0, 0];
  let login: Promise<void> | undefined;
  let failure: SalesforceError | undefined;
  const partsOf = (headers: Headers): string[] => headers.get('Authorization')?.split(' ') ?? [];
  const isRefused = (headers: Headers): boolean => refused.has(partsOf(headers)[1] ?? '');

  const logIn = async (): Promise<void> => {
    startedAt = Date.now();
    try {
      current = (await refreshToken?.()) ?? '';
      if (current === '') throw new Error('refreshToken resolved without a token');
      [isProven, failures, failure] = [false, 0, undefined];
      // Salesforce may answer with the token of a session that still lives: refused later on, it is replaced again.
      refused.delete(current);
    } catch (error) {
      failure = loginFailure(error);
      failures += 1;
      nextAt = Date.now() + (isLoginOutage(error) ? backoffDelay(failures) : LOGIN_PAUSE_MS);
    }
    login = undefined;
    onLogin(!failure, Date.now() - startedAt);
  };
  const renew = async (signal: AbortSignal): Promise<SalesforceError | undefined> => {
    while (current === '' || refused.has(current)) {
      if (failure && !isLoginOutage(failure.cause) && Date.now() < nextAt) return failure;
      if (Date.now() < nextAt) {
        await sleepUntil(nextAt, signal);
        // Meanwhile, somebody else may have logged in.
        continue;
      }
      // A login that never ends is not waited for by those who come later.
      if (Date.now() > startedAt + longestMs) login = undefined;
      await (login ??= logIn());
    }
    return undefined;
  };
  return {
    /** Whether a token has been refused, as it may be while a call stands in line. */
    isRefused,
    /** Puts the newest token in the place of a refused one, and logs in for it; gives why there is none. */
    async prepare(headers: Headers, timeoutMs: number, signal?: AbortSignal): Promise<SalesforceError | undefined> {
      if (!isRefused(headers)) return undefined;
      const ended = await within(timeoutMs, signal, renew).catch((error: unknown) => failure ?? loginFailure(error));
      signal?.throwIfAborted();
      headers.set('Authorization', `${partsOf(headers)[0]} ${current}`);
      return ended;
    },
    /** Notes that a token was taken. */
    accept(headers: Headers): void {
      if (partsOf(headers)[1] === current) isProven = true;
    },
    /** Notes that a token was refused; gives whether there may be a better one. */
    refuse(headers: Headers): boolean {
      const [, token = ''] = partsOf(headers);
      // Where a new token is refused before it was ever taken, the next one would be, too.
      const isVain = token === current && !isProven && Date.now() < startedAt + LOGIN_PAUSE_MS;
      if (!refreshToken || token === '' || isVain) return false;
      refused.add(token);
      return true;
    },
  };
}

type Client = ReturnType<typeof createClient>;

/** A part of the platform of an org: one may be down while the others are not. */
interface Family {
  readonly name: string;
  readonly breaker: ReturnType<typeof createBreaker>;
  readonly budget: ReturnType<typeof createRetryBudget>;
  /** That the limit of a day is used up, as the last answer said. */
  limit?: SalesforceError | undefined;
  /** When the last request was sent (ms since 1970). */
  sentAt: number;
}

/** What all calls share. */
function createClient(options: SalesforceFetchOptions) {
  const { isIdempotent = isIdempotentRequest, repeatRefusedCreates = true, isPatient = true, keyOf } = options;
  const { maxRetries = 5, attemptTimeoutMs = 30_000, totalTimeoutMs = 600_000, maxConcurrent = 24 } = options;
  const { baseDelayMs = 1_000, maxDelayMs = 60_000, maxOpenMs = 30_000, failureThreshold = 5 } = options;
  for (const [name, value] of Object.entries({ ...options, maxConcurrent: maxConcurrent - 1 })) {
    if (typeof value === 'number' && !(value >= 0)) throw new RangeError(`${name} is too small a number, or none.`);
  }
  const emit = (event: SalesforceEvent): void => {
    try {
      options.onEvent?.(event);
    } catch {
      // No record must be lost because somebody who looks on has failed.
    }
  };
  /** An exponential delay of which only half is chance: probes and look-ups are to come neither at once nor together. */
  const spread = (times: number, maxMs = maxDelayMs): number => {
    const ceiling = Math.min(maxMs, maxDelayMs, baseDelayMs * 2 ** Math.min(times, 1_000));
    return (ceiling / 2) * (1 + Math.random());
  };
  const openMs = (times: number): number => spread(times, maxOpenMs);
  const families = new Map<string, Family>();
  const familyOf = (url: string): Family => {
    const name = apiFamily(url);
    const key = `${url.split(/[/?#]/)[2]} ${name}`;
    const onChange = (from: BreakerState, to: BreakerState): void => emit({ type: 'breaker', family: name, from, to });
    const breaker = createBreaker(failureThreshold, openMs, onChange);
    const family = families.get(key) ?? { name, breaker, budget: createRetryBudget(), sentAt: 0 };
    families.set(key, family);
    return family;
  };
  const onLogin = (isSuccessful: boolean, durationMs: number): void =>
    emit({ type: 'reauthentication', isSuccessful, durationMs });
  const tokens = createTokens(options.refreshToken, totalTimeoutMs, onLogin);
  const send: typeof fetch = (...args: Parameters<typeof fetch>) => (options.fetch ?? fetch)(...args);
  const limits = { maxRetries, attemptTimeoutMs, totalTimeoutMs, baseDelayMs, maxDelayMs };
  const choices = { isIdempotent, repeatRefusedCreates, isPatient, keyOf };
  return { ...limits, ...choices, spread, emit, familyOf, tokens, send, enter: createBulkhead(maxConcurrent) };
}

const abortListeners = new WeakMap<AbortSignal, Set<(reason: unknown) => void>>();

/** Tells `listener` the reason of an abort, until what it returns is called. One listener serves all: Node warns of 11. */
function onAbort(signal: AbortSignal | undefined, listener: (reason: unknown) => void): () => void {
  if (!signal) return () => undefined;
  const all = abortListeners.get(signal) ?? new Set();
  if (!abortListeners.has(signal)) signal.addEventListener('abort', () => all.forEach((one) => one(signal.reason)));
  abortListeners.set(signal, all.add(listener));
  return () => void all.delete(listener);
}

/** What `fetch(input, init)` would send, to be sent again and again; throws a TypeError for what `fetch` never sends. */
function outgoingRequest(...[input, init]: Parameters<typeof fetch>) {
  const request = input instanceof Request ? input : undefined;
  const url = input instanceof Request ? input.url : input.toString();
  const method = (init?.method ?? request?.method ?? 'GET').toUpperCase();
  const headers = new Headers(init?.headers ?? request?.headers);
  const body = init?.body;
  // A stream can be sent only once.
  const isResendable = !(body instanceof ReadableStream) && !(Symbol.asyncIterator in Object(body));
  if (request?.bodyUsed && !body) throw new TypeError('The body of this Request was used already: make a new one.');
  new Request('https://salesforce.invalid', { method, headers, body: isResendable && body ? body : null });
  const send = async (how: typeof fetch, signal: AbortSignal, mayRepeat: boolean): Promise<Response> => {
    const fresh = mayRepeat ? undefined : freshConnection();
    try {
      return await how(request?.clone() ?? input, { ...fresh, ...init, headers, signal });
    } finally {
      fresh?.client.close();
    }
  };
  return { method, url, headers, isResendable, signal: init?.signal ?? request?.signal, send };
}

/** A new connection where Deno runs: its `fetch` repeats by itself what is lost on a used one, be it a create. */
function freshConnection() {
  const { Deno } = globalThis as { Deno?: { createHttpClient?: (options: object) => { close: () => void } } };
  const client = Deno?.createHttpClient?.({ poolMaxIdlePerHost: 0 });
  return client && { client };
}

type Call = ReturnType<typeof createCall>;

/** One call with all its attempts. */
function createCall(client: Client, ...[input, init]: Parameters<SalesforceFetch>) {
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

const timeLeft = (call: Call): number => call.deadline - Date.now();

function soFar({ request: { method, url }, family, attempts, startedAt }: Call): CallSoFar {
  return { method, url: url.replace(/[?#].*/, ''), family: family.name, attempts, durationMs: Date.now() - startedAt };
}

const LOOK_FIRST = 'It may have been carried out: look before repeating it, or send an upsert.';

/** The error of a call that is given up after this failure. Its query, which may hold a secret, stays out. */
function failed(call: Call, failure: SalesforceError, advice = ''): SalesforceError {
  const { message, cause, ...last } = failure;
  const { method, url, attempts, durationMs: elapsedMs } = soFar(call);
  const probeAt = call.family.breaker.probeAt();
  const retryAt = last.retryAt ?? (probeAt === undefined ? undefined : new Date(Math.min(probeAt, 8.64e15)));
  const outcome = call.isUnknown ? 'unknown' : last.outcome;
  const said = `${method} ${url}: ${message}, attempt ${attempts}. ${advice}`.trim();
  return new SalesforceError(said, { ...last, cause, outcome, attempts, elapsedMs, retryAt });
}

/** Types of bodies to read whole: a maintenance page or half a record must not pass for a success. Others are files. */
const READ_WHOLE = /^$|json|html|xml|text\/plain|urlencoded/i;

/**
 * Reads the body of an answer, so that a stalled or a cut one is the failure of this attempt, and gives an answer that can
 * be read as usual, with the text. A file (CSV, binary) of any length is passed on as it comes; it fails when it pauses
 * for longer than `stallMs`, or when `call` is aborted.
 */
async function readAnswer(response: Response, stallMs: number, attempt: AbortSignal, call?: AbortSignal) {
  const { body, ok, headers, status } = response;
  // A mock may have no body, and another kind of `fetch` one that is no web stream. Chromium has one where there is none.
  if (!(body instanceof ReadableStream) || [204, 205, 304].includes(status)) return { response, text: undefined };
  const isFile = ok && !READ_WHOLE.test(headers.get('Content-Type') ?? '');
  // An error says enough by its status: its body is not waited for much longer, and may be cut.
  const patienceMs = ok ? Infinity : Math.min(stallMs / 2, 5_000);
  const bytesOf = (signal: AbortSignal) => new Response(guarded(body, Infinity, signal)).arrayBuffer();
  const reading = isFile ? undefined : within(patienceMs, attempt, bytesOf);
  const whole = await reading?.catch((error: unknown) => {
    if (ok || attempt.aborted) throw error;
    return new ArrayBuffer(0);
  });
  const read = new Response(whole ?? guarded(body, stallMs, call), response);
  // What a new Response would answer otherwise.
  for (const name of ['url', 'redirected', 'type'] as const)
    Object.defineProperty(read, name, { value: response[name] });
  return { response: read, text: whole && new TextDecoder().decode(whole) };
}

/** The same stream, which fails when it pauses for longer than `ms` or is aborted, and frees the connection then. */
function guarded(body: ReadableStream<Uint8Array>, ms: number, signal?: AbortSignal): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  const cancel = (reason: unknown): Promise<void> => reader.cancel(reason);
  const pull = async (controller: ReadableStreamDefaultController<Uint8Array>): Promise<void> => {
    try {
      const { done, value } = await within(ms, signal, () => reader.read());
      if (done) controller.close();
      else controller.enqueue(value);
    } catch (error) {
      cancel(error).catch((): undefined => undefined);
      throw error;
    }
  };
  return new ReadableStream({ pull, cancel });
}

/** How long to wait (ms) by the server's own clock: RFC 9110 §10.2.3. Throws a RangeError for more than `longestMs`. */
function retryAfterMs(response: { headers: Pick<Headers, 'get'> }, longestMs = Infinity): number | undefined {
  const value = response.headers.get('Retry-After')?.trim() ?? '';
  const now = timeOf(response.headers.get('Date')?.trim() ?? '') ?? Date.now();
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : Math.max(0, (timeOf(value) ?? NaN) - now);
  if (wait > longestMs) throw new RangeError(`Salesforce asks to be left alone for ${Math.ceil(wait / 1_000)} s.`);
  return Number.isNaN(wait) ? undefined : wait;
}

/** The time (ms since 1970) of an HTTP-date, RFC 9110 §5.6.7: all of its three forms are in GMT. */
function timeOf(date: string): number | undefined {
  const forms = ['21', '20', '19'].map((century) =>
    date
      .replace(/(\w{3})\w*day, (\d\d)-(\w{3})-(\d\d) /, `$1, $2 $3 ${century}$4 `)
      .replace(/(\w{3} \w{3})  /, '$1 0')
      .replace(/^(\w{3}) (\w{3}) (\d\d) (\S{8}) (\d{4})/, '$1, $3 $2 $5 $4 GMT'),
  );
  // Anything else, and a day that does not exist, would be guessed at.
  const isDate = (form: string) => new Date(form).toUTCString().slice(5) === form.slice(5);
  const times = forms
    .filter((form) => /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), /.test(form) && isDate(form))
    .map((form) => Date.parse(form));
  // Two digits name the latest such year that is no more than 50 years ahead.
  const latest = new Date().setUTCFullYear(new Date().getUTCFullYear() + 50);
  return times.find((time) => time <= latest) ?? times[0];
}

/** Looks for the record of a create with an unknown outcome: the answer to the create, or that it is `absent`. */
async function settle(
  call: Call,
  failure: SalesforceError,
  lookUp: (url: string, init: RequestInit) => Promise<Response>,
): Promise<Response | 'absent' | undefined> {
  const { client, known, request } = call;
  const isUnknown = failure.outcome === 'unknown';
  // A gateway may say 503 after the record was written.
  if (!known || call.isIdempotent || (!isUnknown && failure.status !== 503)) return undefined;
  const isDoubtful = isUnknown || !client.repeatRefusedCreates || call.isUnknown;
  call.isUnknown = true;
  const headers = new Headers(request.headers);
  headers.delete('Content-Type');
  // What is still being written shows up late; where it is unique, Salesforce itself refuses a second one.
  const looks = isUnknown && !known.isUnique ? 3 : 1;
  for (let look = 0; look < looks; look += 1) {
    const next = Math.max(Date.now(), Number(failure.retryAt ?? 0)) + client.spread(look);
    // Nobody has looked: a 503 is what it is taken for without a key, a refusal.
    if (next >= call.deadline) throw failed({ ...call, isUnknown: isDoubtful }, failure, isDoubtful ? LOOK_FIRST : '');
    await sleepUntil(next, call.signal);
    const answer = await within(timeLeft(call), call.signal, (signal) =>
      lookUp(known.lookUpUrl, { headers, signal }),
    ).catch((cause: unknown) => {
      call.signal.throwIfAborted();
      throw Object.assign(failed(call, failure, `${LOOK_FIRST} Looking it up failed, too.`), { cause });
    });
    if (answer.ok) {
      const { Id, id = '' } = (await answer.json()) as { Id?: string; id?: string };
      return createdAnswer(Id ?? id);
    }
    const said = `${LOOK_FIRST} The look-up was answered with ${answer.status}.`;
    if (answer.status !== 404) throw failed(call, failure, said);
  }
  const isPending = failure.status === 504 || (failure.cause as Error | undefined)?.name === 'TimeoutError';
  const said = `${LOOK_FIRST} It is not there, but may be on its way.`;
  if (isPending && !known.isUnique) throw failed(call, failure, said);
  return 'absent';
}

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
function createSalesforceFetch(options: SalesforceFetchOptions = {}): SalesforceFetch {
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
// #endregion

export { SalesforceError, createSalesforceFetch };
export type { CreateRequest, RecordKey, SalesforceEvent, SalesforceFetch, SalesforceFetchOptions };
