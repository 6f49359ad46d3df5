import { PubSub } from '@google-cloud/pubsub';
import { startPubsubWorker } from '@salesforce-resilience/snippets/queue/pubsub';
import { delivery, runUntilSignal, setting } from './worker-program.ts';

// PUBSUB_EMULATOR_HOST leads the library to the test's server.
const pubsub = new PubSub({ projectId: 'test' });
const { stop } = startPubsubWorker({
  ...delivery,
  subscription: pubsub.subscription(setting('QUEUE'), { flowControl: { maxMessages: 10, allowExcessMessages: false } }),
  deadLetterTopic: pubsub.topic(setting('DEAD_LETTERS')),
});
runUntilSignal(stop);
