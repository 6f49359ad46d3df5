import { isTransientCode } from '../org/is-transient-code.ts';
import { type AnsweredResult, refusalIn, resultsOf } from './results-of.ts';

/** A record that was written. */
export interface WrittenRow<Row> {
  readonly row: Row;
  readonly key: string;
  readonly id: string | undefined;
  readonly created: boolean | undefined;
}

/** A record that was not written, and why. */
export interface FailedRow<Row> {
  readonly row: Row;
  readonly key: string;
  readonly errorCodes: readonly string[];
  readonly message: string;
  /**
   * `transient`: the same record can be sent again. `final`: it has to be corrected first. `blocked`: nothing is wrong
   * with it, but it was left out or rolled back because of the records `causedBy`, of which one is final. `unknown`: the
   * answer says nothing of it or reports a fault within Salesforce; only an upsert may be sent again.
   */
  readonly outcome: 'transient' | 'final' | 'blocked' | 'unknown';
  /** External ids of the records that took this one with them. */
  readonly causedBy: readonly string[];
}

/** Some records of a request were not written, whatever its HTTP status said. */
export class FailedRowsError<Row> extends Error {
  readonly failed: readonly FailedRow<Row>[];
  /** Records that can be sent again as they are. */
  readonly sendAgain: readonly Row[];
  readonly written: readonly WrittenRow<Row>[];

  constructor(failed: readonly FailedRow<Row>[], written: readonly WrittenRow<Row>[]) {
    const named = failed.slice(0, 10).map(describe).join('; ');
    const more = failed.length > 10 ? `; and ${failed.length - 10} more` : '';
    super(`${failed.length} of ${failed.length + written.length} records were not written: ${named}${more}.`);
    this.name = 'FailedRowsError';
    this.failed = failed;
    this.sendAgain = failed.filter(({ outcome }) => outcome === 'transient').map(({ row }) => row);
    this.written = written;
  }
}

/** Codes of records that only suffer from the failure of another one. */
const SECONDARY: ReadonlySet<string> = new Set([
  'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  'PROCESSING_HALTED',
  'BATCH_PROCESSING_HALTED',
]);

/**
 * Reads what became of each record: composite, composite/sobjects, composite/tree, composite/batch and composite/graph
 * answer with 200 although records failed, and so does jsforce with arrays.
 *
 * @param answer - The body of the answer, parsed.
 * @param rows - The records or subrequests, in the order in which they were sent; records of a tree with `attributes`.
 * @param keyOf - The external id of a record, for the error.
 * @throws {FailedRowsError} when one of them was not written.
 */
export function recordResults<Row>(
  answer: unknown,
  rows: readonly Row[],
  keyOf: (row: Row) => string,
): WrittenRow<Row>[] {
  const refusal = refusalIn(answer);
  const results = refusal ? rows.map(() => refusal) : matched(resultsOf(answer), rows);
  const written: WrittenRow<Row>[] = [];
  // By group: what is done together fails together.
  const failed = new Map<number, FailedRow<Row>[]>();
  rows.forEach((row, index) => {
    const result = results[index];
    const key = keyOf(row);
    if (result?.success) written.push({ row, key, id: result.id, created: result.created });
    else failed.set(result?.group ?? 0, [...(failed.get(result?.group ?? 0) ?? []), failureOf(row, key, result)]);
  });
  if (failed.size === 0) return written;
  const failures = [...failed.values()].flatMap((group) => group.map((failure) => withCause(failure, group)));
  throw new FailedRowsError(failures, written);
}

/** The result of each record: by its position, in a tree by its reference. */
function matched(results: readonly AnsweredResult[], rows: readonly unknown[]): (AnsweredResult | undefined)[] {
  const byReference = new Map(results.map((result) => [result.referenceId, result]));
  const references = rows.map(referencesIn);
  if (!references.flat().some((reference) => byReference.has(reference))) return rows.map((_, index) => results[index]);
  // A tree is written as a whole or not at all, and names the records at fault only.
  const halted = { errorCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK', message: '' };
  const rolledBack = results.every(({ success }) => success)
    ? undefined
    : { success: false, id: undefined, created: undefined, errors: [halted], referenceId: undefined, group: 0 };
  return references.map((own) => {
    const found = own.flatMap((reference) => byReference.get(reference) ?? []);
    return found.find(({ success }) => !success) ?? found[0] ?? rolledBack;
  });
}

/** The references of a record in a tree and of those below it. */
function referencesIn(row: unknown): string[] {
  if (typeof row !== 'object' || row === null) return [];
  const { attributes, records } = row as { attributes?: { referenceId?: unknown }; records?: unknown };
  const own = attributes?.referenceId;
  const below: unknown[] = Array.isArray(records) ? records : Object.values(row).filter((value) => hasRecords(value));
  return [...(typeof own === 'string' ? [own] : []), ...below.flatMap(referencesIn)];
}

function hasRecords(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'records' in value;
}

function failureOf<Row>(row: Row, key: string, result: AnsweredResult | undefined): FailedRow<Row> {
  const errors = result?.errors ?? [{ errorCode: 'NO_RESULT', message: 'The answer says nothing of this record.' }];
  const outcome = errors.every(({ errorCode, message }) => isTransientCode(errorCode, message))
    ? 'transient'
    : errors.some(({ errorCode }) => /^(NO_RESULT|UNKNOWN_ERROR|UNKNOWN_EXCEPTION|HTTP_5\d\d)$/.test(errorCode))
      ? 'unknown'
      : 'final';
  const message = errors
    .map((error) => error.message)
    .filter(Boolean)
    .join('; ');
  return { row, key, errorCodes: errors.map(({ errorCode }) => errorCode), message, outcome, causedBy: [] };
}

/** A record that another one took with it waits for that one; sent again it is if those at fault can be. */
function withCause<Row>(failure: FailedRow<Row>, failed: readonly FailedRow<Row>[]): FailedRow<Row> {
  if (!isSecondary(failure)) return failure;
  const causes = failed.filter((other) => !isSecondary(other));
  const outcome = causes.length > 0 && causes.every((cause) => cause.outcome === 'transient') ? 'transient' : 'blocked';
  return { ...failure, outcome, causedBy: causes.map(({ key }) => key) };
}

function isSecondary({ errorCodes }: FailedRow<unknown>): boolean {
  return errorCodes.every((code) => SECONDARY.has(code));
}

function describe({ key, errorCodes, outcome, causedBy }: FailedRow<unknown>): string {
  const because = causedBy.length > 0 ? ` because of ${causedBy.join(', ')}` : '';
  return `${key} (${errorCodes.join(', ')}${because}, ${outcome})`;
}
