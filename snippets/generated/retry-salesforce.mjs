// #region retry-salesforce
/** The status behind codes of Salesforce, for libraries that pass nothing else on. */
const STATUSES = {
  REQUEST_LIMIT_EXCEEDED: 403,
  SERVER_UNAVAILABLE: 503,
  UNABLE_TO_LOCK_ROW: 400,
  UNKNOWN_EXCEPTION: 500,
};

/** The answer of Salesforce in what a library threw or resolved with, as far as that holds one; its body is `text`. */
function answerIn(thing) {
  // Some call back with the answer and its body.
  const first = Array.isArray(thing) ? thing[0] : thing;
  const thrown = Object(first);
  const answer = Object(thrown.response ?? thrown);
  const code = typeof thrown.errorCode === 'string' ? thrown.errorCode : '';
  // What a library resolves with may be a record of the user's, with a status of its own.
  const isAnswer =
    first instanceof Error || thrown.headers !== undefined || typeof thrown.getResponseHeader === 'function';
  // jsforce names an answer without a code of Salesforce's `ERROR_HTTP_503`.
  const named = STATUSES[code] ?? code.replace('ERROR_HTTP_', '');
  const said = [answer.status, answer.statusCode, thrown.status, thrown.statusCode, thrown.httpCode, named];
  const status = said.map(Number).find((one) => one >= 200 && one <= 599);
  if (!isAnswer || status === undefined) return undefined;
  const bodies = [answer.data, answer.body, answer.responseText, answer.text, thrown.message].map(textOf);
  const text =
    code === '' ? (bodies.find(Boolean) ?? '') : JSON.stringify([{ errorCode: code, message: thrown.message }]);
  return { response: new Response(null, { status, headers: headersOf(answer) }), text };
}

function textOf(body) {
  if (typeof body === 'string') return body;
  return Array.isArray(body) ? JSON.stringify(body) : '';
}

/** The headers that say how long to wait, from a `Headers`, a plain object or an XMLHttpRequest. */
function headersOf(answer) {
  const headers = Object(answer.headers);
  const [owner, read] =
    typeof headers['get'] === 'function' ? [headers, headers['get']] : [answer, answer.getResponseHeader];
  // What an answer does not say becomes a word that nobody takes for a time.
  return ['Retry-After', 'Date'].map((name) => [
    name,
    String(typeof read === 'function' ? read.call(owner, name) : (headers[name.toLowerCase()] ?? headers[name])),
  ]);
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

/**
 * The failure that an answer stands for, where a library resolves with any answer or throws it.
 *
 * @param last - The answer that the library had last, where what it throws does not hold the headers.
 */
async function answeredFailure(thing, last) {
  const answer = answerIn(thing);
  if (!answer || answer.response.ok) return undefined;
  const { response = answer.response } = answerIn(last) ?? {};
  const waitMs = response.status === answer.response.status ? retryAfterMs(response) : undefined;
  return failureOf(answer.response, answer.text, waitMs);
}

/** Codes of connections that failed or ended, as Node and the libraries on it name them. */
const CODES =
  /^(?:E(?:CONN|PIPE|PROTO|TIMEDOUT|NOTFOUND|AI_AGAIN|HOST|NET|SOCKET)|UND_ERR_|ERR_NETWORK|ERR_HTTP2_|ERR_STREAM_)/;

/** What `fetch` says in Node, Chromium, Firefox, Safari, Deno and workerd, and what others say without a code. */
const MESSAGES =
  /^(?:fetch failed|Failed to fetch|NetworkError\b.*|Load failed|[Nn]etwork [Ee]rror|terminated|error reading a body from connection|Network connection lost\.|internal error; reference = .*|socket hang up|network timeout at: .*|Response timeout while .*)$/;

/** The error in the network that a thrown one is, or has as its cause; undefined for mistakes and for what was aborted. */
function findNetworkError(error) {
  const { cause, code, message, name, status, target = cause } = Object(error);
  // The events of an XMLHttpRequest have it as their target.
  const deeper = target === error ? undefined : findNetworkError(target);
  if (deeper !== undefined) return deeper;
  // An XMLHttpRequest that got no answer has the status 0.
  const isNetwork =
    status === 0 || name === 'TimeoutError' || CODES.test(String(code)) || MESSAGES.test(String(message));
  return isNetwork ? error : undefined;
}

/**
 * Repeats a call to Salesforce, made with any library, while it fails in a way that passes: with backoff and full jitter,
 * never earlier than Retry-After asks, and a call that is not idempotent only where Salesforce did nothing. When it gives
 * up, the call ends as the library ended it last.
 */
async function retrySalesforce(call, options = {}) {
  const { idempotent = false, maxAttempts = 30, totalTimeoutMs = 600_000 } = options;
  const { baseDelayMs = 1_000, maxDelayMs = 60_000, signal, lastAnswer } = options;
  const endsAt = Date.now() + totalTimeoutMs;
  for (let failures = 1; ; failures += 1) {
    const sentAt = Date.now();
    const sent = (async () => call())();
    const isCaller = () => signal?.aborted ?? Date.now() - sentAt < SHORTEST_TIMEOUT;
    const failure = await sent.then(
      (answer) => answeredFailure(answer),
      (error) => thrownFailure(error, isCaller, lastAnswer?.()),
    );
    const backoff = Math.random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (failures - 1));
    const next = Math.max(Date.now(), Number(failure?.retryAt ?? 0)) + backoff;
    const isUnsafe = failure?.outcome === 'unknown' && !idempotent;
    if (!failure || isUnsafe || failure.outcome === 'final' || failures >= maxAttempts || next >= endsAt) return sent;
    await sent.then(release, () => undefined);
    // Timers may fire early. After an abort, the library throws what it throws then, and sends nothing.
    while (Date.now() < next && !signal?.aborted) {
      await new Promise((resolve) => setTimeout(resolve, Math.min(next - Date.now(), 1_000)));
    }
  }
}

/** Lets go of an answer that nobody will read, which would hold its connection. */
async function release(answer) {
  const { body } = Object(answer);
  await (body?.dump?.() ?? body?.cancel?.());
}

/** A call that is aborted sooner (ms) was so from the start: by its caller, whose signal the call was given again. */
const SHORTEST_TIMEOUT = 100;

/** The failure behind what a library threw; node-fetch, axios and whoever aborts by a timer name time-outs as they name an abort. */
async function thrownFailure(error, isCaller, last) {
  if (answerIn(error)) return answeredFailure(error, last);
  const { name } = Object(error);
  const isAbort = name === 'AbortError' || name === 'CanceledError';
  const lost = findNetworkError(error) ?? (isAbort && !isCaller() ? error : undefined);
  return lost === undefined ? undefined : failureOfError(lost);
}
// #endregion

export { retrySalesforce };
