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

/** One error in the body of an answer. */
interface AnsweredError {
  readonly errorCode: string;
  readonly message: string;
}

/**
 * Error codes behind which the same request succeeds later, since Salesforce did nothing: a lock held by another
 * transaction, a limit on what runs at once, a service that is down for a moment. From the SOAP API guide, "Core Data
 * Types Used in API Calls", and the Bulk API guide, "Errors".
 */
const TRANSIENT: ReadonlySet<string> = new Set([
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
function isTransientCode(code: string, message = ''): boolean {
  return TRANSIENT.has(code) || message.includes('UNABLE_TO_LOCK_ROW');
}

/** What a rejection is made of. */
interface Rejection {
  readonly status: number;
  readonly errors: readonly AnsweredError[];
  readonly transient: boolean;
  readonly retryAt?: Date | undefined;
  readonly cause?: unknown;
}

/** An answer that is no success: a request that is wrong, or one that a plain `fetch` sent into an outage. */
class SalesforceRejection extends Error {
  /** HTTP status. */
  readonly status: number;
  /** Salesforce's code for the first error, such as `FIELD_CUSTOM_VALIDATION_EXCEPTION`; undefined when it gave none. */
  readonly errorCode: string | undefined;
  readonly errors: readonly AnsweredError[];
  /** Whether the same request may succeed later; otherwise repeating it is useless. */
  readonly transient: boolean;
  /** Before then, Salesforce asked not to be tried again. */
  readonly retryAt: Date | undefined;

  constructor(message: string, { status, errors, transient, retryAt, cause }: Rejection) {
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
async function rejectionOf(response: Response, what: string): Promise<SalesforceRejection> {
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
function errorsIn(body: string): AnsweredError[] {
  try {
    const parsed: unknown = JSON.parse(body);
    const items = (Array.isArray(parsed) ? parsed : [parsed]) as ({ errorCode?: unknown; message?: unknown } | null)[];
    return items.flatMap((item) => {
      const code = item?.errorCode;
      return typeof code === 'string' ? [{ errorCode: code, message: textOf(item?.message) }] : [];
    });
  } catch {
    return [];
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** When an answer asks to be tried again; the resilient client keeps to that by itself. */
function retryAtOf(response: Response): Date | undefined {
  const wait = retryAfterMs(response);
  // Later than 8.64e15 ms, a Date is an invalid one.
  return wait === undefined ? undefined : new Date(Math.min(Date.now() + wait, 8.64e15));
}

/** The org that is called, and as whom. */
interface SalesforceOrg {
  /** What sends the requests: a `fetch` that outlasts outages, such as `createSalesforceFetch()`. */
  readonly fetch: typeof fetch;
  /** `instance_url` of the login, such as `https://acme.my.salesforce.com`. */
  readonly instanceUrl: string;
  /** Left out where `fetch` sets the Authorization header itself. */
  readonly accessToken?: string;
  /** Version of the REST API (`62.0`). */
  readonly apiVersion?: string;
}

/** One request to the org; without a method it reads. */
interface OrgRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as CSV. */
  readonly csv?: string;
  /** Statuses that are answers to the caller although they are no success. */
  readonly accept?: readonly number[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends one request to the org and returns its answer.
 *
 * @param path - What follows the version, such as `/sobjects/Account`; from `/services/` on, the whole path.
 * @throws {TypeError} when the instance URL or the API version is none.
 * @throws {SalesforceRejection} when the org answers with neither a success nor an accepted status.
 */
async function callOrg(org: SalesforceOrg, path: string, request: OrgRequest = {}): Promise<Response> {
  const { method = 'GET', json, csv, accept = [], signal } = request;
  const url = urlOf(org, path);
  const headers: Record<string, string> = {};
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
async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text) as unknown;
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
function urlOf({ fetch, instanceUrl, apiVersion = '62.0' }: SalesforceOrg, path: string): string {
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
function parseCsv(text: string): Record<string, string>[] {
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

function linesOf(text: string): string[][] {
  const lines: string[][] = [];
  let line: string[] = [];
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

/** A job as Salesforce describes it: Bulk API 2.0 guide, "Job States". */
interface IngestJob {
  readonly id: string;
  readonly state: 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';
  readonly numberRecordsProcessed?: number;
  readonly numberRecordsFailed?: number;
  readonly errorMessage?: string;
}

/** What a job is to do. */
interface IngestJobSpec {
  readonly object: string;
  readonly externalIdField: string;
  readonly lineEnding?: 'LF' | 'CRLF';
}

/** The rows of a job by what became of them; the last one is spelled in small letters only. */
type ResultKind = 'successfulResults' | 'failedResults' | 'unprocessedrecords';

const STATES: ReadonlySet<unknown> = new Set([
  'Open',
  'UploadComplete',
  'InProgress',
  'JobComplete',
  'Failed',
  'Aborted',
]);

/** Creates a job that upserts. One whose answer is lost stays empty, and Salesforce removes it by itself. */
async function createJob(org: SalesforceOrg, spec: IngestJobSpec, signal?: AbortSignal): Promise<IngestJob> {
  const { object, externalIdField, lineEnding = 'LF' } = spec;
  const json = { object, operation: 'upsert', externalIdFieldName: externalIdField, contentType: 'CSV', lineEnding };
  return jobIn(await callOrg(org, '/jobs/ingest', { method: 'POST', json, signal }));
}

/**
 * Uploads the data of an open job. Nothing is processed before the job is closed, and a job that has got its data twice
 * cannot be: repeating an upload does no harm.
 */
async function uploadData(org: SalesforceOrg, id: string, csv: string, signal?: AbortSignal): Promise<void> {
  await discard(await callOrg(org, `/jobs/ingest/${id}/batches`, { method: 'PUT', csv, signal }));
}

/** Moves a job on: `UploadComplete` has it processed, `Aborted` has it forgotten, what is done excepted. */
async function setJobState(
  org: SalesforceOrg,
  id: string,
  state: 'UploadComplete' | 'Aborted',
  signal?: AbortSignal,
): Promise<void> {
  await discard(await callOrg(org, `/jobs/ingest/${id}`, { method: 'PATCH', json: { state }, signal }));
}

/** Asks how a job stands. */
async function readJob(org: SalesforceOrg, id: string, signal?: AbortSignal): Promise<IngestJob> {
  return jobIn(await callOrg(org, `/jobs/ingest/${id}`, { signal }));
}

/**
 * Fetches the rows of a job that ended in one way: with the columns that were uploaded, and `sf__Id` and `sf__Error`.
 *
 * @throws {SalesforceRejection} when the CSV is cut off; asking again is safe.
 */
async function readResults(
  org: SalesforceOrg,
  id: string,
  kind: ResultKind,
  signal?: AbortSignal,
): Promise<Record<string, string>[]> {
  const response = await callOrg(org, `/jobs/ingest/${id}/${kind}/`, { signal });
  const text = await response.text();
  try {
    return parseCsv(text);
  } catch (cause) {
    const message = `The ${kind} of job ${id} cannot be read as CSV.`;
    throw new SalesforceRejection(message, { status: response.status, errors: [], transient: true, cause });
  }
}

async function jobIn(response: Response): Promise<IngestJob> {
  const job = Object(await jsonOf(response)) as Partial<IngestJob>;
  if (typeof job.id === 'string' && STATES.has(job.state)) return job as IngestJob;
  const message = `Salesforce answered ${response.status} with something that is no job.`;
  throw new SalesforceRejection(message, { status: response.status, errors: [], transient: true });
}

/** Frees the connection of an answer that nobody reads. */
async function discard(response: Response): Promise<void> {
  await response.body?.cancel();
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

/** Waits until the clock says so (ms since 1970), since timers may fire early, or until `signal` is aborted. */
async function sleepUntil(time: number, signal?: AbortSignal): Promise<void> {
  const never = (): Promise<never> => new Promise(() => undefined);
  signal?.throwIfAborted();
  while (Date.now() < time) await within(time - Date.now(), signal, never).catch(() => signal?.throwIfAborted());
}

/** How long a load goes on, and how often it asks. */
interface Patience {
  /** Longest time for all of it (24 h, as long as Salesforce keeps an open job). */
  readonly timeoutMs?: number;
  /** First pause; each one is half as long again as the one before (5 s). */
  readonly pauseMs?: number;
  /** Longest pause (60 s): every question is an API call. */
  readonly maxPauseMs?: number;
  /** Ends the load; what Salesforce has begun goes on there. */
  readonly signal?: AbortSignal | undefined;
}

/** The time was up before the work was done. */
class DeadlineError extends Error {
  constructor(timeoutMs: number, cause?: unknown) {
    const last = cause instanceof Error ? ` The last failure: ${cause.message}` : '';
    super(`Not done within ${timeoutMs} ms.${last}`, { cause });
    this.name = 'DeadlineError';
  }
}

/** Repeats and waits for as long as one deadline, and one signal, allow. */
interface Persistence {
  readonly signal: AbortSignal | undefined;
  /** Repeats what is safe to repeat until it succeeds. */
  persist: <Result>(attempt: () => Promise<Result>) => Promise<Result>;
  /** Asks until there is an answer. */
  poll: <Result>(attempt: () => Promise<Result | undefined>) => Promise<Result>;
  /** The pause before round 1, 2, 3 …, which the failure behind it may lengthen. */
  pause: (round: number, failure?: unknown) => Promise<void>;
}

/**
 * Starts the clock.
 *
 * The pauses grow from `pauseMs` to `maxPauseMs` and are up to a quarter longer or shorter, so that many loads do not ask
 * in step. Where a failure says when to come back (`retryAt`), it is never earlier.
 */
function startPersistence(patience: Patience): Persistence {
  const { timeoutMs = 86_400_000, pauseMs = 5_000, maxPauseMs = 60_000, signal } = patience;
  const deadline = Date.now() + timeoutMs;

  const pause = async (round: number, failure?: unknown): Promise<void> => {
    const planned = Math.min(pauseMs * 1.5 ** (round - 1), maxPauseMs) * (0.75 + Math.random() / 2);
    const wakeAt = Math.max(Date.now(), comeBackAt(failure) ?? 0) + planned;
    if (wakeAt > deadline) throw new DeadlineError(timeoutMs, failure);
    await sleepUntil(wakeAt, signal);
  };
  const poll = async <Result>(attempt: () => Promise<Result | undefined>): Promise<Result> => {
    for (let round = 1; ; round += 1) {
      signal?.throwIfAborted();
      const { result, failure } = await outcomeOf(attempt, signal);
      if (result !== undefined) return result;
      await pause(round, failure);
    }
  };
  const persist = async <Result>(attempt: () => Promise<Result>): Promise<Result> =>
    (await poll(async () => ({ result: await attempt() }))).result;
  return { signal, persist, poll, pause };
}

/** The result of an attempt, or the failure that may be gone the next time; any other is thrown. */
async function outcomeOf<Result>(
  attempt: () => Promise<Result>,
  signal: AbortSignal | undefined,
): Promise<{ result?: Result; failure?: unknown }> {
  try {
    return { result: await attempt() };
  } catch (failure) {
    signal?.throwIfAborted();
    if (!mayPass(failure)) throw failure;
    return { failure };
  }
}

/** Whether a failure may be gone later. The resilient client calls those `final` that are not. */
function mayPass(error: unknown): boolean {
  if (error instanceof SalesforceRejection) return error.transient;
  const { outcome } = Object(error) as { outcome?: unknown };
  return outcome !== 'final';
}

function comeBackAt(error: unknown): number | undefined {
  const { retryAt } = Object(error) as { retryAt?: unknown };
  return retryAt instanceof Date ? retryAt.getTime() : undefined;
}

/** A job that ended without having gone through its rows, or that nobody has closed, so that it will never end. */
class IncompleteJobError extends Error {
  readonly job: IngestJob;

  constructor(job: IngestJob) {
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
async function pollJob(org: SalesforceOrg, jobId: string, patience: Patience = {}): Promise<IngestJob> {
  const job = await restingJob(org, jobId, startPersistence(patience));
  if (job.state !== 'JobComplete') throw new IncompleteJobError(job);
  return job;
}

/** Waits until a job is in a state in which it stays by itself: one at its end, or `Open`. */
async function restingJob(org: SalesforceOrg, jobId: string, persistence: Persistence): Promise<IngestJob> {
  return persistence.poll(async () => {
    const job = await readJob(org, jobId, persistence.signal);
    return ['UploadComplete', 'InProgress'].includes(job.state) ? undefined : job;
  });
}

export { DeadlineError, IncompleteJobError, pollJob, restingJob };
export type { IngestJob, Patience, SalesforceOrg };
