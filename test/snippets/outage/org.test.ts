import { describe, expect, it } from 'vitest';
import { org } from './faces.ts';

const PAYMENT = 'sobjects/Payment__c';
const UPSERT = `${PAYMENT}/Reference__c/PAY-1`;

describe('records', () => {
  it('are created each time they are posted', async () => {
    const { ask, ledger, outage } = await org();
    const [status, body] = await ask('POST', PAYMENT, { Reference__c: 'PAY-1', Amount__c: 5 });
    expect([status, body]).toEqual([201, { id: 'a00000000000001AAA', success: true, errors: [] }]);
    expect((await ask('POST', PAYMENT, { Reference__c: 'PAY-1', Amount__c: 5 }))[0]).toBe(201);
    expect(ledger.recordsOf('PAY-1')).toHaveLength(2);
    expect(outage.requests).toMatchObject([
      { keys: ['PAY-1'], carriedOut: true, attempt: 1 },
      { keys: ['PAY-1'], carriedOut: true, attempt: 2 },
    ]);
  });

  it('meet the steps that name their external id, wherever a request has it', async () => {
    const { ask } = await org({}, ['503; on=PAY-2', '500; on=PAY-1']);
    expect((await ask('POST', PAYMENT, { Reference__c: 'PAY-3' }))[0]).toBe(201);
    expect((await ask('POST', PAYMENT, { Reference__c: 'PAY-2' }))[0]).toBe(503);
    expect((await ask('PATCH', UPSERT, {}))[0]).toBe(500);
    expect((await ask('POST', PAYMENT, { Reference__c: 'PAY-2' }))[0]).toBe(201);
  });

  it('are created although a page says something else', async () => {
    const { ask, ledger } = await org({}, ['commit+html200']);
    expect(await ask('POST', PAYMENT, { Reference__c: 'PAY-1' })).toEqual([200, expect.stringContaining('<h1>')]);
    expect(ledger.recordsOf('PAY-1')).toHaveLength(1);
  });

  it('are refused a second time where the external id is unique', async () => {
    const { ask, ledger } = await org({ unique: true });
    await ask('POST', PAYMENT, { Reference__c: 'PAY-1' });
    expect(await ask('POST', PAYMENT, { Reference__c: 'PAY-1' })).toEqual([
      400,
      [
        {
          errorCode: 'DUPLICATE_VALUE',
          message: 'duplicate value found: Reference__c duplicates value on record with id: a00000000000001AAA',
          fields: ['Reference__c'],
        },
      ],
    ]);
    expect(ledger.recordsOf('PAY-1')).toHaveLength(1);
  });

  it('are created by an upsert and updated by the next one', async () => {
    const { ask, ledger } = await org();
    expect(await ask('PATCH', UPSERT, { Amount__c: 5 })).toEqual([
      201,
      { id: 'a00000000000001AAA', success: true, errors: [], created: true },
    ]);
    expect(await ask('PATCH', UPSERT, { Amount__c: 6 })).toEqual([
      200,
      { id: 'a00000000000001AAA', success: true, errors: [], created: false },
    ]);
    expect(await ask('PATCH', `/services/data/v45.0/${UPSERT}`, { Amount__c: 7 })).toEqual([204, '']);
    expect(ledger.recordsOf('PAY-1')).toMatchObject([{ fields: { Reference__c: 'PAY-1', Amount__c: 7 } }]);
  });

  it('are named with 300 when several have the external id, and nothing is written', async () => {
    const { ask, ledger } = await org();
    await ask('POST', PAYMENT, { Reference__c: 'PAY-1' });
    await ask('POST', PAYMENT, { Reference__c: 'PAY-1' });
    expect(await ask('PATCH', UPSERT, { Amount__c: 5 })).toEqual([
      300,
      ['a00000000000001AAA', 'a00000000000002AAA'].map((id) => `/services/data/v64.0/${PAYMENT}/${id}`),
    ]);
    expect(ledger.records.map(({ fields }) => fields)).toEqual([{ Reference__c: 'PAY-1' }, { Reference__c: 'PAY-1' }]);
  });

  it('are read, changed and deleted by id, and read by external id', async () => {
    const { ask } = await org();
    const key = 'A/B ü';
    await ask('PATCH', `${PAYMENT}/Reference__c/${encodeURIComponent(key)}`, { Amount__c: 5 });
    const id = 'a00000000000001AAA';
    const record = {
      attributes: { type: 'Payment__c', url: `/services/data/v64.0/${PAYMENT}/${id}` },
      Id: id,
      Reference__c: key,
    };
    expect(await ask('PATCH', `${PAYMENT}/${id}`, { Amount__c: 6 })).toEqual([204, '']);
    expect(await ask('GET', `${PAYMENT}/${id}`)).toEqual([200, { ...record, Amount__c: 6 }]);
    expect(await ask('GET', `${PAYMENT}/Reference__c/${encodeURIComponent(key)}`)).toEqual([
      200,
      { ...record, Amount__c: 6 },
    ]);
    expect(await ask('DELETE', `${PAYMENT}/${id}`)).toEqual([204, '']);
    expect((await ask('GET', `${PAYMENT}/${id}`))[0]).toBe(404);
  });

  it('are not upserted with the external id in the body, by another field, or when only updates are wanted', async () => {
    const { ask, ledger } = await org();
    expect(await ask('PATCH', UPSERT, { Reference__c: 'PAY-1' })).toMatchObject([
      400,
      [{ errorCode: 'INVALID_FIELD' }],
    ]);
    expect(await ask('PATCH', `${PAYMENT}/Ref__c/PAY-1`, {})).toMatchObject([404, [{ errorCode: 'NOT_FOUND' }]]);
    expect((await ask('PATCH', `${UPSERT}?updateOnly=true`, {}))[0]).toBe(404);
    expect(ledger.records).toEqual([]);
  });

  it('are found by a query', async () => {
    const { ask } = await org();
    for (const key of ['PAY-1', "O'Neil", 'PAY-3']) await ask('POST', PAYMENT, { Reference__c: key, Amount__c: 5 });
    const find = (soql: string): ReturnType<typeof ask> => ask('GET', `query?q=${encodeURIComponent(soql)}`);
    expect(await find("SELECT Id, Amount__c FROM Payment__c WHERE Reference__c = 'PAY-1'")).toEqual([
      200,
      {
        totalSize: 1,
        done: true,
        records: [
          {
            attributes: { type: 'Payment__c', url: `/services/data/v64.0/${PAYMENT}/a00000000000001AAA` },
            Id: 'a00000000000001AAA',
            Amount__c: 5,
          },
        ],
      },
    ]);
    expect(await find("SELECT Id FROM Payment__c WHERE Reference__c IN ('PAY-3', 'O\\'Neil')")).toMatchObject([
      200,
      { totalSize: 2 },
    ]);
    expect(await find("SELECT COUNT() FROM Payment__c WHERE Amount__c = 5 AND Reference__c = 'PAY-3'")).toEqual([
      200,
      { totalSize: 1, done: true, records: [] },
    ]);
    expect(await find('SELECT Id FROM Payment__c LIMIT 2')).toMatchObject([200, { totalSize: 2 }]);
    expect(await find('SELECT Id FROM Refund__c')).toMatchObject([200, { totalSize: 0 }]);
    expect(await find('SELEKT Id')).toMatchObject([400, [{ errorCode: 'MALFORMED_QUERY' }]]);
    expect(await find("SELECT Id FROM Payment__c WHERE Name LIKE 'a%'")).toMatchObject([
      400,
      [{ errorCode: 'MALFORMED_QUERY' }],
    ]);
  });
});

