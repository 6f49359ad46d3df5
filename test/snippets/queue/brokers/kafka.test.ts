import { Kafka, logLevel } from 'kafkajs';
import { expect, inject, it } from 'vitest';
import { startKafka } from '../../../support/brokers/kafka.ts';
import { runThroughOutages } from './outage-run.ts';

const QUEUE = 'payments';
const DEAD_LETTERS = 'payments-dead';
const PARTITIONS = 8;

it('loses and duplicates nothing: Kafka', async ({ skip }) => {
  if (inject('missingBrokers').includes('Kafka'))
    skip('Kafka is not installed: npm run install-brokers says what is missing.');
  const broker = await startKafka({ [QUEUE]: PARTITIONS, [DEAD_LETTERS]: 1 });
  const kafka = new Kafka({
    brokers: [broker.address],
    logLevel: logLevel.NOTHING,
    retry: { retries: 20, maxRetryTime: 500 },
  });
  const producer = kafka.producer();
  const reader = kafka.consumer({ groupId: 'reader' });
  try {
    const dead: string[] = [];
    let isReading = false;
    const figures = await runThroughOutages({
      broker,
      program: 'kafka-worker.ts',
      env: { QUEUE, DEAD_LETTERS },
      async produce(bodies) {
        await producer.connect();
        const messages = bodies.map((value, index) => ({ value, partition: index % PARTITIONS }));
        await producer.send({ topic: QUEUE, acks: -1, messages });
      },
      async deadLetters() {
        if (!isReading) {
          isReading = true;
          await reader.connect();
          await reader.subscribe({ topics: [DEAD_LETTERS], fromBeginning: true });
          await reader.run({
            eachMessage: ({ message: { value, headers } }) => {
              expect(String(headers?.['dead-letter-reason'])).toMatch(/^Unparsable|^HTTP 400 .*FIELD_CUSTOM/);
              dead.push(String(value));
              return Promise.resolve();
            },
          });
        }
        return dead;
      },
    });
    console.info('Kafka', figures);
  } finally {
    await reader.disconnect();
    await producer.disconnect();
    await broker.stop();
  }
}, 150_000);
