import { testRule } from '../../support/rule-cases.ts';

const SF = "import jsforce from 'jsforce'; const conn = new jsforce.Connection({});\n";
const WRITE = "await conn.sobject('Payment__c').upsert(record, 'Reference__c');";
const FETCH =
  "await fetch(`${base}/services/data/v60.0/sobjects/Payment__c/Reference__c/1`, { method: 'PATCH', body });";
const THROW = 'throw Object.assign(new Error(`Salesforce answered ${res.status}`), { status: res.status });';
const DELETE = 'await sqs.deleteMessage({ QueueUrl, ReceiptHandle: message.ReceiptHandle }).promise();';
const COMMAND = 'await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message.ReceiptHandle }));';

const sqs = (body: string): string => `${SF}async function work(message) { ${body} }`;
const rabbit = (body: string, options = ''): string =>
  `import amqp from 'amqplib';\n${SF}const channel = await (await amqp.connect(url)).createChannel();\nchannel.consume('q', async (message) => { ${body} }${options});`;
const pubsub = (body: string): string =>
  `import { PubSub } from '@google-cloud/pubsub';\n${SF}new PubSub().subscription('s').on('message', async (message) => { ${body} });`;
const bullmq = (body: string): string =>
  `import { Worker } from 'bullmq';\n${SF}new Worker('q', async (job) => { ${body} });`;
const kafka = (body: string, options = ''): string =>
  `import { Kafka } from 'kafkajs';\n${SF}const consumer = new Kafka({}).consumer({ groupId: 'g' });\nawait consumer.run({ ${options}eachMessage: async ({ message }) => { ${body} } });`;
const lambda = (body: string): string =>
  `${SF}export const handler = async (event) => { for (const record of event.Records) { use(record.body); ${body} } };`;

/** A case with one report, and what its suggestion makes of the body. */
const mended = (
  name: string,
  around: (body: string) => string,
  [body, output]: readonly [string, string],
  [messageId, title]: readonly [string, string],
) => ({
  name,
  code: around(body),
  errors: [{ messageId, suggestions: [{ messageId: title, output: around(output) }] }],
});

