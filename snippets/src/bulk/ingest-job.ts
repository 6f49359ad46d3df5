import { callOrg, jsonOf, type SalesforceOrg } from '../org/call-org.ts';
import { SalesforceRejection } from '../org/salesforce-rejection.ts';
import { parseCsv } from './parse-csv.ts';

/** A job as Salesforce describes it: Bulk API 2.0 guide, "Job States". */
export interface IngestJob {
  readonly id: string;
  readonly state: 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';
  readonly numberRecordsProcessed?: number;
  readonly numberRecordsFailed?: number;
  readonly errorMessage?: string;
}

/** What a job is to do. */
export interface IngestJobSpec {
  readonly object: string;
  readonly externalIdField: string;
  readonly lineEnding?: 'LF' | 'CRLF';
}

/** The rows of a job by what became of them; the last one is spelled in small letters only. */
export type ResultKind = 'successfulResults' | 'failedResults' | 'unprocessedrecords';

const STATES: ReadonlySet<unknown> = new Set([
  'Open',
  'UploadComplete',
  'InProgress',
  'JobComplete',
  'Failed',
  'Aborted',
]);

/** Creates a job that upserts. One whose answer is lost stays empty, and Salesforce removes it by itself. */
export async function createJob(org: SalesforceOrg, spec: IngestJobSpec, signal?: AbortSignal): Promise<IngestJob> {
  const { object, externalIdField, lineEnding = 'LF' } = spec;
  const json = { object, operation: 'upsert', externalIdFieldName: externalIdField, contentType: 'CSV', lineEnding };
  return jobIn(await callOrg(org, '/jobs/ingest', { method: 'POST', json, signal }));
}

/**
 * Uploads the data of an open job. Nothing is processed before the job is closed, and a job that has got its data twice
 * cannot be: repeating an upload does no harm.
 */
export async function uploadData(org: SalesforceOrg, id: string, csv: string, signal?: AbortSignal): Promise<void> {
  await discard(await callOrg(org, `/jobs/ingest/${id}/batches`, { method: 'PUT', csv, signal }));
}

/** Moves a job on: `UploadComplete` has it processed, `Aborted` has it forgotten, what is done excepted. */
export async function setJobState(
  org: SalesforceOrg,
  id: string,
  state: 'UploadComplete' | 'Aborted',
  signal?: AbortSignal,
): Promise<void> {
  await discard(await callOrg(org, `/jobs/ingest/${id}`, { method: 'PATCH', json: { state }, signal }));
}

/** Asks how a job stands. */
export async function readJob(org: SalesforceOrg, id: string, signal?: AbortSignal): Promise<IngestJob> {
  return jobIn(await callOrg(org, `/jobs/ingest/${id}`, { signal }));
}

/**
 * Fetches the rows of a job that ended in one way: with the columns that were uploaded, and `sf__Id` and `sf__Error`.
 *
 * @throws {SalesforceRejection} when the CSV is cut off; asking again is safe.
 */
export async function readResults(
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
