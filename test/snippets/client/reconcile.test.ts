import { describe, expect, it, vi } from 'vitest';
import type { CreateRequest, RecordKey, SalesforceFetchOptions } from '@salesforce-resilience/snippets/client';
import { fakeClock } from './fake-clock.ts';
import { answers, CREATE, created, fails, hangs, ORG, payment, scripted, sends, type Step } from './scripted-fetch.ts';

fakeClock(2030, 0.5);

const ID = 'a01000000000001AAA';
const lost = fails('ECONNRESET');
const absent = answers(404, 'NOT_FOUND', 'The requested resource does not exist');
const found = sends(JSON.stringify({ Id: ID, Reference__c: 'P-1' }), 'application/json');
const taken = answers(
  400,
  'DUPLICATE_VALUE',
  `duplicate value found: Reference__c duplicates value on record with id: ${ID}`,
);

/** A client that knows the key of payments, and how a create ends once all time has passed. */
async function creating(steps: readonly (() => Step)[], isUnique?: boolean, more: SalesforceFetchOptions = {}) {
  const key = (value: unknown): RecordKey => ({
    field: 'Reference__c',
    value: String(value),
    ...(isUnique === undefined ? {} : { isUnique }),
  });
  const { resilient, sent } = scripted(steps, { keyOf: ({ fields }) => key(fields['Reference__c']), ...more });
  const headers = { Authorization: 'Bearer token', 'Content-Type': 'application/json' };
  const end = resilient(CREATE, { ...payment, headers }).catch((error: unknown) => error as Error);
  await vi.runAllTimersAsync();
  return { end: await end, sent, requests: sent.map(({ method, url }) => `${method} ${url.slice(CREATE.length)}`) };
}

const LOOK_UP = 'GET /Reference__c/P-1';

