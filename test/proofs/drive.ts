import { bulkApi } from '@salesforce-resilience/snippets/outage/bulk-api';
import { compositeApi } from '@salesforce-resilience/snippets/outage/composite-api';
import { platformApi } from '@salesforce-resilience/snippets/outage/platform-api';
import { salesforceOutage, type SalesforceOutage } from '@salesforce-resilience/snippets/outage/salesforce-outage';
import { serveOutage } from '@salesforce-resilience/snippets/outage/server/outage-server';
import type { Damage, Drive } from './defect.ts';
import { jobApi, limitedApi } from './org-apis.ts';
import type { Row } from './run-rows.ts';

interface Payment {
  readonly reference: string;
  readonly amount: number;
  readonly job: string;
}

interface Org {
  readonly url: string;
  readonly token: string;
  readonly login: () => Promise<string>;
}

/** A program that exports what it does with one payment, or with what a queue or a sender hands it. */
export type Program = Readonly<Record<string, ((...args: readonly unknown[]) => Promise<unknown>) | undefined>>;

const paymentOf = (reference: string): Payment => ({ reference, amount: 5, job: `job-${reference}` });

/** What one payment, or one list of them, comes to. */
export async function runFor(reference: string, program: Program, row: Row): Promise<Damage> {
  const { outage: script, drive = 'payment', jobEnds, remaining, atMost = Infinity, patienceMs } = row;
  const apis = [jobApi(jobEnds), compositeApi, bulkApi(), platformApi()];
  const outage = salesforceOutage(script, {
    externalId: 'Reference__c',
    apis: remaining === undefined ? apis : [limitedApi(remaining), ...apis],
  });
  const server = await serveOutage(outage);
  const org = { url: server.url, token: outage.accessToken, login: () => outage.refreshToken() };
  const failures = await Promise.race([DRIVES[drive]({ outage, org, program, reference, row }), within(patienceMs)]);
  const { lost, duplicated, silentlyLost, hung, early } = outage.verdict();
  const { requests } = outage;
  await server.close();
  const done = (method: string, path: RegExp): number =>
    requests.filter((one) => one.method === method && path.test(one.path) && one.carriedOut).length;
  return {
    lost: lost.length,
    duplicated: duplicated.length,
    silentlyLost: silentlyLost.length,
    hung: hung.length,
    // One that comes early is as bad as several, and their number is up to chance.
    early: Math.min(1, early.length),
    failed: failures ?? 0,
    excess: Math.max(0, requests.length - atMost),
    unfinished: done('POST', /\/jobs\/ingest$/) - done('PATCH', /\/jobs\/ingest\/\w+$/),
  };
}

const within = (ms: number): Promise<undefined> =>
  new Promise((resolve) => setTimeout(() => resolve(undefined), ms).unref());

/** What a program is run with. */
interface Run {
  readonly outage: SalesforceOutage;
  readonly org: Org;
  readonly program: Program;
  readonly reference: string;
  readonly row: Row;
}

/** Runs a program, and says how many of its calls were told of a failure. */
const DRIVES: Readonly<Record<Drive, (run: Run) => Promise<number>>> = {
  async payment({ outage, org, program, reference, row: { times = 1 } }) {
    const work = () => started(program, org, paymentOf(reference));
    const ends = await Promise.all(Array.from({ length: times }, () => outage.call(reference, work)));
    return ends.filter(({ told }) => told === 'failure').length;
  },
  async again({ outage, org, program, reference }) {
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      const { told } = await outage.call(reference, () => started(program, org, paymentOf(reference)));
      if (told === 'success') return 0;
      await within(1_000 * 2 ** attempt);
    }
    return 1;
  },
  async callers({ outage, org, program, reference }) {
    let failures = 0;
    for (const one of many(reference)) {
      const { told } = await outage.call(one.reference, () => started(program, org, one));
      if (told === 'failure') failures += 1;
    }
    return failures;
  },
  async list({ outage, org, program, reference }) {
    const payments = many(reference);
    const all = started(program, org, payments);
    const ends = await Promise.all(payments.map((one) => outage.call(one.reference, () => all)));
    return ends.filter(({ told }) => told === 'failure').length;
  },
  async load({ outage, org, program, reference }) {
    const begun = await outage.call(reference, () => started(program, org, paymentOf(reference)));
    const { id } = Object('value' in begun ? begun.value : undefined) as { id?: string };
    if (id !== undefined) await closed(org, id, reference);
    return begun.told === 'failure' ? 1 : 0;
  },
  message: delivered,
  webhook: received,
};

const started = (program: Program, ...args: readonly unknown[]): Promise<unknown> => {
  const { act } = program;
  if (!act) throw new Error('The program exports no act.');
  return act(...args);
};

/** Twenty payments. */
const many = (reference: string): Payment[] =>
  Array.from({ length: 20 }, (_, index) => paymentOf(`${reference}-${index}`));

/** Uploads what a job is about and closes it, as the next step of a load does. */
async function closed({ url, token }: Org, id: string, reference: string): Promise<void> {
  const headers = { Authorization: `Bearer ${token}` };
  const job = `${url}/services/data/v62.0/jobs/ingest/${id}`;
  const csv = `Reference__c,Amount__c\n${reference},5\n`;
  const uploaded = await fetch(`${job}/batches`, {
    method: 'PUT',
    headers: { ...headers, 'Content-Type': 'text/csv' },
    body: csv,
  });
  if (!uploaded.ok) return;
  const body = JSON.stringify({ state: 'UploadComplete' });
  await fetch(job, { method: 'PATCH', headers: { ...headers, 'Content-Type': 'application/json' }, body });
}

/** A queue waits so long (ms) before it delivers again, and a sender before it comes again. */
const AGAIN_MS = 60_000;

/** A queue that delivers a message again until somebody acknowledges it. */
async function delivered({ outage, org, program, reference }: Run): Promise<number> {
  const text = JSON.stringify(paymentOf(reference));
  const acknowledged: string[] = [];
  let failures = 0;
  const done = (): void => void acknowledged.push(reference);
  const later = async (): Promise<void> => {
    await Promise.resolve();
    done();
  };
  const queue = { ack: done, nack: () => undefined, deleteMessage: later, commitOffsets: later };
  const bytes = Buffer.from(text);
  const message = { content: bytes, data: bytes, value: bytes, Body: text, ReceiptHandle: 'r-1', offset: '7' };
  for (let delivery = 0; acknowledged.length === 0 && delivery < 15; delivery += 1) {
    if (delivery > 0) await within(AGAIN_MS);
    const { told } = await outage.call(reference, () =>
      started(program, org, { ...message, ack: done, nack: () => undefined }, queue),
    );
    if (told === 'failure') failures += 1;
  }
  return failures;
}

/** A sender that comes again when it is told to: it waits as long as Retry-After says. */
async function received({ outage, org, program: { handler }, reference }: Run): Promise<number> {
  const event = { body: JSON.stringify(paymentOf(reference)), stageVariables: org };
  for (let sent = 0; sent < 10; sent += 1) {
    let again: unknown;
    const { told } = await outage.call(reference, async () => {
      const answer: unknown = await handler?.(event);
      const { statusCode, headers } = Object(answer) as { statusCode: number; headers?: Record<string, string> };
      again = statusCode === 503 ? headers?.['Retry-After'] : undefined;
      if (statusCode >= 300) throw new Error(`The webhook was answered with ${statusCode}.`);
    });
    if (again === undefined) return told === 'failure' ? 1 : 0;
    await within(Number(again) * 1_000);
  }
  return 1;
}
