import { startRabbitmqWorker, type RabbitmqConnection } from '@salesforce-resilience/snippets/queue/rabbitmq';
import type { RabbitmqChannel, RabbitmqMessage } from '@salesforce-resilience/snippets/queue/rabbitmq-retry';
import { EventEmitter } from 'node:events';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { fakeWrites } from './fake-writes.ts';

type Listener = Parameters<EventEmitter['on']>[1];

/** A broker of one queue: what it is told goes into `calls`. */
function fakeRabbitmq() {
  const calls: string[] = [];
  const published: { queue: string; headers: Record<string, unknown>; messageId: string }[] = [];
  const sessions: {
    connection: EventEmitter;
    channel: EventEmitter;
    deliver: (message: RabbitmqMessage | null) => void;
  }[] = [];
  const fake = { calls, published, sessions, isUnroutable: false, confirmError: undefined as Error | undefined };

  const createChannel = (connection: EventEmitter): RabbitmqChannel => {
    const channel = new EventEmitter();
    return {
      assertQueue: (queue) => Promise.resolve(calls.push(`assert ${queue}`)),
      checkQueue: (queue) => Promise.resolve(calls.push(`check ${queue}`)),
      prefetch: (count) => Promise.resolve(calls.push(`prefetch ${count}`)),
      consume(_queue, deliver) {
        sessions.push({ connection, channel, deliver });
        return Promise.resolve({ consumerTag: 'tag' });
      },
      cancel: (tag) => Promise.resolve(calls.push(`cancel ${tag}`)),
      publish(_exchange, queue, content, { headers, messageId }, onConfirm) {
        published.push({ queue, headers, messageId });
        const properties = { messageId, headers };
        if (fake.isUnroutable) channel.emit('return', { content, fields: { deliveryTag: 0 }, properties });
        onConfirm(fake.confirmError);
        return true;
      },
      ack: (message) => void calls.push(`ack ${Buffer.from(message.content).toString()}`),
      on: (event: string, listener: Listener) => channel.on(event, listener),
    };
  };
  const connect = (): Promise<RabbitmqConnection> => {
    const connection = new EventEmitter();
    return Promise.resolve({
      createConfirmChannel: () => Promise.resolve(createChannel(connection)),
      on: (event: string, listener: Listener) => connection.on(event, listener),
      close: () => Promise.resolve(void calls.push('close')),
    });
  };
  return { ...fake, fake, connect };
}

const message = (text: string, headers: Record<string, unknown> = {}): RabbitmqMessage => ({
  content: Buffer.from(text),
  fields: { deliveryTag: 1 },
  properties: { messageId: `id-${text}`, headers },
});

async function start(options: { stopTimeoutMs?: number } = {}) {
  const rabbitmq = fakeRabbitmq();
  const writes = fakeWrites();
  const delays = { retryDelaysMs: [10, 30, 100], reconnectDelayMs: 5 };
  const { connect } = rabbitmq;
  const worker = startRabbitmqWorker({ ...writes.options, ...delays, ...options, connect, queue: 'payments' });
  onTestFinished(() => worker.stop());
  await vi.waitFor(() => expect(rabbitmq.sessions).toHaveLength(1));
  const setUp = rabbitmq.calls.splice(0);
  return {
    ...rabbitmq,
    ...writes,
    worker,
    setUp,
    receive: (one: RabbitmqMessage) => rabbitmq.sessions.at(-1)?.deliver(one),
  };
}