describe('a create whose outcome is unknown', () => {
  it.each<[string, () => Step]>([
    ['a lost answer', lost],
    ['500', answers(500)],
    ['504', answers(504)],
    ['a time-out', hangs],
    ['503, which a gateway may say after the record was written', answers(503)],
  ])('is a success when its record is there: %s', async (_name, fault) => {
    const { end, requests, sent } = await creating([fault, found]);
    expect(end).toMatchObject({ status: 201 });
    expect(await (end as Response).json()).toEqual({ id: ID, success: true, errors: [] });
    expect((end as Response).headers.get('Content-Type')).toBe('application/json;charset=UTF-8');
    expect(requests).toEqual(['POST ', LOOK_UP]);
    expect(sent[1]!.authorization).toBe('Bearer token');
  });

  it('is repeated when its record is not there after three looks, further and further apart', async () => {
    const { end, requests, sent } = await creating([lost, absent, absent, absent, created]);
    expect(end).toMatchObject({ status: 201 });
    expect(requests).toEqual(['POST ', LOOK_UP, LOOK_UP, LOOK_UP, 'POST ']);
    expect(sent.map(({ at }) => at)).toEqual([0, 750, 2_250, 5_250, 5_750]);
  });

  it('is a success when the record shows up late', async () => {
    const { end, requests } = await creating([lost, absent, absent, found]);
    expect(end).toMatchObject({ status: 201 });
    expect(requests).toEqual(['POST ', LOOK_UP, LOOK_UP, LOOK_UP]);
  });

  it('is repeated after 503 when one look finds nothing, since that is a refusal as a rule', async () => {
    const { end, requests } = await creating([answers(503), absent, created]);
    expect(end).toMatchObject({ status: 201 });
    expect(requests).toEqual(['POST ', LOOK_UP, 'POST ']);
  });

  it.each([
    ['a time-out', hangs],
    ['504', answers(504)],
  ])('stays unknown after %s: what is not there may be on its way', async (_name, fault) => {
    const { end, requests } = await creating([fault, absent]);
    expect(end).toMatchObject({ outcome: 'unknown', attempts: 1 });
    expect((end as Error).message).toContain('It is not there, but may be on its way.');
    expect(requests).toEqual(['POST ', LOOK_UP, LOOK_UP, LOOK_UP]);
  });

  it('is repeated after a time-out where the field is unique: Salesforce refuses a second one', async () => {
    const { end, requests } = await creating([hangs, absent, created], true);
    expect(end).toMatchObject({ status: 201 });
    expect(requests).toEqual(['POST ', LOOK_UP, 'POST ']);
  });

  it('is a success when its repetition is refused because of itself', async () => {
    const { end } = await creating([lost, absent, taken], true);
    expect(end).toMatchObject({ status: 201 });
    expect(await (end as Response).json()).toEqual({ id: ID, success: true, errors: [] });
  });

  it('is a success after 503 when its repetition is refused because of itself: a gateway had said so', async () => {
    const { end, requests } = await creating([answers(503), absent, taken]);
    expect(end).toMatchObject({ status: 201 });
    expect(await (end as Response).json()).toEqual({ id: ID, success: true, errors: [] });
    expect(requests).toEqual(['POST ', LOOK_UP, 'POST ']);
  });

  it.each([
    ['of another field', answers(400, 'DUPLICATE_VALUE', `duplicate value found: Other_Reference__c … id: ${ID}`)],
    ['without an id', answers(400, 'DUPLICATE_VALUE', 'duplicate value found: Reference__c')],
    ['of another kind', answers(400, 'DUPLICATES_DETECTED', `Reference__c, id: ${ID}`)],
  ])('is not a success when its repetition meets a duplicate %s', async (_name, step) => {
    const { end } = await creating([lost, absent, step], true);
    expect(end).toMatchObject({ status: 400 });
  });

  it.each([
    [true, 'refused', ''],
    [false, 'unknown', ' It may have been carried out: look before repeating it, or send an upsert.'],
  ])(
    'is given up at once when Retry-After leaves no time for a look (repeatRefusedCreates: %s): %s',
    async (is, outcome, advice) => {
      const busy = answers(503, undefined, '', { 'Retry-After': '86400' });
      const { end, requests } = await creating([busy], undefined, { repeatRefusedCreates: is });
      const message = `POST ${CREATE}: Salesforce answered 503, attempt 1.${advice}`;
      expect(end).toMatchObject({ outcome, retryAt: new Date(Date.UTC(2030, 0, 2)), attempts: 1, message });
      expect(requests).toEqual(['POST ']);
    },
  );

  it('waits for the look-up as long as Retry-After asks', async () => {
    const { sent } = await creating([answers(503, undefined, '', { 'Retry-After': '30' }), found]);
    expect(sent.map(({ at }) => at)).toEqual([0, 30_750]);
  });

  it.each([
    ['is refused', answers(403, 'INSUFFICIENT_ACCESS'), 'The look-up was answered with 403.'],
    ['finds several', answers(300), 'The look-up was answered with 300.'],
  ])('stays unknown when the look-up %s', async (_name, step, advice) => {
    const { end, requests } = await creating([lost, step]);
    expect(end).toMatchObject({ outcome: 'unknown', attempts: 1 });
    expect((end as Error).message).toContain(advice);
    expect(requests).toHaveLength(2);
  });

  it('stays unknown when the look-up ends in an error of its own, which is the cause', async () => {
    const { end } = await creating([lost, answers(403, 'REQUEST_LIMIT_EXCEEDED', 'Total')]);
    expect(end).toMatchObject({ outcome: 'unknown', cause: { name: 'SalesforceError', outcome: 'final' } });
    expect((end as Error).message).toContain('Looking it up failed, too.');
  });

  it('stays unknown when no time is left to look', async () => {
    const { end, requests } = await creating([lost], undefined, { totalTimeoutMs: 750 });
    expect(end).toMatchObject({ outcome: 'unknown', attempts: 1 });
    expect(requests).toHaveLength(1);
  });

  it('is looked up through an outage, within the time of the call', async () => {
    const { end, requests, sent } = await creating([lost, ...Array.from({ length: 8 }, () => answers(503)), found]);
    expect(end).toMatchObject({ status: 201 });
    expect(requests).toHaveLength(10);
    expect(sent.length).toBe(10);
    const short = await creating([lost, answers(503)], undefined, { totalTimeoutMs: 5_000 });
    expect(short.end).toMatchObject({ outcome: 'unknown', attempts: 1 });
    expect((short.end as { elapsedMs?: number }).elapsedMs).toBeLessThanOrEqual(5_000);
  });
});

