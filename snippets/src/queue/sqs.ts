import { createInWork, keepLease } from './in-work.ts';
import { createSqsSettlement, groupsOf, type SqsMessage, type SqsSettlementOptions } from './sqs-settlement.ts';

/** What an SQS worker is told; durations in ms. */
export interface SqsWorkerOptions<T> extends SqsSettlementOptions<T> {
  /** Most messages in work at a time (10). */
  readonly concurrency?: number;
  /** How long SQS hides a message in work (60 s); renewed at a third of it, so a write may take longer. */
  readonly visibilityMs?: number;
  /** How long `stop` lets writes finish before it gives their messages back (30 s). */
  readonly stopTimeoutMs?: number;
}

/**
 * Writes the messages of an SQS queue to Salesforce: at least once, deleted only after the write succeeded.
 *
 * ```ts
 * const sqs = new SQS({ region: 'eu-central-1' }); // @aws-sdk/client-sqs
 * const worker = startSqsWorker({ sqs, queueUrl, deadLetterQueueUrl, parse: JSON.parse, write: upsertPayment });
 * process.once('SIGTERM', () => void worker.stop());
 * ```
 *
 * Visibility: with the heartbeat, `visibilityMs` only bounds how long a message of a killed worker stays hidden; without
 * one it had to be at least the client's `totalTimeoutMs` + `holdMs`. A redrive policy of the queue counts the receives
 * of outages too: set its maxReceiveCount to 100 or more, as a net for messages that kill the worker. Retention must
 * outlast the longest outage. In a FIFO queue messages of a group are written in turn, and a failed one holds up its group.
 */
export function startSqsWorker<T>(options: SqsWorkerOptions<T>): { readonly stop: () => Promise<void> } {
  const { sqs, queueUrl, concurrency = 10, visibilityMs = 60_000, onError = () => undefined } = options;
  if (!(concurrency >= 1)) throw new RangeError(`concurrency is ${concurrency}: give 1 or more.`);
  const { settle, hide } = createSqsSettlement(options);
  const inWork = createInWork();
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;

  /** Messages of one group, in order; each is kept hidden until its turn has come and it is settled. */
  const runGroup = async (group: readonly SqsMessage[], signal: AbortSignal): Promise<void> => {
    const unsettled = new Set(group);
    const extend = () => Promise.all([...unsettled].map((message) => hide(message, visibilityMs)));
    await keepLease(visibilityMs / 3, extend, () => settleInOrder(group, unsettled, signal), onError);
  };

  const settleInOrder = async (
    group: readonly SqsMessage[],
    unsettled: Set<SqsMessage>,
    signal: AbortSignal,
  ): Promise<void> => {
    let isHeldUp = false;
    for (const message of group) {
      const settled = () => unsettled.delete(message);
      // After one that has to come back, the rest of its group would overtake it.
      if (!isHeldUp) isHeldUp = !(await settle(message, signal, settled));
      else if (settled()) await hide(message, 0).catch(onError);
    }
  };

  const run = async (): Promise<void> => {
    while (!isStopping()) {
      await inWork.below(concurrency);
      if (isStopping()) return;
      try {
        const { Messages: messages = [] } = await sqs.receiveMessage(
          {
            QueueUrl: queueUrl,
            MaxNumberOfMessages: Math.min(10, concurrency - inWork.count),
            WaitTimeSeconds: 20,
            VisibilityTimeout: Math.ceil(visibilityMs / 1_000),
            MessageSystemAttributeNames: ['ApproximateReceiveCount', 'MessageGroupId'],
            MessageAttributeNames: ['All'],
          },
          { abortSignal: stopping.signal },
        );
        for (const group of groupsOf(messages)) void inWork.run((signal) => runGroup(group, signal));
      } catch (error) {
        // The long poll that stopping cut short; a message that was on its way comes again.
        if (isStopping()) return;
        onError(error);
        await new Promise((resolve) => setTimeout(resolve, 1_000));
      }
    }
  };

  const running = run();
  return {
    async stop() {
      const { stopTimeoutMs = 30_000 } = options;
      stopping.abort();
      // Together: the loop may be waiting for a free place. What it still received after that is the second one's.
      await Promise.all([running, inWork.drain(stopTimeoutMs)]);
      await inWork.drain(stopTimeoutMs);
    },
  };
}
