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

/**
 * Reads CSV with a header as RFC 4180 has it: LF and CRLF, quoted values with commas, quotes and line ends in them. The
 * results of a Bulk API 2.0 job come like that.
 *
 * @throws {SyntaxError} when it is cut off within a quoted value, or a line has another number of values than the header.
 */
function parseCsv(text) {
  const [header, ...lines] = linesOf(text.startsWith('\uFEFF') ? text.slice(1) : text);
  if (!header) return [];
  return lines.map((values, index) => {
    if (values.length !== header.length) {
      throw new SyntaxError(
        `Row ${index + 1} of the CSV has ${values.length} values; the header has ${header.length}.`,
      );
    }
    return Object.fromEntries(header.map((name, column) => [name, values[column] ?? '']));
  });
}

/** A value, quoted or not, and what ends it. Sticky, so that reading takes time in proportion to the text. */
const VALUE = /(?:"([^"]*(?:""[^"]*)*)"|([^",\r\n]*))(,|\r?\n|$)/y;

function linesOf(text) {
  const lines = [];
  let line = [];
  for (let at = 0; at < text.length; at = VALUE.lastIndex) {
    VALUE.lastIndex = at;
    const found = VALUE.exec(text);
    if (!found) throw new SyntaxError(`The CSV is cut off or malformed at character ${at + 1}.`);
    const [, quoted, plain = '', end] = found;
    line.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    // A comma at the very end opens one more value, which is empty.
    if (end === ',' && VALUE.lastIndex === text.length) line.push('');
    if (end !== ',' || VALUE.lastIndex === text.length) {
      // An empty line is no row.
      if (line.length > 1 || line[0] !== '' || quoted !== undefined) lines.push(line);
      line = [];
    }
  }
  return lines;
}

const STATES = new Set(['Open', 'UploadComplete', 'InProgress', 'JobComplete', 'Failed', 'Aborted']);

/** Creates a job that upserts. One whose answer is lost stays empty, and Salesforce removes it by itself. */
async function createJob(org, spec, signal) {
  const { object, externalIdField, lineEnding = 'LF' } = spec;
  const json = { object, operation: 'upsert', externalIdFieldName: externalIdField, contentType: 'CSV', lineEnding };
  return jobIn(await callOrg(org, '/jobs/ingest', { method: 'POST', json, signal }));
}

/**
 * Uploads the data of an open job. Nothing is processed before the job is closed, and a job that has got its data twice
 * cannot be: repeating an upload does no harm.
 */
async function uploadData(org, id, csv, signal) {
  await discard(await callOrg(org, `/jobs/ingest/${id}/batches`, { method: 'PUT', csv, signal }));
}

/** Moves a job on: `UploadComplete` has it processed, `Aborted` has it forgotten, what is done excepted. */
async function setJobState(org, id, state, signal) {
  await discard(await callOrg(org, `/jobs/ingest/${id}`, { method: 'PATCH', json: { state }, signal }));
}

/** Asks how a job stands. */
async function readJob(org, id, signal) {
  return jobIn(await callOrg(org, `/jobs/ingest/${id}`, { signal }));
}

/**
 * Fetches the rows of a job that ended in one way: with the columns that were uploaded, and `sf__Id` and `sf__Error`.
 *
 * @throws {SalesforceRejection} when the CSV is cut off; asking again is safe.
 */
async function readResults(org, id, kind, signal) {
  const response = await callOrg(org, `/jobs/ingest/${id}/${kind}/`, { signal });
  const text = await response.text();
  try {
    return parseCsv(text);
  } catch (cause) {
    const message = `The ${kind} of job ${id} cannot be read as CSV.`;
    throw new SalesforceRejection(message, { status: response.status, errors: [], transient: true, cause });
  }
}

async function jobIn(response) {
  const job = Object(await jsonOf(response));
  if (typeof job.id === 'string' && STATES.has(job.state)) return job;
  const message = `Salesforce answered ${response.status} with something that is no job.`;
  throw new SalesforceRejection(message, { status: response.status, errors: [], transient: true });
}

/** Frees the connection of an answer that nobody reads. */
async function discard(response) {
  await response.body?.cancel();
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

/** Waits until the clock says so (ms since 1970), since timers may fire early, or until `signal` is aborted. */
async function sleepUntil(time, signal) {
  const never = () => new Promise(() => undefined);
  signal?.throwIfAborted();
  while (Date.now() < time) await within(time - Date.now(), signal, never).catch(() => signal?.throwIfAborted());
}

/** The time was up before the work was done. */
class DeadlineError extends Error {
  constructor(timeoutMs, cause) {
    const last = cause instanceof Error ? ` The last failure: ${cause.message}` : '';
    super(`Not done within ${timeoutMs} ms.${last}`, { cause });
    this.name = 'DeadlineError';
  }
}

/**
 * Starts the clock.
 *
 * The pauses grow from `pauseMs` to `maxPauseMs` and are up to a quarter longer or shorter, so that many loads do not ask
 * in step. Where a failure says when to come back (`retryAt`), it is never earlier.
 */
function startPersistence(patience) {
  const { timeoutMs = 86_400_000, pauseMs = 5_000, maxPauseMs = 60_000, signal } = patience;
  const deadline = Date.now() + timeoutMs;

  const pause = async (round, failure) => {
    const planned = Math.min(pauseMs * 1.5 ** (round - 1), maxPauseMs) * (0.75 + Math.random() / 2);
    const wakeAt = Math.max(Date.now(), comeBackAt(failure) ?? 0) + planned;
    if (wakeAt > deadline) throw new DeadlineError(timeoutMs, failure);
    await sleepUntil(wakeAt, signal);
  };
  const poll = async (attempt) => {
    for (let round = 1; ; round += 1) {
      signal?.throwIfAborted();
      const { result, failure } = await outcomeOf(attempt, signal);
      if (result !== undefined) return result;
      await pause(round, failure);
    }
  };
  const persist = async (attempt) => (await poll(async () => ({ result: await attempt() }))).result;
  return { signal, persist, poll, pause };
}

/** The result of an attempt, or the failure that may be gone the next time; any other is thrown. */
async function outcomeOf(attempt, signal) {
  try {
    return { result: await attempt() };
  } catch (failure) {
    signal?.throwIfAborted();
    if (!mayPass(failure)) throw failure;
    return { failure };
  }
}

/** Whether a failure may be gone later. The resilient client calls those `final` that are not. */
function mayPass(error) {
  if (error instanceof SalesforceRejection) return error.transient;
  const { outcome } = Object(error);
  return outcome !== 'final';
}

function comeBackAt(error) {
  const { retryAt } = Object(error);
  return retryAt instanceof Date ? retryAt.getTime() : undefined;
}

/** A job that ended without having gone through its rows, or that nobody has closed, so that it will never end. */
class IncompleteJobError extends Error {
  job;

  constructor(job) {
    const what = job.state === 'Open' ? 'is open: close it first' : `ended as ${job.state}`;
    super(`Job ${job.id} ${what}. ${job.errorMessage ?? ''}`.trim());
    this.name = 'IncompleteJobError';
    this.job = job;
  }
}

/**
 * Waits until a job is complete, for those who create it themselves: asks at growing intervals, goes on when a question
 * meets an outage, and ends at a deadline. A complete job may still have rows that failed: see `failedResults`.
 *
 * @throws {IncompleteJobError} when the job failed, was aborted, or is open.
 * @throws {DeadlineError} when the time is up; the job goes on at Salesforce.
 */
async function pollJob(org, jobId, patience = {}) {
  const job = await restingJob(org, jobId, startPersistence(patience));
  if (job.state !== 'JobComplete') throw new IncompleteJobError(job);
  return job;
}

/** Waits until a job is in a state in which it stays by itself: one at its end, or `Open`. */
async function restingJob(org, jobId, persistence) {
  return persistence.poll(async () => {
    const job = await readJob(org, jobId, persistence.signal);
    return ['UploadComplete', 'InProgress'].includes(job.state) ? undefined : job;
  });
}

module.exports = { DeadlineError, IncompleteJobError, pollJob, restingJob };
