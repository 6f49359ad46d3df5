import { describe, expect, it, vi } from 'vitest';
import { bulkLoad, type BulkLoadOptions } from '@salesforce-resilience/snippets/bulk/bulk-load';
import type { BulkState } from '@salesforce-resilience/snippets/bulk/bulk-state';
import { createSalesforceFetch } from '@salesforce-resilience/snippets/client';
import { pollJob } from '@salesforce-resilience/snippets/bulk/poll-job';
import { parseCsv } from '@salesforce-resilience/snippets/bulk/parse-csv';
import { type BulkFault, type BulkRequest, countsOf, payments, startBulkServer } from './bulk-server.ts';
import { failureOf, orgAt, SPEC } from './loading.ts';

const clients: [string, typeof fetch][] = [
  ['a plain fetch', fetch],
  ['the resilient client', createSalesforceFetch({ baseDelayMs: 1, maxDelayMs: 5, totalTimeoutMs: 2_000 })],
];

describe('a load', () => {
  it('creates an upsert job, uploads, closes and polls, and asks for no results that its counts rule out', async () => {
    const { url, received, requests, jobs } = await startBulkServer();
    const rows = payments(3);
    const states: BulkState[] = [];
    const options = { ...SPEC, lineEnding: 'CRLF' as const, onState: (state: BulkState) => void states.push(state) };
    expect(await bulkLoad(orgAt(url), rows, options)).toEqual({ jobIds: ['7501'], written: 3 });
    expect(requests).toEqual(['create', 'upload', 'close', 'poll', 'poll']);
    expect(received.map(({ method, path }) => `${method} ${path}`).slice(0, 4)).toEqual([
      'POST /services/data/v62.0/jobs/ingest',
      'PUT /services/data/v62.0/jobs/ingest/7501/batches',
      'PATCH /services/data/v62.0/jobs/ingest/7501',
      'GET /services/data/v62.0/jobs/ingest/7501',
    ]);
    expect(JSON.parse(received[0]!.body)).toEqual({
      object: 'Payment__c',
      operation: 'upsert',
      externalIdFieldName: 'Reference__c',
      contentType: 'CSV',
      lineEnding: 'CRLF',
    });
    expect(received.every(({ authorization }) => authorization === 'Bearer token')).toBe(true);
    expect(parseCsv(jobs.get('7501')!.data!)[1]).toEqual({ Reference__c: 'P-2', Amount__c: '1.5', Note__c: '#N/A' });
    expect(states.map(({ jobs: [job] }) => job?.stage)).toEqual([
      'creating',
      'uploading',
      'closing',
      'processing',
      'processed',
    ]);
  });

  it('spreads rows over as many jobs as they need', async () => {
    const { url, jobs, processed } = await startBulkServer();
    const rows = payments(40);
    const { jobIds } = await bulkLoad(orgAt(url), rows, { ...SPEC, maxBytes: 600 });
    expect(jobIds.length).toBeGreaterThan(1);
    expect([...jobs.values()].map(({ state }) => state)).toEqual(jobIds.map(() => 'JobComplete'));
    expect(countsOf(processed, rows)).toEqual(rows.map(() => 1));
  });

  it.each([
    ['no rows', [], /There are no rows to load/],
    ['a row without the external id', [{ Reference__c: 'P-1' }, { Amount__c: 1 }], /Row 2 has no Reference__c/],
    ['a blank external id', [{ Reference__c: ' ' }], /Row 1 has no Reference__c/],
    ['an external id of null', [{ Reference__c: null }], /Row 1 has no Reference__c/],
    [
      'the same external id twice',
      [{ Reference__c: 'P-1' }, { Reference__c: 'P-1' }],
      /Row 2 has the same Reference__c/,
    ],
  ])('of %s is refused before anything is sent', async (_, rows, message) => {
    const { url, requests } = await startBulkServer();
    await expect(bulkLoad(orgAt(url), rows, SPEC)).rejects.toThrow(message);
    expect(requests).toEqual([]);
  });
});

