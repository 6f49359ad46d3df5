import { describe, expect, it } from 'vitest';
import { bulkLoad } from '@salesforce-resilience/snippets/bulk/bulk-load';
import type { BulkState } from '@salesforce-resilience/snippets/bulk/bulk-state';
import { payments, startBulkServer } from './bulk-server.ts';
import { failureOf, orgAt, SPEC } from './loading.ts';

describe('rows that were not written', () => {
  it('are told with their errors, and which to send again', async () => {
    const failing = {
      'P-1': 'UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record:--',
      'P-3': 'FIELD_CUSTOM_VALIDATION_EXCEPTION:Amount, please:Amount__c --',
    };
    const { url } = await startBulkServer({ failing });
    const rows = payments(4);
    const error = await failureOf(bulkLoad(orgAt(url), rows, SPEC));
    expect(error.reason).toBe('rows-failed');
    expect(error.failed).toEqual([
      { row: rows[0], key: 'P-1', errorCode: 'UNABLE_TO_LOCK_ROW', message: failing['P-1'], transient: true },
      {
        row: rows[2],
        key: 'P-3',
        errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
        message: failing['P-3'],
        transient: false,
      },
    ]);
    expect(error.sendAgain).toEqual([rows[0]]);
    expect(error.message).toBe(
      '2 rows failed (UNABLE_TO_LOCK_ROW, FIELD_CUSTOM_VALIDATION_EXCEPTION), 0 were not processed.',
    );
  });

  it('of a failed job are told together with those of the jobs that were not begun', async () => {
    const { url, requests } = await startBulkServer({ ends: ['Failed'], unprocessed: ['P-2'] });
    const rows = payments(12);
    const error = await failureOf(bulkLoad(orgAt(url), rows, { ...SPEC, maxBytes: 200 }));
    expect(error.reason).toBe('job-failed');
    expect(error.message).toContain('Job 7501 ended as Failed. InvalidBatch : Field name not found : Nope__c');
    expect(requests.filter((kind) => kind === 'create')).toHaveLength(1);
    expect(error.sendAgain).toContain(rows[1]);
    expect(error.sendAgain).toContain(rows[11]);
    expect(error.sendAgain).not.toContain(rows[0]);
  });

  it('of a job that somebody aborted are told', async () => {
    const { url } = await startBulkServer({ ends: ['Aborted'], unprocessed: ['P-1'] });
    const rows = payments(2);
    const error = await failureOf(bulkLoad(orgAt(url), rows, SPEC));
    expect([error.reason, error.sendAgain]).toEqual(['job-aborted', [rows[0]]]);
  });

  it('are noticed although Salesforce says nothing of them', async () => {
    const { url, requests } = await startBulkServer({ forgotten: ['P-2'] });
    const rows = payments(3);
    const error = await failureOf(bulkLoad(orgAt(url), rows, SPEC));
    expect([error.reason, error.sendAgain]).toEqual(['rows-missing', [rows[1]]]);
    expect(requests.at(-1)).toBe('successful');
  });

  it('are looked for where a job does not count them', async () => {
    const options = { isUncounted: true, failing: { 'P-1': 'UNABLE_TO_LOCK_ROW:locked:--' }, unprocessed: ['P-2'] };
    const { url, requests } = await startBulkServer(options);
    const rows = payments(3);
    const error = await failureOf(bulkLoad(orgAt(url), rows, SPEC));
    expect(error.sendAgain).toEqual([rows[0], rows[1]]);
    expect(requests.slice(-3)).toEqual(['failed', 'unprocessed', 'successful']);
  });

  it('are not lost to results that are cut off after a line', async () => {
    const { url } = await startBulkServer({
      failing: { 'P-2': 'UNABLE_TO_LOCK_ROW:locked:--' },
      faults: { failed: ['truncate'] },
    });
    const rows = payments(3);
    expect((await failureOf(bulkLoad(orgAt(url), rows, SPEC))).sendAgain).toEqual([rows[1]]);
  });
});

describe('a kept state', () => {
  it('of other rows is refused', async () => {
    const { url } = await startBulkServer({ faults: { poll: [{ status: 401 }] } });
    const { state } = await failureOf(bulkLoad(orgAt(url), payments(2), SPEC));
    await expect(bulkLoad(orgAt(url), payments(3), { ...SPEC, state })).rejects.toThrow(/a load of other rows/);
  });

  it('that is behind its job never aborts what is being processed', async () => {
    const { url, jobs, processed, requests } = await startBulkServer({ faults: { poll: [{ status: 401 }] } });
    const rows = payments(2);
    const { state } = await failureOf(bulkLoad(orgAt(url), rows, SPEC));
    const behind: BulkState = { ...state, jobs: state.jobs.map((job) => ({ ...job, stage: 'uploading' })) };
    await bulkLoad(orgAt(url), rows, { ...SPEC, state: behind });
    expect([jobs.size, requests.includes('abort')]).toEqual([1, false]);
    expect([...processed.values()]).toEqual([1, 1]);
  });

  it('of a job that Salesforce has removed begins with a new one', async () => {
    const { url, jobs, processed } = await startBulkServer({ faults: { poll: [{ status: 401 }] } });
    const rows = payments(1);
    const { state } = await failureOf(bulkLoad(orgAt(url), rows, SPEC));
    jobs.delete('7501');
    const behind: BulkState = { ...state, jobs: state.jobs.map((job) => ({ ...job, stage: 'uploading' })) };
    // The fake names its jobs by their number.
    await bulkLoad(orgAt(url), rows, { ...SPEC, state: behind });
    expect([...processed.values()]).toEqual([1]);
  });

  it('that cannot be kept ends the load before the next request', async () => {
    const { url, requests } = await startBulkServer();
    const onState = () => Promise.reject(new Error('disk full'));
    const error = await failureOf(bulkLoad(orgAt(url), payments(1), { ...SPEC, onState }));
    expect(error.cause).toMatchObject({ message: 'disk full' });
    expect(requests).toEqual([]);
  });

  it('at the end of a load asks for the results again, and sends nothing', async () => {
    const { url, requests } = await startBulkServer({ failing: { 'P-1': 'UNABLE_TO_LOCK_ROW:locked:--' } });
    const rows = payments(1);
    const { state } = await failureOf(bulkLoad(orgAt(url), rows, SPEC));
    requests.length = 0;
    const kept = JSON.parse(JSON.stringify(state)) as BulkState;
    expect((await failureOf(bulkLoad(orgAt(url), rows, { ...SPEC, state: kept }))).sendAgain).toEqual(rows);
    expect(requests).toEqual(['poll', 'failed']);
  });
});
