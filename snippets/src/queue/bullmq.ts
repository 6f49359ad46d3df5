import { createDelivery, type DeliveryOptions } from './create-delivery.ts';
import { DELIVERY_POLICY } from './decide-delivery.ts';
import { createInWork } from './in-work.ts';

/** What is used of a Job of bullmq. */
export interface BullmqJob {
  readonly id?: string | undefined;
  readonly data: unknown;
  readonly attemptsMade: number;
  moveToDelayed(timestamp: number, token?: string): Promise<void>;
}

/** What a BullMQ processor is told; durations in ms. */
export interface BullmqProcessorOptions<T> extends Omit<DeliveryOptions<T>, 'parse'> {
  /** Makes a message of the job's data; when this throws, the job fails for good. */
  readonly parse: (data: unknown) => T;
  /** The two classes of that name from bullmq. */
  readonly errors: {
    readonly DelayedError: new () => Error;
    readonly UnrecoverableError: new (message: string) => Error;
  };
  /** How long `stop` lets writes finish before it gives their jobs back (30 s). */
  readonly stopTimeoutMs?: number;
}

/** The time after which a failed job is tried again, carried by the error that BullMQ hands to its backoff strategy. */
class RedeliveryError extends Error {
  readonly delayMs: number;

  constructor(reason: string, delayMs: number) {
    super(reason);
    this.name = 'RedeliveryError';
    this.delayMs = delayMs;
  }
}

/** Options for `queue.add`: BullMQ counts the attempts, an outage costs none, and the failed job is the dead-letter. */
export const BULLMQ_JOB_OPTIONS = {
  attempts: DELIVERY_POLICY.maxReceives + 1,
  backoff: { type: 'salesforce' },
  removeOnFail: false,
} as const;

/**
 * Options for `new Worker`. `lockDuration` is how long a job of a killed worker stays locked; BullMQ renews the lock at
 * half of it, so a write may take longer. A job that was active in a killed worker counts as stalled: with BullMQ's
 * default of one, the second deploy that meets it would fail it.
 */
export const BULLMQ_WORKER_OPTIONS = {
  lockDuration: 30_000,
  stalledInterval: 30_000,
  maxStalledCount: 10,
  settings: {
    backoffStrategy: (_attemptsMade: number, _type?: string, error?: Error): number =>
      error instanceof RedeliveryError ? error.delayMs : DELIVERY_POLICY.baseDelayMs,
  },
} as const;

/**
 * The processor of a BullMQ worker that writes jobs to Salesforce: at least once, completed only after the write
 * succeeded. Final failures and poison jobs end in the failed set with the reason (`queue.getFailed()`), which is the
 * dead-letter; a job that failed by itself is tried again by BullMQ's backoff, and one that met an outage is delayed
 * until `retryAt`, which costs no attempt.
 *
 * ```ts
 * const { run, stop } = createBullmqProcessor({ errors: { DelayedError, UnrecoverableError }, parse, write }); // bullmq
 * const worker = new Worker('payments', run, { ...BULLMQ_WORKER_OPTIONS, connection, concurrency: 10 });
 * process.once('SIGTERM', () => void Promise.all([worker.close(), stop()]));
 * await queue.add('payment', payment, { ...BULLMQ_JOB_OPTIONS, jobId: payment.reference });
 * ```
 */
export function createBullmqProcessor<T>(options: BullmqProcessorOptions<T>) {
  const { DelayedError, UnrecoverableError } = options.errors;
  const deliver = createDelivery({ ...options, parse: (text) => options.parse(JSON.parse(text)) });
  const inWork = createInWork();

  const runJob = async (job: BullmqJob, signal: AbortSignal, token?: string): Promise<void> => {
    const { id = '', data, attemptsMade } = job;
    // BullMQ counts in attemptsMade what failed while Salesforce was working, and nothing else.
    const counts = { receives: attemptsMade + 1, chances: attemptsMade };
    const verdict = await deliver({ id, body: JSON.stringify(data ?? null), ...counts }, signal);
    if (verdict.kind === 'acknowledge') return;
    if (verdict.kind === 'dead-letter') throw new UnrecoverableError(verdict.reason);
    if (verdict.isCounted) throw new RedeliveryError(verdict.reason, verdict.delayMs);
    await job.moveToDelayed(Date.now() + verdict.delayMs, token);
    // Tells BullMQ that the job has been moved already, and that this is no failure.
    throw new DelayedError();
  };

  return {
    run(this: void, job: BullmqJob, token?: string): Promise<void> {
      return inWork.run((signal) => runJob(job, signal, token));
    },
    /** Gives back what is not written within `stopTimeoutMs`; call it together with `worker.close()`, which waits for it. */
    stop: (): Promise<void> => inWork.drain(options.stopTimeoutMs ?? 30_000),
  };
}
