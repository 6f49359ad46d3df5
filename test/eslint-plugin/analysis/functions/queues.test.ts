import { describe, expect, it } from 'vitest';
import { verdict } from '../../../support/retry-verdict.ts';

/** What a handler does with the failure, and what becomes of it in a queue that delivers again. */
const THROWS = 'const r = await FETCH; if (!r.ok) throw new Error(r.statusText);';
const SWALLOWS =
  'try { const r = await FETCH; if (!r.ok) throw new Error(r.statusText); } catch (e) { console.error(e); }';
const RETURNS = 'const r = await FETCH; if (!r.ok) console.error(r.status);';

const QUEUES: readonly (readonly [string, string])[] = [
  [
    'BullMQ, with attempts',
    "import { Queue, Worker } from 'bullmq'; new Queue('q').add('sync', data, { attempts: 5 }); new Worker('q', async (job) => { BODY });",
  ],
  [
    'BullMQ, a function with a name',
    "import { Queue, Worker } from 'bullmq'; new Queue('q', { defaultJobOptions: { attempts: 3 } }); async function work(job) { BODY } new Worker('q', work, { connection });",
  ],
  [
    'Bull',
    "const Queue = require('bull'); const queue = new Queue('sync', { defaultJobOptions: { attempts: 3 } }); queue.process(async (job) => { BODY });",
  ],
  [
    'Bull, with concurrency',
    "import Queue from 'bull'; const queue = new Queue('sync'); queue.add(data, { attempts: 10 }); queue.process('sync', 5, async (job) => { BODY });",
  ],
  [
    'sqs-consumer',
    "import { Consumer } from 'sqs-consumer'; Consumer.create({ queueUrl, handleMessage: async (message) => { BODY } }).start();",
  ],
  [
    'sqs-consumer, a method',
    "import { Consumer } from 'sqs-consumer'; Consumer.create({ queueUrl, async handleMessage(message) { BODY } });",
  ],
  [
    'RabbitMQ',
    "import amqp from 'amqplib'; const channel = await (await amqp.connect(url)).createChannel(); channel.consume('q', async (message) => { BODY });",
  ],
  [
    'RabbitMQ, a channel from elsewhere',
    "import amqp from 'amqplib'; export function listen(channel) { return channel.consume('q', async (message) => { BODY }); }",
  ],
  [
    'Kafka',
    "import { Kafka } from 'kafkajs'; const consumer = new Kafka({}).consumer({ groupId: 'g' }); await consumer.run({ eachMessage: async ({ message }) => { BODY } });",
  ],
  [
    'Pub/Sub',
    "import { PubSub } from '@google-cloud/pubsub'; const subscription = new PubSub().subscription('s'); subscription.on('message', async (message) => { BODY });",
  ],
  [
    'Inngest',
    "import { Inngest } from 'inngest'; const inngest = new Inngest({ id: 'a' }); export const f = inngest.createFunction({ id: 'f' }, { event: 'e' }, async ({ event }) => { BODY });",
  ],
  [
    'Inngest, a step',
    "import { inngest } from './client-of-inngest'; export const f = inngest.createFunction({ id: 'f' }, { event: 'e' }, async ({ step }) => { await step.run('send', async () => { BODY }); });",
  ],
  [
    'Trigger.dev',
    "import { task } from '@trigger.dev/sdk/v3'; export const f = task({ id: 'f', run: async (payload) => { BODY } });",
  ],
  ['Temporal, an activity', "import { log } from '@temporalio/activity'; export async function send(id) { BODY }"],
  [
    'Temporal, a worker',
    "import { Worker } from '@temporalio/worker'; async function send() { BODY } await Worker.create({ taskQueue: 'q', activities: { send } });",
  ],
  [
    'pg-boss',
    "import PgBoss from 'pg-boss'; const boss = new PgBoss(url); await boss.send('q', data, { retryLimit: 3 }); await boss.work('q', async (job) => { BODY });",
  ],
  [
    'Azure Service Bus',
    "import { app } from '@azure/functions'; app.serviceBusQueue('f', { queueName: 'q', handler: async (message, context) => { BODY } });",
  ],
  [
    'Azure Storage',
    "const { app } = require('@azure/functions'); app.storageQueue('f', { queueName: 'q', handler: work }); async function work(message) { BODY }",
  ],
  [
    'Cloudflare',
    'export default { async fetch(request) { return new Response(); }, async queue(batch, env) { for (const message of batch.messages) await send(message); } }; async function send(message) { BODY }',
  ],
  [
    'a Lambda by its records',
    'exports.handler = async (event) => { for (const record of event.Records) { await send(record.body); } }; async function send(text) { BODY }',
  ],
  [
    'a Lambda by its records, ESM',
    'export async function handler(event) { await Promise.all(event.Records.map((record) => send(record.body))); } async function send(text) { BODY }',
  ],
];

