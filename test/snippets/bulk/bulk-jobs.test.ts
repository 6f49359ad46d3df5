import { describe, expect, it } from 'vitest';
import { bulkLoad } from '@salesforce-resilience/snippets/bulk/bulk-load';
import { createSalesforceFetch } from '@salesforce-resilience/snippets/client';
import { createSalesforceFetch as createCore } from '@salesforce-resilience/snippets/client/core';
import { type BulkFault, type BulkServerOptions, countsOf, payments, startBulkServer } from './bulk-server.ts';
import { failureOf, orgAt, SPEC } from './loading.ts';

describe('an upload whose answer is lost', () => {
  const lost: Pick<BulkServerOptions, 'faults'> = { faults: { upload: ['commit+drop'] } };
  const resilient = [
    ['the resilient client', createSalesforceFetch({ baseDelayMs: 1 })],
    ['its core', createCore({ baseDelayMs: 1 })],
  ] as const;

  it('is settled by giving the open job up for a new one', async () => {
    const { url, requests, jobs } = await startBulkServer(lost);
    await bulkLoad(orgAt(url), payments(2), SPEC);
    expect(requests.slice(0, 7)).toEqual(['create', 'upload', 'poll', 'abort', 'create', 'upload', 'close']);
    expect([...jobs.values()].map(({ state }) => state)).toEqual(['Aborted', 'JobComplete']);
  });

  it.each(resilient)('is sent again by %s, and that is all where it had not got there', async (_name, client) => {
    const { url, requests, processed } = await startBulkServer({ faults: { upload: ['drop-before'] } });
    const rows = payments(2);
    await bulkLoad(orgAt(url, client), rows, SPEC);
    expect(requests).toEqual(['create', 'upload', 'upload', 'close', 'poll', 'poll']);
    expect(countsOf(processed, rows)).toEqual([1, 1]);
  });

  it.each(resilient)(
    'and that %s sends again leaves a job that cannot be closed: a new one is made',
    async (_name, client) => {
      const { url, requests, jobs, processed } = await startBulkServer(lost);
      const rows = payments(2);
      await bulkLoad(orgAt(url, client), rows, SPEC);
      expect(requests.slice(0, 9)).toEqual([
        ...['create', 'upload', 'upload', 'close', 'poll', 'abort'],
        ...['create', 'upload', 'close'],
      ]);
      expect([...jobs.values()].map(({ state, uploads }) => [state, uploads])).toEqual([
        ['Aborted', 2],
        ['JobComplete', 1],
      ]);
      expect(countsOf(processed, rows)).toEqual([1, 1]);
    },
  );

  it.each(resilient)('and that %s sends again may be refused: a new job is made', async (_name, client) => {
    const { url, requests, jobs, processed } = await startBulkServer({ ...lost, secondUpload: 'refuse' });
    const rows = payments(2);
    await bulkLoad(orgAt(url, client), rows, SPEC);
    expect(requests.slice(0, 8)).toEqual([
      ...['create', 'upload', 'upload', 'poll', 'abort'],
      ...['create', 'upload', 'close'],
    ]);
    expect([...jobs.values()].map(({ state }) => state)).toEqual(['Aborted', 'JobComplete']);
    expect(countsOf(processed, rows)).toEqual([1, 1]);
  });

  it('does not lead to new jobs for ever where none can be closed', async () => {
    const close = Array.from({ length: 20 }, (): BulkFault => ({ status: 400, code: 'INVALIDJOB' }));
    const { url, jobs, processed } = await startBulkServer({ faults: { close } });
    const error = await failureOf(bulkLoad(orgAt(url), payments(2), SPEC));
    expect(error.reason).toBe('stuck');
    expect((error.cause as Error).cause).toMatchObject({ errorCode: 'INVALIDJOB' });
    expect([...jobs.values()].map(({ state }) => state)).toEqual(Array.from({ length: 5 }, () => 'Aborted'));
    expect(processed.size).toBe(0);
  });

  it('is given up when the data are refused twice', async () => {
    const refusal = { status: 400, code: 'ClientInputError' };
    const { url, requests, jobs } = await startBulkServer({ faults: { upload: [refusal, refusal, refusal] } });
    const error = await failureOf(bulkLoad(orgAt(url), payments(2), SPEC));
    expect(error.reason).toBe('interrupted');
    expect(error.cause).toMatchObject({ status: 400, errorCode: 'ClientInputError' });
    expect(requests.filter((kind) => kind === 'upload')).toHaveLength(2);
    expect([...jobs.values()].map(({ state }) => state)).toEqual(['Aborted', 'Aborted']);
  });
});

describe('a job that stays open', () => {
  it('is closed again', async () => {
    const { url, processed, requests } = await startBulkServer({ deafToClose: 2 });
    const rows = payments(2);
    await bulkLoad(orgAt(url), rows, SPEC);
    expect(requests.filter((kind) => kind === 'close')).toHaveLength(3);
    expect(countsOf(processed, rows)).toEqual([1, 1]);
  });

  it('is aborted in the end, and said to be stuck', async () => {
    const { url, processed, jobs } = await startBulkServer({ deafToClose: 1_000 });
    const error = await failureOf(bulkLoad(orgAt(url), payments(2), SPEC));
    expect(error.reason).toBe('stuck');
    expect([...jobs.values()].map(({ state }) => state)).toEqual(['Aborted']);
    expect(processed.size).toBe(0);
  });

  it('and refuses to be closed is aborted too', async () => {
    const refusal: BulkFault = { status: 400, code: 'InvalidJobState' };
    const close = Array.from({ length: 20 }, () => refusal);
    const { url, jobs, requests } = await startBulkServer({ faults: { close } });
    expect((await failureOf(bulkLoad(orgAt(url), payments(2), SPEC))).reason).toBe('stuck');
    expect([...jobs.values()].map(({ state }) => state)).toEqual(['Aborted']);
    expect(requests.filter((kind) => kind === 'close')).toHaveLength(5);
  });
});
