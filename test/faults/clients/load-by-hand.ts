import type { Payment } from '../cell.ts';
import type { Send } from './client.ts';

const POLL_MS = 5_000;

/** The rows of a load, as CSV. */
const csvOf = (payments: readonly Payment[]): string =>
  ['Reference__c,Customer__c,Amount__c', ...payments.map((one) => `${one.reference},${one.customerId},${one.amount}`)]
    .map((line) => `${line}\n`)
    .join('');

/**
 * Open, upload, close, poll, failed results: a Bulk API 2.0 load as its guide shows it, one request after the other.
 *
 * @returns the references of the rows that failed.
 */
export async function loadByHand(
  instanceUrl: string,
  payments: readonly Payment[],
  send: Send,
): Promise<readonly string[]> {
  const jobs = `${instanceUrl}/services/data/v62.0/jobs/ingest`;
  const spec = { object: 'Payment__c', operation: 'upsert', externalIdFieldName: 'Reference__c', lineEnding: 'LF' };
  const job = `${jobs}/${textIn(await send({ method: 'POST', url: jobs, body: JSON.stringify(spec) }), 'id')}`;
  await send({ method: 'PUT', url: `${job}/batches`, body: csvOf(payments), contentType: 'text/csv' });
  await send({ method: 'PATCH', url: job, body: JSON.stringify({ state: 'UploadComplete' }) });
  for (;;) {
    const state = textIn(await send({ method: 'GET', url: job }), 'state');
    if (state === 'JobComplete') break;
    if (state === 'Failed' || state === 'Aborted') throw new Error(`The job is ${state}.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  const failed = String(await send({ method: 'GET', url: `${job}/failedResults/` }));
  return failed
    .split('\n')
    .slice(1)
    .flatMap((line) => /PAY-\d+/.exec(line)?.[0] ?? []);
}

function textIn(value: unknown, name: 'id' | 'state'): string {
  const found = (Object(value) as Record<string, unknown>)[name];
  if (typeof found !== 'string') throw new Error(`The answer has no ${name}.`);
  return found;
}
