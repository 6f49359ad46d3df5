import { describe, expect, it } from 'vitest';
import { verdict } from '../../../support/retry-verdict.ts';

const WAITS = 'unknown: a failure puts the work into a queue';

const caught = (action: string, behind = ''): string =>
  `import axios from 'axios'; async function work(channel, message) { try { await AXIOS; ${behind} } catch (error) { ${action} } }`;

describe('a failure that puts the work into a queue', () => {
  it.each([
    ['RabbitMQ', "channel.sendToQueue('orders', Buffer.from(message));"],
    ['RabbitMQ, an exchange', "channel.publish('retry', key, message);"],
    ['Bull', "await retryQueue.add('order', message, { delay: 60_000 });"],
    ['Bull, a member', "await this.queues.ordersQueue.add('order', message);"],
    ['SQS', 'await sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: message }));'],
    ['SQS, version 2', 'await sqs.sendMessage({ QueueUrl: url }).promise();'],
    ['a function of the project', 'await requeue(message);'],
    ['a function that does', "await later(message); function later(m) { return syncQueue.add('order', m); }"],
    ['a job that is moved', 'await message.moveToDelayed(Date.now() + 1000);'],
    ['a few times', "if (message.tries < 5) channel.sendToQueue('orders', message);"],
  ])('may be taken up again: %s', (_, action) => {
    expect(verdict(caught(action))).toBe(WAITS);
  });

  it('may be one branch among many', () => {
    const code = `import axios from 'axios'; async function send() { return AXIOS; }
      async function work(channel, message) { try { await send(); } catch (error) {
        if (message.last) log(message); else { channel.sendToQueue('orders', message); }
        if (message.a) { tell(1); return; }
        if (message.b) { tell(2); return; } } }`;
    expect(verdict(code)).toBe(WAITS);
  });

  it('may be a status that is not thrown', () => {
    const code = "async function work(m) { const r = await FETCH; if (!r.ok) await syncQueue.add('order', m); }";
    expect(verdict(code)).toBe(WAITS);
  });

  it('may be caught by a caller, behind a success of which something else is made', () => {
    const code = `import axios from 'axios';
      async function create(order) { const { data } = await AXIOS; if (!data.id) throw new Error('no id'); return data.id; }
      export async function work(channel, order) {
        try { await create(order); } catch (error) { channel.sendToQueue('orders', order); }
      }`;
    expect(verdict(code)).toBe(WAITS);
  });

  it('is asked about only where nothing repeats the request itself', () => {
    const code = `import axios from 'axios'; async function work(m) {
      for (let i = 0; i < 3; i += 1) { try { return await AXIOS; } catch (error) { await sleep(i); } }
      await syncQueue.add('order', m); }`;
    expect(verdict(code)).toBe('loop any');
  });
});

describe('no such failure', () => {
  it.each([
    ['is logged', caught('console.error(error);')],
    ['goes to the dead letters', caught("channel.sendToQueue('orders.dlq', message);")],
    ['goes to the dead letters by a function', caught('await enqueueDeadLetter(message);')],
    ['is a success', caught('console.error(error);', "await doneQueue.add('order', message);")],
    [
      'is told like a success',
      `import axios from 'axios'; async function work(m) { try { await AXIOS; } catch (error) { log(error); } finally { await nextQueue.add('order', m); } }`,
    ],
    [
      'is taken from a queue',
      `import axios from 'axios'; async function work(m) { await syncQueue.remove(m); await AXIOS; }`,
    ],
    ['is only looked up there', caught('console.error(await syncQueue.getJob(message));')],
  ])('%s', (_, code) => {
    expect(verdict(code)).toBe('absent');
  });
});

describe('a queue that tries as often as is set elsewhere', () => {
  const WORKER =
    "import { Worker } from 'bullmq'; import axios from 'axios'; new Worker('q', async (job) => { BODY });";
  it.each([
    ['never sees what is swallowed', 'absent', 'try { await AXIOS; } catch (error) { return { success: false }; }'],
    ['never sees a status that is not thrown', 'absent', 'const r = await FETCH; use(r.status);'],
    ['may try again what is thrown', 'unknown: how often BullMQ tries is set elsewhere', 'await AXIOS;'],
    [
      'may try again what is thrown as something else',
      'unknown: how often BullMQ tries is set elsewhere',
      'try { await AXIOS; } catch (error) { throw new Error(error.message); }',
    ],
    [
      'may try again what some branch throws',
      'unknown: how often BullMQ tries is set elsewhere',
      'try { await AXIOS; } catch (error) { if (job.data.optional) return; throw error; }',
    ],
  ])('%s', (_, expected, body) => {
    expect(verdict(WORKER.replace('BODY', body))).toBe(expected);
  });

  it.each([
    ['its callback', 'unknown: how often Bull tries is set elsewhere', 'done(error);'],
    ['nobody', 'absent', 'done(null, { skipped: true });'],
  ])('hears of what is told to %s', (_, expected, action) => {
    const code = `import Queue from 'bull'; import axios from 'axios'; new Queue('q').process(async (job, done) => { try { await AXIOS; done(); } catch (error) { ${action} } });`;
    expect(verdict(code)).toBe(expected);
  });

  it('is not known where there are too many branches to follow', () => {
    const branches = Array.from({ length: 12 }, (_, i) => `let v${i} = 0; if (job.data.a${i}) v${i} = 1;`).join(' ');
    const code = `import { Worker } from 'bullmq'; import axios from 'axios'; async function send() { return AXIOS; }
      new Worker('q', async (job) => { try { await send(); } catch (error) { ${branches} return false; } });`;
    expect(verdict(code)).toBe('unknown: the code around it has too many branches to follow');
  });
});
