import type { ProofClient } from './clients.ts';
import type { Defect, Source } from './defect.ts';
import { only } from './loops.ts';

/** The queue's side is the same for every client. */
const ELSEWHERE = 'As with RabbitMQ: the client makes no difference to the fix.';

/** What rules find in the code around a queue, or where one is missing. */
export const DEFECTS_OF_QUEUES: readonly Defect[] = [
  {
    rule: 'no-early-acknowledgement',
    form: 'RabbitMQ, in `finally`',
    outage: ['503 for 3min'],
    promises: ['lost', 'duplicated'],
    drive: 'message',
    program: (client) => ({
      ...consumer('RabbitMQ', 'content: Buffer', '{ ack(message: Message): void; nack(message: Message): void }'),
      body: `const payment: Payment = JSON.parse(message.content.toString());
HEADERS
BEFORE
try {
  ${only(client, client.upsert)}
} finally {
  queue.ack(message);
}`,
    }),
  },
  {
    rule: 'no-early-acknowledgement',
    form: 'SQS, before the write',
    outage: ['503 for 3min'],
    promises: ['lost', 'duplicated'],
    drive: 'message',
    program: (client) =>
      forFetch(client, {
        ...consumer('SQS', 'Body: string; ReceiptHandle: string', '{ deleteMessage(input: object): Promise<void> }'),
        body: `const payment: Payment = JSON.parse(message.Body);
HEADERS
await queue.deleteMessage({ QueueUrl: 'payments', ReceiptHandle: message.ReceiptHandle });
${only(client, client.upsert)}`,
      }),
  },
  {
    rule: 'no-early-acknowledgement',
    form: 'Pub/Sub, in `catch`',
    outage: ['503 for 3min'],
    promises: ['lost', 'duplicated'],
    drive: 'message',
    program: (client) =>
      forFetch(client, {
        ...consumer('PubSub', 'data: Buffer; ack(): void; nack(): void', 'object'),
        body: `const payment: Payment = JSON.parse(message.data.toString());
HEADERS
try {
  ${only(client, client.upsert)}
  message.ack();
} catch (error) {
  console.error('Not recorded', payment.reference, error);
  message.ack();
}`,
      }),
  },
  {
    rule: 'no-early-acknowledgement',
    form: 'Kafka, before the write',
    outage: ['503 for 3min'],
    promises: ['lost', 'duplicated'],
    drive: 'message',
    program: (client) =>
      forFetch(client, {
        ...consumer('Kafka', 'value: Buffer; offset: string', '{ commitOffsets(offsets: object[]): Promise<void> }'),
        body: `const payment: Payment = JSON.parse(message.value.toString());
HEADERS
await queue.commitOffsets([{ topic: 'payments', partition: 0, offset: String(Number(message.offset) + 1) }]);
${only(client, client.upsert)}`,
      }),
  },
  {
    rule: 'prefer-durable-queue',
    outage: ['503 for 3min'],
    promises: ['lost', 'duplicated'],
    drive: 'webhook',
    program: (client) => ({
      above: 'interface Event {\n  body: string;\n  stageVariables: Org;\n}',
      head: 'handler(event: Event)',
      body: `const payment: Payment = JSON.parse(event.body);
const org = event.stageVariables;
HEADERS
BEFORE
try {
  ${only(client, client.upsert)}
  return { statusCode: 204 };
} catch (error) {
  console.error('Not recorded', payment.reference, error);
  return { statusCode: 500 };
}`,
    }),
  },
];

function consumer(name: string, message: string, queue: string): Pick<Source, 'above' | 'head'> {
  return {
    above: `interface Message {\n  ${message}\n}\n\ntype Queue = ${queue};\n\n// A consumer of ${name}, which delivers again what nobody acknowledges.`,
    head: 'act(org: Org, message: Message, queue: Queue)',
  };
}

const forFetch = (client: ProofClient, source: Source) => (client.name === 'fetch' ? source : { because: ELSEWHERE });