const TYPED: readonly (readonly [string, string])[] = [
  [
    'a Lambda by the type of its event',
    "import type { SQSEvent } from 'aws-lambda'; export const handler = async (event: SQSEvent): Promise<void> => { BODY };",
  ],
  [
    'a Lambda by its own type',
    "import type { SQSHandler } from 'aws-lambda'; export const handler: SQSHandler = async (event) => { BODY };",
  ],
  [
    'a Lambda for EventBridge',
    "import type { EventBridgeEvent } from 'aws-lambda'; export const handler = async (event: EventBridgeEvent<'a', B>) => { BODY };",
  ],
  [
    'a Lambda for SNS',
    "import type { SNSEvent } from 'aws-lambda'; export async function handler(event: SNSEvent) { BODY }",
  ],
  [
    'NestJS with RabbitMQ',
    "import { RabbitSubscribe } from '@golevelup/nestjs-rabbitmq'; class A { @RabbitSubscribe({ queue: 'q' }) async handle(message: unknown) { BODY } }",
  ],
  [
    'NestJS with BullMQ',
    "import { Processor, WorkerHost } from '@nestjs/bullmq'; @Processor('q') class A extends WorkerHost { async process(job: Job) { BODY } add() { this.queue.add('a', 1, { attempts: 3 }); } }",
  ],
  [
    'NestJS with Bull',
    "import { Process, Processor } from '@nestjs/bull'; @Processor('q') class A { @Process() async handle(job: Job) { BODY } add() { this.queue.add(1, { attempts: 3 }); } }",
  ],
];

describe.each([...QUEUES.map((one) => [...one, false] as const), ...TYPED.map((one) => [...one, true] as const)])(
  '%s',
  (_, code, typescript) => {
    it.each([
      ['delivers again what throws', 'queue any', THROWS],
      ['knows nothing of a failure that is swallowed', 'absent', SWALLOWS],
      ['knows nothing of a status that is not thrown', 'absent: status never thrown', RETURNS],
    ])('%s', (__, expected, body) => {
      expect(verdict(code.replace('BODY', body), { typescript })).toBe(expected);
    });
  },
);

describe('a message that is given back', () => {
  const GIVES = (action: string): string => `try { ${THROWS} ack(); } catch (e) { console.error(e); ${action} }`;
  it.each([
    [
      'nack of RabbitMQ',
      'queue any',
      'channel.nack(message);',
      "import amqp from 'amqplib'; export const listen = (channel) => channel.consume('q', async (message) => { BODY });",
    ],
    [
      'nack of RabbitMQ that gives it up',
      'absent',
      'channel.nack(message, false, false);',
      "import amqp from 'amqplib'; export const listen = (channel) => channel.consume('q', async (message) => { BODY });",
    ],
    [
      'nack of Pub/Sub',
      'queue any',
      'message.nack();',
      "import { PubSub } from '@google-cloud/pubsub'; new PubSub().subscription('s').on('message', async (message) => { BODY });",
    ],
    [
      'retry of Cloudflare',
      'queue any',
      'message.retry();',
      'export default { async queue(batch) { await Promise.all(batch.messages.map((message) => send(message))); } }; async function send(message) { BODY }',
    ],
    [
      'ack alone',
      'absent',
      'message.ack();',
      "import { PubSub } from '@google-cloud/pubsub'; new PubSub().subscription('s').on('message', async (message) => { BODY });",
    ],
    [
      'records that are said to have failed',
      'unknown: a Lambda may name the records that failed',
      'failures.push({ itemIdentifier: event.Records[0].messageId });',
      'exports.handler = async (event) => { const failures = []; use(event.Records[0].body); BODY return { batchItemFailures: failures }; };',
    ],
  ])('%s', (_, expected, action, code) => {
    expect(verdict(code.replace('BODY', GIVES(action)))).toBe(expected);
  });
});

describe('how often a queue tries', () => {
  it.each([
    [
      'is set elsewhere for BullMQ',
      'unknown: how often BullMQ tries is set elsewhere',
      "import { Worker } from 'bullmq'; new Worker('q', async (job) => { BODY });",
    ],
    [
      'is set elsewhere for Bull',
      'unknown: how often Bull tries is set elsewhere',
      "import Queue from 'bull'; const queue = new Queue('q'); queue.process(async (job) => { BODY });",
    ],
    [
      'is set elsewhere for pg-boss',
      'unknown: how often pg-boss tries is set elsewhere',
      "import PgBoss from 'pg-boss'; const boss = new PgBoss(url); boss.work('q', async (job) => { BODY });",
    ],
    [
      'is once for BullMQ',
      'unknown: how often BullMQ tries is set elsewhere',
      "import { Queue, Worker } from 'bullmq'; new Queue('q').add('a', {}, { attempts: 1 }); new Worker('q', async (job) => { BODY });",
    ],
    [
      'is never again for Inngest',
      'absent',
      "import { Inngest } from 'inngest'; const inngest = new Inngest({ id: 'a' }); inngest.createFunction({ id: 'f', retries: 0 }, { event: 'e' }, async () => { BODY });",
    ],
    [
      'is twice for Inngest',
      'queue any',
      "import { Inngest } from 'inngest'; const inngest = new Inngest({ id: 'a' }); inngest.createFunction({ id: 'f', retries: 2 }, { event: 'e' }, async () => { BODY });",
    ],
    [
      'is once for Trigger.dev',
      'absent',
      "import { task } from '@trigger.dev/sdk'; task({ id: 'f', retry: { maxAttempts: 1 }, run: async () => { BODY } });",
    ],
  ])('%s', (_, expected, code) => {
    expect(verdict(code.replace('BODY', THROWS))).toBe(expected);
  });
});

