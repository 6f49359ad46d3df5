import { createDelivery, type DeliveryOptions } from './create-delivery.ts';
import { createInWork } from './in-work.ts';
import {
  setUpRetryQueues,
  type PublishConfirmed,
  type RabbitmqChannel,
  type RabbitmqMessage,
} from './rabbitmq-retry.ts';

/** What is used of the connection that `amqp.connect(url)` of amqplib resolves with. */
export interface RabbitmqConnection {
  createConfirmChannel(): Promise<RabbitmqChannel>;
  on(event: 'error' | 'close', listener: (error?: unknown) => void): unknown;
  close(): Promise<void>;
}

/** What a RabbitMQ worker is told; durations in ms. */
export interface RabbitmqWorkerOptions<T> extends DeliveryOptions<T> {
  /** Opens a connection; called again, with growing pauses, after the broker went away. */
  readonly connect: () => Promise<RabbitmqConnection>;
  /** The queue to consume. Failed messages wait in `QUEUE.retry.MS`; those that cannot be written go to `QUEUE.dead`. */
  readonly queue: string;
  /** Most messages in work at a time (10). */
  readonly prefetch?: number;
  /** The delays there are, shortest first (5 s, 30 s, 2 min, 15 min): one queue each, the next longer one is taken. */
  readonly retryDelaysMs?: readonly number[];
  /** Pause before the first attempt to connect again (1 s); doubles up to 30 s. */
  readonly reconnectDelayMs?: number;
  /** How long `stop` lets writes finish before it gives their messages back (30 s). */
  readonly stopTimeoutMs?: number;
}

/**
 * Writes the messages of a RabbitMQ queue to Salesforce: at least once, acknowledged only after the write succeeded.
 *
 * ```ts
 * const connect = () => amqp.connect('amqp://localhost'); // amqplib
 * const worker = startRabbitmqWorker({ connect, queue: 'payments', parse: JSON.parse, write: upsertPayment });
 * process.once('SIGTERM', () => void worker.stop());
 * ```
 *
 * A message is never requeued in a hot loop: it is published, with a publisher confirm, to a retry queue whose TTL brings
 * it back, and only then acknowledged. Times: `holdMs` + the client's `totalTimeoutMs` has to stay below RabbitMQ's
 * `consumer_timeout` (30 min by default), since AMQP has no heartbeat for a message. Declare the work queue yourself:
 * durable, of type quorum, with `x-dead-letter-routing-key: QUEUE.dead` and `x-dead-letter-exchange: ''`, so that messages
 * that kill the worker beyond its delivery limit (20 from RabbitMQ 4 on) are kept. Order is not kept across a redelivery.
 */
export function startRabbitmqWorker<T>(options: RabbitmqWorkerOptions<T>): { stop(): Promise<void> } {
  const { queue, retryDelaysMs = [5_000, 30_000, 120_000, 900_000], reconnectDelayMs = 1_000 } = options;
  const { onError = () => undefined } = options;
  const deliver = createDelivery(options);
  const inWork = createInWork();
  let isStopping = false;
  let failures = 0;
  let endSession = (): void => undefined;
  let cancel = (): Promise<unknown> => Promise.resolve();

  /** Publishes what has to go elsewhere; resolves when the message may be acknowledged. */
  const settle = async (publish: PublishConfirmed, message: RabbitmqMessage): Promise<'acknowledge' | 'keep'> => {
    const { headers = {}, messageId } = message.properties;
    const receives = countOf(headers['x-receives']) + 1;
    const chances = countOf(headers['x-chances']);
    const id = typeof messageId === 'string' ? messageId : String(message.fields.deliveryTag);
    const verdict = await deliver({ id, body: message.content, receives, chances }, inWork.signal);
    // Given back while stopping: closing the channel does that, without a copy.
    if (verdict.kind === 'redeliver' && inWork.signal.aborted) return 'keep';
    if (verdict.kind === 'dead-letter')
      await publish(`${queue}.dead`, message, { ...headers, 'x-dead-letter-reason': verdict.reason });
    if (verdict.kind === 'redeliver') {
      // What does not count is not counted: the receives of an outage leave no trace in the headers.
      const counted = verdict.isCounted ? { 'x-receives': receives, 'x-chances': chances + 1 } : {};
      const delay = retryDelaysMs.find((ms) => ms >= verdict.delayMs) ?? retryDelaysMs.at(-1) ?? 0;
      await publish(`${queue}.retry.${delay}`, message, { ...headers, ...counted });
    }
    return 'acknowledge';
  };

  /** One connection, until it or the worker ends. */
  const runSession = async (): Promise<void> => {
    const connection = await options.connect();
    const ended = new Promise<void>((resolve) => (endSession = resolve));
    const end = endSession;
    connection.on('error', onError);
    connection.on('close', end);
    try {
      const channel = await connection.createConfirmChannel();
      channel.on('error', onError);
      channel.on('close', end);
      const publish = await setUpRetryQueues(channel, queue, retryDelaysMs);
      await channel.prefetch(options.prefetch ?? 10);
      const settleAndAcknowledge = async (message: RabbitmqMessage): Promise<void> => {
        try {
          if ((await settle(publish, message)) === 'acknowledge') channel.ack(message);
        } catch (error) {
          // Not acknowledged, it is handed out again when this session has ended.
          onError(error);
          end();
        }
      };
      const { consumerTag } = await channel.consume(queue, (message) => {
        // null: the broker cancelled the consumer, for instance because the queue was deleted or has moved.
        if (message) inWork.add(settleAndAcknowledge(message));
        else end();
      });
      cancel = () => channel.cancel(consumerTag);
      failures = 0;
      if (!isStopping) await ended;
      if (isStopping) await inWork.drain(options.stopTimeoutMs ?? 30_000);
    } finally {
      await connection.close().catch(() => undefined);
    }
  };

  const run = async (): Promise<void> => {
    while (!isStopping) {
      await runSession().catch(onError);
      const pauseMs = Math.min(30_000, reconnectDelayMs * 2 ** failures);
      failures += 1;
      if (!isStopping) await new Promise<void>((resolve) => setTimeout((endSession = resolve), pauseMs));
    }
  };

  const running = run();
  return {
    async stop() {
      isStopping = true;
      await cancel().catch(() => undefined);
      endSession();
      await running;
    },
  };
}

function countOf(header: unknown): number {
  return typeof header === 'number' ? header : 0;
}
