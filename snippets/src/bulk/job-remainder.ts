import type { SalesforceOrg } from '../org/call-org.ts';
import { isTransientCode } from '../org/is-transient-code.ts';
import { SalesforceRejection } from '../org/salesforce-rejection.ts';
import type { BulkFailure, BulkRemainder } from './bulk-load-error.ts';
import { type IngestJob, readResults, type ResultKind } from './ingest-job.ts';
import type { Persistence } from './persistence.ts';

/** What became of a job and of the rows that it did not write. */
export interface JobRemainder<Row> extends BulkRemainder<Row> {
  readonly job: IngestJob;
}

/** A job that has ended, and the rows that were sent to it by their external ids. */
export interface EndedJob<Row> {
  readonly job: IngestJob;
  readonly externalIdField: string;
  readonly rows: ReadonlyMap<string, Row>;
}

/**
 * Fetches what a job did not write: its failed rows, and those that it did not get to. Rows of which Salesforce says
 * nothing count among the latter. Where the counts of a complete job say that there are none, nothing is asked.
 *
 * @throws {SalesforceRejection} when the results name rows that were not sent.
 */
export async function jobRemainder<Row>(
  org: SalesforceOrg,
  persistence: Persistence,
  { job, externalIdField, rows }: EndedJob<Row>,
): Promise<JobRemainder<Row>> {
  const { signal, persist } = persistence;
  const results = (kind: ResultKind) => persist(() => readResults(org, job.id, kind, signal));
  const keyOf = (row: Readonly<Record<string, string>>): string => keyIn(row, externalIdField, rows);

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
function complete(rows: Record<string, string>[], job: IngestJob): Record<string, string>[] {
  if (rows.length >= (job.numberRecordsFailed ?? 0)) return rows;
  const message = `Job ${job.id} has ${job.numberRecordsFailed} failed rows; ${rows.length} were sent.`;
  throw new SalesforceRejection(message, { status: 200, errors: [], transient: true });
}

function keyIn(row: Readonly<Record<string, string>>, field: string, rows: ReadonlyMap<string, unknown>): string {
  const column = Object.keys(row).find((name) => name.toLowerCase() === field.toLowerCase()) ?? field;
  const key = row[column] ?? '';
  if (rows.has(key)) return key;
  const message = `The results name a row with the ${field} '${key}', which was not sent.`;
  throw new SalesforceRejection(message, { status: 200, errors: [], transient: false });
}

/** `sf__Error` reads `CODE:message:fields --`. */
function failureOf<Row>(
  result: Readonly<Record<string, string>>,
  key: string,
  rows: ReadonlyMap<string, Row>,
): BulkFailure<Row> {
  const message = result['sf__Error'] ?? '';
  const errorCode = /^\w+(?=:|$)/.exec(message)?.[0] ?? 'UNKNOWN_ERROR';
  return { row: rows.get(key) as Row, key, errorCode, message, transient: isTransientCode(errorCode, message) };
}
