import { SQS } from '@aws-sdk/client-sqs';
import { createSqsLambda } from '@salesforce-resilience/snippets/queue/sqs-lambda';
import { expect, it } from 'vitest';
import { startSqs } from '../../../support/brokers/sqs.ts';
import { fakeWrites } from '../fake-writes.ts';
import { runThroughOutages } from './outage-run.ts';

const CREDENTIALS = { accessKeyId: 'test', secretAccessKey: 'test' };

it('loses and duplicates nothing: SQS', async () => {
  const broker = await startSqs();
  const sqs = new SQS({ endpoint: broker.address, region: 'us-east-1', credentials: CREDENTIALS });
  try {
    const { QueueUrl: queueUrl = '' } = await sqs.createQueue({ QueueName: 'payments' });
    const { QueueUrl: deadLetterQueueUrl = '' } = await sqs.createQueue({ QueueName: 'payments-dead' });
    const dead: string[] = [];
    const figures = await runThroughOutages({
      broker,
      program: 'sqs-worker.ts',
      env: { QUEUE: queueUrl, DEAD_LETTERS: deadLetterQueueUrl },
      async produce(bodies) {
        for (let start = 0; start < bodies.length; start += 10) {
          const entries = bodies
            .slice(start, start + 10)
            .map((body, index) => ({ Id: String(index), MessageBody: body }));
          const { Failed: failed = [] } = await sqs.sendMessageBatch({ QueueUrl: queueUrl, Entries: entries });
          expect(failed).toEqual([]);
        }
      },
      async deadLetters() {
        for (;;) {
          const { Messages: messages = [] } = await sqs.receiveMessage({
            QueueUrl: deadLetterQueueUrl,
            MaxNumberOfMessages: 10,
            MessageAttributeNames: ['All'],
          });
          if (messages.length === 0) return dead;
          for (const { Body: body, ReceiptHandle: receipt, MessageAttributes: attributes } of messages) {
            expect(attributes?.['DeadLetterReason']?.StringValue).toMatch(/^Unparsable|^HTTP 400 .*FIELD_CUSTOM/);
            dead.push(body ?? '');
            await sqs.deleteMessage({ QueueUrl: deadLetterQueueUrl, ReceiptHandle: receipt });
          }
        }
      },
      async remaining() {
        const { Attributes: attributes } = await sqs.getQueueAttributes({
          QueueUrl: queueUrl,
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible'],
        });
        return Object.values(attributes ?? {}).reduce((sum, count) => sum + Number(count), 0);
      },
    });
    console.info('SQS', figures);
  } finally {
    sqs.destroy();
    await broker.stop();
  }
}, 150_000);

it('lets Lambda delete all but the messages that it reports: SQS', async () => {
  const broker = await startSqs();
  const sqs = new SQS({ endpoint: broker.address, region: 'us-east-1', credentials: CREDENTIALS });
  const { QueueUrl: queueUrl = '' } = await sqs.createQueue({ QueueName: 'events' });
  const { QueueUrl: deadLetterQueueUrl = '' } = await sqs.createQueue({ QueueName: 'events-dead' });
  try {
    for (const body of ['a', 'locked', 'refused']) await sqs.sendMessage({ QueueUrl: queueUrl, MessageBody: body });
    const { Messages: messages = [] } = await sqs.receiveMessage({
      QueueUrl: queueUrl,
      MaxNumberOfMessages: 10,
      MessageSystemAttributeNames: ['All'],
    });
    // The event source maps what it received to the event like this.
    const Records = messages.map((message) => ({
      messageId: message.MessageId ?? '',
      receiptHandle: message.ReceiptHandle ?? '',
      body: message.Body ?? '',
      attributes: { ApproximateReceiveCount: message.Attributes?.ApproximateReceiveCount ?? '' },
    }));
    const handler = createSqsLambda({ ...fakeWrites().options, sqs, queueUrl, deadLetterQueueUrl });
    const { batchItemFailures } = await handler({ Records }, { getRemainingTimeInMillis: () => 30_000 });
    const lockedId = messages.find(({ Body: body }) => body === 'locked')?.MessageId;
    expect(batchItemFailures).toEqual([{ itemIdentifier: lockedId }]);
    const { Messages: dead = [] } = await sqs.receiveMessage({ QueueUrl: deadLetterQueueUrl });
    expect(dead.map(({ Body: body }) => body)).toEqual(['refused']);
    // Hidden for its own second, not for the queue's thirty: it is there again at once.
    const { Messages: again = [] } = await sqs.receiveMessage({ QueueUrl: queueUrl, WaitTimeSeconds: 3 });
    expect(again.map(({ Body: body }) => body)).toEqual(['locked']);
  } finally {
    sqs.destroy();
    await broker.stop();
  }
}, 30_000);
