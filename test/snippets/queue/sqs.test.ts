import { startSqsWorker } from '@salesforce-resilience/snippets/queue/sqs';
import { createSqsLambda } from '@salesforce-resilience/snippets/queue/sqs-lambda';
import type { SqsClient, SqsMessage } from '@salesforce-resilience/snippets/queue/sqs-settlement';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { fakeWrites } from './fake-writes.ts';
import { createFifoQueue } from './fifo-queue.ts';

const message = (body: string, group?: string, receives = 1): SqsMessage => ({
  MessageId: `id-${body}`,
  ReceiptHandle: `receipt-${body}`,
  Body: body,
  Attributes: { ApproximateReceiveCount: String(receives), ...(group !== undefined && { MessageGroupId: group }) },
});

/** An SQS that hands out these batches once, and then nothing. */
function fakeSqs(...batches: SqsMessage[][]) {
  const calls: string[] = [];
  const requested: number[] = [];
  const sqs: SqsClient = {
    async receiveMessage({ MaxNumberOfMessages: most }, { abortSignal }) {
      requested.push(most);
      const batch = batches.shift();
      if (batch) return { Messages: batch };
      await new Promise((_resolve, reject) =>
        abortSignal.addEventListener('abort', () => reject(new Error('aborted'))),
      );
      return {};
    },
    deleteMessage: ({ ReceiptHandle: receipt }) => Promise.resolve(calls.push(`delete ${receipt}`)),
    changeMessageVisibility: ({ ReceiptHandle: receipt, VisibilityTimeout: seconds }) =>
      Promise.resolve(calls.push(`hide ${receipt} ${seconds}`)),
    sendMessage: (input) => Promise.resolve(calls.push(`send ${JSON.stringify(input)}`)),
  };
  return { sqs, calls, requested };
}

function start(
  batches: SqsMessage[][],
  options: { concurrency?: number; visibilityMs?: number; stopTimeoutMs?: number } = {},
) {
  const fake = fakeSqs(...batches);
  const writes = fakeWrites();
  const queues = { queueUrl: 'queue', deadLetterQueueUrl: 'dead' };
  const worker = startSqsWorker({ ...writes.options, ...queues, ...options, sqs: fake.sqs });
  onTestFinished(() => worker.stop());
  return { ...fake, ...writes, worker };
}

