'use strict';

// #region salesforce-fetch
/** Whether a repeated request leaves what a single one does: RFC 9110 §9.2.2, record updates and upserts, and logins. */
function isIdempotentRequest(method, url) {
  const [path = ''] = url.split('?');
  // A GET that runs Apex.
  if (/\/tooling\/executeAnonymous\/?$/.test(path)) return false;
  if (method === 'PATCH') return /\/sobjects(?:\/|$)/.test(path);
  if (method === 'POST') return /\/services\/oauth2\/(?:token|introspect|revoke|userinfo)$/.test(path);
  return /^(?:GET|HEAD|OPTIONS|PUT|DELETE)$/.test(method);
}

/** How long to wait (ms) by the server's own clock: RFC 9110 §10.2.3. Throws a RangeError for more than `longestMs`. */
function retryAfterMs(response, longestMs = Infinity) {
  const value = response.headers.get('Retry-After')?.trim() ?? '';
  const at = Date.parse(httpDateIn(value));
  const now = Date.parse(httpDateIn(response.headers.get('Date')?.trim() ?? '')) || Date.now();
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : Math.max(0, at - now);
  if (wait > longestMs) throw new RangeError(`Salesforce asks to be left alone for ${Math.ceil(wait / 1_000)} s.`);
  return Number.isNaN(wait) ? undefined : wait;
}

/** An HTTP-date, or an empty text. Its three forms are all in GMT, although that of C's `asctime` does not say so. */
function httpDateIn(text) {
  if (/^\w{3} \w{3} [ \d]\d [\d:]{8} \d{4}$/.test(text)) return `${text} GMT`;
  return /^\w{3,9}, \d\d[ -]\w{3}[ -]\d{2,4} [\d:]{8} GMT$/.test(text) ? text : '';
}

/** Puts new access tokens in the place of refused ones; one login serves all calls that wait for it. */
function createTokens(refreshToken) {
  const refused = new Set();
  let current = '';
  let login;
  const partsOf = (headers) => headers.get('Authorization')?.split(' ') ?? [];
  const logIn = async () => {
    try {
      return (await refreshToken?.()) ?? '';
    } finally {
      login = undefined;
    }
  };
  const renew = async (headers) => {
    const [scheme, token = ''] = partsOf(headers);
    if (!refreshToken || !refused.has(token)) return;
    if (current === '' || refused.has(current)) current = await (login ??= logIn());
    // Salesforce may answer with the token of a session that still lives.
    refused.delete(current);
    headers.set('Authorization', `${scheme} ${current}`);
  };
  /** Notes that a token was refused; gives whether there may be a better one. */
  const refuse = (headers) => {
    const [, token = ''] = partsOf(headers);
    return refreshToken !== undefined && token !== '' && refused.add(token).has(token);
  };
  return { renew, refuse };
}

/** A call that failed although it was repeated as far as that is safe and its time allows, or one attempt of it. */
class SalesforceError extends Error {
  name = 'SalesforceError';
  status;
  errorCode;
  /** `unknown`: any of the attempts may have been carried out. `final`: it fails again when it is repeated. */
  outcome = 'unknown';
  retryAt;
  attempts = 1;
  elapsedMs = 0;

  constructor(message, facts) {
    // Messages end up in logs: a session id that an answer repeats stays out.
    super(message.replace(/\b00D\w{12,15}![\w.]+/g, '[token]'), { cause: facts.cause });
    Object.assign(this, facts);
  }
}

/** Whether an answer may be another one a little later: RFC 9110 §15.6, RFC 6585 §4. */
function isTransient(status) {
  return [429, 500, 502, 503, 504].includes(status);
}

