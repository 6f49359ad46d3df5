import { startRabbitmqWorker } from '@salesforce-resilience/snippets/queue/rabbitmq';
import amqp from 'amqplib';
import { delivery, runUntilSignal, setting } from './worker-program.ts';

const { stop } = startRabbitmqWorker({
  ...delivery,
  connect: () => amqp.connect(setting('BROKER')),
  queue: setting('QUEUE'),
  retryDelaysMs: [200, 500, 1_000],
  reconnectDelayMs: 200,
});
runUntilSignal(stop);
