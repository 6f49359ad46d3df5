// #region salesforce-fetch
/**
 * How long to wait (ms) before the next attempt: exponential up to a ceiling, with full jitter, which spreads the callers
 * of an outage best (AWS Architecture Blog, "Exponential Backoff and Jitter").
 *
 * @param attempt - The attempt that has failed, 1 for the first.
 * @param baseMs - Ceiling after the first attempt (ms); it doubles with each further one.
 * @param maxMs - Ceiling of all (ms).
 */
function backoffDelay(attempt, baseMs = 1_000, maxMs = 60_000) {
  // 2^1024 is Infinity, and 0 times that is no number.
  return Math.random() * Math.min(maxMs, baseMs * 2 ** Math.min(attempt - 1, 1_000));
}

const abortListeners = new WeakMap();

/** Calls `listener` on abort, until the function that it returns is called. One listener serves all: Node warns of 11. */
function onAbort(signal, listener) {
  if (!signal) return () => undefined;
  const all = abortListeners.get(signal) ?? new Set();
  if (!abortListeners.has(signal)) signal.addEventListener('abort', () => all.forEach((one) => one()));
  abortListeners.set(signal, all.add(listener));
  return () => void all.delete(listener);
}

/**
 * Waits until the clock says so (ms since 1970), since timers may fire early.
 *
 * @throws the reason of the signal that ends the wait.
 */
async function sleepUntil(time, ...signals) {
  const check = () => signals.forEach((signal) => signal?.throwIfAborted());
  for (let left = time - Date.now(); left > 0; left = time - Date.now()) {
    check();
    await new Promise((resolve) => {
      const wake = () => {
        clearTimeout(timer);
        stops.forEach((stop) => stop());
        resolve();
      };
      // A timer takes whole milliseconds up to 2^31 - 1: anything longer would fire at once.
      const timer = setTimeout(wake, Math.min(Math.ceil(left), 2 ** 31 - 1));
      const stops = signals.map((signal) => onAbort(signal, wake));
    });
  }
  check();
}

/**
 * A circuit breaker. Closed, it lets everybody through. `threshold` failures, less the successes, open it. When
 * `openMs(n)` is over, for the n-th time in a row, it is half-open: one request goes through as a probe, which closes it
 * or opens it for longer.
 */