it.each([
  [{ instanceUrl: 'acme' }, /'acme' is no instance URL/],
  [{ apiVersion: 'v62' }, /'v62' is no API version/],
  [{ fetch: undefined as unknown as typeof fetch }, /needs a fetch/],
])('a load to an org like %j fails at once', async (wrong, message) => {
  await expect(bulkLoad({ ...orgAt('http://127.0.0.1:1'), ...wrong }, payments(1), SPEC)).rejects.toThrow(message);
});

const kinds: BulkRequest[] = ['create', 'upload', 'close', 'poll', 'failed', 'unprocessed', 'successful'];
const faults: [string, BulkFault][] = [
  ['lost before it arrives', 'drop-before'],
  ['carried out, and its answer lost', 'commit+drop'],
  ['answered with 503', { status: 503 }],
  ['carried out, and answered with 503', { status: 503, commit: true }],
  ['answered with 500', { status: 500 }],
  ['answered with a lock error', { status: 400, code: 'UNABLE_TO_LOCK_ROW' }],
];

describe.each(clients)('with %s', (_, client) => {
  for (const kind of kinds) {
    it.each(faults)(`a load whose ${kind} is %s writes every row once`, async (_name, fault) => {
      const { url, processed, requests } = await startBulkServer({
        faults: { [kind]: [fault, fault] },
        isUncounted: true,
      });
      const rows = payments(5);
      expect(await bulkLoad(orgAt(url, client), rows, SPEC)).toMatchObject({ written: 5 });
      expect(countsOf(processed, rows)).toEqual([1, 1, 1, 1, 1]);
      expect(requests).toContain(kind);
    });
  }

  it.each(['create', 'poll'] as const)(
    'a maintenance page with status 200 instead of an answer to %s is no answer',
    async (kind) => {
      const { url, processed } = await startBulkServer({ faults: { [kind]: ['html200'] } });
      const rows = payments(2);
      await bulkLoad(orgAt(url, client), rows, SPEC);
      expect(countsOf(processed, rows)).toEqual([1, 1]);
    },
  );
});

