import amqp from 'amqplib';
import { expect, inject, it } from 'vitest';
import { startRabbitmq } from '../../../support/brokers/rabbitmq.ts';
import { runThroughOutages } from './outage-run.ts';

const QUEUE = 'payments';

it('loses and duplicates nothing: RabbitMQ', async ({ skip }) => {
  if (inject('missingBrokers').includes('RabbitMQ'))
    skip('RabbitMQ is not installed: npm run install-brokers says what is missing.');
  const broker = await startRabbitmq();
  try {
    const connection = await amqp.connect(broker.address);
    const channel = await connection.createConfirmChannel();
    const deadLetterArguments = { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': `${QUEUE}.dead` };
    await channel.assertQueue(QUEUE, {
      durable: true,
      arguments: { 'x-queue-type': 'quorum', ...deadLetterArguments },
    });
    const dead: string[] = [];
    const figures = await runThroughOutages({
      broker,
      program: 'rabbitmq-worker.ts',
      env: { QUEUE },
      async produce(bodies) {
        for (const [index, body] of bodies.entries())
          channel.sendToQueue(QUEUE, Buffer.from(body), { persistent: true, messageId: `m-${index}` });
        await channel.waitForConfirms();
        await connection.close();
      },
      async deadLetters() {
        const reader = await amqp.connect(broker.address);
        const letters = await reader.createChannel();
        for (let letter = await letters.get(`${QUEUE}.dead`); letter; letter = await letters.get(`${QUEUE}.dead`)) {
          expect(letter.properties.headers?.['x-dead-letter-reason']).toMatch(/^Unparsable|^HTTP 400 .*FIELD_CUSTOM/);
          dead.push(letter.content.toString());
          letters.ack(letter);
        }
        await reader.close();
        return dead;
      },
      async remaining() {
        const reader = await amqp.connect(broker.address);
        const { messageCount } = await (await reader.createChannel()).checkQueue(QUEUE);
        await reader.close();
        return messageCount;
      },
    });
    console.info('RabbitMQ', figures);
  } finally {
    await broker.stop();
  }
}, 150_000);