function createBreaker(threshold, openMs, onChange = () => undefined) {
  let state = 'closed';
  let [failures, openings, openUntil] = [0, 0, 0];
  let change = new AbortController();

  const turn = (to) => {
    const [from, before] = [state, change];
    [state, change] = [to, new AbortController()];
    // Whoever waits looks again.
    before.abort();
    onChange(from, to);
  };
  const open = (leastMs = 0) => {
    openings += 1;
    // What Retry-After asks for gets its jitter on top.
    openUntil = Date.now() + Math.max(leastMs && leastMs + openMs(1), openMs(openings));
    turn('open');
  };

  return {
    isClosed: () => state === 'closed',
    isProbing: () => state === 'half-open',
    /** When the next probe is due (ms since 1970); undefined while it is closed. */
    probeAt: () => (state === 'closed' ? undefined : openUntil),
    /** Waits while it is open, and gives whether the request is the probe. */
    async enter(signal) {
      for (;;) {
        signal.throwIfAborted();
        if (state === 'closed') return false;
        if (state === 'open' && Date.now() >= openUntil) {
          turn('half-open');
          return true;
        }
        // Whatever ends the wait, the loop looks what it was.
        await sleepUntil(state === 'open' ? openUntil : Infinity, signal, change.signal).catch(() => undefined);
      }
    },
    /** Opens it, as too many failures do. */
    trip() {
      if (state === 'closed') open();
    },
    /** Tells how a request went, and how long the service asks to be left alone (ms). */
    report(verdict, isProbe, leastMs = 0) {
      if (isProbe && verdict === 'served') {
        // On trial: one more failure opens it again.
        failures = threshold - 1;
        turn('closed');
      } else if (isProbe && verdict === 'abandoned') {
        // Its time is over already: the next in line is the probe.
        turn('open');
      } else if (isProbe) {
        open(leastMs);
      } else if (state === 'closed') {
        // What was sent before it opened says nothing about now, and what is throttled is served.
        failures = Math.max(0, failures + (verdict === 'outage' ? 1 : verdict === 'served' ? -1 : 0));
        if (failures === 0) openings = 0;
        if (failures >= threshold) open(leastMs);
      }
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
function apiFamily(url) {
  return Object.entries(API_FAMILIES).find(([, path]) => path.test(url))?.[0] ?? 'data';
}

/**
 * Lets so many in at a time, and the others wait in order. Salesforce refuses the 26th call that runs for 20 s ("Concurrent
 * API Request Limits"), and somebody else may need one, too.
 *
 * @returns waits for a place, and gives what frees it.
 */
function createBulkhead(limit = 24) {
  const waiting = new Set();
  let inside = 0;
  const free = () => {
    // The place goes to the next in line at once, so that nobody pushes in.
    const [next] = waiting;
    if (next) next();
    else inside -= 1;
  };
  return async (signal) => {
    signal.throwIfAborted();
    if (inside < limit) {
      inside += 1;
      return free;
    }
    return new Promise((resolve, reject) => {
      const leaveLine = () => {
        waiting.delete(enter);
        stop();
      };
      const enter = () => {
        leaveLine();
        resolve(free);
      };
      const stop = onAbort(signal, () => {
        leaveLine();
        reject(signal.reason);
      });
      waiting.add(enter);
    });
  };
}

/** A Salesforce call that failed although it was repeated as far as that is safe and its time allows. */
class SalesforceError extends Error {
  /** HTTP status of the last answer; undefined when there was none. */
  status;
  /** Salesforce's own code, such as `UNABLE_TO_LOCK_ROW`. */
  errorCode;
  /** `unknown`: it may have been carried out by any of the attempts. After anything else, it was not. */
  outcome;
  /** When to try again, where that is known. */
  retryAt;
  /** How many requests were sent. */
  attempts;
  elapsedMs;

  constructor(failure, { method, url, attempts, startedAt, isUnknown, retryAt }, advice = '') {
    // Messages end up in logs: the query, which may hold a secret, and a session id that an answer repeats stay out.
    const said = `${method} ${url.split(/[?#]/)[0]}: ${failure.reason}, attempt ${attempts}. ${advice}`.trim();
    super(said.replace(/\b00D\w{12,15}![\w.]+/g, '[token]'), { cause: failure.cause });
    this.name = 'SalesforceError';
    this.status = failure.status;
    this.errorCode = failure.errorCode;
    this.outcome = isUnknown ? 'unknown' : failure.outcome;
    // Later than 8.64e15 ms, a Date is an invalid one.
    this.retryAt = retryAt === undefined ? undefined : new Date(Math.min(retryAt, 8.64e15));
    this.attempts = attempts;
    this.elapsedMs = Date.now() - startedAt;
  }
}

/** POSTs that only read, and logins. */
const HARMLESS_POSTS =
  /\/services\/(?:oauth2\/(?:token|introspect|revoke|userinfo)|data\/v[\d.]+\/(?:parameterizedSearch|jobs\/query|wave\/query|composite\/sobjects\/\w+|analytics\/reports\/\w+|ssot\/query(?:v2|-sql)?))\/?$/;

/**
 * Whether a repeated request leaves what a single one does: RFC 9110 §9.2.2, record updates and upserts by external id,
 * and POSTs that change nothing. The method is in capitals.
 */
function isIdempotentRequest(method, url) {
  const [path = '', query = ''] = url.split('?');
  // Clients that cannot send PATCH name it in the query of a POST (REST API Developer Guide).
  const override = method === 'POST' ? /\b_HttpMethod=(\w+)/.exec(query)?.[1] : undefined;
  const meant = override ?? method;
  if (meant === 'PATCH') return /\/sobjects(?:\/|$)/.test(path);
  return /^(?:GET|HEAD|OPTIONS|PUT|DELETE)$/.test(meant) || (meant === 'POST' && HARMLESS_POSTS.test(path));
}

/**
 * How long an answer asks to wait (ms): RFC 9110 §10.2.3, whole seconds or an HTTP-date, which is compared with the
 * server's own clock. Undefined without a valid Retry-After.
 *
 * @param longestMs - The longest wait that the caller agrees to (ms).
 * @throws {RangeError} when it is longer than `longestMs`, since asking again any earlier would be too early.
 */
function retryAfterMs(response, longestMs = Infinity) {
  const value = response.headers.get('Retry-After')?.trim() ?? '';
  const at = Date.parse(toImfFixdate(value));
  const now = Date.parse(toImfFixdate(response.headers.get('Date')?.trim() ?? ''));
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : Math.max(0, at - (Number.isNaN(now) ? Date.now() : now));
  if (wait > longestMs) throw new RangeError(`Salesforce asks to be left alone for ${Math.ceil(wait / 1_000)} s.`);
  return Number.isNaN(wait) ? undefined : wait;
}

/** The obsolete forms of an HTTP-date, of RFC 850 and of C's `asctime`: both are in GMT, too. */
const OBSOLETE_DATES = [
  /^(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day, (?<day>\d\d)-(?<month>\w{3})-(?<year>\d\d) (?<time>[\d:]{8}) GMT$/,
  /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (?<month>\w{3}) (?<day>[ \d]\d) (?<time>[\d:]{8}) (?<year>\d{4})$/,
];

/** An HTTP-date of any form, RFC 9110 §5.6.7, as IMF-fixdate; an empty text for what is none. */
function toImfFixdate(text) {
  const found = OBSOLETE_DATES.map((form) => form.exec(text)?.groups).find((groups) => groups !== undefined);
  const { day = '', month = '', year = '', time = '' } = found ?? {};
  const inYear = (full) => `Thu, ${day.replace(' ', '0')} ${month} ${full} ${time} GMT`;
  // Two digits name the latest such year that is no more than 50 years ahead.
  const ahead = new Date();
  ahead.setUTCFullYear(ahead.getUTCFullYear() + 50);
  const latest = Math.floor(ahead.getUTCFullYear() / 100) * 100 + Number(year);
  const full = year.length === 4 ? Number(year) : Date.parse(inYear(latest)) > Number(ahead) ? latest - 100 : latest;
  const date = found ? inYear(full) : text;
  // Anything else, and a day that does not exist, would be guessed at.
  const isDate =
    /^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), /.test(date) && new Date(date).toUTCString().slice(5) === date.slice(5);
  return isDate ? date : '';
}

/** Whether an answer may be another one a little later: RFC 9110 §15.6, RFC 6585 §4. */
function isTransient(status) {
  return [429, 500, 502, 503, 504].includes(status);
}

/** The failure that an answer with this text stands for; undefined where the caller is to decide, as after a 404. */
function failureOf(response, text = '') {
  const { status } = response;
  const { errorCode, message } = errorIn(text);
  const failure = (outcome, isOutage, detail = errorCode ?? '') => {
    const reason = `Salesforce answered ${status} ${detail}`.trim();
    return { outcome, isOutage, reason, status, errorCode, retryAfterMs: retryAfterMs(response) };
  };
  // 429 and 503 are said before any work is done; behind 500, 502 and 504 the record may have been written.
  if (status === 429 || status === 503) return failure('refused', status === 503);
  if (isTransient(status)) return failure('unknown', true);
  // Another transaction holds the record, and nothing was saved. A trigger that meets this wraps it in an error of its own.
  if (status === 400 && text.includes('UNABLE_TO_LOCK_ROW')) return failure('refused', false);
  if (status === 403 && errorCode === 'REQUEST_LIMIT_EXCEEDED') {
    // Too many long calls at once end within seconds; the limit of 24 hours does not.
    if (/concurrent/i.test(message)) return failure('refused', false);
    return failure('final', false, `${errorCode}: ${message}`);
  }
  return response.ok && isBroken(response, text)
    ? failure('unknown', true, 'with a page or half an answer')
    : undefined;
}

/** Whether a success is none: a maintenance page, or JSON that ends too early. */
function isBroken(response, text) {
  const type = response.headers.get('Content-Type') ?? '';
  if (/html/i.test(type) || /^\s*<(?:!doctype )?html[\s>]/i.test(text)) return true;
  return /json/i.test(type) && text !== '' && jsonOf(text) === undefined;
}

/** Code and message of an error: REST sends a list of `errorCode` and `message`, OAuth an `error` with its description. */
function errorIn(text) {
  const first = [jsonOf(text)].flat()[0];
  const { errorCode, error, message, error_description: description } = Object(first);
  const isText = (value) => typeof value === 'string';
  return { errorCode: [errorCode, error].find(isText), message: [message, description].find(isText) ?? '' };
}

/** What a text says as JSON; undefined for one that is none. */
function jsonOf(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Errors from before anything was sent: no address, no connection, no trust in the certificate. */
const NOT_SENT =
  /^(?:ECONNREFUSED|ConnectionRefused|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|(?:\w+_)?CERT_\w+|\w+_(?:CERT|VERIFY_LEAF_SIGNATURE))$/;

/** The failure behind a rejected `fetch` or body: only an error from before the request proves that nothing was sent. */
function failureOfError(error) {
  const { cause = error } = Object(error);
  const { code, message, syscall } = Object(cause);
  // Repeating makes no URL of what is none.
  if (code === 'ERR_INVALID_URL') throw error;
  // The code of a DOMException, such as a time-out, is a number that says nothing.
  const isCode = typeof code === 'string';
  const outcome = (isCode && NOT_SENT.test(code)) || syscall === 'connect' ? 'not-sent' : 'unknown';
  return { outcome, reason: `no answer (${String(isCode ? code : message)})`, isOutage: true, cause: error };
}

/**
 * The create that a request stands for, where `keyOf` knows its record.
 *
 * @throws {TypeError} when the key is not what the create writes: looking for it would prove nothing.
 */
function knownCreate({ method, url, text = '' }, keyOf) {
  const [, base, object] = /^(.*\/services\/data\/v[\d.]+\/sobjects\/(\w+))\/?$/.exec(url) ?? [];
  const body = jsonOf(text);
  if (method !== 'POST' || object === undefined || typeof body !== 'object' || body === null) return undefined;
  const create = { url, object, fields: body };
  const key = keyOf(create);
  if (!key) return undefined;
  if (key.value !== String(create.fields[key.field])) {
    throw new TypeError(`keyOf must name a field and the value that the create gives it, not ${object}.${key.field}.`);
  }
  return { ...create, key, lookUpUrl: `${base}/${key.field}/${encodeURIComponent(key.value)}` };
}

/** The id of our own record, where an error says that it is there already. */
function ownDuplicate({ key }, errorCode, message) {
  // "duplicate value found: Reference__c duplicates value on record with id: a015g00000XyZaB"
  if (errorCode !== 'DUPLICATE_VALUE' || !message.split(/\W+/).includes(key.field)) return undefined;
  return /\bid: (\w{15,18})\b/.exec(message)?.[1];
}

/** The answer to a create of the record with this id. */
function createdAnswer(id) {
  const headers = { 'Content-Type': 'application/json;charset=UTF-8' };
  return new Response(JSON.stringify({ id, success: true, errors: [] }), { status: 201, headers });
}

/** What a retry costs: after an outage or a lost answer, and after being told that it was too much. */
const RETRY_COST = { outage: 14, throttled: 5 };

/**
 * A token bucket: however many calls there are, it lets no more than 35 retries out without a success. Numbers of the AWS
 * SDKs' standard mode (AWS Developer Tools Blog, "Updated default retry behavior", 2026).
 */
function createRetryBudget(capacity = 500) {
  let [left, lent] = [capacity, 0];
  return {
    /** Whether retries are under way, which give back what they cost when they succeed. */
    isLent: () => lent > 0,
    /** Takes what an attempt costs, nothing for a first one; gives false where too little is left. */
    take(cost) {
      if (cost > left) return false;
      left -= cost;
      if (cost > 0) lent += 1;
      return true;
    },
    /** Tells how the attempt ended: success gives its cost back, or 1 for a call that needed no retry. */
    settle(cost, isServed) {
      if (cost > 0) lent -= 1;
      if (isServed) left = Math.min(capacity, left + (cost || 1));
    },
    /** Fills it when a probe was served: those who have waited for that are no storm of retries. */
    refill() {
      left = capacity;
    },
  };
}

/**
 * Runs `action`, and ends it after `ms` milliseconds or with `outer`, even where it does not listen to its signal.
 *
 * @throws {DOMException} named TimeoutError after `ms`; the reason of `outer` when that is aborted.
 */
async function withTimeout(ms, outer, action) {
  outer?.throwIfAborted();
  const inner = new AbortController();
  const settled = new AbortController();
  // Not `AbortSignal.any` and `.timeout`: Node 18 lacks the one, and nothing ends the timer of the other.
  const over = sleepUntil(Date.now() + ms, outer, settled.signal).then(() => {
    throw new DOMException(`nothing within ${ms} ms`, 'TimeoutError');
  });
  // A file that is still being read goes on.
  over.catch((reason) => settled.signal.aborted || inner.abort(reason));
  try {
    return await Promise.race([action(inner.signal), over]);
  } finally {
    settled.abort();
  }
}

/** How long a login that was refused or did not help is not repeated (ms): it might lock the user out. */
const LOGIN_PAUSE_MS = 60_000;

/** Access tokens: which were refused, and what replaced them. One login serves all calls that wait for it. */
function createTokens(refreshToken, longestMs = 600_000) {
  const refused = new Set();
  let current = '';
  let isProven = true;
  let login;
  let startedAt = -Infinity;
  let nextAt = -Infinity;
  let failures = 0;
  let failure;

  const logIn = async () => {
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
      nextAt = Date.now() + (failure.isOutage ? backoffDelay(failures) : LOGIN_PAUSE_MS);
    }
  };
  const renew = async (signal) => {
    while (current === '' || refused.has(current)) {
      if (failure && !failure.isOutage && Date.now() < nextAt) return failure;
      await sleepUntil(nextAt, signal);
      // Meanwhile, somebody else may have logged in.
      if (current !== '' && !refused.has(current)) break;
      // A login that never ends is not waited for by those who come later.
      if (Date.now() > startedAt + longestMs) login = undefined;
      await (login ??= logIn().finally(() => (login = undefined)));
    }
    return undefined;
  };

  return {
    /** Puts the newest token in the place of a refused one, and logs in for it; gives why there is none. */
    async prepare(headers, timeoutMs, signal) {
      const [scheme, token] = partsOf(headers);
      if (!refused.has(token)) return undefined;
      const ended = await withTimeout(timeoutMs, signal, renew).catch((error) => {
        signal?.throwIfAborted();
        return failure ?? loginFailure(error);
      });
      headers.set('Authorization', `${scheme} ${current}`);
      return ended;
    },
    /** Whether a token has been refused, as it may be while a call stands in line. */
    isRefused: (headers) => refused.has(partsOf(headers)[1]),
    /** Notes that a token was taken. */
    accept(headers) {
      if (partsOf(headers)[1] === current) isProven = true;
    },
    /** Notes that a token was refused; gives whether there may be a better one. */
    refuse(headers) {
      const [, token] = partsOf(headers);
      // Where a new token is refused before it was ever taken, the next one would be, too.
      const isVain = token === current && !isProven && Date.now() < startedAt + LOGIN_PAUSE_MS;
      if (!refreshToken || token === '' || isVain) return false;
      refused.add(token);
      return true;
    },
  };
}

/** Scheme and token of an Authorization header. */
function partsOf(headers) {
  const [scheme = '', token = ''] = headers.get('Authorization')?.split(' ') ?? [];
  return [scheme, token];
}

/** Why a login failed. Its error is of any kind: a status in it, or being one of the network, tells an outage. */
function loginFailure(error) {
  const { status, statusCode, response, code, message } = Object(error);
  const said = String(status ?? statusCode ?? Object(response).status ?? message);
  const found = /\b[45]\d\d\b/.exec(said)?.[0];
  const isNetwork = typeof code === 'string' || /\b(?:fetch|network|load) failed|timed? ?out/i.test(said);
  const isOutage = found === undefined ? isNetwork : isTransient(Number(found));
  return {
    outcome: 'refused',
    reason: 'the session has ended and the login failed',
    isOutage,
    status: 401,
    cause: error,
  };
}

/** What all calls share. */
function createClient(options) {
  const { maxRetries = 5, attemptTimeoutMs = 30_000, totalTimeoutMs = 600_000, maxConcurrent = 24 } = options;
  const { baseDelayMs = 1_000, maxDelayMs = 60_000, maxOpenMs = 30_000, failureThreshold = 5 } = options;
  const { isIdempotent = isIdempotentRequest, repeatRefusedCreates = true, isPatient = true, keyOf } = options;
  for (const [name, value] of Object.entries({ ...options, maxConcurrent: maxConcurrent - 1 })) {
    if (typeof value === 'number' && !(value >= 0)) throw new RangeError(`${name} is too small a number, or none.`);
  }
  const emit = (event) => {
    try {
      options.onEvent?.(event);
    } catch {
      // No record must be lost because somebody who looks on has failed.
    }
  };
  /** An exponential delay of which only half is chance: probes and look-ups are to come neither at once nor together. */
  const spread = (times, maxMs = maxDelayMs) => {
    const ceiling = Math.min(maxMs, maxDelayMs, baseDelayMs * 2 ** Math.min(times, 1_000));
    return ceiling / 2 + backoffDelay(1, ceiling / 2, ceiling / 2);
  };
  const createFamily = (family) => {
    const change = (from, to) => emit({ type: 'breaker', family, from, to });
    const breaker = createBreaker(failureThreshold, (times) => spread(times, maxOpenMs), change);
    return { name: family, breaker, budget: createRetryBudget() };
  };
  const families = new Map();
  const familyOf = (url) => {
    // Another org is another service.
    const key = `${/^https?:\/\/[^/?#]+/.exec(url)?.[0]} ${apiFamily(url)}`;
    const family = families.get(key) ?? createFamily(apiFamily(url));
    families.set(key, family);
    return family;
  };
  const send = (...args) => (options.fetch ?? fetch)(...args);
  const tokens = createTokens(observed(options.refreshToken, emit), totalTimeoutMs);
  const limits = { maxRetries, attemptTimeoutMs, totalTimeoutMs, baseDelayMs, maxDelayMs };
  const choices = { isIdempotent, repeatRefusedCreates, isPatient, keyOf };
  return { ...limits, ...choices, spread, emit, familyOf, send, tokens, enter: createBulkhead(maxConcurrent) };
}

/** The same login, of which `emit` is told. */
function observed(logIn, emit) {
  return (
    logIn &&
    (async () => {
      const startedAt = Date.now();
      let isSuccessful = false;
      try {
        const token = await logIn();
        isSuccessful = true;
        return token;
      } finally {
        emit({ type: 'reauthentication', isSuccessful, durationMs: Date.now() - startedAt });
      }
    })
  );
}

/**
 * What `fetch(input, init)` would send, to be sent again and again.
 *
 * @throws {TypeError} as `fetch` does, for what repeating would not mend: a used body, a method or a header that is none.
 */
function outgoingRequest(...[input, init]) {
  const request = input instanceof Request ? input : undefined;
  const url = input instanceof Request ? input.url : input.toString();
  const method = (init?.method ?? request?.method ?? 'GET').toUpperCase();
  const headers = new Headers(init?.headers ?? request?.headers);
  const body = init?.body;
  // A stream can be sent only once.
  const isResendable = !(body instanceof ReadableStream) && !(Symbol.asyncIterator in Object(body));
  if (request?.bodyUsed && !body) throw new TypeError('The body of this Request was used already: make a new one.');
  new Request('https://salesforce.invalid', { method, headers, body: isResendable && body ? body : null });
  const send = (how, signal) => how(request?.clone() ?? input, { ...init, headers, signal });
  const text = typeof body === 'string' ? body : undefined;
  return { method, url, headers, text, isResendable, signal: init?.signal ?? request?.signal, send };
}

/** One call with all its attempts. */
function createCall(client, ...[input, init]) {
  const request = outgoingRequest(input, init);
  const { method, url } = request;
  const last = { outcome: 'not-sent', reason: 'it did not get its turn', isOutage: false };
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

const timeLeft = (call) => call.deadline - Date.now();

function soFar({ request: { method, url }, family, attempts, startedAt }) {
  return { method, url: url.replace(/[?#].*/, ''), family: family.name, attempts, durationMs: Date.now() - startedAt };
}

function failed({ request, family, ...call }, failure, advice) {
  const { method, url } = request;
  const retryAt = failure.retryAfterMs === undefined ? family.breaker.probeAt() : Date.now() + failure.retryAfterMs;
  return new SalesforceError(failure, { method, url, ...call, retryAt }, advice);
}

/** Types of bodies to read whole: a maintenance page or half a record must not pass for a success. Others are files. */
const READ_WHOLE = /^$|json|html|xml|text\/plain|urlencoded/i;

/**
 * Reads the body of an answer, so that a stalled or a cut one is the failure of this attempt, and gives an answer that can
 * be read as usual, with the text. A file (CSV, binary) of any length is passed on as it comes.
 *
 * @param stallMs - How long a body may pause (ms) before reading it fails.
 * @param attempt - Ends reading.
 * @param call - Ends a file that the caller is reading.
 */
async function readAnswer(response, stallMs, attempt, call) {
  const { body, ok, headers } = response;
  // A mock may have no body, and another kind of `fetch` one that is no web stream.
  if (!(body instanceof ReadableStream)) return { response, text: undefined };
  const isFile = ok && !READ_WHOLE.test(headers.get('Content-Type') ?? '');
  // An error says enough by its status: its body is not waited for much longer, and may be cut.
  const whole = isFile ? undefined : await bytesOf(body, attempt, ok ? undefined : Math.min(stallMs / 2, 5_000));
  const read = new Response(whole ?? withoutStall(body, stallMs, call), response);
  // What a new Response would answer otherwise.
  for (const name of ['url', 'redirected', 'type']) Object.defineProperty(read, name, { value: response[name] });
  return { response: read, text: whole && new TextDecoder().decode(whole) };
}

/** The bytes of a body; none of one that does not come within `patienceMs`, where that is given. */
async function bytesOf(body, attempt, patienceMs) {
  const reader = body.getReader();
  const stop = onAbort(attempt, () => void reader.cancel(attempt.reason).catch(() => undefined));
  try {
    const bytes = await (patienceMs === undefined
      ? readAll(reader)
      : withTimeout(patienceMs, attempt, () => readAll(reader)));
    // A body that is cancelled ends like any other.
    attempt.throwIfAborted();
    return bytes;
  } catch (error) {
    if (patienceMs === undefined || attempt.aborted) throw error;
    reader.cancel(error).catch(() => undefined);
    return new ArrayBuffer(0);
  } finally {
    stop();
  }
}

async function readAll(reader) {
  const chunks = [];
  for (let next = await reader.read(); !next.done; next = await reader.read()) chunks.push(next.value);
  const bytes = new ArrayBuffer(chunks.reduce((sum, { length }) => sum + length, 0));
  const view = new Uint8Array(bytes);
  let at = 0;
  for (const chunk of chunks) {
    view.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

/** The same stream, which fails when it pauses for longer than `ms`, and frees the connection then. */
function withoutStall(body, ms, signal) {
  const reader = body.getReader();
  const cancel = (reason) => reader.cancel(reason);
  const pull = async (controller) => {
    try {
      const { done, value } = await withTimeout(ms, signal, () => reader.read());
      if (done) controller.close();
      else controller.enqueue(value);
    } catch (error) {
      cancel(error).catch(() => undefined);
      throw error;
    }
  };
  return new ReadableStream({ pull, cancel });
}

/**
 * Sends a request once, and reads the answer within the same `timeoutMs`.
 *
 * @throws the reason of the caller's signal; what `fetch` throws for a URL that is none.
 */
async function sendOnce(request, send, timeoutMs) {
  const { signal } = request;
  if (timeoutMs <= 0) return { outcome: 'not-sent', reason: 'no time is left', isOutage: false };
  try {
    return await withTimeout(timeoutMs, signal, async (attempt) => {
      const sent = await request.send(send, attempt);
      // A `fetch` that does not listen to its signal may answer when nobody waits any more.
      if (attempt.aborted) await sent.body?.cancel();
      const answer = await readAnswer(sent, timeoutMs, attempt, signal);
      return failureOf(answer.response, answer.text) ?? answer;
    });
  } catch (error) {
    signal?.throwIfAborted();
    return failureOfError(error);
  }
}

/**
 * A `fetch` for Salesforce that outlasts outages without adding to them. Each call is repeated where that is safe: with
 * capped exponential backoff and full jitter, never earlier than Retry-After asks, within its time. All calls together
 * keep to a retry budget, to so many requests at once, and to one probe at a time while a part of the platform is down.
 * After a 401 it logs in once for all. Other answers, such as 404 and a 401 that no login mends, are returned as `fetch`
 * returns them. Keep one client for all calls of a user.
 *
 * @param {object} [options] Every duration is in milliseconds.
 * @param {typeof fetch} [options.fetch] The `fetch` to send with; the global one unless given.
 * @param {() => Promise<string>} [options.refreshToken] Logs in again and resolves with the new access token; called
 *   after a 401, and never twice at the same time.
 * @param {(method: string, url: string) => boolean} [options.isIdempotent] Whether a request may be repeated when its
 *   outcome is unknown; unless given, method and path decide.
 * @param {boolean} [options.repeatRefusedCreates] Whether a create is repeated after a 503 (true). Salesforce says 503
 *   before it does any work; a gateway before it may say so after the record was written, and the repeat duplicates it.
 *   With `keyOf`, the record is looked up first.
 * @param {(create: CreateRequest) => RecordKey | undefined} [options.keyOf] The external id of the record that a create
 *   writes: an unknown outcome is settled by looking it up.
 * @param {number} [options.maxRetries] Retries of a call at growing distances (5). After that it tries once in
 *   `maxDelayMs`, as long as it has time.
 * @param {boolean} [options.isPatient] Whether calls wait until the service is back (true), or fail at once while it is
 *   known to be down.
 * @param {number} [options.attemptTimeoutMs] Longest time for one request, its body included (30 s).
 * @param {number} [options.totalTimeoutMs] Longest time for one call, all its waiting included (10 minutes, to outlast
 *   a five-minute incident).
 * @param {number} [options.baseDelayMs] Ceiling of the first backoff (1 s); it doubles with each retry.
 * @param {number} [options.maxDelayMs] Ceiling of every backoff (60 s).
 * @param {number} [options.maxOpenMs] Longest time between two probes while the service is down (30 s).
 * @param {number} [options.failureThreshold] Failures, less the successes, that make all calls of an API family wait
 *   for a probe (5).
 * @param {number} [options.maxConcurrent] Most requests at the same time (24); the rest wait in order.
 * @param {(event: SalesforceEvent) => void} [options.onEvent] Is told what happens.
 * @throws {SalesforceError} from each call that ends unserved: its time is used up, or repeating is unsafe or useless.
 * @throws {RangeError} for an option that is out of range.
 */
function createSalesforceFetch(options = {}) {
  const client = createClient(options);
  return async function salesforceFetch(input, init) {
    const call = createCall(client, input, init);
    const lookUp = (url, headers) =>
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

const LOOK_FIRST = 'It may have been carried out: look before repeating it, or send an upsert.';

/** Repeats a call until it is answered. */
async function complete(client, call, lookUp) {
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

/** Waits for the turn of a call, as long as it has time; there is none for a token that is refused. */
async function turnOf(client, call) {
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
async function takeTurn(client, call, signal) {
  const { breaker, budget } = call.family;
  for (;;) {
    // Waiting is in vain where the next probe leaves no time.
    const latest = client.isPatient ? call.deadline - 1 : Date.now();
    const isLate = (breaker.probeAt() ?? -Infinity) > latest;
    if (isLate || (breaker.isProbing() && !client.isPatient)) throw failed(call, call.last, 'The service is down.');
    const isProbe = await breaker.enter(signal);
    const leave = await client.enter(signal).catch((error) => {
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
async function attempt(client, call, isProbe) {
  const { breaker, budget } = call.family;
  const startedAt = Date.now();
  call.attempts += 1;
  let verdict = 'abandoned';
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
function verdictOn({ isOutage, outcome, status }) {
  if (isOutage) return 'outage';
  if (status === undefined) return 'abandoned';
  return outcome === 'refused' && status !== 400 ? 'throttled' : 'served';
}

/** Looks for the record of a create with an unknown outcome: the answer to the create, or that it is `absent`. */
async function settle(client, call, failure, lookUp) {
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
    const answer = await lookUp(known.lookUpUrl, headers).catch((error) => {
      request.signal?.throwIfAborted();
      throw failed(call, { ...failure, cause: error }, `${LOOK_FIRST} Looking it up failed, too.`);
    });
    if (answer.ok) {
      const { Id, id = '' } = await answer.json();
      return createdAnswer(Id ?? id);
    }
    if (answer.status !== 404)
      throw failed(call, failure, `${LOOK_FIRST} The look-up was answered with ${answer.status}.`);
  }
  const isPending = status === 504 || cause?.name === 'TimeoutError';
  if (isPending && !known.key.isUnique)
    throw failed(call, failure, `${LOOK_FIRST} It is not there, but may be on its way.`);
  return 'absent';
}

/** Waits before the next attempt, where there may be one. */
async function pause(client, call, failure, isProbe, isAbsent) {
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
// #endregion

export { SalesforceError, createSalesforceFetch };
