import { createDelivery, type DeliveryOptions } from './create-delivery.ts';

/** What is used of `new SQS(…)` from @aws-sdk/client-sqs. */
export interface SqsClient {
  receiveMessage(
    input: {
      QueueUrl: string;
      MaxNumberOfMessages: number;
      WaitTimeSeconds: number;
      VisibilityTimeout: number;
      MessageSystemAttributeNames: ('ApproximateReceiveCount' | 'MessageGroupId')[];
      MessageAttributeNames: string[];
    },
    options: { abortSignal: AbortSignal },
  ): Promise<{ Messages?: SqsMessage[] | undefined }>;
  deleteMessage(input: { QueueUrl: string; ReceiptHandle: string }): Promise<unknown>;
  changeMessageVisibility(input: {
    QueueUrl: string;
    ReceiptHandle: string;
    VisibilityTimeout: number;
  }): Promise<unknown>;
  sendMessage(input: {
    QueueUrl: string;
    MessageBody: string;
    MessageAttributes?: Record<string, SqsAttribute>;
    MessageGroupId?: string;
    MessageDeduplicationId?: string;
  }): Promise<unknown>;
}

/** A message as SQS returns it. */
export interface SqsMessage {
  MessageId?: string | undefined;
  ReceiptHandle?: string | undefined;
  Body?: string | undefined;
  Attributes?: Partial<Record<string, string>> | undefined;
  MessageAttributes?: Record<string, SqsAttribute> | undefined;
}

interface SqsAttribute {
  DataType: string | undefined;
  StringValue?: string | undefined;
  BinaryValue?: Uint8Array | undefined;
}

/** What is needed to settle messages of an SQS queue. */
export interface SqsSettlementOptions<T> extends DeliveryOptions<T> {
  readonly sqs: SqsClient;
  readonly queueUrl: string;
  /** Where messages that cannot be written go, with the reason; a FIFO queue when the queue is one. */
  readonly deadLetterQueueUrl: string;
}

/** SQS hides a message for 12 hours at most, from its receive on (SQS quotas); one is left for the time in hand. */
const MAX_VISIBILITY_S = 11 * 3_600;

/** Writes messages of an SQS queue and tells SQS what became of them; the worker and the Lambda function share it. */
export function createSqsSettlement<T>(options: SqsSettlementOptions<T>) {
  const { sqs, queueUrl, deadLetterQueueUrl, onError = () => undefined } = options;
  const deliver = createDelivery(options);

  /** Hides a message for so long from now on. */
  const hide = (message: SqsMessage, ms: number): Promise<unknown> =>
    sqs.changeMessageVisibility({
      QueueUrl: queueUrl,
      ReceiptHandle: message.ReceiptHandle ?? '',
      VisibilityTimeout: Math.min(MAX_VISIBILITY_S, Math.ceil(ms / 1_000)),
    });

  const deadLetter = (message: SqsMessage, reason: string): Promise<unknown> => {
    const group = message.Attributes?.['MessageGroupId'];
    // SQS allows ten attributes, and the reason is the one that matters.
    const attributes = Object.entries(message.MessageAttributes ?? {}).slice(0, 9);
    return sqs.sendMessage({
      QueueUrl: deadLetterQueueUrl,
      MessageBody: message.Body ?? '',
      MessageAttributes: {
        ...Object.fromEntries(attributes),
        DeadLetterReason: { DataType: 'String', StringValue: toAttributeText(reason) },
      },
      ...(group !== undefined &&
        deadLetterQueueUrl.endsWith('.fifo') && {
          MessageGroupId: group,
          MessageDeduplicationId: message.MessageId ?? '',
        }),
    });
  };

  /**
   * @param beforeSettling Called when the message is no longer in work: its heartbeat has to end before SQS is told.
   * @returns Whether the message is done with; false when it comes again.
   */
  const settle = async (message: SqsMessage, signal: AbortSignal, beforeSettling: () => unknown): Promise<boolean> => {
    const { MessageId: id = '', Body: body = '', Attributes: attributes } = message;
    const receives = Number(attributes?.['ApproximateReceiveCount'] ?? 1);
    const verdict = await deliver({ id, body, receives }, signal);
    beforeSettling();
    try {
      if (verdict.kind === 'redeliver') await hide(message, verdict.delayMs);
      else {
        if (verdict.kind === 'dead-letter') await deadLetter(message, verdict.reason);
        await sqs.deleteMessage({ QueueUrl: queueUrl, ReceiptHandle: message.ReceiptHandle ?? '' });
        return true;
      }
    } catch (error) {
      // Not deleted, it comes again when its visibility time-out ends: written twice by an upsert, it is there once.
      onError(error);
    }
    return false;
  };
  return { settle, hide };
}

/** The messages of each group in their order; in a standard queue every message is a group. */
export function groupsOf(messages: readonly SqsMessage[]): SqsMessage[][] {
  const groups = new Map<unknown, SqsMessage[]>();
  for (const message of messages) {
    const key = message.Attributes?.['MessageGroupId'] ?? message;
    groups.set(key, [...(groups.get(key) ?? []), message]);
  }
  return [...groups.values()];
}

/** SQS refuses control characters other than tab, line feed and carriage return. */
function toAttributeText(text: string): string {
  return text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, ' ');
}
