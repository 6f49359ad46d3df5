import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSalesforceFetch } from '@salesforce-resilience/snippets/client';
import {
  AmbiguousExternalIdError,
  upsertByExternalId,
} from '@salesforce-resilience/snippets/upsert/upsert-by-external-id';
import { serve, startSalesforce } from '../client/local-server.ts';

const KEYS = { object: 'Payment__c', field: 'Reference__c' };
const PATH = '/services/data/v62.0/sobjects/Payment__c/Reference__c';

/** A server that gives these answers in turn, the last one from then on. */
async function serveAnswers(...answers: readonly [status: number, body?: unknown][]) {
  const server = await serve((response, index) => {
    const [status, body] = answers[index] ?? answers.at(-1)!;
    response.writeHead(status, { 'Content-Type': 'application/json' });
    response.end(typeof body === 'string' ? body : body === undefined ? undefined : JSON.stringify(body));
  });
  return { ...server, org: { fetch, instanceUrl: server.url, accessToken: 'token' } };
}

describe('an upsert', () => {
  it('sends the fields without the external id to the address of the external id', async () => {
    const { org, received } = await serveAnswers([201, { id: 'a01', success: true, errors: [], created: true }]);
    const record = { Amount__c: 12.5, reference__C: 'P-1', Note__c: null, Id: undefined };
    expect(await upsertByExternalId(org, record, KEYS)).toEqual({ id: 'a01', created: true });
    expect(received).toEqual([
      {
        method: 'PATCH',
        path: `${PATH}/P-1`,
        authorization: 'Bearer token',
        body: '{"Amount__c":12.5,"Note__c":null}',
      },
    ]);
  });

  it.each([
    [200, { id: 'a01', success: true, errors: [], created: false }, { id: 'a01', created: false }],
    [201, { id: 'a01', success: true, errors: [] }, { id: 'a01', created: true }],
    [204, undefined, { id: undefined, created: false }],
  ])('answered with %s is read', async (status, body, expected) => {
    const { org } = await serveAnswers([status, body]);
    expect(await upsertByExternalId(org, { Reference__c: 'P-1' }, KEYS)).toEqual(expected);
  });

  it('answered with 300 names the records that have the external id', async () => {
    const records = [`${PATH.replace('/Reference__c', '')}/a01`, `${PATH.replace('/Reference__c', '')}/a02`];
    const { org, received } = await serveAnswers([300, records]);
    const error = await upsertByExternalId(org, { Reference__c: 'P-1' }, KEYS).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(AmbiguousExternalIdError);
    expect(error).toMatchObject({ records });
    expect((error as Error).message).toContain('2 records have this Reference__c');
    expect(received).toHaveLength(1);
  });

  it.each([
    [
      400,
      [{ errorCode: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'Amount' }],
      'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      false,
    ],
    [400, [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: 'locked' }], 'UNABLE_TO_LOCK_ROW', true],
    [403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'ConcurrentRequests' }], 'REQUEST_LIMIT_EXCEEDED', true],
    [404, [{ errorCode: 'NOT_FOUND', message: 'no such field' }], 'NOT_FOUND', false],
    [401, [{ errorCode: 'INVALID_SESSION_ID', message: 'expired' }], 'INVALID_SESSION_ID', false],
    [503, '<html>Maintenance</html>', undefined, true],
    [502, undefined, undefined, true],
    [429, undefined, undefined, true],
  ])('answered with %s is a rejection that says whether it may pass', async (status, body, errorCode, transient) => {
    const { org, received } = await serveAnswers([status, body]);
    const error = await upsertByExternalId(org, { Reference__c: 'P-1' }, KEYS).catch((cause: unknown) => cause);
    expect(error).toMatchObject({ name: 'SalesforceRejection', status, errorCode, transient });
    expect((error as Error).message).toContain(`PATCH ${PATH}/P-1: Salesforce answered ${status}`);
    expect(received).toHaveLength(1);
  });

  it.each([
    [200, '<html>Maintenance</html>'],
    [201, { success: true }],
    [200, 'null'],
  ])('answered with %s and no record is no success', async (status, body) => {
    const { org } = await serveAnswers([status, body]);
    await expect(upsertByExternalId(org, { Reference__c: 'P-1' }, KEYS)).rejects.toMatchObject({ transient: true });
  });

  it('that lost a race against another create is repeated once, as an update', async () => {
    const duplicate: [number, unknown] = [400, [{ errorCode: 'DUPLICATE_VALUE', message: 'duplicate value found' }]];
    const won = await serveAnswers(duplicate, [200, { id: 'a01', created: false }]);
    expect(await upsertByExternalId(won.org, { Reference__c: 'P-1' }, KEYS)).toEqual({ id: 'a01', created: false });
    const other = await serveAnswers(duplicate);
    await expect(upsertByExternalId(other.org, { Reference__c: 'P-1' }, KEYS)).rejects.toMatchObject({
      errorCode: 'DUPLICATE_VALUE',
    });
    expect(other.received).toHaveLength(2);
  });

  it('names its version, and can be forbidden to create', async () => {
    const { org, received } = await serveAnswers([204]);
    const options = { ...KEYS, updateOnly: true };
    await upsertByExternalId(
      { ...org, apiVersion: 'v45.0', instanceUrl: `${org.instanceUrl}/` },
      { Reference__c: 7 },
      options,
    );
    expect(received[0]?.path).toBe('/services/data/v45.0/sobjects/Payment__c/Reference__c/7?updateOnly=true');
  });

  it('through the resilient client leaves one record when its answer is lost', async () => {
    const { salesforce, headers, payments, sent } = await startSalesforce({ kind: 'commit-then-reset' });
    const instanceUrl = new URL(payments).origin;
    const authorized: typeof globalThis.fetch = (input, init) =>
      createSalesforceFetch({ baseDelayMs: 1 })(input, { ...init, headers });
    await upsertByExternalId({ fetch: authorized, instanceUrl }, { Reference__c: 'P-1', Amount__c: 1 }, KEYS);
    expect(salesforce.ledger.recordsOf('P-1')).toHaveLength(1);
    expect(sent()).toBe(2);
  });
});

