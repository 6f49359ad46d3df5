import { startKafkaWorker } from '@salesforce-resilience/snippets/queue/kafka';
import { Kafka, logLevel } from 'kafkajs';
import { delivery, runUntilSignal, setting } from './worker-program.ts';

const kafka = new Kafka({
  brokers: [setting('BROKER')],
  logLevel: logLevel.NOTHING,
  retry: { initialRetryTime: 100, maxRetryTime: 500, retries: 20 },
});
const consumer = kafka.consumer({
  groupId: 'salesforce',
  sessionTimeout: 6_000,
  heartbeatInterval: 500,
  maxWaitTimeInMs: 100,
  retry: { restartOnFailure: () => Promise.resolve(true) },
});
const { stop } = await startKafkaWorker({
  ...delivery,
  consumer,
  producer: kafka.producer({ allowAutoTopicCreation: false }),
  topic: setting('QUEUE'),
  deadLetterTopic: setting('DEAD_LETTERS'),
  heartbeatMs: 1_000,
});
runUntilSignal(stop);
