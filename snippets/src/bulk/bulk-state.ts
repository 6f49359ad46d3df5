import type { CsvPart } from './csv-parts.ts';

/**
 * How far a job is. Each stage is told before its request is sent, so that after a crash it is known what may have been
 * done: `creating` (no data anywhere), `uploading`, `closing` (from here on rows may be processed), `processing`,
 * `processed`.
 */
export type BulkStage = 'creating' | 'uploading' | 'closing' | 'processing' | 'processed';

/** One job of a load. */
export interface BulkJobState {
  readonly stage: BulkStage;
  /** Known from `uploading` on. */
  readonly jobId?: string;
  /** Of its data: a load is continued with the rows it was begun with. */
  readonly checksum: string;
}

/** What has to be kept for a load to be continued in another process: it survives JSON. */
export interface BulkState {
  readonly object: string;
  readonly externalIdField: string;
  readonly jobs: readonly BulkJobState[];
}

/** The state of a load of which nothing is sent. */
export function initialState(
  { object, externalIdField }: { object: string; externalIdField: string },
  parts: readonly CsvPart<unknown>[],
): BulkState {
  const jobs = parts.map(({ csv }) => ({ stage: 'creating' as const, checksum: checksumOf(csv) }));
  return { object, externalIdField, jobs };
}

/**
 * Compares a state that was kept with the load that is to be continued.
 *
 * @throws {TypeError} when it belongs to another one: its jobs would be taken for those of these rows.
 */
export function assertSameLoad(kept: BulkState, fresh: BulkState): void {
  const identity = ({ object, externalIdField, jobs }: BulkState): string =>
    JSON.stringify([object, externalIdField, jobs.map(({ checksum }) => checksum)]);
  if (identity(kept) === identity(fresh)) return;
  throw new TypeError('This state belongs to a load of other rows: continue it with those, or load these without it.');
}

/** FNV-1a, 32 bits, and the length: enough to notice other rows, and available everywhere. */
function checksumOf(text: string): string {
  let hash = 0x81_1c_9d_c5;
  for (let index = 0; index < text.length; index += 1) hash = Math.imul(hash ^ text.charCodeAt(index), 0x01_00_01_93);
  return `${text.length}-${(hash >>> 0).toString(16)}`;
}
