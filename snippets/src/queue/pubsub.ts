import { createDelivery, type DeliveryOptions } from './create-delivery.ts';
import { createInWork } from './in-work.ts';

/** What is used of a Subscription of @google-cloud/pubsub. */
export interface PubsubSubscription {
  on(event: 'message', listener: (message: PubsubMessage) => void): unknown;
  on(event: 'error', listener: (error: unknown) => void): unknown;
  close(): Promise<void>;
}

/** What is used of its Message. */
export interface PubsubMessage {
  readonly id: string;
  readonly data: Uint8Array;
  readonly attributes: Record<string, string>;
  readonly deliveryAttempt: number;
  readonly orderingKey?: string;
  ack(): void;
  nack(): void;
}

/** What is used of a Topic. */
export interface PubsubTopic {
  publishMessage(message: { data: Uint8Array; attributes: Record<string, string> }): Promise<unknown>;
}

/** What a Pub/Sub worker is told; durations in ms. */
export interface PubsubWorkerOptions<T> extends DeliveryOptions<T> {
  readonly subscription: PubsubSubscription;
  /** Where messages that cannot be written go, with the reason as an attribute. */
  readonly deadLetterTopic: PubsubTopic;
  /** How long `stop` lets writes finish before it gives their messages back (30 s). */
  readonly stopTimeoutMs?: number;
}

/**
 * Writes the messages of a Pub/Sub subscription to Salesforce: at least once, acknowledged only after the write succeeded.
 *
 * ```ts
 * const pubsub = new PubSub(); // @google-cloud/pubsub
 * const subscription = pubsub.subscription('payments', { flowControl: { maxMessages: 10, allowExcessMessages: false } });
 * const worker = startPubsubWorker({ subscription, deadLetterTopic: pubsub.topic('payments-dead'), parse, write });
 * ```
 *
 * Concurrency is the subscription's `flowControl.maxMessages`. The library itself extends the acknowledgement deadline of
 * a message in work, up to `maxExtensionTime` (60 min): keep it above `holdMs` + the client's `totalTimeoutMs`. A message
 * that has to come again is nacked, and Pub/Sub redelivers it after the backoff of the subscription's retry policy: set
 * one (`minimumBackoff` 10 s, `maximumBackoff` 600 s), without it the message comes back at once. A delay that Salesforce
 * asked for is kept all the same, by the gate that the message then waits at.
 * A dead-letter policy of the subscription counts the deliveries of outages too: set maxDeliveryAttempts to 100, as a net
 * for messages that kill the worker; without a policy there is no `deliveryAttempt`, and attempts are counted here.
 */
export function startPubsubWorker<T>(options: PubsubWorkerOptions<T>): { readonly stop: () => Promise<void> } {
  const { subscription, deadLetterTopic, onError = () => undefined } = options;
  const deliver = createDelivery(options);
  const inWork = createInWork();
  let isStopping = false;

  const settle = async (message: PubsubMessage, signal: AbortSignal): Promise<void> => {
    const { id, data, attributes, deliveryAttempt } = message;
    const verdict = await deliver({ id, body: data, receives: deliveryAttempt || undefined }, signal);
    if (verdict.kind === 'redeliver') {
      message.nack();
      return;
    }
    try {
      if (verdict.kind === 'dead-letter') {
        // An attribute value may have 1,024 bytes (Pub/Sub quotas), and a character up to three here.
        const reason = verdict.reason.slice(0, 340);
        await deadLetterTopic.publishMessage({ data, attributes: { ...attributes, deadLetterReason: reason } });
      }
      message.ack();
    } catch (error) {
      onError(error);
      message.nack();
    }
  };

  subscription.on('message', (message) => {
    if (isStopping) message.nack();
    else void inWork.run((signal) => settle(message, signal));
  });
  // The library has retried what can be retried: this one is for whoever runs the worker (no permission, no subscription).
  subscription.on('error', onError);
  return {
    async stop() {
      isStopping = true;
      await inWork.drain(options.stopTimeoutMs ?? 30_000);
      // Sends the acknowledgements that are still on their way.
      await subscription.close();
    },
  };
}
