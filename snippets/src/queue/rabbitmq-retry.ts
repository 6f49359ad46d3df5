/** A message as amqplib delivers it. */
export interface RabbitmqMessage {
  readonly content: Uint8Array;
  readonly fields: { readonly deliveryTag: number };
  readonly properties: { readonly messageId?: unknown; readonly headers?: Record<string, unknown> | undefined };
}

/** What is used of an amqplib ConfirmChannel. */
export interface RabbitmqChannel {
  assertQueue(queue: string, options: { durable: boolean; arguments: Record<string, unknown> }): Promise<unknown>;
  checkQueue(queue: string): Promise<unknown>;
  prefetch(count: number): Promise<unknown>;
  consume(queue: string, onMessage: (message: RabbitmqMessage | null) => void): Promise<{ consumerTag: string }>;
  cancel(consumerTag: string): Promise<unknown>;
  publish(
    exchange: string,
    routingKey: string,
    content: RabbitmqMessage['content'],
    options: { persistent: boolean; mandatory: boolean; messageId: string; headers: Record<string, unknown> },
    onConfirm: (error: unknown) => void,
  ): boolean;
  ack(message: RabbitmqMessage): void;
  on(event: 'error' | 'close', listener: (error?: unknown) => void): unknown;
  on(event: 'return', listener: (message: RabbitmqMessage) => void): unknown;
}

/** Publishes a message to a queue of this connection and resolves when the broker has it safely. */
export type PublishConfirmed = (
  queue: string,
  message: RabbitmqMessage,
  headers: Record<string, unknown>,
) => Promise<void>;

/**
 * Declares `QUEUE.dead` and one retry queue for each delay, and gives the function that publishes to them. A message
 * waits in a retry queue for its TTL and is then dead-lettered back to `QUEUE`. One queue for each delay, since a queue
 * expires messages at its head only: a long delay in front would hold up the short ones (RabbitMQ: Time-To-Live).
 * Quorum queues with at-least-once dead-lettering keep the message when the broker dies on the way back.
 *
 * @throws When `queue` does not exist, or a queue of these names has other arguments.
 */
export async function setUpRetryQueues(
  channel: RabbitmqChannel,
  queue: string,
  delaysMs: readonly number[],
): Promise<PublishConfirmed> {
  await channel.checkQueue(queue);
  await channel.assertQueue(`${queue}.dead`, { durable: true, arguments: { 'x-queue-type': 'quorum' } });
  for (const delayMs of delaysMs) {
    await channel.assertQueue(`${queue}.retry.${delayMs}`, {
      durable: true,
      arguments: {
        'x-queue-type': 'quorum',
        'x-message-ttl': delayMs,
        'x-dead-letter-exchange': '',
        'x-dead-letter-routing-key': queue,
        'x-dead-letter-strategy': 'at-least-once',
        'x-overflow': 'reject-publish',
      },
    });
  }
  // The broker confirms a message that it could route nowhere too; `mandatory` makes it come back first.
  const returned = new Set<unknown>();
  channel.on('return', (message: RabbitmqMessage) => returned.add(message.properties.messageId));

  return (target, message, headers) =>
    new Promise((resolve, reject) => {
      const { messageId } = message.properties;
      const id = typeof messageId === 'string' ? messageId : `${Date.now()}-${Math.random()}`;
      const options = { persistent: true, mandatory: true, messageId: id, headers };
      channel.publish('', target, message.content, options, (error) => {
        if (returned.delete(id)) reject(new Error(`There is no queue '${target}': the message stays where it was.`));
        else if (error) reject(error instanceof Error ? error : new Error(`'${target}' refused the message.`));
        else resolve();
      });
    });
}