describe('an SQS worker', () => {
  it('deletes a message after its write, and not before', async () => {
    const { calls, written, pending, finish } = start([[message('slow')]]);
    await vi.waitFor(() => expect(pending()).toEqual(['slow']));
    expect(calls).toEqual([]);
    finish('slow');
    await vi.waitFor(() => expect(calls).toEqual(['delete receipt-slow']));
    expect(written).toEqual(['slow']);
  });

  it('sends what cannot be written to the dead-letter queue, and deletes it after that', async () => {
    const { calls } = start([[message('refused')]]);
    await vi.waitFor(() => expect(calls).toHaveLength(2));
    expect(calls[0]).toContain('"QueueUrl":"dead","MessageBody":"refused"');
    expect(calls[0]).toContain('INVALID_FIELD');
    expect(calls[1]).toBe('delete receipt-refused');
  });

  it('does not delete a message that the dead-letter queue did not take', async () => {
    const fake = fakeSqs([message('poison'), message('fine')]);
    const writes = fakeWrites();
    fake.sqs.sendMessage = () => Promise.reject(new Error('no such queue'));
    const worker = startSqsWorker({ ...writes.options, queueUrl: 'queue', deadLetterQueueUrl: 'dead', sqs: fake.sqs });
    await vi.waitFor(() => expect(fake.calls).toEqual(['delete receipt-fine']));
    await worker.stop();
    expect(fake.calls).toEqual(['delete receipt-fine']);
    expect(writes.errors).toEqual(['Error: no such queue']);
  });

  it('hides a message that has to come again for its delay, in whole seconds', async () => {
    const { calls } = start([[message('locked')]]);
    await vi.waitFor(() => expect(calls).toEqual(['hide receipt-locked 1']));
  });

  it('keeps a message in work hidden, and goes on when that fails', async () => {
    const fake = fakeSqs([message('slow')]);
    const writes = fakeWrites();
    let beats = 0;
    fake.sqs.changeMessageVisibility = () => {
      beats += 1;
      return beats === 1 ? Promise.reject(new Error('throttled')) : Promise.resolve();
    };
    const queues = { queueUrl: 'queue', deadLetterQueueUrl: 'dead' };
    const worker = startSqsWorker({ ...writes.options, ...queues, visibilityMs: 30, sqs: fake.sqs });
    await vi.waitFor(() => expect(beats).toBeGreaterThan(2));
    writes.finish('slow');
    await vi.waitFor(() => expect(fake.calls).toEqual(['delete receipt-slow']));
    const after = beats;
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(beats).toBe(after);
    expect(writes.errors).toEqual(['Error: throttled']);
    await worker.stop();
  });

  it('never has more messages in work than it may', async () => {
    const { requested, pending, finish } = start([[message('slow-1'), message('slow-2')], [message('slow-3')]], {
      concurrency: 3,
      stopTimeoutMs: 20,
    });
    await vi.waitFor(() => expect(pending()).toHaveLength(3));
    expect(requested).toEqual([3, 1]);
    finish('slow-2');
    await vi.waitFor(() => expect(requested).toEqual([3, 1, 1]));
  });

  it('refuses to have no place for a message', () => {
    const { sqs } = fakeSqs();
    const queues = { queueUrl: 'queue', deadLetterQueueUrl: 'dead' };
    expect(() => startSqsWorker({ ...fakeWrites().options, ...queues, sqs, concurrency: 0 })).toThrow(
      'concurrency is 0: give 1 or more.',
    );
  });

  it('stops in time while all its places are taken', async () => {
    const { calls, pending, worker } = start([[message('slow')]], { concurrency: 1, stopTimeoutMs: 20 });
    await vi.waitFor(() => expect(pending()).toEqual(['slow']));
    await worker.stop();
    expect(calls).toEqual(['hide receipt-slow 0']);
  });

  it('goes on after SQS could not be reached', async () => {
    const fake = fakeSqs([message('fine')]);
    const writes = fakeWrites();
    const receiveMessage = fake.sqs.receiveMessage.bind(fake.sqs);
    let isDown = true;
    fake.sqs.receiveMessage = (input, options) => {
      if (!isDown) return receiveMessage(input, options);
      isDown = false;
      return Promise.reject(new Error('ECONNREFUSED'));
    };
    const worker = startSqsWorker({ ...writes.options, queueUrl: 'queue', deadLetterQueueUrl: 'dead', sqs: fake.sqs });
    await vi.waitFor(() => expect(writes.written).toEqual(['fine']), 3_000);
    expect(writes.errors).toEqual(['Error: ECONNREFUSED']);
    await worker.stop();
  });

  it('finishes what is in work before it stops', async () => {
    const { calls, pending, finish, worker } = start([[message('slow')]]);
    await vi.waitFor(() => expect(pending()).toEqual(['slow']));
    const stopped = worker.stop();
    finish('slow');
    await stopped;
    expect(calls).toEqual(['delete receipt-slow']);
  });

  it('gives back what is not finished in time', async () => {
    const { calls, pending, worker } = start([[message('slow')]], { stopTimeoutMs: 20 });
    await vi.waitFor(() => expect(pending()).toEqual(['slow']));
    await worker.stop();
    expect(calls).toEqual(['hide receipt-slow 0']);
  });

  it('keeps the order of a FIFO group: nothing overtakes a message that comes again', async () => {
    const { calls, written } = start([
      [message('a1', 'a'), message('locked-b2', 'b'), message('b3', 'b'), message('b4', 'b'), message('a5', 'a')],
    ]);
    await vi.waitFor(() => expect(calls).toHaveLength(5));
    expect(written).toEqual(['a1', 'a5']);
    expect(calls.filter((call) => call.includes('b'))).toEqual([
      'hide receipt-locked-b2 1',
      'hide receipt-b3 0',
      'hide receipt-b4 0',
    ]);
  });
});