/** The failure that an answer stands for, or undefined where the caller is to decide, as after a 404. */
async function failureOf(response, text = '', waitMs = NaN) {
  const { status, ok, headers } = response;
  const json = await new Response(text).json().catch(() => undefined);
  const { errorCode, message = '' } = Object(Array.isArray(json) ? json[0] : json);

  const failure = (outcome, detail = errorCode ?? '') => {
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
function failureOfError(error) {
  const { cause = error } = Object(error);
  const { code, message, syscall } = Object(cause);
  // Repeating makes no URL of what is none.
  if (code === 'ERR_INVALID_URL' || String(message).startsWith('Invalid URL')) throw error;
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

function loginFailure(cause) {
  return new SalesforceError('the session has ended and the login failed', { outcome: 'refused', status: 401, cause });
}

/** Whether a login may succeed later, going by its error, which is of any kind: by a status in it, or the network. */
function isLoginOutage(error) {
  const { status, statusCode = status, response, code, message } = Object(error);
  const said = String(statusCode ?? Object(response).status ?? message);
  const [found] = /\b[45]\d\d\b/.exec(said) ?? [];
  if (found) return isTransient(Number(found));
  if (typeof code === 'string') return true;
  return /\b(?:fetch|load|network) ?(?:failed|error)|failed to fetch|connection lost|timed? ?out/i.test(said);
}

/** What `fetch(input, init)` would send, to be sent again and again; throws a TypeError for what `fetch` never sends. */
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
  const send = async (how, signal, mayRepeat) => {
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
  const { Deno } = globalThis;
  const client = Deno?.createHttpClient?.({ poolMaxIdlePerHost: 0 });
  return client && { client };
}

/**
 * Executes `run` for at most `ms` and until `outer` is aborted, even where it ignores its signal. One that `obeys` has the
 * last word: what it gives just then is not lost. Runs on Node 18.
 */
async function within(ms, outer, run, obeys = false) {
  outer?.throwIfAborted();
  const controller = new AbortController();
  const { signal } = controller;
  const ended = new Promise((_, fail) => (signal.onabort = obeys ? null : () => fail(signal.reason)));
  const expire = () => controller.abort(new DOMException(`nothing within ${ms} ms`, 'TimeoutError'));
  const leave = () => controller.abort(outer?.reason);
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

/**
 * A `fetch` that outlasts an outage: it retries with backoff and full jitter, never earlier than Retry-After asks, logs
 * in again once after a 401, and never repeats a create whose outcome is unknown. Bodies are read whole.
 * @param {object} [options] Every duration is in milliseconds.
 * @param {typeof fetch} [options.fetch] The `fetch` to send with; the global one unless given.
 * @param {() => Promise<string>} [options.refreshToken] Logs in again after a 401 and resolves with the new token.
 * @param {(method: string, url: string) => boolean} [options.isIdempotent] Whether an unknown outcome is repeated.
 * @param {number} [options.maxAttempts] Failures after which a call is given up (30).
 * @param {number} [options.attemptTimeoutMs] Longest time for one request, its body included (30 s).
 * @param {number} [options.totalTimeoutMs] Longest time for one call with all its retries (10 minutes).
 * @param {number} [options.baseDelayMs] Ceiling of the first backoff (1 s); it doubles with each failure.
 * @param {number} [options.maxDelayMs] Ceiling of every backoff (60 s).
 * @throws {SalesforceError} when repeating is unsafe or useless, or when the attempts or the time are used up.
 */
function createSalesforceFetch(options = {}) {
  const { isIdempotent = isIdempotentRequest, maxAttempts = 30, attemptTimeoutMs = 30_000 } = options;
  const { totalTimeoutMs = 600_000, baseDelayMs = 1_000, maxDelayMs = 60_000 } = options;
  const never = () => new Promise(() => undefined);
  const tokens = createTokens(options.refreshToken);

  return async function salesforceFetch(...args) {
    const { method, url, headers, signal, isResendable, send } = outgoingRequest(...args);
    const mayRepeat = isIdempotent(method, url);
    const startedAt = Date.now();
    const endsAt = startedAt + totalTimeoutMs;
    let [attempts, failures, isUnknown, mayLogIn] = [0, 0, false, !url.includes('/services/oauth2/')];

    const sendOnce = async (attempt) => {
      if (Date.now() >= endsAt) return new SalesforceError('no time is left', { outcome: 'not-sent' });
      attempts += 1;
      const response = await send(options.fetch ?? fetch, attempt, mayRepeat);
      return (await failureOf(response, await response.clone().text(), retryAfterMs(response))) ?? response;
    };

    for (;;) {
      const login = await within(endsAt - Date.now(), signal, () => tokens.renew(headers)).catch(loginFailure);
      const attemptMs = Math.min(attemptTimeoutMs, endsAt - Date.now());
      const sent = login ?? (await within(attemptMs, signal, sendOnce).catch(failureOfError));
      signal?.throwIfAborted();
      if (!(sent instanceof SalesforceError)) {
        if (sent.status !== 401 || !mayLogIn || !tokens.refuse(headers) || !isResendable) return sent;
        // The replay after a login is no retry, but there is one only.
        mayLogIn = false;
        continue;
      }
      isUnknown ||= sent.outcome === 'unknown';
      const backoff = Math.random() * Math.min(maxDelayMs, baseDelayMs * 2 ** failures);
      const next = Math.max(Date.now(), Number(sent.retryAt ?? 0)) + backoff;
      failures += 1;
      const isUnsafe = !isResendable || (isUnknown && !mayRepeat);
      const isFinal = sent.outcome === 'final' || (login && !isLoginOutage(sent.cause));
      if (isUnsafe || isFinal || failures >= maxAttempts || next >= endsAt) {
        const { message, cause, ...last } = sent;
        const advice = mayRepeat ? '' : ' It may have been carried out: look before repeating it, or send an upsert.';
        const said = `${method} ${url.replace(/[?#].*/, '')}: ${message}, attempt ${attempts}.${isUnknown ? advice : ''}`;
        const outcome = isUnknown ? 'unknown' : last.outcome;
        throw new SalesforceError(said, { ...last, cause, outcome, attempts, elapsedMs: Date.now() - startedAt });
      }
      // Timers may fire early.
      while (Date.now() < next) await within(next - Date.now(), signal, never).catch(() => signal?.throwIfAborted());
    }
  };
}
// #endregion

module.exports = { SalesforceError, createSalesforceFetch };
