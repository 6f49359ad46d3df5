import type { BulkState } from './bulk-state.ts';

/** A row that was not written, and why. */
export interface BulkFailure<Row> {
  readonly row: Row;
  readonly key: string;
  /** Salesforce's code, such as `UNABLE_TO_LOCK_ROW`. */
  readonly errorCode: string;
  readonly message: string;
  /** Whether the same row may succeed later. */
  readonly transient: boolean;
}

/** What became of the rows that were not written. */
export interface BulkRemainder<Row> {
  readonly failed: readonly BulkFailure<Row>[];
  /** Rows that no job has got to. */
  readonly unprocessed: readonly Row[];
}

/**
 * - `rows-failed`: the jobs ended, and some rows were not written.
 * - `job-failed`, `job-aborted`: Salesforce, or somebody there, ended a job before its end.
 * - `rows-missing`: a job ended, and Salesforce accounts for fewer rows than were sent.
 * - `stuck`: a job could not be closed and was aborted: none of its rows was written.
 * - `deadline`: the time was up; what was begun goes on at Salesforce.
 * - `interrupted`: a request failed for good, see `cause`; what was begun goes on at Salesforce.
 */
export type BulkLoadReason =
  'rows-failed' | 'job-failed' | 'job-aborted' | 'rows-missing' | 'stuck' | 'deadline' | 'interrupted';

/** A load did not write every row. */
export class BulkLoadError<Row = object> extends Error {
  readonly reason: BulkLoadReason;
  /** With it, `bulkLoad` continues where this one ended: after `deadline` and `interrupted` that is what to do. */
  readonly state: BulkState;
  readonly failed: readonly BulkFailure<Row>[];
  readonly unprocessed: readonly Row[];
  /** Rows to load again as they are, in a load of their own. */
  readonly sendAgain: readonly Row[];

  constructor(
    reason: BulkLoadReason,
    message: string,
    {
      state,
      failed = [],
      unprocessed = [],
      cause,
    }: Partial<BulkRemainder<Row>> & { state: BulkState; cause?: unknown },
  ) {
    super(message, cause === undefined ? {} : { cause });
    this.name = 'BulkLoadError';
    this.reason = reason;
    this.state = state;
    this.failed = failed;
    this.unprocessed = unprocessed;
    this.sendAgain = [...failed.filter(({ transient }) => transient).map(({ row }) => row), ...unprocessed];
  }
}