describe('nothing is sent for', () => {
  it.each([
    ['no external id', { Amount__c: 1 }, KEYS, /needs a text or a number as its Reference__c; it has undefined/],
    ['an external id of null', { Reference__c: null }, KEYS, /it has null/],
    ['an empty external id', { Reference__c: '' }, KEYS, /blank: it would be created without one/],
    ['a blank external id', { Reference__c: ' \t\n' }, KEYS, /blank/],
    ['an external id that is no number', { Reference__c: Number.NaN }, KEYS, /it has NaN/],
    ["the external id '.'", { Reference__c: '.' }, KEYS, /'\.' cannot stand in a URL/],
    ["the external id '..'", { Reference__c: '..' }, KEYS, /'\.\.' cannot stand in a URL/],
    ['half a surrogate pair', { Reference__c: 'a\uD800' }, KEYS, /surrogate/],
    ['a record with an Id', { Reference__c: 'P-1', Id: 'a01' }, KEYS, /has an Id besides its Reference__c/],
    ['the field Id', { Id: 'a01' }, { ...KEYS, field: 'id' }, /Id is no external id/],
    ['a field that is no name', { 'a/b': 'P-1' }, { ...KEYS, field: 'a/b' }, /'a\/b' is no API name/],
    ['an object that is no name', { Reference__c: 'P-1' }, { ...KEYS, object: '../Account' }, /no API name/],
  ])('%s', async (_, record, keys, message) => {
    const { org, received } = await serveAnswers([201, { id: 'a01' }]);
    await expect(upsertByExternalId(org, record, keys)).rejects.toThrow(message);
    expect(received).toEqual([]);
  });

  it.each([
    [{ instanceUrl: 'acme.my.salesforce.com' }, /is no instance URL/],
    [{ instanceUrl: 'https://acme.my.salesforce.com/services' }, /is no instance URL/],
    [{ apiVersion: 'latest' }, /'latest' is no API version/],
  ])('an org like %j', async (wrong, message) => {
    const { org, received } = await serveAnswers([201, { id: 'a01' }]);
    await expect(upsertByExternalId({ ...org, ...wrong }, { Reference__c: 'P-1' }, KEYS)).rejects.toThrow(message);
    expect(received).toEqual([]);
  });
});

describe('any external id', () => {
  it('arrives as it is', async () => {
    const { org, received } = await serveAnswers([204]);
    const awkward = fc.stringMatching(/^[/\\'"?#&+%. ~é€😀]{1,12}$/u);
    const keys = fc.oneof(
      fc.string({ unit: 'grapheme' }),
      awkward,
      fc.constantFrom('../x', '%2e%2e', 'a+b', '100%', 'a/b', '…'),
    );
    await fc.assert(
      fc.asyncProperty(
        keys.filter((key) => key.trim() !== '' && !/^\.{1,2}$/.test(key)),
        async (key) => {
          await upsertByExternalId(org, { Reference__c: key }, KEYS);
          const { path, body } = received.at(-1)!;
          const segments = path.slice(PATH.length + 1).split('/');
          expect(path.startsWith(`${PATH}/`)).toBe(true);
          expect(segments).toHaveLength(1);
          expect(decodeURIComponent(segments[0]!)).toBe(key);
          expect(body).toBe('{}');
        },
      ),
      { numRuns: 300 },
    );
  });
});
