import {
  startKafkaWorker,
  type KafkaBatchPayload,
  type KafkaConsumer,
  type KafkaProducer,
} from '@salesforce-resilience/snippets/queue/kafka';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { fakeWrites } from './fake-writes.ts';

type Config = Parameters<KafkaConsumer['run']>[0];

async function start(options: { stopTimeoutMs?: number; heartbeatMs?: number } = {}) {
  const calls: string[] = [];
  const sent: Parameters<KafkaProducer['send']>[0][] = [];
  let config: Config | undefined;
  const say = (what: string) => () => Promise.resolve(void calls.push(what));
  const consumer: KafkaConsumer = {
    connect: say('connect'),
    subscribe: say('subscribe'),
    run: (given) => Promise.resolve(void (config = given)),
    stop: say('stop'),
    disconnect: say('disconnect'),
  };
  const producer: KafkaProducer = {
    connect: say('connect producer'),
    send: (record) => Promise.resolve(void sent.push(record)),
    disconnect: say('disconnect producer'),
  };
  const writes = fakeWrites();
  const topics = { topic: 'payments', deadLetterTopic: 'dead' };
  const worker = await startKafkaWorker({ ...writes.options, ...topics, ...options, consumer, producer });
  onTestFinished(() => worker.stop());
  /** Hands over a batch whose offsets start at 0; what was resolved, paused and resumed goes into `log`. */
  const batch = (texts: string[], heartbeat: () => Promise<void> = () => Promise.resolve(), log: string[] = []) => {
    const messages = texts.map((text, offset) => ({
      key: null,
      value: Buffer.from(text),
      offset: String(offset),
      headers: { source: 'shop' },
    }));
    const payload: KafkaBatchPayload = {
      batch: { topic: 'payments', partition: 2, messages },
      heartbeat,
      resolveOffset: (offset) => void log.push(`resolve ${offset}`),
      commitOffsetsIfNecessary: () => Promise.resolve(),
      pause() {
        log.push('pause');
        return () => void log.push('resume');
      },
      isRunning: () => true,
      isStale: () => false,
    };
    return { log, done: config!.eachBatch(payload) };
  };
  return { ...writes, calls, sent, producer, worker, batch, config: config! };
}

describe('a Kafka worker', () => {
  it('resolves the offset of a message after its write, in order', async () => {
    const { batch, written, pending, finish, config } = await start();
    const { log, done } = batch(['a', 'slow', 'b']);
    await vi.waitFor(() => expect(pending()).toEqual(['slow']));
    expect(log).toEqual(['resolve 0']);
    finish('slow');
    await done;
    expect(log).toEqual(['resolve 0', 'resolve 1', 'resolve 2']);
    expect(written).toEqual(['a', 'slow', 'b']);
    expect(config.eachBatchAutoResolve).toBe(false);
  });

  it('pauses the partition at a message that has to come again, so that nothing overtakes it', async () => {
    const { batch, written } = await start();
    const { log, done } = batch(['a', 'locked', 'b']);
    await done;
    expect(log).toEqual(['resolve 0', 'pause']);
    expect(written).toEqual(['a']);
    await vi.waitFor(() => expect(log).toEqual(['resolve 0', 'pause', 'resume']));
  });

  it('goes on past a message that it gives up, with the reason and the origin in the dead-letter topic', async () => {
    const { batch, sent, written } = await start();
    const { log, done } = batch(['refused', 'b']);
    await done;
    expect(log).toEqual(['resolve 0', 'resolve 1']);
    expect(written).toEqual(['b']);
    expect(sent).toEqual([
      {
        topic: 'dead',
        acks: -1,
        messages: [
          {
            key: null,
            value: Buffer.from('refused'),
            headers: {
              source: 'shop',
              'dead-letter-reason': 'HTTP 400 [{"errorCode":"INVALID_FIELD"}]',
              'dead-letter-origin': 'payments/2/0',
            },
          },
        ],
      },
    ]);
  });

  it('counts the attempts of a message by its place, and gives it up after ten', async () => {
    const { batch, sent, options } = await start();
    expect(options.policy.baseDelayMs).toBe(20);
    for (let attempt = 1; attempt <= 10; attempt += 1) await batch(['locked']).done;
    expect(sent).toEqual([]);
    await batch(['locked']).done;
    expect(sent).toHaveLength(1);
  });

  it('does not pass a message that the dead-letter topic did not take', async () => {
    const { batch, producer, errors } = await start();
    producer.send = () => Promise.reject(new Error('no leader'));
    const { log, done } = batch(['poison', 'b']);
    await done;
    expect(log).toEqual(['pause']);
    expect(errors).toEqual(['Error: no leader']);
  });

  it('sends heartbeats while a write goes on', async () => {
    const { batch, pending, finish } = await start({ heartbeatMs: 10 });
    const heartbeat = vi.fn(() => Promise.resolve());
    const { done } = batch(['slow'], heartbeat);
    await vi.waitFor(() => expect(heartbeat.mock.calls.length).toBeGreaterThan(2));
    expect(pending()).toEqual(['slow']);
    finish('slow');
    await done;
  });

  it('finishes the message in work when the group has a new member, and hands the error on to kafkajs', async () => {
    const { batch, pending, finish, written } = await start({ heartbeatMs: 10 });
    const rebalancing = Object.assign(new Error('rebalancing'), { type: 'REBALANCE_IN_PROGRESS' });
    const heartbeat = vi.fn(() => Promise.reject(rebalancing));
    const { log, done } = batch(['slow', 'b'], heartbeat);
    const ended = expect(done).rejects.toBe(rebalancing);
    await vi.waitFor(() => expect(heartbeat).toHaveBeenCalled());
    expect(pending()).toEqual(['slow']);
    finish('slow');
    await ended;
    expect(written).toEqual(['slow']);
    expect(log).toEqual(['resolve 0']);
  });

  it('takes a tombstone, and text that is no UTF-8, to parse or to the dead-letter, and goes on', async () => {
    const { config, sent, options, written } = await start();
    expect(options.parse('')).toBe('');
    const messages = [null, Buffer.from([0xff])].map((value, index) => ({ key: null, value, offset: String(index) }));
    const payload = batchOf(messages);
    await config.eachBatch(payload);
    expect(written).toEqual(['']);
    expect(sent.map(({ messages: [first] }) => first?.value)).toEqual([Buffer.from([0xff])]);
  });

  it('leaves uncommitted what is not finished in time when it stops', async () => {
    const { batch, pending, worker, calls } = await start({ stopTimeoutMs: 20 });
    const { log, done } = batch(['slow', 'b']);
    await vi.waitFor(() => expect(pending()).toEqual(['slow']));
    await worker.stop();
    await done;
    expect(log).toEqual(['pause']);
    expect(calls.slice(-3)).toEqual(['stop', 'disconnect', 'disconnect producer']);
  });
});

function batchOf(messages: KafkaBatchPayload['batch']['messages']): KafkaBatchPayload {
  return {
    batch: { topic: 'payments', partition: 0, messages },
    heartbeat: () => Promise.resolve(),
    resolveOffset: () => undefined,
    commitOffsetsIfNecessary: () => Promise.resolve(),
    pause: () => () => undefined,
    isRunning: () => true,
    isStale: () => false,
  };
}
