import * as grpc from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import { createRequire } from 'node:module';
import { freePort, type Broker } from './broker.ts';
import { PubsubState } from './pubsub-state.ts';

type Unary<Q, A> = (call: grpc.ServerUnaryCall<Q, A>, callback: grpc.sendUnaryData<A>) => void;

interface Duration {
  readonly seconds: number;
  readonly nanos: number;
}

interface SubscriptionRequest {
  readonly name: string;
  readonly topic: string;
  readonly ackDeadlineSeconds: number;
  readonly retryPolicy: { readonly minimumBackoff: Duration | null; readonly maximumBackoff: Duration | null } | null;
  readonly deadLetterPolicy: { readonly deadLetterTopic: string; readonly maxDeliveryAttempts: number } | null;
}

interface AckRequest {
  readonly subscription: string;
  readonly ackIds: readonly string[];
  readonly ackDeadlineSeconds: number;
}

interface StreamRequest {
  readonly subscription: string;
  readonly streamAckDeadlineSeconds: number;
  readonly maxOutstandingMessages: number;
}

interface PublishRequest {
  readonly topic: string;
  readonly messages: readonly { readonly data: Buffer; readonly attributes: Record<string, string> }[];
}

/**
 * A server of the Pub/Sub protocol for the real client, from the protocol's own definition: topics, subscriptions,
 * streaming pull with flow control, acknowledgement deadlines and their extension, nack, retry policy, delivery attempts,
 * dead-letter policy. Not there: ordering keys, exactly-once, filters, snapshots. It keeps its messages in memory, so
 * `kill` takes the server and its streams away, and leases run out meanwhile.
 */
export async function startPubsub(): Promise<Broker> {
  const state = new PubsubState();
  const port = await freePort();
  const address = `127.0.0.1:${port}`;
  let server = new grpc.Server();
  const start = async (): Promise<void> => {
    server = new grpc.Server();
    const { publisher, subscriber } = services();
    server.addService(publisher, publisherOf(state));
    server.addService(subscriber, subscriberOf(state));
    await new Promise<void>((resolve, reject) => {
      server.bindAsync(address, grpc.ServerCredentials.createInsecure(), (error) =>
        error ? reject(error) : resolve(),
      );
    });
  };
  const kill = (): Promise<void> => {
    server.forceShutdown();
    return Promise.resolve();
  };
  await start();
  return { address, start, kill, stop: kill };
}

/** The definitions of the two services, as the client's package ships them. */
function services() {
  const load = createRequire(import.meta.url);
  const json = load('@google-cloud/pubsub/build/protos/protos.json') as Parameters<typeof fromJSON>[0];
  const definition = fromJSON(json, { longs: Number, enums: String, defaults: true });
  const serviceOf = (name: string) => definition[`google.pubsub.v1.${name}`] as grpc.ServiceDefinition;
  return { publisher: serviceOf('Publisher'), subscriber: serviceOf('Subscriber') };
}

/** Answers with what `answer` returns; NOT_FOUND when it throws. */
function unary<Q, A>(answer: (request: Q) => A): Unary<Q, A> {
  return ({ request }, callback) => {
    try {
      callback(null, answer(request));
    } catch (error) {
      callback({ code: grpc.status.NOT_FOUND, details: String(error) });
    }
  };
}

function publisherOf(state: PubsubState): grpc.UntypedServiceImplementation {
  return {
    createTopic: unary((topic: { name: string }) => {
      state.createTopic(topic.name);
      return topic;
    }),
    getTopic: unary(({ topic }: { topic: string }) => existing(state, topic)),
    publish: unary(({ topic, messages }: PublishRequest) => {
      existing(state, topic);
      return { messageIds: messages.map((message) => state.publish(topic, message)) };
    }),
  };
}

function subscriberOf(state: PubsubState): grpc.UntypedServiceImplementation {
  return {
    createSubscription: unary((request: SubscriptionRequest) => {
      const { retryPolicy, deadLetterPolicy } = request;
      existing(state, request.topic);
      state.createSubscription(request.name, {
        topic: request.topic,
        ackDeadlineMs: (request.ackDeadlineSeconds || 10) * 1_000,
        retry: retryPolicy
          ? { minimumMs: msOf(retryPolicy.minimumBackoff, 10), maximumMs: msOf(retryPolicy.maximumBackoff, 600) }
          : undefined,
        deadLetter: deadLetterPolicy
          ? { topic: deadLetterPolicy.deadLetterTopic, maxDeliveryAttempts: deadLetterPolicy.maxDeliveryAttempts || 5 }
          : undefined,
      });
      return request;
    }),
    getSubscription: unary(({ subscription }: { subscription: string }) => existing(state, subscription)),
    acknowledge: unary(({ subscription, ackIds }: AckRequest) => {
      state.acknowledge(subscription, ackIds);
      return {};
    }),
    modifyAckDeadline: unary(({ subscription, ackIds, ackDeadlineSeconds }: AckRequest) => {
      state.modifyDeadline(subscription, ackIds, ackDeadlineSeconds * 1_000);
      return {};
    }),
    streamingPull: (stream: grpc.ServerDuplexStream<StreamRequest, unknown>) => streamTo(stream, state),
  };
}

/** Pushes messages into a stream as long as it is open and fewer are outstanding than it allows. */
function streamTo(stream: grpc.ServerDuplexStream<StreamRequest, unknown>, state: PubsubState): void {
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => clearInterval(timer);
  stream.on('data', ({ subscription, streamAckDeadlineSeconds, maxOutstandingMessages }: StreamRequest) => {
    // Only the first request names a subscription; the others keep the stream alive.
    if (!subscription || timer) return;
    if (!state.has(subscription)) {
      const error = { code: grpc.status.NOT_FOUND, details: `There is no subscription '${subscription}'.` };
      stream.emit('error', error);
      return;
    }
    timer = setInterval(() => {
      const free = (maxOutstandingMessages || 1_000) - state.outstanding(subscription, stream);
      const delivered = state.lease(subscription, stream, free, streamAckDeadlineSeconds * 1_000);
      if (delivered.length > 0) stream.write({ receivedMessages: delivered.map(toReceived) });
    }, 10);
  });
  stream.on('end', () => {
    end();
    stream.end();
  });
  stream.on('cancelled', end);
  stream.on('close', end);
  stream.on('error', end);
}

function toReceived({ ackId, deliveryAttempt, message }: ReturnType<PubsubState['lease']>[number]) {
  const { data, attributes, messageId, publishedAt } = message;
  const publishTime = { seconds: Math.floor(publishedAt / 1_000), nanos: (publishedAt % 1_000) * 1_000_000 };
  return { ackId, deliveryAttempt, message: { data, attributes, messageId, publishTime } };
}

function existing(state: PubsubState, name: string): { name: string } {
  if (!state.has(name)) throw new Error(`There is no '${name}'.`);
  return { name };
}

function msOf(duration: Duration | null, defaultSeconds: number): number {
  return duration ? duration.seconds * 1_000 + duration.nanos / 1_000_000 : defaultSeconds * 1_000;
}
