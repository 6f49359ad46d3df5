import type { SqsClient, SqsMessage } from '@salesforce-resilience/snippets/queue/sqs-settlement';

interface Entry {
  readonly body: string;
  readonly group: string;
  receives: number;
  visibleAt: number;
  receipt: string;
}

/**
 * A FIFO queue as AWS documents it ("FIFO queue delivery logic"): while a message of a group is hidden, nothing of that
 * group is handed out; one batch may hold several messages of a group, in order; a receipt handle is good for one receive.
 */
export function createFifoQueue(messages: readonly { body: string; group: string }[]) {
  const entries: Entry[] = messages.map((message) => ({ ...message, receives: 0, visibleAt: 0, receipt: '' }));
  const deadLetters: { body: string; group: string | undefined }[] = [];
  const find = (receipt: string): Entry => {
    const found = entries.find((entry) => entry.receipt === receipt);
    if (!found) throw new Error('ReceiptHandleIsInvalid');
    return found;
  };

  const receive = (most: number, visibilityMs: number): SqsMessage[] => {
    const now = Date.now();
    const blocked = new Set(entries.filter(({ visibleAt }) => visibleAt > now).map(({ group }) => group));
    const ready = entries.filter(({ group }) => !blocked.has(group)).slice(0, most);
    return ready.map((entry) => {
      entry.receives += 1;
      entry.visibleAt = now + visibilityMs;
      entry.receipt = `${entry.body}#${entry.receives}`;
      return {
        MessageId: entry.body,
        ReceiptHandle: entry.receipt,
        Body: entry.body,
        Attributes: { ApproximateReceiveCount: String(entry.receives), MessageGroupId: entry.group },
      };
    });
  };

  const sqs: SqsClient = {
    async receiveMessage({ MaxNumberOfMessages: most, VisibilityTimeout: seconds }, { abortSignal }) {
      for (;;) {
        abortSignal.throwIfAborted();
        const received = receive(most, seconds * 1_000);
        if (received.length > 0) return { Messages: received };
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    async deleteMessage({ ReceiptHandle: receipt }) {
      entries.splice(entries.indexOf(await Promise.resolve(find(receipt))), 1);
    },
    async changeMessageVisibility({ ReceiptHandle: receipt, VisibilityTimeout: seconds }) {
      const entry = await Promise.resolve(find(receipt));
      entry.visibleAt = Date.now() + seconds * 1_000;
    },
    sendMessage: ({ MessageBody: body, MessageGroupId: group }) => Promise.resolve(deadLetters.push({ body, group })),
  };
  return { sqs, deadLetters, remaining: () => entries.length };
}
