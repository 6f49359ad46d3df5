import { type SalesforceOrg, urlOf } from '../org/call-org.ts';
import { advanceJob, type JobRun, StuckJobError } from './advance-job.ts';
import { BulkLoadError } from './bulk-load-error.ts';
import { assertSameLoad, type BulkJobState, type BulkState, initialState } from './bulk-state.ts';
import { type CsvPart, csvParts } from './csv-parts.ts';
import { type IngestJob, type IngestJobSpec, readJob } from './ingest-job.ts';
import { type JobRemainder, jobRemainder } from './job-remainder.ts';
import { DeadlineError, type Patience, startPersistence } from './persistence.ts';
import { valuesOf } from './to-csv.ts';

/** What is loaded, how long that may take, and where it is remembered. */
export interface BulkLoadOptions extends IngestJobSpec, Patience {
  /** Most bytes of CSV in one job (100 MB): they have to get through within the time-out of one attempt of `fetch`. */
  readonly maxBytes?: number;
  /** Where a load of the same rows stood when it ended or was killed: it is continued there. */
  readonly state?: BulkState | undefined;
  /** Remembers the state, in a file or a database; the next request waits for it. */
  readonly onState?: (state: BulkState) => void | Promise<void>;
}

/** A load that wrote every row. */
export interface BulkLoaded {
  readonly jobIds: readonly string[];
  readonly written: number;
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
export async function bulkLoad(
  org: SalesforceOrg,
  rows: readonly object[],
  options: BulkLoadOptions,
): Promise<BulkLoaded> {
  const { object, externalIdField, lineEnding = 'LF', state, onState = () => undefined } = options;
  // What is wrong with the arguments is said before anything is sent.
  urlOf(org, '/jobs/ingest');
  byKey(rows, externalIdField);
  const parts = csvParts(rows, options);
  const fresh = initialState(options, parts);
  if (state) assertSameLoad(state, fresh);

  const persistence = startPersistence(options);
  const spec = { object, externalIdField, lineEnding };
  const seen = { empty: new Set<string>(), ended: new Map<string, IngestJob>(), closings: new Map<string, number>() };
  const run: JobRun = { org, spec, persistence, ...seen, failedUploads: 0, spoiled: 0 };
  const jobs = [...(state ?? fresh).jobs];
  const stateNow = (): BulkState => ({ object, externalIdField, jobs: [...jobs] });
  const remainders: JobRemainder<object>[] = [];
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
function assertAllWritten(
  remainders: readonly JobRemainder<object>[],
  notBegun: readonly CsvPart<object>[],
  state: BulkState,
): void {
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

function jobOf(jobs: readonly BulkJobState[], index: number): BulkJobState {
  const job = jobs[index];
  if (!job) throw new RangeError(`The load has no job ${index + 1}.`);
  return job;
}

/** The rows by their external ids, each of which may occur once: of two, Salesforce would refuse one. */
function byKey<Row extends object>(rows: readonly Row[], field: string): Map<string, Row> {
  if (rows.length === 0) throw new TypeError('There are no rows to load.');
  const keyed = new Map<string, Row>();
  rows.forEach((row, index) => {
    const [key = ''] = valuesOf(row, [field]);
    if (key.trim() === '' || key === '#N/A') throw new TypeError(`Row ${index + 1} has no ${field}.`);
    if (keyed.has(key)) throw new TypeError(`Row ${index + 1} has the same ${field} as another one: '${key}'.`);
    keyed.set(key, row);
  });
  return keyed;
}

export { BulkLoadError };
export type { BulkState, SalesforceOrg };
