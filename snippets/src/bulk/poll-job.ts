import type { SalesforceOrg } from '../org/call-org.ts';
import { type IngestJob, readJob } from './ingest-job.ts';
import { type Patience, type Persistence, startPersistence } from './persistence.ts';

/** A job that ended without having gone through its rows, or that nobody has closed, so that it will never end. */
export class IncompleteJobError extends Error {
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
export async function pollJob(org: SalesforceOrg, jobId: string, patience: Patience = {}): Promise<IngestJob> {
  const job = await restingJob(org, jobId, startPersistence(patience));
  if (job.state !== 'JobComplete') throw new IncompleteJobError(job);
  return job;
}

/** Waits until a job is in a state in which it stays by itself: one at its end, or `Open`. */
export async function restingJob(org: SalesforceOrg, jobId: string, persistence: Persistence): Promise<IngestJob> {
  return persistence.poll(async () => {
    const job = await readJob(org, jobId, persistence.signal);
    return ['UploadComplete', 'InProgress'].includes(job.state) ? undefined : job;
  });
}
