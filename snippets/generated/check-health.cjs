'use strict';

/** How long to wait (ms) by the server's own clock: RFC 9110 §10.2.3. Throws a RangeError for more than `longestMs`. */
function retryAfterMs(response, longestMs = Infinity) {
  const value = response.headers.get('Retry-After')?.trim() ?? '';
  const now = timeOf(response.headers.get('Date')?.trim() ?? '') ?? Date.now();
  const wait = /^\d+$/.test(value) ? Number(value) * 1_000 : Math.max(0, (timeOf(value) ?? NaN) - now);
  if (wait > longestMs) throw new RangeError(`Salesforce asks to be left alone for ${Math.ceil(wait / 1_000)} s.`);
  return Number.isNaN(wait) ? undefined : wait;
}

/** The time (ms since 1970) of an HTTP-date, RFC 9110 §5.6.7: all of its three forms are in GMT. */
function timeOf(date) {
  const forms = ['21', '20', '19'].map((century) =>
    date
      .replace(/(\w{3})\w*day, (\d\d)-(\w{3})-(\d\d) /, `$1, $2 $3 ${century}$4 `)
      .replace(/(\w{3} \w{3})  /, '$1 0')
      .replace(/^(\w{3}) (\w{3}) (\d\d) (\S{8}) (\d{4})/, '$1, $3 $2 $5 $4 GMT'),
  );
  // Anything else, and a day that does not exist, would be guessed at.
  const isDate = (form) => new Date(form).toUTCString().slice(5) === form.slice(5);
  const times = forms
    .filter((form) => /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), /.test(form) && isDate(form))
    .map((form) => Date.parse(form));
  // Two digits name the latest such year that is no more than 50 years ahead.
  const latest = new Date().setUTCFullYear(new Date().getUTCFullYear() + 50);
  return times.find((time) => time <= latest) ?? times[0];
}

/**
 * Error codes behind which the same request succeeds later, since Salesforce did nothing: a lock held by another
 * transaction, a limit on what runs at once, a service that is down for a moment. From the SOAP API guide, "Core Data
 * Types Used in API Calls", and the Bulk API guide, "Errors".
 */
const TRANSIENT = new Set([
  'UNABLE_TO_LOCK_ROW',
  'REQUEST_LIMIT_EXCEEDED',
  'SERVER_UNAVAILABLE',
  'TOO_MANY_APEX_REQUESTS',
  'TEMPORARY_QUERY_MORE_FAILURE',
  'PLATFORM_EVENT_PUBLISHING_UNAVAILABLE',
  'PLATFORM_EVENT_PUBLISH_FAILED',
  'TooManyLockFailure',
]);

/**
 * Whether a record that failed with this error can be sent again as it is.
 *
 * @param message - A trigger or flow that meets a locked row reports its own code, and the lock in the text only.
 */
function isTransientCode(code, message = '') {
  return TRANSIENT.has(code) || message.includes('UNABLE_TO_LOCK_ROW');
}

/** An answer that is no success: a request that is wrong, or one that a plain `fetch` sent into an outage. */
class SalesforceRejection extends Error {
  /** HTTP status. */
  status;
  /** Salesforce's code for the first error, such as `FIELD_CUSTOM_VALIDATION_EXCEPTION`; undefined when it gave none. */
  errorCode;
  errors;
  /** Whether the same request may succeed later; otherwise repeating it is useless. */
  transient;
  /** Before then, Salesforce asked not to be tried again. */
  retryAt;

  constructor(message, { status, errors, transient, retryAt, cause }) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'SalesforceRejection';
    this.status = status;
    this.errors = errors;
    this.errorCode = errors[0]?.errorCode;
    this.transient = transient;
    this.retryAt = retryAt;
  }
}

/** The rejection that an answer stands for. */
async function rejectionOf(response, what) {
  const { status } = response;
  const errors = errorsIn(await response.text().catch(() => ''));
  const said = errors.map(({ errorCode, message }) => `${errorCode}: ${message}`).join('; ');
  const transient =
    [408, 420, 429].includes(status) ||
    status >= 500 ||
    errors.some(({ errorCode, message }) => isTransientCode(errorCode, message));
  return new SalesforceRejection(`${what}: Salesforce answered ${status}${said && `, ${said}`}.`, {
    status,
    errors,
    transient,
    retryAt: retryAtOf(response),
  });
}

/** The errors of a REST answer: `[{ errorCode, message }]`. HTML and other bodies have none. */
function errorsIn(body) {
  try {
    const parsed = JSON.parse(body);
    const items = Array.isArray(parsed) ? parsed : [parsed];
    return items.flatMap((item) => {
      const code = item?.errorCode;
      return typeof code === 'string' ? [{ errorCode: code, message: textOf(item?.message) }] : [];
    });
  } catch {
    return [];
  }
}

function textOf(value) {
  return typeof value === 'string' ? value : '';
}

/** When an answer asks to be tried again; the resilient client keeps to that by itself. */
function retryAtOf(response) {
  const wait = retryAfterMs(response);
  // Later than 8.64e15 ms, a Date is an invalid one.
  return wait === undefined ? undefined : new Date(Math.min(Date.now() + wait, 8.64e15));
}

