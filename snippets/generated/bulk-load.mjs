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
 * Writes rows as RFC 4180 has it, and as the Bulk API 2.0 guide, "Prepare CSV Files", reads it: `null` and empty text
 * become `#N/A`, which clears a field; a value that is missing stays empty, which leaves the field as it is.
 *
 * @throws {TypeError} for a value that cannot be told in CSV, such as an object or a number that is none.
 */
function toCsv(rows, format = {}) {
  const columns = columnsOf(rows);
  return csvLine(columns, format) + rows.map((row) => csvLine(valuesOf(row, columns), format)).join('');
}

/** Every name that a row has, in order of appearance. */
function columnsOf(rows) {
  const columns = new Set();
  for (const row of rows) for (const name of Object.keys(row)) columns.add(name);
  return [...columns];
}

/** The values of a row as they stand in its columns. */
function valuesOf(row, columns) {
  const fields = row;
  return columns.map((column) => cellOf(Object.hasOwn(fields, column) ? fields[column] : undefined, column));
}

/** One line with its end. */
function csvLine(values, { lineEnding = 'LF' } = {}) {
  // A line of one empty value would be an empty line, which is no row.
  const line = values.length === 1 && values[0] === '' ? '""' : values.map(quoted).join(',');
  return line + (lineEnding === 'LF' ? '\n' : '\r\n');
}