testRule('no-early-acknowledgement', {
  valid: [
    { name: 'another service', code: sqs(`${DELETE} await fetch('https://example.com', { method: 'POST' });`) },
    {
      name: 'in TypeScript',
      code: sqs(`${WRITE} ${DELETE}`).replace('(message)', '(message: Message)'),
      filename: 'w.ts',
    },
    { name: 'after the write', code: sqs(`${WRITE} ${DELETE}`) },
    { name: 'no queue', code: sqs(`try { ${WRITE} } catch (error) { console.error(error); }`) },
    { name: 'a read', code: sqs(`${DELETE} await conn.query('SELECT Id FROM Account');`) },
    {
      name: 'the worker of the article, which deletes after the write and dead-letters past a limit',
      code: sqs(
        `try { ${WRITE} ${DELETE} } catch (err) { if (message.Attributes?.ApproximateReceiveCount > 10) { await sendToDLQ(message, err); } }`,
      ),
    },
    {
      name: 'a dead letter before the message is deleted',
      code: sqs(`try { ${WRITE} } catch (error) { await deadLetters.send(message, error); } ${DELETE}`),
    },
    { name: 'a message that is stored before', code: sqs(`await table.insert(message); ${DELETE} ${WRITE}`) },
    {
      name: 'a message that is refused for good',
      code: rabbit(
        `try { ${WRITE} channel.ack(message); } catch (error) { if (isFinal(error)) channel.ack(message); else channel.nack(message); }`,
      ),
    },
    {
      name: 'a message that is given back',
      code: rabbit(`try { ${WRITE} channel.ack(message); } catch { channel.nack(message); }`),
    },
    {
      name: 'a copy in another queue',
      code: rabbit(`try { ${WRITE} } catch { channel.sendToQueue('failed', message.content); } channel.ack(message);`),
    },
    { name: 'a job that fails', code: bullmq(`try { ${WRITE} } catch (error) { console.error(error); throw error; }`) },
    { name: 'a job that says what happened', code: bullmq(`try { ${WRITE} } catch (error) { return { error }; }`) },
    {
      name: 'a job that keeps its failures',
      code: bullmq(`try { ${WRITE} } catch (error) { await job.log(error); failed.push(job); }`),
    },
    {
      name: 'a status that is never thrown, which require-retry reports',
      code: kafka(`const res = ${FETCH} console.log(res.status);`),
    },
    {
      name: 'records that are named as failed',
      code: `${SF}export const handler = async (event) => { const batchItemFailures = []; for (const record of event.Records) { use(record.body); try { ${WRITE} } catch (error) { batchItemFailures.push({ itemIdentifier: record.messageId }); } } return { batchItemFailures }; };`,
    },
    {
      name: 'a consumer that commits by itself',
      code: kafka(`try { ${WRITE} } catch (e) { console.error(e); }`, 'autoCommit: false, '),
    },
    {
      name: 'a retry inside the handler',
      code: bullmq(`for (;;) { try { ${WRITE} return; } catch (error) { console.error(error); await sleep(1000); } }`),
    },
    { name: 'a route of a web server', code: `${SF}app.post('/', async (req, res) => { res.end(); ${WRITE} });` },
  ],
  invalid: [
    {
      name: 'deleted before the write',
      code: sqs(`${DELETE} ${WRITE}`),
      errors: [
        {
          message:
            'The SQS message is acknowledged before this PATCH of Payment__c: when Salesforce answers 503, nobody delivers it again, and the change is lost.',
          suggestions: [{ messageId: 'acknowledgeLater', output: sqs(`${WRITE} ${DELETE}`) }],
        },
      ],
    },
    {
      ...mended(
        'in TypeScript, on lines of its own',
        (body) => sqs(body).replace('(message)', '(message: Message): Promise<void>'),
        [`\n  ${COMMAND}\n  // the write\n  ${WRITE}\n`, `\n  // the write\n  ${WRITE}\n  ${COMMAND}\n`],
        ['before', 'acknowledgeLater'],
      ),
      filename: 'work.ts',
    },
    mended(
      'the command of version 3',
      sqs,
      [`${COMMAND} ${WRITE}`, `${WRITE} ${COMMAND}`],
      ['before', 'acknowledgeLater'],
    ),
    mended(
      'before a write whose status nobody looks at',
      sqs,
      [`${DELETE} const res = ${FETCH} log(res);`, `const res = ${FETCH} if (!res.ok) ${THROW} log(res); ${DELETE}`],
      ['before', 'acknowledgeLater'],
    ),
    mended(
      'before a write that is returned',
      sqs,
      [`${DELETE} return ${WRITE}`, `const result = ${WRITE} ${DELETE} return result;`],
      ['before', 'acknowledgeLater'],
    ),
    mended(
      'before a write that is caught',
      rabbit,
      [
        `channel.ack(message); try { ${WRITE} } catch (error) { console.error(error); }`,
        `try { ${WRITE} channel.ack(message); } catch (error) { console.error(error); channel.nack(message); }`,
      ],
      ['before', 'acknowledgeLater'],
    ),
    {
      name: 'acknowledged after a failure that is only logged',
      code: sqs(`try { ${WRITE} } catch (error) { console.error(error); } ${DELETE}`),
      errors: [
        {
          message:
            'When Salesforce answers 503 to this PATCH of Payment__c, the SQS message is acknowledged all the same: nobody delivers it again, and the change is lost.',
          suggestions: [
            {
              messageId: 'acknowledgeLater',
              output: sqs(`try { ${WRITE} ${DELETE} } catch (error) { console.error(error); }`),
            },
          ],
        },
      ],
    },
    mended(
      'in the handler for failures',
      rabbit,
      [
        `try { ${WRITE} channel.ack(message); } catch (error) { console.error(error); channel.ack(message); }`,
        `try { ${WRITE} channel.ack(message); } catch (error) { console.error(error); channel.nack(message); }`,
      ],
      ['although', 'giveBack'],
    ),
    mended(
      'of Pub/Sub, in a chained handler',
      pubsub,
      [
        `${WRITE.slice(0, -1)}.then(() => message.ack()).catch((error) => { console.error(error); message.ack(); });`,
        `${WRITE.slice(0, -1)}.then(() => message.ack()).catch((error) => { console.error(error); message.nack(); });`,
      ],
      ['although', 'giveBack'],
    ),
    mended(
      'deleted in the handler for failures',
      sqs,
      [
        `try { ${WRITE} ${DELETE} } catch (error) { console.error(error); ${DELETE} }`,
        `try { ${WRITE} ${DELETE} } catch (error) { console.error(error); }`,
      ],
      ['although', 'leaveIt'],
    ),
    mended(
      'in finally',
      rabbit,
      [
        `try { ${WRITE} } finally { channel.ack(message); }`,
        `try { ${WRITE} channel.ack(message); } catch (error) { channel.nack(message); throw error; }`,
      ],
      ['although', 'acknowledgeLater'],
    ),
    mended(
      'in finally behind a handler',
      rabbit,
      [
        `try { ${WRITE} } catch (error) { console.error(error); } finally { channel.ack(message); }`,
        `try { ${WRITE} channel.ack(message); } catch (error) { console.error(error); channel.nack(message); }`,
      ],
      ['although', 'acknowledgeLater'],
    ),
    mended(
      'deleted in finally',
      sqs,
      [`\n  try {\n    ${WRITE}\n  } finally {\n    ${DELETE}\n  }\n`, `\n  ${WRITE}\n  ${DELETE}\n`],
      ['although', 'acknowledgeLater'],
    ),
    mended(
      'a status that nobody looks at',
      sqs,
      [`const res = ${FETCH} ${DELETE}`, `const res = ${FETCH} if (!res.ok) ${THROW} ${DELETE}`],
      ['although', 'checkStatus'],
    ),
    mended(
      'a write that nobody waits for',
      (body) => `${SF}async function save(record) { ${WRITE} }\nasync function work(message) { ${body} }`,
      [`save(message.Body); ${DELETE}`, `await save(message.Body); ${DELETE}`],
      ['although', 'waitForIt'],
    ),
    mended(
      'a function that swallows, further down',
      (body) =>
        `${SF}async function save(record) { ${body} }\nasync function work(message) { await save(message.Body); ${DELETE} }`,
      [
        `try { ${WRITE} } catch (error) { console.error(error); }`,
        `try { ${WRITE} } catch (error) { console.error(error); throw error; }`,
      ],
      ['although', 'rethrow'],
    ),
    mended(
      'a function of the project that deletes',
      (body) => `${SF}async function done(message) { ${DELETE} }\nasync function work(message) { ${body} }`,
      [`await done(message); ${WRITE}`, `${WRITE} await done(message);`],
      ['before', 'acknowledgeLater'],
    ),
    {
      name: 'a job that ends as after a success',
      code: bullmq(`try { ${WRITE} } catch (error) { console.error(error); }`),
      errors: [
        {
          message:
            'When Salesforce answers 503 to this PATCH of Payment__c, the handler ends as after a success, so that BullMQ takes it for done: the change is lost.',
          suggestions: [
            {
              desc: 'Throw the failure, so that BullMQ tries again.',
              output: bullmq(`try { ${WRITE} } catch (error) { console.error(error); throw error; }`),
            },
          ],
        },
      ],
    },
    mended(
      'a message of Kafka',
      kafka,
      [`try { ${WRITE} } catch { return null; }`, `try { ${WRITE} } catch (error) { throw error; }`],
      ['returned', 'rethrow'],
    ),
    mended(
      'records of a Lambda',
      lambda,
      [`try { ${WRITE} } catch (e) { console.error(e); }`, `try { ${WRITE} } catch (e) { console.error(e); throw e; }`],
      ['returned', 'rethrow'],
    ),
    mended(
      'a status that is returned',
      kafka,
      [
        `try { const res = ${FETCH} if (!res.ok) return undefined; } catch (e) { console.error(e); }`,
        `try { const res = ${FETCH} if (!res.ok) ${THROW} } catch (e) { console.error(e); }`,
      ],
      ['returned', 'rethrow'],
    ),
    mended(
      'without acknowledgements',
      (body) => body,
      [rabbit(WRITE, ', { noAck: true }'), rabbit(`${WRITE} channel.ack(message);`, ', { noAck: false }')],
      ['handedOut', 'acknowledge'],
    ),
  ],
});
