import { createInWork } from './in-work.ts';
import { createSqsSettlement, groupsOf, type SqsMessage, type SqsSettlementOptions } from './sqs-settlement.ts';

/** What is used of the event that Lambda hands over (`SQSEvent` of @types/aws-lambda). */
export interface SqsLambdaEvent {
  readonly Records: readonly {
    readonly messageId: string;
    readonly receiptHandle: string;
    readonly body: string;
    readonly attributes: { readonly ApproximateReceiveCount: string; readonly MessageGroupId?: string };
  }[];
}

/** What Lambda needs to know when the event source has ReportBatchItemFailures: all other messages are deleted. */
export interface SqsBatchResponse {
  readonly batchItemFailures: { readonly itemIdentifier: string }[];
}

/** What an SQS function is told; durations in ms. */
export interface SqsLambdaOptions<T> extends SqsSettlementOptions<T> {
  /** How long before Lambda ends the invocation unfinished messages are given back (2 s). */
  readonly marginMs?: number;
}

/**
 * A Lambda function for an SQS event source with `FunctionResponseTypes: ['ReportBatchItemFailures']`.
 *
 * ```ts
 * import { SQS } from '@aws-sdk/client-sqs';
 * const options = { sqs: new SQS({}), queueUrl, deadLetterQueueUrl, parse: JSON.parse, write: upsertPayment };
 * export const handler = createSqsLambda(options);
 * ```
 *
 * Time-outs: function time-out >= the client's `totalTimeoutMs` + `marginMs`; visibility time-out of the queue >= 6 times
 * that of the function (AWS Lambda: using Lambda with Amazon SQS). Give `holdMs` a few seconds here, since waiting is
 * billed. Messages of a FIFO group are written in turn; after one that comes again, all of its group that follow do.
 */
export function createSqsLambda<T>(options: SqsLambdaOptions<T>) {
  const { settle, hide } = createSqsSettlement({ holdMs: 2_000, ...options });
  const { marginMs = 2_000, onError = () => undefined } = options;

  return async function handleSqsEvent(
    event: SqsLambdaEvent,
    context: { getRemainingTimeInMillis(): number },
  ): Promise<SqsBatchResponse> {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    const inWork = createInWork();

    const settleGroup = async (group: readonly SqsMessage[], signal: AbortSignal): Promise<void> => {
      let isHeldUp = false;
      for (const message of group) {
        if (isHeldUp) await hide(message, 0).catch(onError);
        else isHeldUp = !(await settle(message, signal, () => undefined));
        if (isHeldUp) batchItemFailures.push({ itemIdentifier: message.MessageId ?? '' });
      }
    };

    for (const group of groupsOf(event.Records.map(toMessage))) void inWork.run((signal) => settleGroup(group, signal));
    await inWork.drain(Math.max(0, context.getRemainingTimeInMillis() - marginMs));
    return { batchItemFailures };
  };
}

/** The same message as the SDK spells it. */
function toMessage({ messageId, receiptHandle, body, attributes }: SqsLambdaEvent['Records'][number]): SqsMessage {
  return { MessageId: messageId, ReceiptHandle: receiptHandle, Body: body, Attributes: { ...attributes } };
}