describe('a RabbitMQ worker', () => {
  it('declares its queues and limits what is in work before it consumes', async () => {
    const { setUp } = await start();
    expect(setUp).toEqual([
      'check payments',
      'assert payments.dead',
      'assert payments.retry.10',
      'assert payments.retry.30',
      'assert payments.retry.100',
      'prefetch 10',
    ]);
  });

  it('acknowledges after the write, and not before', async () => {
    const { receive, calls, pending, finish } = await start();
    receive(message('slow'));
    await vi.waitFor(() => expect(pending()).toEqual(['slow']));
    expect(calls).toEqual([]);
    finish('slow');
    await vi.waitFor(() => expect(calls).toEqual(['ack slow']));
  });

  it('puts what has to come again into the retry queue of the next longer delay, and counts', async () => {
    const { receive, calls, published } = await start();
    receive(message('locked', { 'x-receives': 1, 'x-chances': 1, source: 'shop' }));
    await vi.waitFor(() => expect(calls).toEqual(['ack locked']));
    expect(published).toEqual([
      {
        // 20 to 40 ms are wanted: 30 or 100 are there.
        queue: expect.stringMatching(/^payments\.retry\.(30|100)$/) as unknown,
        headers: { source: 'shop', 'x-receives': 2, 'x-chances': 2 },
        messageId: 'id-locked',
      },
    ]);
  });

  it('does not count an outage', async () => {
    const { receive, calls, published, setDown } = await start();
    setDown(true);
    receive(message('fine', { 'x-receives': 10, 'x-chances': 10 }));
    await vi.waitFor(() => expect(calls).toEqual(['ack fine']));
    expect(published[0]).toMatchObject({ headers: { 'x-receives': 10, 'x-chances': 10 } });
  });

  it('puts what cannot be written into the dead-letter queue with the reason', async () => {
    const { receive, calls, published } = await start();
    receive(message('locked', { 'x-receives': 10, 'x-chances': 10 }));
    await vi.waitFor(() => expect(calls).toEqual(['ack locked']));
    expect(published).toMatchObject([
      {
        queue: 'payments.dead',
        headers: { 'x-dead-letter-reason': expect.stringMatching(/^Given up after 11 receives/) as unknown },
      },
    ]);
  });

  it.each([
    ['there is no queue for it', { isUnroutable: true }, "There is no queue 'payments.dead'"],
    ['the broker refuses it', { confirmError: new Error('nacked') }, 'nacked'],
  ])('does not acknowledge a message when %s, and begins again', async (_name, failure, said) => {
    const { fake, receive, calls, errors, sessions } = await start();
    Object.assign(fake, failure);
    receive(message('poison'));
    await vi.waitFor(() => expect(sessions).toHaveLength(2));
    expect(calls.filter((call) => call.startsWith('ack'))).toEqual([]);
    expect(errors[0]).toContain(said);
  });

  it('connects again when the connection or the channel has ended, or the consumer was cancelled', async () => {
    const { sessions, written, receive } = await start();
    sessions[0]?.connection.emit('close');
    await vi.waitFor(() => expect(sessions).toHaveLength(2));
    sessions[1]?.channel.emit('close');
    await vi.waitFor(() => expect(sessions).toHaveLength(3));
    sessions[2]?.deliver(null);
    await vi.waitFor(() => expect(sessions).toHaveLength(4));
    receive(message('fine'));
    await vi.waitFor(() => expect(written).toEqual(['fine']));
  });

  it('refuses to have no queue for what has to wait', () => {
    const options = { ...fakeWrites().options, connect: fakeRabbitmq().connect, queue: 'payments', retryDelaysMs: [] };
    expect(() => startRabbitmqWorker(options)).toThrow('retryDelaysMs is empty');
  });

  it('tries again when it cannot connect', async () => {
    const { connect, sessions } = fakeRabbitmq();
    const { options, errors } = fakeWrites();
    let failures = 3;
    const refusing = () => (failures-- > 0 ? Promise.reject(new Error('ECONNREFUSED')) : connect());
    const worker = startRabbitmqWorker({ ...options, connect: refusing, queue: 'payments', reconnectDelayMs: 1 });
    await vi.waitFor(() => expect(sessions).toHaveLength(1));
    expect(errors).toEqual(Array(3).fill('Error: ECONNREFUSED'));
    await worker.stop();
  });

  it('finishes what is in work before it closes', async () => {
    const { receive, calls, pending, finish, worker } = await start();
    receive(message('slow'));
    await vi.waitFor(() => expect(pending()).toEqual(['slow']));
    const stopped = worker.stop();
    await vi.waitFor(() => expect(calls).toEqual(['cancel tag']));
    finish('slow');
    await stopped;
    expect(calls).toEqual(['cancel tag', 'ack slow', 'close']);
  });

  it('leaves what is not finished in time to the broker, which hands it out again', async () => {
    const { receive, calls, pending, published, worker } = await start({ stopTimeoutMs: 20 });
    receive(message('slow'));
    await vi.waitFor(() => expect(pending()).toEqual(['slow']));
    await worker.stop();
    expect(calls).toEqual(['cancel tag', 'close']);
    expect(published).toEqual([]);
  });
});
