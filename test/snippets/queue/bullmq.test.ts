import {
  BULLMQ_JOB_OPTIONS,
  BULLMQ_WORKER_OPTIONS,
  createBullmqProcessor,
} from '@salesforce-resilience/snippets/queue/bullmq';
import { DelayedError, UnrecoverableError } from 'bullmq';
import { describe, expect, it, vi } from 'vitest';
import { fakeWrites } from './fake-writes.ts';

function create(stopTimeoutMs = 1_000) {
  const writes = fakeWrites();
  const moved: [number, string | undefined][] = [];
  const processor = createBullmqProcessor({
    ...writes.options,
    parse: (data) => writes.options.parse(String(data)),
    errors: { DelayedError, UnrecoverableError },
    stopTimeoutMs,
  });
  /** Runs a job and gives what it ends with. */
  const run = (data: string, attemptsMade = 0): Promise<unknown> => {
    const moveToDelayed = (timestamp: number, token?: string) => {
      moved.push([timestamp - Date.now(), token]);
      return Promise.resolve();
    };
    return processor.run({ id: data, data, attemptsMade, moveToDelayed }, 'token').catch((error: unknown) => error);
  };
  return { ...writes, run, moved, stop: processor.stop };
}

describe('a BullMQ processor', () => {
  it('completes the job after the write', async () => {
    const { run, written } = create();
    expect(await run('fine')).toBeUndefined();
    expect(written).toEqual(['fine']);
  });

  it('fails a job for good that cannot be written, whatever attempts it has left', async () => {
    const { run } = create();
    expect(await run('refused')).toEqual(new UnrecoverableError('HTTP 400 [{"errorCode":"INVALID_FIELD"}]'));
    expect(await run('poison')).toBeInstanceOf(UnrecoverableError);
  });

  it('lets BullMQ try a job again that failed by itself, after the delay of the policy', async () => {
    const { run, moved } = create();
    const error = await run('locked', 3);
    expect(error).not.toBeInstanceOf(UnrecoverableError);
    const delayMs = BULLMQ_WORKER_OPTIONS.settings.backoffStrategy(4, 'salesforce', error as Error);
    expect(delayMs).toBeGreaterThanOrEqual(20);
    expect(delayMs).toBeLessThanOrEqual(40);
    expect(moved).toEqual([]);
    expect(BULLMQ_WORKER_OPTIONS.settings.backoffStrategy(1, 'salesforce', new Error('of somebody else'))).toBe(30_000);
  });

  it('gives a job up after as many attempts as its options allow', async () => {
    const { run } = create();
    expect(await run('locked', 9)).not.toBeInstanceOf(UnrecoverableError);
    expect(await run('locked', 10)).toBeInstanceOf(UnrecoverableError);
    expect(BULLMQ_JOB_OPTIONS.attempts).toBe(11);
  });

  it('delays a job in an outage, which is no attempt', async () => {
    const { run, moved, setDown } = create();
    setDown(true);
    expect(await run('fine', 10)).toBeInstanceOf(DelayedError);
    const [[delayMs, token] = []] = moved;
    expect(delayMs).toBeGreaterThanOrEqual(9);
    expect(token).toBe('token');
  });

  it('gives back what is not finished in time when it stops', async () => {
    const { run, moved, pending, stop } = create(20);
    const job = run('slow');
    await vi.waitFor(() => expect(pending()).toEqual(['slow']));
    await stop();
    expect(await job).toBeInstanceOf(DelayedError);
    expect(moved).toEqual([[0, 'token']]);
  });
});