function quoted(value) {
  return /[",\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}

function cellOf(value, column) {
  if (value === undefined) return '';
  if (value === null || value === '') return '#N/A';
  if (value === '#N/A')
    throw new TypeError(`${column} is the text '#N/A', which clears the field: pass null for that.`);
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint') return String(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  const hint = typeof value === 'object' ? ": name a field of a related record as in 'Account__r.Number__c'" : '';
  throw new TypeError(`${column} has a value that no CSV can hold, a ${typeof value}${hint}.`);
}

/**
 * Splits rows into the data of as few jobs as can hold them, each with the header, in the order of the rows.
 *
 * @param options.maxBytes - Bulk API 2.0 takes 150 MB a job after base64: 100 MB of UTF-8 before it, as its guide,
 *   "Upload Job Data", advises.
 * @throws {RangeError} when a single row is larger than that.
 */
function csvParts(rows, { maxBytes = 100_000_000, lineEnding = 'LF' } = {}) {
  const columns = columnsOf(rows);
  const header = csvLine(columns, { lineEnding });
  const headerBytes = bytesOf(header);
  const parts = [];
  rows.forEach((row, index) => {
    const line = csvLine(valuesOf(row, columns), { lineEnding });
    const bytes = bytesOf(line);
    if (headerBytes + bytes > maxBytes) {
      throw new RangeError(`Row ${index + 1} needs ${bytes} bytes; a job takes ${maxBytes - headerBytes}.`);
    }
    let part = parts.at(-1);
    if (!part || part.bytes + bytes > maxBytes) parts.push((part = { lines: [header], rows: [], bytes: headerBytes }));
    part.lines.push(line);
    part.rows.push(row);
    part.bytes += bytes;
  });
  return parts.map((part) => ({ csv: part.lines.join(''), rows: part.rows }));
}

const encoder = new TextEncoder();

function bytesOf(text) {
  return encoder.encode(text).length;
}

/** The state of a load of which nothing is sent. */
function initialState({ object, externalIdField }, parts) {
  const jobs = parts.map(({ csv }) => ({ stage: 'creating', checksum: checksumOf(csv) }));
  return { object, externalIdField, jobs };
}

/**
 * Compares a state that was kept with the load that is to be continued.
 *
 * @throws {TypeError} when it belongs to another one: its jobs would be taken for those of these rows.
 */
function assertSameLoad(kept, fresh) {
  const identity = ({ object, externalIdField, jobs }) =>
    JSON.stringify([object, externalIdField, jobs.map(({ checksum }) => checksum)]);
  if (identity(kept) === identity(fresh)) return;
  throw new TypeError('This state belongs to a load of other rows: continue it with those, or load these without it.');
}

/** FNV-1a, 32 bits, and the length: enough to notice other rows, and available everywhere. */
function checksumOf(text) {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
  return `${text.length}-${(hash >>> 0).toString(16)}`;
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

/** A job that stays open whatever it is told; it was aborted, and none of its rows was processed. */
class StuckJobError extends Error {
  constructor(jobId, cause) {
    super(`Job ${jobId} could not be closed and was aborted.`, { cause });
    this.name = 'StuckJobError';
  }
}

/** How often a job is told to move on before it counts as stuck. */
const ROUNDS = 5;

/**
 * Does what a job is at and returns the stage after it. Each stage can be entered again after a crash, or after an answer
 * was lost, without any row being processed twice: the state of the job decides, not the answer that did not come.
 *
 * @throws {StuckJobError} when the job cannot be closed.
 */
async function advanceJob(run, job, csv) {
  const { stage, jobId = '', checksum } = job;
  switch (stage) {
    case 'creating': {
      const { id } = await run.persistence.persist(() => createJob(run.org, run.spec, run.persistence.signal));
      run.empty.add(id);
      return { stage: 'uploading', jobId: id, checksum };
    }
    case 'uploading':
      return (await hasData(run, jobId, csv)) ? { ...job, stage: 'closing' } : { stage: 'creating', checksum };
    case 'closing': {
      const stage = await stageAfterClosing(run, jobId);
      return stage === 'creating' ? { stage, checksum } : { ...job, stage };
    }
    case 'processing': {
      // A job that was closed just now is not done yet, and each question is an API call.
      if (run.closings.has(jobId)) await run.persistence.pause(1);
      const resting = await restingJob(run.org, jobId, run.persistence);
      if (resting.state !== 'Open') {
        run.ended.set(jobId, resting);
        return { ...job, stage: 'processed' };
      }
      // It was not closed, whatever was answered.
      await run.persistence.pause(1);
      return { ...job, stage: 'closing' };
    }
    case 'processed':
      return job;
  }
}

/**
 * Sends the data, and says whether the job has them. Where that is not certain, the job is given up for a new one: whether
 * an open job has received its data, Salesforce does not say, and nothing of it is processed while it is open.
 */
async function hasData(run, jobId, csv) {
  const { org, persistence } = run;
  if (!run.empty.delete(jobId)) return isBeyondOpen(run, jobId);
  try {
    await uploadData(org, jobId, csv, persistence.signal);
    run.failedUploads = 0;
    return true;
  } catch (failure) {
    persistence.signal?.throwIfAborted();
    run.failedUploads += 1;
    if (await isBeyondOpen(run, jobId)) return true;
    // A `fetch` that repeats the upload may be refused the second one, although nothing is wrong with the data.
    if (!mayPass(failure) && run.failedUploads > 1) throw failure;
    await persistence.pause(run.failedUploads, failure);
    return false;
  }
}

/** Whether a job is being processed although this process has not closed it; an open one is aborted. */
async function isBeyondOpen(run, jobId) {
  const job = await abortIfOpen(run, jobId);
  return job !== undefined && !['Aborted', 'Failed'].includes(job.state);
}

/** Closes a job, once; whether an answer that is no success means that it is open, the job itself says. */
async function stageAfterClosing(run, jobId) {
  const { org, persistence } = run;
  const round = (run.closings.get(jobId) ?? 0) + 1;
  run.closings.set(jobId, round);
  let failure;
  try {
    await setJobState(org, jobId, 'UploadComplete', persistence.signal);
    run.spoiled = 0;
    if (round < ROUNDS) return 'processing';
  } catch (error) {
    persistence.signal?.throwIfAborted();
    failure = error;
    if (!isSpoiled(failure)) {
      const { state } = await persistence.persist(() => readJob(org, jobId, persistence.signal));
      if (state !== 'Open') return 'processing';
      if (round < ROUNDS) {
        await persistence.pause(round, failure);
        return 'closing';
      }
    }
  }
  const job = await abortIfOpen(run, jobId);
  if (job && job.state !== 'Aborted') return 'processing';
  if (isSpoiled(failure) && (run.spoiled += 1) < ROUNDS) return 'creating';
  throw new StuckJobError(jobId, failure);
}

/**
 * Whether a job cannot be closed because it has got its data twice, as from a `fetch` that repeats an upload whose answer
 * was lost: Salesforce takes both, processes neither, and asks for a new job ("Found multiple contents for job").
 */
function isSpoiled(failure) {
  return failure instanceof SalesforceRejection && failure.errorCode?.toUpperCase() === 'INVALIDJOB';
}

/** Aborts a job that is open, and none that has gone on, and returns it; undefined where Salesforce has removed it. */
async function abortIfOpen({ org, persistence }, jobId) {
  const { signal } = persistence;
  const read = () => readJob(org, jobId, signal).catch((error) => ifGone(error));
  return (
    await persistence.poll(async () => {
      const job = await read();
      if (job?.state !== 'Open') return { job };
      await setJobState(org, jobId, 'Aborted', signal);
      return { job: { ...job, state: 'Aborted' } };
    })
  ).job;
}

function ifGone(error) {
  if (error instanceof SalesforceRejection && error.status === 404) return undefined;
  throw error;
}

/** A load did not write every row. */
class BulkLoadError extends Error {
  reason;
  /** With it, `bulkLoad` continues where this one ended: after `deadline` and `interrupted` that is what to do. */
  state;
  failed;
  unprocessed;
  /** Rows to load again as they are, in a load of their own. */
  sendAgain;

  constructor(reason, message, { state, failed = [], unprocessed = [], cause }) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'BulkLoadError';
    this.reason = reason;
    this.state = state;
    this.failed = failed;
    this.unprocessed = unprocessed;
    this.sendAgain = [...failed.filter(({ transient }) => transient).map(({ row }) => row), ...unprocessed];
  }
}

/**
 * Fetches what a job did not write: its failed rows, and those that it did not get to. Rows of which Salesforce says
 * nothing count among the latter. Where the counts of a complete job say that there are none, nothing is asked.
 *
 * @throws {SalesforceRejection} when the results name rows that were not sent.
 */
async function jobRemainder(org, persistence, { job, externalIdField, rows }) {
  const { signal, persist } = persistence;
  const results = (kind) => persist(() => readResults(org, job.id, kind, signal));
  const keyOf = (row) => keyIn(row, externalIdField, rows);

  const isWhole = job.state === 'JobComplete' && job.numberRecordsProcessed === rows.size;
  const failedRows =
    isWhole && job.numberRecordsFailed === 0
      ? []
      : await persist(async () => complete(await readResults(org, job.id, 'failedResults', signal), job));
  const failed = failedRows.map((row) => failureOf(row, keyOf(row), rows));
  const left = new Set(isWhole ? [] : (await results('unprocessedrecords')).map(keyOf));
  if (job.numberRecordsProcessed !== rows.size - left.size) {
    // The count does not add up: each row has to be accounted for.
    const named = new Set([...(await results('successfulResults')).map(keyOf), ...failed.map(({ key }) => key)]);
    for (const key of rows.keys()) if (!named.has(key)) left.add(key);
  }
  return { job, failed, unprocessed: [...rows].filter(([key]) => left.has(key)).map(([, row]) => row) };
}

/** Results that were cut off at the end of a line look whole; the job knows how many there are. */
function complete(rows, job) {
  if (rows.length >= (job.numberRecordsFailed ?? 0)) return rows;
  const message = `Job ${job.id} has ${job.numberRecordsFailed} failed rows; ${rows.length} were sent.`;
  throw new SalesforceRejection(message, { status: 200, errors: [], transient: true });
}

function keyIn(row, field, rows) {
  const column = Object.keys(row).find((name) => name.toLowerCase() === field.toLowerCase()) ?? field;
  const key = row[column] ?? '';
  if (rows.has(key)) return key;
  const message = `The results name a row with the ${field} '${key}', which was not sent.`;
  throw new SalesforceRejection(message, { status: 200, errors: [], transient: false });
}

/** `sf__Error` reads `CODE:message:fields --`. */
function failureOf(result, key, rows) {
  const message = result['sf__Error'] ?? '';
  const errorCode = /^\w+(?=:|$)/.exec(message)?.[0] ?? 'UNKNOWN_ERROR';
  return { row: rows.get(key), key, errorCode, message, transient: isTransientCode(errorCode, message) };
}

/**
 * Upserts rows through Bulk API 2.0: creates a job for each 100 MB, uploads, closes, polls, and fetches what failed. With
 * `onState` and `state` it can be killed at any time and continued by another process, and no row is processed twice.
 *
 * The rows stay with the caller until it returns, as the Bulk API 2.0 guide, "Upload Job Data", asks.
 *
 * @throws {TypeError} when the org is described wrongly, or a row has no external id of its own, or a value that no CSV can hold: nothing was sent.
 * @throws {BulkLoadError} when not every row was written; it says which, and which to send again.
 */
async function bulkLoad(org, rows, options) {
  const { object, externalIdField, lineEnding = 'LF', state, onState = () => undefined } = options;
  // What is wrong with the arguments is said before anything is sent.
  urlOf(org, '/jobs/ingest');
  byKey(rows, externalIdField);
  const parts = csvParts(rows, options);
  const fresh = initialState(options, parts);
  if (state) assertSameLoad(state, fresh);

  const persistence = startPersistence(options);
  const spec = { object, externalIdField, lineEnding };
  const seen = { empty: new Set(), ended: new Map(), closings: new Map() };
  const run = { org, spec, persistence, ...seen, failedUploads: 0, spoiled: 0 };
  const jobs = [...(state ?? fresh).jobs];
  const stateNow = () => ({ object, externalIdField, jobs: [...jobs] });
  const remainders = [];
  try {
    await onState(stateNow());
    for (const [index, part] of parts.entries()) {
      for (let job = jobOf(jobs, index); job.stage !== 'processed'; job = jobOf(jobs, index)) {
        jobs[index] = await advanceJob(run, job, part.csv);
        await onState(stateNow());
      }
      const id = jobOf(jobs, index).jobId ?? '';
      const job = run.ended.get(id) ?? (await persistence.persist(() => readJob(org, id, options.signal)));
      const ended = { job, externalIdField, rows: byKey(part.rows, externalIdField) };
      const remainder = await jobRemainder(org, persistence, ended);
      remainders.push(remainder);
      // What ended one job, such as a wrong column, would end the next ones too.
      if (remainder.job.state !== 'JobComplete') break;
    }
  } catch (cause) {
    options.signal?.throwIfAborted();
    const reason =
      cause instanceof DeadlineError ? 'deadline' : cause instanceof StuckJobError ? 'stuck' : 'interrupted';
    throw new BulkLoadError(reason, `The load of ${object} has stopped: ${String(cause)}`, {
      state: stateNow(),
      cause,
    });
  }
  assertAllWritten(remainders, parts.slice(remainders.length), stateNow());
  return { jobIds: jobs.map(({ jobId = '' }) => jobId), written: rows.length };
}

/** Says what was not written, the rows of the jobs that were not begun included. */
function assertAllWritten(remainders, notBegun, state) {
  const failed = remainders.flatMap((remainder) => remainder.failed);
  const missing = remainders.flatMap((remainder) => remainder.unprocessed);
  const unprocessed = [...missing, ...notBegun.flatMap(({ rows }) => rows)];
  const last = remainders.at(-1)?.job;
  const ended =
    last?.state === 'JobComplete' ? '' : `Job ${last?.id} ended as ${last?.state}. ${last?.errorMessage ?? ''} `;
  if (failed.length + unprocessed.length === 0 && ended === '') return;
  const codes = [...new Set(failed.map(({ errorCode }) => errorCode))].join(', ');
  const failures = `${failed.length} rows failed${codes && ` (${codes})`}`;
  const message = `${ended}${failures}, ${unprocessed.length} were not processed.`;
  const early = last?.state === 'Failed' ? 'job-failed' : 'job-aborted';
  const reason = ended ? early : missing.length > 0 ? 'rows-missing' : 'rows-failed';
  throw new BulkLoadError(reason, message, { state, failed, unprocessed });
}

function jobOf(jobs, index) {
  const job = jobs[index];
  if (!job) throw new RangeError(`The load has no job ${index + 1}.`);
  return job;
}

/** The rows by their external ids, each of which may occur once: of two, Salesforce would refuse one. */
function byKey(rows, field) {
  if (rows.length === 0) throw new TypeError('There are no rows to load.');
  const keyed = new Map();
  rows.forEach((row, index) => {
    const [key = ''] = valuesOf(row, [field]);
    if (key.trim() === '' || key === '#N/A') throw new TypeError(`Row ${index + 1} has no ${field}.`);
    if (keyed.has(key)) throw new TypeError(`Row ${index + 1} has the same ${field} as another one: '${key}'.`);
    keyed.set(key, row);
  });
  return keyed;
}

export { BulkLoadError, bulkLoad };
