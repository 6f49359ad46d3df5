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

/**
 * A `fetch` for Salesforce that outlasts an outage: it retries with capped exponential backoff and full jitter, never
 * earlier than Retry-After asks, logs in again once after a 401, and never repeats a create whose outcome is unknown.
 * Other answers, such as 404 and a 401 that no login mends, are returned as `fetch` returns them. Without a breaker to
 * wait for, time is what limits a call, not a few attempts: five are over within a minute, an incident is not.
 *
 * @param {object} [options] Every duration is in milliseconds.
 * @param {typeof fetch} [options.fetch] The `fetch` to send with; the global one unless given.
 * @param {() => Promise<string>} [options.refreshToken] Logs in again and resolves with the new access token; called
 *   after a 401, and never twice at the same time.
 * @param {(method: string, url: string) => boolean} [options.isIdempotent] Whether a request may be repeated when its
 *   outcome is unknown; unless given, method and path decide.
 * @param {boolean} [options.repeatRefusedCreates] Whether a create is repeated after a 503 (true): Salesforce says it
 *   before any work is done, a gateway may not.
 * @param {number} [options.maxAttempts] Most requests for one call, the first included (30); the replay after a 401
 *   comes on top.
 * @param {number} [options.attemptTimeoutMs] Longest time for one request, its body included (30 s).
 * @param {number} [options.totalTimeoutMs] Longest time for one call with all its retries (10 minutes, to outlast a
 *   five-minute incident).
 * @param {number} [options.baseDelayMs] Ceiling of the first backoff (1 s); it doubles with each attempt.
 * @param {number} [options.maxDelayMs] Ceiling of every backoff (60 s).
 * @throws {SalesforceError} when repeating is unsafe or useless, or when the attempts or the time are used up.
 */
function createSalesforceFetch(options = {}) {
  const { isIdempotent = isIdempotentRequest, repeatRefusedCreates = true, baseDelayMs = 1_000 } = options;
  const { maxAttempts = 30, attemptTimeoutMs = 30_000, totalTimeoutMs = 600_000, maxDelayMs = 60_000 } = options;
  const tokens = createTokens(options.refreshToken);

  return async function salesforceFetch(...args) {
    const request = outgoingRequest(...args);
    const { method, url, headers, signal, isResendable } = request;
    const startedAt = Date.now();
    const timeLeft = () => startedAt + totalTimeoutMs - Date.now();
    let [attempts, failures, isUnknown] = [0, 0, false];
    let mayLogIn = !url.includes('/services/oauth2/');

    const failed = (failure, advice) => {
      const retryAt = failure.retryAfterMs === undefined ? undefined : Date.now() + failure.retryAfterMs;
      return new SalesforceError(failure, { method, url, attempts, startedAt, isUnknown, retryAt }, advice);
    };
    /** Waits before the next attempt, where there may be one. */
    const pause = async (failure) => {
      const { outcome, status, retryAfterMs = 0 } = failure;
      const isDoubtful = outcome === 'unknown' || (status === 503 && !repeatRefusedCreates);
      failures += 1;
      isUnknown ||= isDoubtful;
      if (isDoubtful && !isIdempotent(method, url)) {
        throw failed(failure, 'It may have been carried out: look before repeating it, or send an upsert.');
      }
      if (!isResendable) throw failed(failure, 'Its body is a stream, which cannot be sent again.');
      const wait = retryAfterMs + backoffDelay(failures, baseDelayMs, maxDelayMs);
      if (outcome === 'final' || failures >= maxAttempts || wait >= timeLeft()) throw failed(failure);
      await sleepUntil(Date.now() + wait, signal);
    };

    for (;;) {
      const loginFailure = await tokens.prepare(headers, timeLeft(), signal);
      if (loginFailure) throw failed(loginFailure);
      attempts += 1;
      const sent = await sendOnce(request, options.fetch ?? fetch, Math.min(attemptTimeoutMs, timeLeft()));
      if ('outcome' in sent) {
        await pause(sent);
      } else if (sent.response.status !== 401) {
        tokens.accept(headers);
        return sent.response;
      } else if (!mayLogIn || !tokens.refuse(headers) || !isResendable) {
        return sent.response;
      } else {
        // The replay after a login is no retry, but there is one only.
        mayLogIn = false;
      }
    }
  };
}
// #endregion

export { SalesforceError, createSalesforceFetch };