describe('an SQS worker on a FIFO queue', () => {
  it('writes each group in order through failures, and dead-letters within the group', async () => {
    const bodies = Array.from({ length: 8 }, (_, index) => index);
    const queue = createFifoQueue([
      ...bodies.flatMap((index) => ['a', 'b', 'c'].map((group) => ({ body: `${group}-${index}`, group }))),
      { body: 'refused-a', group: 'a' },
    ]);
    const { options, written } = fakeWrites();
    const locked = new Set(['a-2', 'b-5', 'b-6']);
    /** Fails once for each locked message, as a row that somebody else is writing does. */
    const write = (text: string, signal: AbortSignal): Promise<Response> =>
      locked.delete(text)
        ? Promise.resolve(new Response('UNABLE_TO_LOCK_ROW', { status: 400 }))
        : options.write(text, signal);
    const queues = { queueUrl: 'orders.fifo', deadLetterQueueUrl: 'dead.fifo' };
    const worker = startSqsWorker({ ...options, ...queues, write, sqs: queue.sqs });
    await vi.waitFor(() => expect(queue.remaining()).toBe(0), 10_000);
    await worker.stop();
    for (const group of ['a', 'b', 'c'])
      expect(written.filter((text) => text.startsWith(group))).toEqual(bodies.map((index) => `${group}-${index}`));
    expect(queue.deadLetters).toEqual([{ body: 'refused-a', group: 'a' }]);
  });
});

describe('an SQS Lambda function', () => {
  const record = (body: string, group?: string) => ({
    messageId: `id-${body}`,
    receiptHandle: `receipt-${body}`,
    body,
    attributes: { ApproximateReceiveCount: '1', ...(group !== undefined && { MessageGroupId: group }) },
  });
  const context = (ms: number) => ({ getRemainingTimeInMillis: () => ms });
  const queues = { queueUrl: 'queue', deadLetterQueueUrl: 'dead' };

  it('reports exactly the messages that have to come again', async () => {
    const { sqs, calls } = fakeSqs();
    const { options, written } = fakeWrites();
    const handler = createSqsLambda({ ...options, ...queues, sqs });
    const Records = [record('a'), record('locked'), record('poison'), record('b')];
    expect(await handler({ Records }, context(60_000))).toEqual({
      batchItemFailures: [{ itemIdentifier: 'id-locked' }],
    });
    expect(written).toEqual(['a', 'b']);
    expect(calls.filter((call) => call.startsWith('send'))).toHaveLength(1);
    expect(calls).toContain('hide receipt-locked 1');
  });

  it('reports all of a FIFO group from the first failure on', async () => {
    const { options, written } = fakeWrites();
    const handler = createSqsLambda({ ...options, ...queues, sqs: fakeSqs().sqs });
    const Records = [record('a1', 'a'), record('locked-a2', 'a'), record('b1', 'b'), record('a3', 'a')];
    const { batchItemFailures } = await handler({ Records }, context(60_000));
    expect(batchItemFailures).toEqual([{ itemIdentifier: 'id-locked-a2' }, { itemIdentifier: 'id-a3' }]);
    expect(written).toEqual(['a1', 'b1']);
  });

  it('reports what is not finished shortly before Lambda ends it', async () => {
    const { options } = fakeWrites();
    const handler = createSqsLambda({ ...options, ...queues, sqs: fakeSqs().sqs, marginMs: 20 });
    const Records = [record('slow'), record('fine')];
    expect(await handler({ Records }, context(60))).toEqual({ batchItemFailures: [{ itemIdentifier: 'id-slow' }] });
  });
});