describe('a worker of a queue that may try again', () => {
  const BULL = "import { Worker } from 'bullmq'; new Worker('q', async (job) => { BODY });";
  it.each([
    ['answers something else after a failure', `try { ${THROWS} } catch (e) { return { failed: e.message }; }`],
    ['notes the failure and goes on', `try { ${THROWS} } catch (e) { await note(job.id, e); }`],
    ['does not wait', `send(job); async function send() { ${THROWS} }`],
  ])('has nothing to try again where it %s', (_, body) => {
    expect(verdict(BULL.replace('BODY', body))).toBe('absent');
  });

  it('has, where one failure gets through', () => {
    const body = `try { ${THROWS} } catch (e) { if (e.message === code) throw e; }`;
    expect(verdict(BULL.replace('BODY', body))).toBe('unknown: how often BullMQ tries is set elsewhere');
  });
});

describe('an error that stops', () => {
  const STOPS = (name: string): string => `const r = await FETCH; if (!r.ok) throw new ${name}(r.statusText);`;
  it.each([
    [
      'NonRetriableError',
      "import { Inngest, NonRetriableError } from 'inngest'; const inngest = new Inngest({ id: 'a' }); inngest.createFunction({ id: 'f' }, { event: 'e' }, async () => { BODY });",
    ],
    [
      'UnrecoverableError',
      "import { Queue, Worker, UnrecoverableError } from 'bullmq'; new Queue('q').add('a', 1, { attempts: 5 }); new Worker('q', async () => { BODY });",
    ],
    [
      'AbortTaskRunError',
      "import { task, AbortTaskRunError } from '@trigger.dev/sdk'; task({ id: 'f', run: async () => { BODY } });",
    ],
    ['AbortError', "import pRetry, { AbortError } from 'p-retry'; pRetry(async () => { BODY });"],
  ])('is %s', (name, code) => {
    // Only the lost connection comes back.
    expect(verdict(code.replace('BODY', STOPS(name)))).toBe('absent: only lost connections');
    expect(verdict(code.replace('BODY', `try { ${THROWS} } catch (e) { throw new ${name}('stop'); }`))).toBe('absent');
    expect(
      verdict(
        code.replace('BODY', `const r = await FETCH; if (r.status < 500) throw new ${name}('no'); ${THROWS.slice(22)}`),
      ),
    ).toMatch(/^(?:queue|package) 5xx/);
  });
});

it('is no Lambda that is given a client of a queue', () => {
  const code = `import { SQS } from 'aws-sdk'; export async function push(sqs: SQS) { ${THROWS} }`;
  expect(verdict(code, { typescript: true })).toBe('absent');
});

describe('no queue', () => {
  it.each([
    ['a script', `async function main() { ${THROWS} } main().catch((e) => { console.error(e); process.exit(1); });`],
    ['a script at the top level', THROWS],
    [
      'an Express handler',
      `import express from 'express'; const app = express(); app.post('/sync', async (req, res) => { ${THROWS} res.end(); });`,
    ],
    [
      'an Express handler with next',
      `const router = require('express').Router(); router.get('/', async (req, res, next) => { try { ${THROWS} } catch (e) { next(e); } });`,
    ],
    [
      'a Lambda behind an HTTP API',
      `exports.handler = async (event) => { const job = JSON.parse(event.body); ${THROWS} };`,
    ],
    [
      'a Lambda for S3',
      `exports.handler = async (event) => { for (const record of event.Records) { use(record.s3.object.key); } ${THROWS} };`,
    ],
    [
      'another option of the queue',
      `import { Consumer } from 'sqs-consumer'; Consumer.create({ queueUrl, handleMessage: other, shouldDelete: async () => { ${THROWS} } });`,
    ],
    ['the fetch handler of a worker', `export default { async fetch(request) { ${THROWS} } };`],
    ['a function that is called queue', `const api = { async queue(batch) { ${THROWS} } };`],
    [
      'another event of Pub/Sub',
      `import { PubSub } from '@google-cloud/pubsub'; const subscription = new PubSub().subscription('s'); subscription.on('error', async () => { ${THROWS} });`,
    ],
    ['a timer', `setInterval(async () => { ${THROWS} }, 60_000);`],
    [
      'an event emitter',
      `import { EventEmitter } from 'node:events'; const bus = new EventEmitter(); bus.on('message', async () => { ${THROWS} });`,
    ],
  ])('is %s', (_, code) => {
    expect(verdict(code)).toBe('absent');
  });
});
