import type { SalesforceOrg } from '../org/call-org.ts';
import { SalesforceRejection } from '../org/salesforce-rejection.ts';
import type { BulkJobState } from './bulk-state.ts';
import { createJob, type IngestJob, type IngestJobSpec, readJob, setJobState, uploadData } from './ingest-job.ts';
import { mayPass, type Persistence } from './persistence.ts';
import { restingJob } from './poll-job.ts';

/** What the stages of a job need. */
export interface JobRun {
  readonly org: SalesforceOrg;
  readonly spec: IngestJobSpec;
  readonly persistence: Persistence;
  /** Jobs that this process created and has not sent data to: only they are known to be empty. */
  readonly empty: Set<string>;
  /** Jobs that this process saw at their end, by their ids. */
  readonly ended: Map<string, IngestJob>;
  /** How often this process has tried to close a job. */
  readonly closings: Map<string, number>;
  /** Uploads that failed one after the other. */
  failedUploads: number;
  /** Jobs that had got their data twice, one after the other. */
  spoiled: number;
}

/** A job that stays open whatever it is told; it was aborted, and none of its rows was processed. */
export class StuckJobError extends Error {
  constructor(jobId: string, cause?: unknown) {
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
export async function advanceJob(run: JobRun, job: BulkJobState, csv: string): Promise<BulkJobState> {
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
async function hasData(run: JobRun, jobId: string, csv: string): Promise<boolean> {
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
async function isBeyondOpen(run: JobRun, jobId: string): Promise<boolean> {
  const job = await abortIfOpen(run, jobId);
  return job !== undefined && !['Aborted', 'Failed'].includes(job.state);
}

/** Closes a job, once; whether an answer that is no success means that it is open, the job itself says. */
async function stageAfterClosing(run: JobRun, jobId: string): Promise<'closing' | 'creating' | 'processing'> {
  const { org, persistence } = run;
  const round = (run.closings.get(jobId) ?? 0) + 1;
  run.closings.set(jobId, round);
  let failure: unknown;
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
function isSpoiled(failure: unknown): boolean {
  return failure instanceof SalesforceRejection && failure.errorCode?.toUpperCase() === 'INVALIDJOB';
}

/** Aborts a job that is open, and none that has gone on, and returns it; undefined where Salesforce has removed it. */
async function abortIfOpen({ org, persistence }: JobRun, jobId: string): Promise<IngestJob | undefined> {
  const { signal } = persistence;
  const read = () => readJob(org, jobId, signal).catch((error: unknown) => ifGone(error));
  return (
    await persistence.poll(async () => {
      const job = await read();
      if (job?.state !== 'Open') return { job };
      await setJobState(org, jobId, 'Aborted', signal);
      return { job: { ...job, state: 'Aborted' as const } };
    })
  ).job;
}

function ifGone(error: unknown): undefined {
  if (error instanceof SalesforceRejection && error.status === 404) return undefined;
  throw error;
}
