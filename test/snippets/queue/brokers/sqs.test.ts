import { SQS } from '@aws-sdk/client-sqs';
import { expect, it } from 'vitest';
import { startSqs } from '../../../support/brokers/sqs.ts';
import { runThroughOutages } from './outage-run.ts';

it('loses and duplicates nothing: SQS', async () => {
  const broker = await startSqs();
  const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
  const sqs = new SQS({ endpoint: broker.address, region: 'us-east-1', credentials });
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
