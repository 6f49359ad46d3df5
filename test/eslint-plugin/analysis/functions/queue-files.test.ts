import { describe, expect, it } from 'vitest';
import { verdict } from '../../../support/retry-verdict.ts';

const SEND = 'const r = await FETCH; if (!r.ok) throw new Error(r.statusText); return r;';
const WORKER = (call: string): string =>
  `import { Consumer } from 'sqs-consumer'; Consumer.create({ queueUrl, handleMessage: async (message) => { ${call} } });`;

/** The verdict on a request in `/repo/src/salesforce.ts`, with the other files of the project. */
const inProject = (code: string, files: Record<string, string>): string =>
  verdict(code, {
    typescript: true,
    path: '/repo/src/salesforce.ts',
    files: {
      '/repo/package.json': '{}',
      ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`/repo/src/${name}`, text])),
    },
  });

describe('a handler in another file', () => {
  it.each([
    [
      'calls the function',
      `export async function send() { ${SEND} }`,
      { 'worker.ts': `import { send } from './salesforce'; ${WORKER('await send();')}` },
    ],
    [
      'is the function',
      `export async function send() { ${SEND} }`,
      {
        'worker.ts':
          "import { Consumer } from 'sqs-consumer'; import { send } from './salesforce'; Consumer.create({ queueUrl, handleMessage: send });",
      },
    ],
    [
      'calls it as a member of the module',
      `export async function send() { ${SEND} }`,
      { 'worker.ts': `import * as salesforce from './salesforce'; ${WORKER('await salesforce.send();')}` },
    ],
    [
      'requires it',
      `async function send() { ${SEND} } module.exports = { send };`,
      {
        'worker.js':
          "const { send } = require('./salesforce'); const { Consumer } = require('sqs-consumer'); Consumer.create({ handleMessage: () => send() });",
      },
    ],
    [
      'requires the module',
      `exports.send = async () => { ${SEND} };`,
      {
        'worker.js':
          "const sf = require('./salesforce'); const { Consumer } = require('sqs-consumer'); Consumer.create({ handleMessage: async (m) => { await sf.send(m); } });",
      },
    ],
    [
      'calls the default export',
      `export default async function send() { ${SEND} }`,
      { 'worker.ts': `import push from './salesforce'; ${WORKER('await push();')}` },
    ],
    [
      'calls it through an index',
      `export async function send() { ${SEND} }`,
      {
        'index.ts': "export * from './salesforce';",
        'worker.ts': `import { send } from '.'; ${WORKER('await send();')}`,
      },
    ],
    [
      'calls it through a named index',
      `export async function send() { ${SEND} }`,
      {
        'index.ts': "export { send as push } from './salesforce';",
        'worker.ts': `import { push } from './index'; ${WORKER('await push();')}`,
      },
    ],
    [
      'is two levels up',
      `export async function send() { ${SEND} }`,
      {
        'sync.ts':
          "import { send } from './salesforce'; export async function sync(all) { for (const one of all) await send(one); }",
        'worker.ts': `import { sync } from './sync'; ${WORKER('await sync([]);')}`,
      },
    ],
    [
      'calls a method of an instance',
      `class Service { async send() { ${SEND} } } export default new Service();`,
      { 'worker.ts': `import service from './salesforce'; ${WORKER('await service.send();')}` },
    ],
    [
      'calls a method of a named instance',
      `class Service { async send() { ${SEND} } } export const service = new Service();`,
      { 'worker.ts': `import { service } from './salesforce'; ${WORKER('await service.send();')}` },
    ],
    [
      'makes the instance',
      `export class Service { async send() { ${SEND} } }`,
      {
        'worker.ts': `import { Service } from './salesforce'; const service = new Service(); ${WORKER('await service.send();')}`,
      },
    ],
    [
      'calls a static method',
      `export class Service { static async send() { ${SEND} } }`,
      { 'worker.ts': `import { Service } from './salesforce'; ${WORKER('await Service.send();')}` },
    ],
    [
      'is given the service by its constructor',
      `export class Service { async send() { ${SEND} } }`,
      {
        'worker.ts':
          "import { RabbitSubscribe } from '@golevelup/nestjs-rabbitmq'; import { Service } from './salesforce'; class Worker { constructor(private readonly service: Service) {} @RabbitSubscribe({}) async handle() { await this.service.send(); } }",
      },
    ],
    [
      'is given the service of a service',
      `export class Service { async send() { ${SEND} } }`,
      {
        'sync.ts':
          "import { Service } from './salesforce'; export class Sync { constructor(private readonly service: Service) {} async run() { return this.service.send(); } }",
        'worker.ts':
          "import { RabbitSubscribe } from '@golevelup/nestjs-rabbitmq'; import { Sync } from './sync'; class Worker { constructor(private sync: Sync) {} @RabbitSubscribe({}) async handle() { await this.sync.run(); } }",
      },
    ],
    [
      'calls what a factory makes',
      `export function service(base: string) { return { async send() { ${SEND} } }; }`,
      {
        'worker.ts': `import { service } from './salesforce'; const api = service('x'); ${WORKER('await api.send();')}`,
      },
    ],
    [
      'is an exported Lambda',
      `export async function send() { ${SEND} }`,
      {
        'handler.ts':
          "import type { SQSEvent } from 'aws-lambda'; import { send } from './salesforce'; export const handler = async (event: SQSEvent) => { for (const record of event.Records) await send(record); };",
      },
    ],
    [
      'is the queue of a worker',
      `export async function send() { ${SEND} }`,
      {
        'index.ts':
          "import { send } from './salesforce'; export default { async queue(batch) { for (const one of batch.messages) await send(one); } };",
      },
    ],
    [
      'binds a method',
      `export class Service { async send() { ${SEND} } }`,
      {
        'worker.ts':
          "import { Service } from './salesforce'; import amqp from 'amqplib'; const service = new Service(); export const listen = (channel) => channel.consume('q', service.send.bind(service));",
      },
    ],
  ])('%s', (_, code, files) => {
    expect(inProject(code, files)).toBe('queue any');
  });

  it.each([
    ['swallows the failure', 'absent', WORKER('try { await send(); } catch (e) { console.error(e); }')],
    ['does not wait for it', 'absent', WORKER('void send().catch(console.error);')],
    ['stops', 'absent', WORKER("try { await send(); } catch { throw new NonRetriableError('no'); }")],
    [
      'tries as often as is set elsewhere',
      'unknown: how often BullMQ tries is set elsewhere',
      "import { Worker } from 'bullmq'; new Worker('q', async () => { await send(); });",
    ],
    [
      'tries again elsewhere, and swallows the failure',
      'absent',
      "import { Worker } from 'bullmq'; new Worker('q', async () => { try { await send(); } catch { return false; } });",
    ],
    [
      'keeps it in a table',
      'unknown: it is kept in a table of handlers, in a file that takes work from a queue',
      "import { Worker } from 'bullmq'; const handlers = { send }; new Worker('q', (job) => handlers[job.name](job));",
    ],
    [
      'loops',
      'loop any',
      'export async function f() { for (let i = 0; i < 3; i++) { try { return await send(); } catch {} } }',
    ],
    [
      'is no queue',
      'absent',
      "import express from 'express'; express().post('/', async (req, res) => { await send(); res.end(); });",
    ],
    [
      'names another function',
      'absent',
      `import { other as worker } from './salesforce'; ${WORKER('await worker();')}`,
    ],
  ])('that %s', (_, expected, worker) => {
    const code = `export async function send() { ${SEND} } export function other() {}`;
    expect(inProject(code, { 'worker.ts': `import { send } from './salesforce'; ${worker}` })).toBe(expected);
  });

  it('is looked for beneath the folder where nothing says what belongs to the project', () => {
    const code = `export async function send() { ${SEND} }`;
    const loop =
      "import { send } from '../code.js'; for (let i = 0; i < 3; i++) { try { await send(); break; } catch {} }";
    expect(verdict(code, { files: { '/repo/src/sub/main.js': loop } })).toBe('loop any');
    expect(verdict(code, { files: { '/elsewhere/main.js': loop } })).toBe('absent');
  });

  it('does not count for other callers', () => {
    const files = {
      'cli.ts': "import { send } from './salesforce'; await send();",
      'worker.ts': `import { send } from './salesforce'; ${WORKER('await send();')}`,
    };
    expect(inProject(`export async function send() { ${SEND} }`, files)).toBe('absent: some callers');
  });
});
