import { BULLMQ_JOB_OPTIONS } from '@salesforce-resilience/snippets/queue/bullmq';
import { Queue } from 'bullmq';
import { expect, inject, it } from 'vitest';
import { startRedis } from '../../../support/brokers/redis.ts';
import { runThroughOutages } from './outage-run.ts';

const QUEUE = 'payments';

it('loses and duplicates nothing: BullMQ on Redis', async ({ skip }) => {
  if (inject('missingBrokers').includes('Redis'))
    skip('Redis is not installed: npm run install-brokers says what is missing.');
  const broker = await startRedis();
  const [host = '', port = ''] = broker.address.split(':');
  const queue = new Queue<string>(QUEUE, { connection: { host, port: Number(port) } });
  queue.on('error', () => undefined);
  try {
    const figures = await runThroughOutages({
      broker,
      program: 'bullmq-worker.ts',
      env: { QUEUE },
      async produce(bodies) {
        await queue.addBulk(bodies.map((data) => ({ name: 'payment', data, opts: BULLMQ_JOB_OPTIONS })));
      },
      async deadLetters() {
        const failed = await queue.getFailed();
        for (const { failedReason } of failed) expect(failedReason).toMatch(/^Unparsable|^HTTP 400 .*FIELD_CUSTOM/);
        return failed.map(({ data }) => data);
      },
      remaining: () => queue.getJobCountByTypes('waiting', 'active', 'delayed'),
    });
    console.info('BullMQ', figures);
  } finally {
    await queue.close();
    await broker.stop();
  }
}, 150_000);
