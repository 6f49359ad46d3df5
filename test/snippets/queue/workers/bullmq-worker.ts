import { BULLMQ_WORKER_OPTIONS, createBullmqProcessor } from '@salesforce-resilience/snippets/queue/bullmq';
import { DelayedError, UnrecoverableError, Worker } from 'bullmq';
import { delivery, runUntilSignal, setting } from './worker-program.ts';

const [host = '', port = ''] = setting('BROKER').split(':');
const { run, stop } = createBullmqProcessor({
  ...delivery,
  parse: (data) => delivery.parse(typeof data === 'string' ? data : JSON.stringify(data)),
  errors: { DelayedError, UnrecoverableError },
});
const worker = new Worker(setting('QUEUE'), run, {
  ...BULLMQ_WORKER_OPTIONS,
  connection: { host, port: Number(port), maxRetriesPerRequest: null },
  concurrency: 10,
  lockDuration: 2_000,
  stalledInterval: 1_000,
});
worker.on('error', (error) => delivery.onError?.(error));
runUntilSignal(async () => {
  await Promise.all([worker.close(), stop()]);
});
