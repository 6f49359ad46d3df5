import { describe, expect, it } from 'vitest';
import { compositeApi } from '@salesforce-resilience/snippets/outage/composite-api';
import { org } from './faces.ts';

const PAYMENT = 'sobjects/Payment__c';
const UPSERT = `${PAYMENT}/Reference__c/PAY-1`;

describe('collections', () => {
  const records = ['PAY-1', 'PAY-2', 'PAY-3'].map((key) => ({ attributes: { type: 'Payment__c' }, Reference__c: key }));
  const lock = {
    statusCode: 'UNABLE_TO_LOCK_ROW',
    message: 'unable to obtain exclusive access to this record',
    fields: [],
  };
  const rollback = {
    statusCode: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
    message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
    fields: [],
  };

  it('say of each row what became of it, under status 200', async () => {
    const { ask, ledger, outage } = await org({ apis: [compositeApi] }, ['partial 1']);
    expect(await ask('POST', 'composite/sobjects', { records })).toEqual([
      200,
      [
        { id: 'a00000000000001AAA', success: true, errors: [] },
        { success: false, errors: [lock] },
        { id: 'a00000000000002AAA', success: true, errors: [] },
      ],
    ]);
    expect(ledger.records.map(({ key }) => key)).toEqual(['PAY-1', 'PAY-3']);
    expect(outage.requests[0]?.keys).toEqual(['PAY-1', 'PAY-2', 'PAY-3']);
  });

  it('write all or none when asked to', async () => {
    const { ask, ledger } = await org({ apis: [compositeApi] }, ['partial 1']);
    expect(await ask('POST', 'composite/sobjects', { allOrNone: true, records })).toEqual([
      200,
      [rollback, lock, rollback].map((error) => ({ success: false, errors: [error] })),
    ]);
    expect(ledger.records).toEqual([]);
  });

  it('are upserted by external id, and updated by id', async () => {
    const { ask, ledger } = await org({ apis: [compositeApi] });
    await ask('PATCH', UPSERT, { Amount__c: 1 });
    const [, rows] = await ask('PATCH', 'composite/sobjects/Payment__c/Reference__c', { records });
    expect(rows).toMatchObject([{ created: false }, { created: true }, { created: true }]);
    const update = { records: [{ attributes: { type: 'Payment__c' }, id: 'a00000000000001AAA', Amount__c: 9 }] };
    expect(await ask('PATCH', 'composite/sobjects', update)).toMatchObject([200, [{ success: true }]]);
    expect(ledger.recordsOf('PAY-1')).toMatchObject([{ fields: { Amount__c: 9 } }]);
    expect(ledger.records).toHaveLength(3);
  });

  it('take 200 records', async () => {
    const { ask } = await org({ apis: [compositeApi] });
    const many = Array.from({ length: 201 }, (_, row) => ({ attributes: { type: 'Payment__c' }, Amount__c: row }));
    expect((await ask('POST', 'composite/sobjects', { records: many.slice(1) }))[0]).toBe(200);
    expect(await ask('POST', 'composite/sobjects', { records: many })).toMatchObject([
      400,
      [{ errorCode: 'LIMIT_EXCEEDED' }],
    ]);
  });
});

describe('composite requests', () => {
  const invoice = { method: 'POST', url: '/services/data/v64.0/sobjects/Invoice__c', referenceId: 'invoice' };
  const request = [
    { ...invoice, body: { Reference__c: 'INV-1' } },
    {
      method: 'PATCH',
      url: `/services/data/v64.0/${UPSERT}`,
      referenceId: 'payment',
      body: { Invoice__c: '@{invoice.id}' },
    },
  ];

  it('answer each inner request, which may refer to one before it', async () => {
    const { ask, ledger, outage } = await org({ apis: [compositeApi] });
    expect(await ask('POST', 'composite', { compositeRequest: request })).toMatchObject([
      200,
      {
        compositeResponse: [
          { httpStatusCode: 201, referenceId: 'invoice', body: { id: 'a00000000000001AAA', success: true } },
          { httpStatusCode: 201, referenceId: 'payment', body: { created: true } },
        ],
      },
    ]);
    expect(ledger.recordsOf('PAY-1')).toMatchObject([{ fields: { Invoice__c: 'a00000000000001AAA' } }]);
    expect(outage.requests[0]?.keys).toEqual(['INV-1', 'PAY-1']);
  });

  it('are rolled back as a whole when all or none is asked for', async () => {
    const { ask, ledger } = await org({ apis: [compositeApi] }, ['partial 1']);
    expect(await ask('POST', 'composite', { allOrNone: true, compositeRequest: request })).toMatchObject([
      200,
      {
        compositeResponse: [
          { httpStatusCode: 400, body: [{ errorCode: 'PROCESSING_HALTED' }] },
          { httpStatusCode: 400, body: [{ errorCode: 'UNABLE_TO_LOCK_ROW' }] },
        ],
      },
    ]);
    expect(ledger.records).toEqual([]);
  });

  it('are answered one by one in a batch', async () => {
    const { ask } = await org({ apis: [compositeApi] }, ['partial 0']);
    const batchRequests = ['PAY-1', 'PAY-2'].map((key) => ({
      method: 'PATCH',
      url: `v64.0/${PAYMENT}/Reference__c/${key}`,
      richInput: { Amount__c: 5 },
    }));
    expect(await ask('POST', 'composite/batch', { batchRequests })).toMatchObject([
      200,
      { hasErrors: true, results: [{ statusCode: 400 }, { statusCode: 201, result: { created: true } }] },
    ]);
  });

  it('write a tree, all or none', async () => {
    const { ask, ledger } = await org({ apis: [compositeApi] }, ['partial 1']);
    const records = ['a', 'b'].map((referenceId) => ({
      attributes: { type: 'Payment__c', referenceId },
      Reference__c: referenceId,
    }));
    expect(await ask('POST', 'composite/tree/Payment__c', { records })).toMatchObject([
      400,
      { hasErrors: true, results: [{ referenceId: 'b', errors: [{ statusCode: 'UNABLE_TO_LOCK_ROW' }] }] },
    ]);
    expect(ledger.records).toEqual([]);
    expect(await ask('POST', 'composite/tree/Payment__c', { records })).toMatchObject([
      201,
      { hasErrors: false, results: [{ referenceId: 'a' }, { referenceId: 'b' }] },
    ]);
  });
});
