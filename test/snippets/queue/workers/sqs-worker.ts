import { SQS } from '@aws-sdk/client-sqs';
import { startSqsWorker } from '@salesforce-resilience/snippets/queue/sqs';
import { delivery, runUntilSignal, setting } from './worker-program.ts';

const sqs = new SQS({
  endpoint: setting('BROKER'),
  region: 'us-east-1',
  credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
});
const { stop } = startSqsWorker({
  ...delivery,
  sqs,
  queueUrl: setting('QUEUE'),
  deadLetterQueueUrl: setting('DEAD_LETTERS'),
  visibilityMs: 3_000,
});
runUntilSignal(stop);
