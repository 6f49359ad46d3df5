import { PubSub } from '@google-cloud/pubsub';
import { expect, it } from 'vitest';
import { startPubsub } from '../../../support/brokers/pubsub.ts';
import { runThroughOutages } from './outage-run.ts';

it('loses and duplicates nothing: Pub/Sub', async () => {
  const broker = await startPubsub();
  const pubsub = new PubSub({ projectId: 'test', apiEndpoint: broker.address, emulatorMode: true });
  try {
    const [payments] = await pubsub.createTopic('payments');
    const [deadLetters] = await pubsub.createTopic('payments-dead');
    await payments.createSubscription('payments', {
      ackDeadlineSeconds: 10,
      retryPolicy: { minimumBackoff: { nanos: 200_000_000 }, maximumBackoff: { seconds: 1 } },
    });
    const [reader] = await deadLetters.createSubscription('reader');
    const dead: string[] = [];
    reader.on('message', (message) => {
      expect(message.attributes['deadLetterReason']).toMatch(/^Unparsable|^HTTP 400 .*FIELD_CUSTOM/);
      dead.push(message.data.toString());
      message.ack();
    });
    reader.on('error', () => undefined);
    const figures = await runThroughOutages({
      broker,
      program: 'pubsub-worker.ts',
      env: { QUEUE: 'payments', DEAD_LETTERS: 'payments-dead', PUBSUB_EMULATOR_HOST: broker.address },
      async produce(bodies) {
        await Promise.all(bodies.map((body) => payments.publishMessage({ data: Buffer.from(body) })));
      },
      deadLetters: () => Promise.resolve(dead),
    });
    console.info('Pub/Sub', figures);
    await reader.close();
  } finally {
    await pubsub.close();
    await broker.stop();
  }
}, 150_000);