describe('polling', () => {
  it('begins after a pause where the job was closed just now, and at once where a load is continued', async () => {
    const { url, requests, times } = await startBulkServer({ faults: { poll: [{ status: 401 }] }, pollsNeeded: 0 });
    const rows = payments(1);
    const slow = { ...SPEC, pauseMs: 200, maxPauseMs: 200 };
    const { state } = await failureOf(bulkLoad(orgAt(url), rows, slow));
    expect(requests).toEqual(['create', 'upload', 'close', 'poll']);
    // Three quarters of 200 ms at least.
    expect(times[3]! - times[2]!).toBeGreaterThanOrEqual(149);
    await bulkLoad(orgAt(url), rows, { ...slow, pauseMs: 60_000, maxPauseMs: 60_000, timeoutMs: 30_000, state });
    expect(requests.slice(4)).toEqual(['poll']);
  });

  it('does not ask earlier than Retry-After says', async () => {
    const { url, requests, times } = await startBulkServer({ faults: { poll: [{ status: 503, retryAfter: '1' }] } });
    await bulkLoad(orgAt(url), payments(1), SPEC);
    const first = requests.indexOf('poll');
    expect(times[first + 1]! - times[first]!).toBeGreaterThanOrEqual(1_000);
  });

  it('outlasts an outage longer than the patience of its client', async () => {
    const outage = Array.from({ length: 60 }, (): BulkFault => ({ status: 503 }));
    const { url, processed } = await startBulkServer({ faults: { poll: outage } });
    const rows = payments(2);
    const client = createSalesforceFetch({ baseDelayMs: 1, maxDelayMs: 2, maxOpenMs: 2, totalTimeoutMs: 50 });
    await bulkLoad(orgAt(url, client), rows, SPEC);
    expect(countsOf(processed, rows)).toEqual([1, 1]);
  });

  it('ends at its deadline with a state, from which the load goes on without another job', async () => {
    const { url, jobs, processed } = await startBulkServer({ pollsNeeded: 200 });
    const rows = payments(2);
    const error = await failureOf(bulkLoad(orgAt(url), rows, { ...SPEC, timeoutMs: 100 }));
    expect(error.reason).toBe('deadline');
    expect(error.state.jobs.map(({ stage }) => stage)).toEqual(['processing']);
    jobs.get('7501')!.polls = 200;
    await bulkLoad(orgAt(url), rows, { ...SPEC, state: error.state });
    expect(jobs.size).toBe(1);
    expect(countsOf(processed, rows)).toEqual([1, 1]);
  });

  it.each(['{"id":"7501","state":"Resting"}', '{"id":"7501"}', '{"state":"JobComplete"}', 'null'])(
    'does not take %s for the end of a job',
    async (body) => {
      const { url, processed } = await startBulkServer({ faults: { poll: [{ status: 200, body }] } });
      const rows = payments(1);
      await bulkLoad(orgAt(url), rows, SPEC);
      expect(countsOf(processed, rows)).toEqual([1]);
    },
  );

  it('does not wait for a Retry-After beyond the deadline', async () => {
    const { url, requests } = await startBulkServer({ faults: { poll: [{ status: 503, retryAfter: '86400' }] } });
    const error = await failureOf(bulkLoad(orgAt(url), payments(1), SPEC));
    expect(error.reason).toBe('deadline');
    expect(requests.filter((kind) => kind === 'poll')).toHaveLength(1);
  });

  it('ends at once, with the reason of the signal, when that is aborted', async () => {
    const { url, jobs } = await startBulkServer({ pollsNeeded: Infinity });
    const controller = new AbortController();
    const reason = new Error('shutting down');
    const options: BulkLoadOptions = {
      ...SPEC,
      pauseMs: 60_000,
      maxPauseMs: 60_000,
      timeoutMs: 600_000,
      signal: controller.signal,
    };
    const load = bulkLoad(orgAt(url), payments(1), options);
    const ended = load.catch((error: unknown) => ({ error, at: Date.now() }));
    await vi.waitFor(() => expect(jobs.get('7501')?.state).toBe('UploadComplete'), { timeout: 10_000 });
    const aborted = Date.now();
    controller.abort(reason);
    const outcome = (await ended) as { error: unknown; at: number };
    expect(outcome.error).toBe(reason);
    expect(outcome.at - aborted).toBeLessThan(1_000);
  });

  it('stops when the session has ended for good, and can be continued', async () => {
    const { url, processed } = await startBulkServer({
      faults: { poll: [{ status: 401, code: 'INVALID_SESSION_ID' }] },
    });
    const rows = payments(1);
    const error = await failureOf(bulkLoad(orgAt(url), rows, SPEC));
    expect(error.reason).toBe('interrupted');
    expect(error.cause).toMatchObject({ status: 401, errorCode: 'INVALID_SESSION_ID' });
    await bulkLoad(orgAt(url), rows, { ...SPEC, state: error.state });
    expect(countsOf(processed, rows)).toEqual([1]);
  });
});

describe('pollJob', () => {
  const patience = { pauseMs: 1, maxPauseMs: 5, timeoutMs: 10_000 };

  it('waits through an outage for a job that somebody else made', async () => {
    const { url } = await startBulkServer({ faults: { poll: [{ status: 401 }, { status: 503 }, 'drop-before'] } });
    const { state } = await failureOf(bulkLoad(orgAt(url), payments(1), SPEC));
    const jobId = state.jobs[0]?.jobId ?? '';
    expect(await pollJob(orgAt(url), jobId, patience)).toMatchObject({ id: jobId, state: 'JobComplete' });
  });

  it.each([
    [{ ends: ['Failed' as const] }, /Job 7501 ended as Failed\. InvalidBatch/],
    [{ ends: ['Aborted' as const] }, /Job 7501 ended as Aborted\./],
    [{ deafToClose: 1 }, /Job 7501 is open: close it first\./],
  ])('does not take %j for complete', async (options, message) => {
    const { url } = await startBulkServer({ ...options, faults: { poll: [{ status: 401 }] } });
    await failureOf(bulkLoad(orgAt(url), payments(1), SPEC));
    await expect(pollJob(orgAt(url), '7501', patience)).rejects.toThrow(message);
  });
});
