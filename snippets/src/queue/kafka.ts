import { createDelivery, type DeliveryOptions } from './create-delivery.ts';
import { createInWork, keepLease, type InWork } from './in-work.ts';

/** What is used of a kafkajs consumer (or of the KafkaJS API of @confluentinc/kafka-javascript). */
export interface KafkaConsumer {
  connect(): Promise<void>;
  subscribe(subscription: { topics: string[]; fromBeginning: boolean }): Promise<void>;
  run(config: {
    autoCommitThreshold: number;
    autoCommitInterval: number;
    eachBatchAutoResolve: boolean;
    partitionsConsumedConcurrently: number;
    eachBatch: (payload: KafkaBatchPayload) => Promise<void>;
  }): Promise<void>;
  stop(): Promise<void>;
  disconnect(): Promise<void>;
}

/** What is used of the payload of `eachBatch`. */
export interface KafkaBatchPayload {
  batch: { topic: string; partition: number; messages: KafkaMessage[] };
  heartbeat: () => Promise<void>;
  resolveOffset(offset: string): void;
  commitOffsetsIfNecessary(): Promise<void>;
  pause(): () => void;
  isRunning(): boolean;
  isStale(): boolean;
}

interface KafkaMessage {
  key: Uint8Array | null;
  value: Uint8Array | null;
  offset: string;
  headers?: KafkaHeaders | undefined;
}

type KafkaHeaders = Record<string, Uint8Array | string | (Uint8Array | string)[] | undefined>;

/** What is used of a kafkajs producer. */
export interface KafkaProducer {
  connect(): Promise<void>;
  send(record: {
    topic: string;
    acks?: number;
    messages: { key?: Uint8Array | string | null; value: Uint8Array | string | null; headers?: KafkaHeaders }[];
  }): Promise<unknown>;
  disconnect(): Promise<void>;
}

/** What a Kafka worker is told; durations in ms. */
export interface KafkaWorkerOptions<T> extends Omit<DeliveryOptions<T>, 'holdMs'> {
  readonly consumer: KafkaConsumer;
  readonly producer: KafkaProducer;
  readonly topic: string;
  /** Where messages that cannot be written go, with the reason and the place they came from as headers. */
  readonly deadLetterTopic: string;
  /** Most partitions, so most messages, in work at a time (10). */
  readonly concurrency?: number;
  /** How often the group is told that this member lives while a write goes on (3 s); a third of sessionTimeout at most. */
  readonly heartbeatMs?: number;
  /** How long `stop` lets writes finish before it leaves their messages uncommitted (30 s). */
  readonly stopTimeoutMs?: number;
}

/**
 * Writes the messages of a Kafka topic to Salesforce in the order of each partition: at least once, an offset is
 * committed only after the write of its message, and of all before it, succeeded.
 *
 * ```ts
 * const kafka = new Kafka({ brokers: ['localhost:9092'] }); // kafkajs
 * const consumer = kafka.consumer({ groupId: 'salesforce', retry: { restartOnFailure: () => Promise.resolve(true) } });
 * const worker = await startKafkaWorker({ consumer, producer: kafka.producer(), topic, deadLetterTopic, parse, write });
 * ```
 *
 * A message that has to come again pauses its partition, and so does an outage; heartbeats go on, so the group does not
 * rebalance. Attempts are counted in this process: after a restart a message gets all of them again. A message behind
 * which its partition waits is what `isSalesforceUp` is for. Keep the topic's retention longer than the longest outage.
 */
export async function startKafkaWorker<T>(
  options: KafkaWorkerOptions<T>,
): Promise<{ readonly stop: () => Promise<void> }> {
  const { consumer, producer, topic } = options;
  const inWork = createInWork();
  const { eachBatch, forgetPauses } = createBatchWriter(options, inWork);
  await producer.connect();
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({
    autoCommitThreshold: 100,
    autoCommitInterval: 1_000,
    eachBatchAutoResolve: false,
    partitionsConsumedConcurrently: options.concurrency ?? 10,
    eachBatch,
  });
  return {
    async stop() {
      const stopped = consumer.stop();
      await inWork.drain(options.stopTimeoutMs ?? 30_000);
      await stopped;
      forgetPauses();
      await consumer.disconnect();
      await producer.disconnect();
    },
  };
}

/** Writes the messages of a batch one after the other, and pauses the partition at one that has to come again. */
function createBatchWriter<T>(options: KafkaWorkerOptions<T>, inWork: InWork) {
  const { producer, topic, deadLetterTopic, heartbeatMs = 3_000, onError = () => undefined } = options;
  // No waiting with the message in hand: a paused partition costs neither a heartbeat nor memory.
  const deliver = createDelivery({ ...options, holdMs: 0 });
  const pauses = new Set<ReturnType<typeof setTimeout>>();

  const deadLetter = (message: KafkaMessage, origin: string, reason: string): Promise<unknown> => {
    const headers = { ...message.headers, 'dead-letter-reason': reason, 'dead-letter-origin': origin };
    return producer.send({ topic: deadLetterTopic, acks: -1, messages: [{ ...contentOf(message), headers }] });
  };

  /** Settles one message; how long its partition has to wait for it, or undefined when the next one may follow. */
  const settle = async (message: KafkaMessage, partition: number, signal: AbortSignal): Promise<number | undefined> => {
    const id = `${topic}/${partition}/${message.offset}`;
    // A tombstone has no value: it is unparsable unless `parse` knows what an empty text means.
    const verdict = await deliver({ id, body: message.value ?? '' }, signal);
    if (verdict.kind === 'redeliver') return verdict.delayMs;
    if (verdict.kind === 'dead-letter') await deadLetter(message, id, verdict.reason);
    return undefined;
  };

  const resumeLater = (resume: () => void, delayMs: number): void => {
    const end = (): void => {
      pauses.delete(timer);
      resume();
    };
    const timer = setTimeout(end, Math.min(delayMs, 2_147_483_647));
    pauses.add(timer);
  };

  const eachBatch = async (payload: KafkaBatchPayload): Promise<void> => {
    const { partition, messages } = payload.batch;
    for (const message of messages) {
      if (!payload.isRunning() || payload.isStale() || inWork.isOver) return;
      let lost: Error | undefined;
      const onLost = (error: unknown) => (lost = error instanceof Error ? error : new Error(String(error)));
      const task = inWork.run((signal) =>
        keepLease(heartbeatMs, payload.heartbeat, () => settle(message, partition, signal), onLost),
      );
      const waitMs = await task.catch((error: unknown) => {
        // The dead-letter topic did not take it.
        onError(error);
        return 1_000;
      });
      if (waitMs !== undefined) {
        resumeLater(payload.pause(), waitMs);
        return;
      }
      payload.resolveOffset(message.offset);
      // Thrown as it is: kafkajs knows by it that the partition is somebody else's, and joins the group again.
      if (lost) throw lost;
      await payload.heartbeat();
      await payload.commitOffsetsIfNecessary();
    }
  };
  return { eachBatch, forgetPauses: () => pauses.forEach((timer) => clearTimeout(timer)) };
}

const contentOf = ({ key, value }: KafkaMessage) => ({ key, value });
