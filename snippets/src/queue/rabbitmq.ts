import { createDelivery, type DeliveryOptions } from './create-delivery.ts';
import { createInWork, type InWork } from './in-work.ts';
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

const RETRY_DELAYS_MS = [5_000, 30_000, 120_000, 900_000];

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
export function startRabbitmqWorker<T>(options: RabbitmqWorkerOptions<T>): { readonly stop: () => Promise<void> } {
  const { reconnectDelayMs = 1_000, onError = () => undefined } = options;
  if (options.retryDelaysMs?.length === 0)
    throw new RangeError('retryDelaysMs is empty: a failed message needs a queue to wait in.');
  const stopping = new AbortController();
  const inWork = createInWork();
  const settle = createSettlement(options);

  const run = async (): Promise<void> => {
    for (let failures = 0; !stopping.signal.aborted; failures += 1) {
      const wasUp = await runSession(options, settle, inWork, stopping.signal).catch(onError);
      if (wasUp === true) failures = 0;
      await untilAborted(stopping.signal, Math.min(30_000, reconnectDelayMs * 2 ** failures));
    }
  };

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Settles one message; resolves when it may be acknowledged, or with 'keep' when the broker should hand it out again. */
type Settle = (
  publish: PublishConfirmed,
  message: RabbitmqMessage,
  signal: AbortSignal,
) => Promise<'acknowledge' | 'keep'>;

function createSettlement<T>(options: RabbitmqWorkerOptions<T>): Settle {
  const { queue, retryDelaysMs = RETRY_DELAYS_MS } = options;
  const deliver = createDelivery(options);

  return async (publish, message, signal) => {
    const { headers = {}, messageId } = message.properties;
    const receives = countOf(headers['x-receives']) + 1;
    const chances = countOf(headers['x-chances']);
    const id = typeof messageId === 'string' ? messageId : String(message.fields.deliveryTag);
    const verdict = await deliver({ id, body: message.content, receives, chances }, signal);
    // Given back while stopping: closing the channel does that, without a copy.
    if (verdict.kind === 'redeliver' && signal.aborted) return 'keep';
    if (verdict.kind === 'dead-letter')
      await publish(`${queue}.dead`, message, { ...headers, 'x-dead-letter-reason': verdict.reason });
    if (verdict.kind === 'redeliver') {
      // What does not count is not counted: the receives of an outage leave no trace in the headers.
      const counted = verdict.isCounted ? { 'x-receives': receives, 'x-chances': chances + 1 } : {};
      const delayMs = retryDelaysMs.find((ms) => ms >= verdict.delayMs) ?? retryDelaysMs.at(-1) ?? 0;
      await publish(`${queue}.retry.${delayMs}`, message, { ...headers, ...counted });
    }
    return 'acknowledge';
  };
}

/** Consumes over one connection until it ends or the worker stops; true when it had begun to. */
async function runSession<T>(
  options: RabbitmqWorkerOptions<T>,
  settle: Settle,
  inWork: InWork,
  stopping: AbortSignal,
): Promise<true> {
  const { queue, retryDelaysMs = RETRY_DELAYS_MS, onError = () => undefined } = options;
  const ended = new AbortController();
  const end = (): void => ended.abort();
  const connection = await options.connect();
  connection.on('error', onError);
  connection.on('close', end);
  try {
    const channel = await connection.createConfirmChannel();
    channel.on('error', onError);
    channel.on('close', end);
    const publish = await setUpRetryQueues(channel, queue, retryDelaysMs);
    await channel.prefetch(options.prefetch ?? 10);
    const settleAndAcknowledge = async (message: RabbitmqMessage, signal: AbortSignal): Promise<void> => {
      try {
        if ((await settle(publish, message, signal)) === 'acknowledge') channel.ack(message);
      } catch (error) {
        // Not acknowledged, it is handed out again when this session has ended.
        onError(error);
        end();
      }
    };
    const { consumerTag } = await channel.consume(queue, (message) => {
      // null: the broker cancelled the consumer, for instance because the queue was deleted or has moved.
      if (message) void inWork.run((signal) => settleAndAcknowledge(message, signal));
      else end();
    });
    await Promise.race([untilAborted(ended.signal), untilAborted(stopping)]);
    if (!ended.signal.aborted) {
      await channel.cancel(consumerTag);
      await inWork.drain(options.stopTimeoutMs ?? 30_000);
    }
    return true;
  } finally {
    // A connection that the broker has closed cannot be closed again.
    await Promise.resolve()
      .then(() => connection.close())
      .catch(() => undefined);
  }
}

/** Resolves when the signal aborts, or after `ms`. */
function untilAborted(signal: AbortSignal, ms?: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
    const abort = (): void => {
      clearTimeout(timer);
      resolve();
    };
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
  });
}

function countOf(header: unknown): number {
  return typeof header === 'number' ? header : 0;
}