describe('a create that is not looked up', () => {
  it('is one that was refused or not sent', async () => {
    const { requests } = await creating([
      fails('ECONNREFUSED'),
      answers(429),
      answers(400, 'UNABLE_TO_LOCK_ROW'),
      created,
    ]);
    expect(requests).toEqual(['POST ', 'POST ', 'POST ', 'POST ']);
  });

  it('is a duplicate from the first attempt on, which is the affair of the caller', async () => {
    const { end } = await creating([taken]);
    expect(end).toMatchObject({ status: 400 });
    const refused = await creating([answers(429), taken]);
    expect(refused.end).toMatchObject({ status: 400 });
  });

  it('is one that is safe to repeat', async () => {
    const { resilient, sent } = scripted([lost, created], { keyOf: () => ({ field: 'Reference__c', value: 'P-1' }) });
    const end = resilient(CREATE, { ...payment, idempotent: true });
    await vi.runAllTimersAsync();
    expect((await end).status).toBe(201);
    expect(sent.map(({ method }) => method)).toEqual(['POST', 'POST']);
  });
});

describe('keyOf', () => {
  it('is asked once about each create of a record, and told its object and fields', async () => {
    const asked: CreateRequest[] = [];
    const { resilient } = scripted([lost, created], { keyOf: (create) => void asked.push(create) });
    const upsert = { method: 'PATCH', body: '{}' };
    const calls = [
      resilient(CREATE, payment),
      resilient(`${CREATE}/Reference__c/P-1`, upsert),
      resilient(CREATE),
      resilient(`${ORG}/services/apexrest/payments`, payment),
      resilient(CREATE, { method: 'POST', body: new Blob(['{}']) }),
      resilient(CREATE, { method: 'POST' }),
      resilient(CREATE, { method: 'POST', body: '<Payment__c/>' }),
      resilient(CREATE, { method: 'POST', body: 'null' }),
      resilient(CREATE, { method: 'POST', body: '5' }),
      resilient(`${CREATE}?x=1`, payment),
      resilient(`${CREATE}/a01/copies`, payment),
      resilient(CREATE, { ...payment, method: 'PUT' }),
    ].map((call) => call.catch((error: unknown) => error));
    await vi.runAllTimersAsync();
    expect(await calls[0]).toMatchObject({ outcome: 'unknown' });
    await Promise.all(calls);
    expect(asked).toEqual([{ url: CREATE, object: 'Payment__c', fields: { Reference__c: 'P-1', Amount__c: 5 } }]);
  });

  it('must name what the create writes', async () => {
    const { resilient, sent } = scripted([created], { keyOf: () => ({ field: 'Number__c', value: 'P-1' }) });
    await expect(resilient(CREATE, payment)).rejects.toThrow(
      new TypeError('keyOf must name a field and the value that the create gives it, not Payment__c.Number__c.'),
    );
    expect(sent).toHaveLength(0);
  });

  it('is asked about a create whose path ends with a slash, too', async () => {
    const { resilient, sent } = scripted([lost, found], { keyOf: () => ({ field: 'Reference__c', value: 'P-1' }) });
    const end = resilient(`${CREATE}/`, payment);
    await vi.runAllTimersAsync();
    expect((await end).status).toBe(201);
    expect(sent[1]!.url).toBe(`${CREATE}/Reference__c/P-1`);
  });

  it('may name a value of any characters, or a number', async () => {
    const body = JSON.stringify({ Reference__c: 'a/b c?', Number__c: 7 });
    const { resilient, sent } = scripted([lost, found], {
      keyOf: ({ fields }) => ({ field: 'Reference__c', value: String(fields['Reference__c']) }),
    });
    const end = resilient(CREATE, { method: 'POST', body });
    await vi.runAllTimersAsync();
    expect((await end).status).toBe(201);
    expect(sent[1]!.url).toBe(`${CREATE}/Reference__c/a%2Fb%20c%3F`);
  });
});