/**
 * Sends one request to the org and returns its answer.
 *
 * @param path - What follows the version, such as `/sobjects/Account`; from `/services/` on, the whole path.
 * @throws {TypeError} when the instance URL or the API version is none.
 * @throws {SalesforceRejection} when the org answers with neither a success nor an accepted status.
 */
async function callOrg(org, path, request = {}) {
  const { method = 'GET', json, csv, accept = [], signal } = request;
  const url = urlOf(org, path);
  const headers = {};
  if (org.accessToken !== undefined) headers['Authorization'] = `Bearer ${org.accessToken}`;
  if (json !== undefined) headers['Content-Type'] = 'application/json';
  if (csv !== undefined) headers['Content-Type'] = 'text/csv; charset=UTF-8';
  const body = csv ?? (json === undefined ? null : JSON.stringify(json));
  const response = await org.fetch(url, { method, headers, body, signal: signal ?? null });
  if (response.ok || accept.includes(response.status)) return response;
  throw await rejectionOf(response, `${method} ${new URL(url).pathname}`);
}

/**
 * Reads an answer as JSON.
 *
 * @throws {SalesforceRejection} when it is something else, such as the page that a proxy shows during maintenance. What
 *   was asked for may have been done.
 */
async function jsonOf(response) {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = `Salesforce answered ${response.status} with something that is no JSON.`;
    throw new SalesforceRejection(message, { status: response.status, errors: [], transient: true, cause });
  }
}

/**
 * The address of a path in the org.
 *
 * @throws {TypeError} when the org is described wrongly, which no waiting mends.
 */
function urlOf({ fetch, instanceUrl, apiVersion = '62.0' }, path) {
  if (typeof fetch !== 'function') throw new TypeError('The org needs a fetch, such as createSalesforceFetch().');
  if (!/^https?:\/\/[^/?#]+\/?$/.test(instanceUrl)) {
    throw new TypeError(`'${instanceUrl}' is no instance URL: give the origin, as in https://acme.my.salesforce.com.`);
  }
  const version = /^v?(\d{2,3}\.0)$/.exec(apiVersion)?.[1];
  if (version === undefined) throw new TypeError(`'${apiVersion}' is no API version: write it as in '62.0'.`);
  const absolute = path.startsWith('/services/') ? path : `/services/data/v${version}${path}`;
  return instanceUrl.replace(/\/$/, '') + absolute;
}

/** When nothing says how long an outage takes, and for a limit that counts the last 24 hours and lags by 5 minutes. */
const RETRY_OUTAGE_MS = 60_000;
const RETRY_LIMIT_MS = 3_600_000;

/**
 * Asks, before a batch, whether the org answers and lets the batch through: `/services/data` needs no session and counts
 * against no limit; `/limits` is read only if limits are named, and needs the permission View Setup and Configuration.
 * It reports every failure as a verdict, and throws for nothing but the caller's signal.
 */
async function checkHealth(org, needs = {}) {
  const { limits = {}, timeoutMs = 10_000, signal } = needs;
  const { fetch, instanceUrl } = org;
  const stopped = new AbortController();
  const stop = () => stopped.abort(signal?.reason ?? new Error(`no answer within ${timeoutMs} ms`));
  const timer = setTimeout(stop, timeoutMs);
  signal?.throwIfAborted();
  signal?.addEventListener('abort', stop);
  try {
    const versions = await jsonOf(await callOrg({ fetch, instanceUrl }, '/services/data', { signal: stopped.signal }));
    const version = `${Number(/[\d.]+/.exec(org.apiVersion ?? '62.0')?.[0])}.0`;
    const served = Array.isArray(versions) ? versions.map((item) => Object(item).version) : [];
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
function judge(answer, needed) {
  const limits = Object(answer);
  const remaining = {};
  for (const [name, need] of Object.entries(needed)) {
    const left = limits[name]?.Remaining;
    if (typeof left !== 'number') return notReady('access', `/limits names no ${name}: check its spelling.`);
    if (left < need) return notReady('limit', `${name}: ${need} needed, ${left} left.`, RETRY_LIMIT_MS);
    remaining[name] = left;
  }
  return { ready: true, remaining };
}

function verdictOf(error) {
  const why = error instanceof Error ? error.message : String(error);
  const { retryAt, status, errorCode, outcome } = Object(error);
  const isLimit = errorCode === 'REQUEST_LIMIT_EXCEEDED';
  const refused = status === 401 || outcome === 'final' || (error instanceof SalesforceRejection && !error.transient);
  if (refused && !isLimit) return notReady('access', why);
  // Too many calls at once is over soon, the calls of a day are not.
  const waitMs = isLimit && !/concurrent/i.test(why) ? RETRY_LIMIT_MS : RETRY_OUTAGE_MS;
  const at = retryAt instanceof Date ? retryAt : new Date(Date.now() + waitMs);
  return { ready: false, reason: isLimit ? 'limit' : 'unreachable', why, retryAt: at };
}

function notReady(reason, why, retryMs) {
  return { ready: false, reason, why, retryAt: retryMs === undefined ? undefined : new Date(Date.now() + retryMs) };
}

module.exports = { checkHealth };
