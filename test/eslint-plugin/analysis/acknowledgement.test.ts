import { describe, expect, it } from 'vitest';
import { callsIn } from '../../support/model.ts';

const WRITE = "await fetch(`${base}/services/data/v60.0/sobjects/A/B/1`, { method: 'PATCH', body })";
const SEND = `async function send(body) { const r = ${WRITE}; if (!r.ok) throw new Error(String(r.status)); }`;

/** What the model says of the acknowledgement of the first write in a piece of code, in one line. */
function said(code: string, files?: Readonly<Record<string, string>>): string {
  const [call] = callsIn(code, files ? { files } : {});
  const { acknowledgement } = call!.facts;
  if (acknowledgement.state !== 'present') return acknowledgement.state;
  const { queue, how, failure, unseen } = acknowledgement.value;
  return `${how} ${queue} ${failure}${unseen ? ' unseen' : ''}`;
}

describe('a message that is taken for done', () => {
  it.each([
    ['before the write', 'before Kafka status', `await consumer.commitOffsets(offsets); await send(m);`],
    [
      'before the write, with version 3',
      'before SQS status',
      `await sqs.send(new DeleteMessageCommand({})); await send(m);`,
    ],
    ['after the write', 'absent', `await send(m); await consumer.commitOffsets(offsets);`],
    [
      'after a failure',
      'although Kafka status',
      `try { await send(m); } catch (e) { log(e); } await consumer.commitOffsets(offsets);`,
    ],
    [
      'after a log of the project',
      'although Kafka status',
      `try { await send(m); } catch (e) { report(e); } await consumer.commitOffsets(offsets);`,
    ],
    [
      'after a failure that is told',
      'absent',
      `try { await send(m); } catch (e) { alarm(e); } await consumer.commitOffsets(offsets);`,
    ],
    [
      'after a failure that is counted',
      'absent',
      `try { await send(m); } catch (e) { this.failed += 1; } await consumer.commitOffsets(offsets);`,
    ],
    ['without waiting', 'although Kafka status unseen', `send(m); await consumer.commitOffsets(offsets);`],
    [
      'after some failures',
      'absent',
      `try { await send(m); } catch (e) { if (!isFinal(e)) return; } await consumer.commitOffsets(offsets);`,
    ],
    [
      'of Azure',
      'although Service Bus status',
      `try { await send(m); } finally { await receiver.completeMessage(m); } /* service-bus */`,
    ],
    [
      'of Cloudflare',
      'although Cloudflare Queues status',
      `try { await send(m); } catch {} m.ack(); } async function queue(batch) {`,
    ],
  ])('%s', (_, expected, body) => {
    const code = `// kafka\nfunction report(e) { console.error(e); }\n${SEND}\nasync function work(m) { ${body} }`;
    expect(said(code)).toBe(expected);
  });

  it('by a loop that goes on with the next one', () => {
    const loop = `for (const m of await receive()) { check(m); try { await send(m); } catch (e) { log(e); } await sqs.deleteMessage({ ReceiptHandle }); }`;
    expect(said(`${SEND}\nasync function work() { ${loop} }`)).toBe('although SQS status');
  });

  it('by the worker of another file', () => {
    const worker = `import { send } from './code.js'; import { Worker } from 'bullmq'; new Worker('q', async (job) => { try { await send(job.data); } catch (e) { console.error(e); } });`;
    expect(said(`export ${SEND}`, { '/repo/src/worker.js': worker })).toBe('returned BullMQ status');
  });

  it.each([
    [
      'that handles records by partial answers',
      `exports.handler = async (event) => { const batchItemFailures = []; use(event.Records[0].body); try { await send(1); } catch { } return { batchItemFailures }; };`,
    ],
    [
      'that is no queue',
      `app.post('/', async (req, res) => { try { await send(1); } catch (e) { console.error(e); } res.end(); });`,
    ],
  ])('not by a function %s', (_, code) => {
    expect(said(`${SEND}\n${code}`)).toBe('absent');
  });
});

it('takes a consumer with noAck for no retry', () => {
  const code = `import amqp from 'amqplib'; const c = await (await amqp.connect(u)).createChannel(); c.consume('q', async (m) => { const r = ${WRITE}; if (!r.ok) throw new Error(); }, { noAck: true });`;
  const [call] = callsIn(code);
  expect(call!.facts.retry).toEqual({ state: 'absent' });
  expect(said(code)).toBe('handed out RabbitMQ status');
});
