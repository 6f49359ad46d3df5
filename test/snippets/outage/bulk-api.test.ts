import { describe, expect, it } from 'vitest';
import { bulkApi } from '@salesforce-resilience/snippets/outage/bulk-api';
import { org } from './faces.ts';

describe('Bulk API 2.0', () => {
  const csv = 'Reference__c,Note__c\nPAY-1,"a, ""b"""\nPAY-2,c\n';
  const upsert = { object: 'Payment__c', operation: 'upsert', externalIdFieldName: 'Reference__c' };

  async function bulk(script: readonly string[] = []) {
    const clock = { now: Date.UTC(2026, 0, 1) };
    const apis = [bulkApi({ queueMs: 1_000, workMs: 4_000 })];
    const { ask, ledger } = await org({ apis, now: () => clock.now }, script);
    const [, job] = await ask('POST', 'jobs/ingest', upsert);
    const { id, contentUrl } = job as { id: string; contentUrl: string };
    return { ask, ledger, clock, job, path: `jobs/ingest/${id}`, contentUrl };
  }

  it('takes a job from its creation to its results', async () => {
    const { ask, ledger, clock, job, path, contentUrl } = await bulk();
    expect(job).toMatchObject({ state: 'Open', operation: 'upsert', externalIdFieldName: 'Reference__c' });
    expect(await ask('PUT', `/${contentUrl}`, csv)).toEqual([201, '']);
    expect(await ask('PATCH', path, { state: 'UploadComplete' })).toMatchObject([200, { state: 'UploadComplete' }]);
    clock.now += 1_000;
    expect(await ask('GET', path)).toMatchObject([200, { state: 'InProgress' }]);
    expect(await ask('GET', `${path}/failedResults`)).toMatchObject([400, [{ errorCode: 'INVALIDJOBSTATE' }]]);
    clock.now += 4_000;
    expect(await ask('GET', path)).toMatchObject([
      200,
      { state: 'JobComplete', numberRecordsProcessed: 2, numberRecordsFailed: 0 },
    ]);
    expect(await ask('GET', `${path}/successfulResults`)).toEqual([
      200,
      '"sf__Id","sf__Created","Reference__c","Note__c"\n' +
        '"a00000000000001AAA","true","PAY-1","a, ""b"""\n"a00000000000002AAA","true","PAY-2","c"\n',
    ]);
    expect(await ask('GET', `${path}/unprocessedrecords`)).toEqual([200, '"Reference__c","Note__c"\n']);
    expect(ledger.recordsOf('PAY-1')).toMatchObject([{ fields: { Note__c: 'a, "b"' } }]);
    expect(await ask('DELETE', path)).toEqual([204, '']);
  });

  it('lists the rows that failed', async () => {
    const { ask, clock, path } = await bulk(['partial 1; on=PATCH']);
    await ask('PUT', `${path}/batches`, csv);
    await ask('PATCH', path, { state: 'UploadComplete' });
    clock.now += 5_000;
    expect(await ask('GET', `${path}/failedResults`)).toEqual([
      200,
      '"sf__Id","sf__Error","Reference__c","Note__c"\n' +
        '"","UNABLE_TO_LOCK_ROW:unable to obtain exclusive access to this record:--","PAY-2","c"\n',
    ]);
  });

  it('keeps what an aborted job did not process', async () => {
    const { ask, ledger, path } = await bulk();
    await ask('PUT', `${path}/batches`, csv);
    expect(await ask('PATCH', path, { state: 'Aborted' })).toMatchObject([200, { state: 'Aborted' }]);
    expect((await ask('GET', `${path}/unprocessedrecords`))[1]).toBe(
      '"Reference__c","Note__c"\n"PAY-1","a, ""b"""\n"PAY-2","c"\n',
    );
    expect(ledger.records).toEqual([]);
  });

  it('refuses what is out of order, and says why', async () => {
    const { ask, path } = await bulk();
    expect(await ask('PATCH', path, { state: 'UploadComplete' })).toMatchObject([
      400,
      [{ message: 'A job that is Open and has no data cannot become UploadComplete.' }],
    ]);
    await ask('PUT', `${path}/batches`, csv);
    await ask('PATCH', path, { state: 'UploadComplete' });
    expect(await ask('PUT', `${path}/batches`, csv)).toMatchObject([400, [{ errorCode: 'INVALIDJOBSTATE' }]]);
    expect(await ask('PATCH', path, { state: 'UploadComplete' })).toMatchObject([
      400,
      [{ errorCode: 'INVALIDJOBSTATE' }],
    ]);
    expect((await ask('GET', 'jobs/ingest/750'))[0]).toBe(404);
    expect(await ask('POST', 'jobs/ingest', { object: 'Payment__c', operation: 'upsert' })).toMatchObject([
      400,
      [{ message: 'An upsert needs externalIdFieldName.' }],
    ]);
  });

  it('takes data twice, and refuses to close the job then: it can only be aborted', async () => {
    const { ask, ledger, path } = await bulk();
    await ask('PUT', `${path}/batches`, csv);
    expect((await ask('PUT', `${path}/batches`, csv))[0]).toBe(201);
    expect(await ask('PATCH', path, { state: 'UploadComplete' })).toMatchObject([400, [{ errorCode: 'INVALIDJOB' }]]);
    expect((await ask('GET', path))[1]).toMatchObject({ state: 'Open' });
    expect(await ask('PATCH', path, { state: 'Aborted' })).toMatchObject([200, { state: 'Aborted' }]);
    expect(ledger.records).toEqual([]);
  });

  it('inserts, updates and deletes', async () => {
    const { ask, ledger } = await bulk();
    const load = async (operation: string, rows: string): Promise<void> => {
      const [, job] = await ask('POST', 'jobs/ingest', { object: 'Payment__c', operation });
      const { id } = job as { id: string };
      await ask('PUT', `jobs/ingest/${id}/batches`, rows);
      await ask('PATCH', `jobs/ingest/${id}`, { state: 'UploadComplete' });
    };
    // Clients that send a column for Id leave it empty.
    await load('insert', 'Reference__c,Id\r\nPAY-1,\r\nPAY-1,\r\n');
    expect(ledger.recordsOf('PAY-1')).toHaveLength(2);
    await load('update', 'Id,Amount__c\na00000000000001AAA,7\n');
    expect(ledger.records[0]).toMatchObject({ id: 'a00000000000001AAA', fields: { Amount__c: '7' } });
    expect(await ask('GET', 'sobjects/Payment__c/a00000000000001AAA')).toMatchObject([
      200,
      { Id: 'a00000000000001AAA' },
    ]);
    await load('delete', 'Id\na00000000000001AAA\n');
    expect(ledger.recordsOf('PAY-1')).toHaveLength(1);
  });
});
