import { startKafkaWorker } from '@salesforce-resilience/snippets/queue/kafka';
import { Kafka, logLevel } from 'kafkajs';
import { expect, inject, it, vi } from 'vitest';
import { startKafka } from '../../../support/brokers/kafka.ts';
import { fakeWrites } from '../fake-writes.ts';

const QUEUE = 'payments';
const DEAD_LETTERS = 'payments-dead';

it('stays in its group while an outage pauses it for longer than the session lasts: Kafka', async ({ skip }) => {
  if (inject('missingBrokers').includes('Kafka'))
    skip('Kafka is not installed: npm run install-brokers says what is missing.');
  const broker = await startKafka({ [QUEUE]: 2, [DEAD_LETTERS]: 1 });
  const kafka = new Kafka({ brokers: [broker.address], logLevel: logLevel.NOTHING });
  const producer = kafka.producer();
  const consumer = kafka.consumer({
    groupId: 'paused',
    sessionTimeout: 4_000,
    heartbeatInterval: 200,
    maxWaitTimeInMs: 50,
  });
  let joined = 0;
  consumer.on(consumer.events.GROUP_JOIN, () => (joined += 1));
  const { options, written, verdicts, setDown } = fakeWrites();
  setDown(true);
  const topics = { topic: QUEUE, deadLetterTopic: DEAD_LETTERS };
  const worker = await startKafkaWorker({ ...options, ...topics, consumer, producer, heartbeatMs: 200 });
  try {
    const texts = Array.from({ length: 20 }, (_, index) => `m-${String(index).padStart(2, '0')}`);
    const messages = texts.map((value, index) => ({ value, partition: index % 2 }));
    await producer.send({ topic: QUEUE, acks: -1, messages });
    await vi.waitFor(() => expect(verdicts.length).toBeGreaterThan(0), 10_000);
    await new Promise((resolve) => setTimeout(resolve, 6_000));
    expect(written).toEqual([]);
    setDown(false);
    await vi.waitFor(() => expect(written).toHaveLength(20), 5_000);
    // In the order of each partition.
    for (const parity of [0, 1])
      expect(written.filter((text) => Number(text.slice(2)) % 2 === parity)).toEqual(
        texts.filter((_, index) => index % 2 === parity),
      );
    expect(joined).toBe(1);
  } finally {
    await worker.stop();
    await broker.stop();
  }
}, 60_000);