describe('sessions', () => {
  it.each(['', 'Bearer ', 'Bearer undefined', 'Bearer 00D000000000001!made.up'])('are asked for: %j', async (value) => {
    const { ask } = await org();
    expect((await ask('GET', 'limits', undefined, { headers: { Authorization: value } }))[0]).toBe(401);
  });

  it('end when they are ended, all at once', async () => {
    const { ask, outage } = await org();
    const headers = { Authorization: `Bearer ${await outage.refreshToken()}` };
    expect((await ask('GET', 'limits', undefined, { headers }))[0]).toBe(200);
    outage.expireSessions();
    expect((await ask('GET', 'limits', undefined, { headers }))[0]).toBe(401);
    expect((await ask('GET', 'limits'))[0]).toBe(401);
  });

  it('may be given, and are opened for a known grant only', async () => {
    const { ask } = await org({ accessTokens: ['token'] });
    expect((await ask('GET', 'limits', undefined, { headers: { Authorization: 'Bearer token' } }))[0]).toBe(200);
    expect(await ask('POST', '/services/oauth2/token', 'grant_type=guess')).toEqual([
      400,
      { error: 'unsupported_grant_type', error_description: 'grant type not supported' },
    ]);
  });

  it('can be asked for, and ended', async () => {
    const { ask } = await org({ accessTokens: ['token'] });
    const about = (path: string, token: string) => ask('POST', `/services/oauth2/${path}`, `token=${token}`);
    expect(await about('introspect', 'token')).toEqual([200, { active: true, exp: expect.any(Number) as number }]);
    expect((await about('revoke', 'token'))[0]).toBe(200);
    expect(await about('introspect', 'token')).toEqual([200, { active: false }]);
    expect(await about('introspect', 'guess')).toEqual([200, { active: false }]);
  });

  it('are refused as a script says, in the form of OAuth', async () => {
    const { ask } = await org({}, ['400 invalid_grant; on=login']);
    expect(await ask('POST', '/services/oauth2/token', 'grant_type=password')).toEqual([
      400,
      { error: 'invalid_grant', error_description: 'The request failed with invalid_grant.' },
    ]);
  });
});

describe('the platform', () => {
  it('lists its versions to anybody', async () => {
    const { ask } = await org();
    const [status, body] = await ask('GET', '/services/data', undefined, { headers: {} });
    expect([status, body]).toMatchObject([
      200,
      expect.arrayContaining([{ label: 'API 64.0', url: '/services/data/v64.0', version: '64.0' }]),
    ]);
  });

  it('tells how many requests were used', async () => {
    const { send } = await org();
    await send('GET', 'limits');
    const response = await send('GET', 'limits');
    expect(response.headers.get('Sforce-Limit-Info')).toBe('api-usage=2/100000');
    expect(await response.json()).toEqual({ DailyApiRequests: { Max: 100_000, Remaining: 99_998 } });
  });

  it('answers what it does not know as Salesforce does', async () => {
    const { ask } = await org();
    expect(await ask('GET', 'limitz')).toMatchObject([404, [{ errorCode: 'NOT_FOUND' }]]);
    expect(await ask('DELETE', PAYMENT)).toMatchObject([405, [{ errorCode: 'METHOD_NOT_ALLOWED' }]]);
    expect(await ask('POST', PAYMENT, '{ "Reference__c":')).toMatchObject([400, [{ errorCode: 'JSON_PARSER_ERROR' }]]);
    expect(await ask('POST', 'composite', {})).toMatchObject([
      404,
      [{ message: expect.stringContaining('apis: [compositeApi, bulkApi()]') as string }],
    ]);
  });
});
