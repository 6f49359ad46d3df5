import {
  startPubsubWorker,
  type PubsubMessage,
  type PubsubSubscription,
} from '@salesforce-resilience/snippets/queue/pubsub';
import { EventEmitter } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { fakeWrites } from './fake-writes.ts';

type Listener = Parameters<EventEmitter['on']>[1];

function start(options: { stopTimeoutMs?: number; publish?: () => Promise<unknown> } = {}) {
  const events = new EventEmitter();
  const calls: string[] = [];
  const published: { data: string; attributes: Record<string, string> }[] = [];
  const subscription: PubsubSubscription = {
    on: (event: string, listener: Listener) => events.on(event, listener),
    close: () => Promise.resolve(void calls.push('close')),
  };
  const deadLetterTopic = {
    publishMessage: ({ data, attributes }: { data: Uint8Array; attributes: Record<string, string> }) => {
      published.push({ data: Buffer.from(data).toString(), attributes });
      return options.publish?.() ?? Promise.resolve('1');
    },
  };
  const writes = fakeWrites();
  const worker = startPubsubWorker({ ...writes.options, ...options, subscription, deadLetterTopic });
  onTestFinished(() => worker.stop());
  const receive = (text: string, deliveryAttempt = 0): void => {
    const message: PubsubMessage = {
      id: text,
      data: Buffer.from(text),
      attributes: { source: 'shop' },
      deliveryAttempt,
      ack: () => void calls.push(`ack ${text}`),
      nack: () => void calls.push(`nack ${text}`),
    };
    events.emit('message', message);
  };
  return { ...writes, calls, published, receive, worker, events };
}

describe('a Pub/Sub worker', () => {
  it('acknowledges after the write, and not before', async () => {
    const { receive, calls, pending, finish } = start();
    receive('slow');
    await vi.waitFor(() => expect(pending()).toEqual(['slow']));
    expect(calls).toEqual([]);
    finish('slow');
    await vi.waitFor(() => expect(calls).toEqual(['ack slow']));
  });

  it('nacks what has to come again', async () => {
    const { receive, calls } = start();
    receive('locked');
    await vi.waitFor(() => expect(calls).toEqual(['nack locked']));
  });

  it('publishes what cannot be written to the dead-letter topic with its attributes and the reason', async () => {
    const { receive, calls, published } = start();
    receive('refused');
    await vi.waitFor(() => expect(calls).toEqual(['ack refused']));
    expect(published).toEqual([
      {
        data: 'refused',
        attributes: { source: 'shop', deadLetterReason: 'HTTP 400 [{"errorCode":"INVALID_FIELD"}]' },
      },
    ]);
  });

  it('nacks a message that the dead-letter topic did not take', async () => {
    const { receive, calls, errors } = start({ publish: () => Promise.reject(new Error('no topic')) });
    receive('poison');
    await vi.waitFor(() => expect(calls).toEqual(['nack poison']));
    expect(errors).toEqual(['Error: no topic']);
  });

  it('gives a message up by the broker’s count, but not before three chances', async () => {
    const { receive, calls, published } = start();
    for (const attempt of [90, 91, 92]) {
      receive('locked', attempt);
      await vi.waitFor(() => expect(calls).toHaveLength(attempt - 89));
    }
    expect(calls).toEqual(['nack locked', 'nack locked', 'ack locked']);
    expect(published[0]?.attributes['deadLetterReason']).toMatch(/^Given up after 92 receives/);
  });

  it('finishes what is in work, gives back what comes meanwhile, and closes', async () => {
    const { receive, calls, pending, finish, worker } = start();
    receive('slow');
    await vi.waitFor(() => expect(pending()).toEqual(['slow']));
    const stopped = worker.stop();
    receive('late');
    finish('slow');
    await stopped;
    expect(calls).toEqual(['nack late', 'ack slow', 'close']);
  });

  it('nacks what is not finished in time', async () => {
    const { receive, calls, pending, worker } = start({ stopTimeoutMs: 20 });
    receive('slow');
    await vi.waitFor(() => expect(pending()).toEqual(['slow']));
    await worker.stop();
    expect(calls).toEqual(['nack slow', 'close']);
  });

  it('reports that the subscription failed', () => {
    const { events, errors } = start();
    events.emit('error', new Error('NOT_FOUND'));
    expect(errors).toEqual(['Error: NOT_FOUND']);
  });
});
