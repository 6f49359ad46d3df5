import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeSalesforce, type Fault } from './fake-salesforce.ts';

let now = Date.UTC(2026, 0, 1);
let faults: Fault[] = [];
let salesforce: FakeSalesforce;
let url: string;
let token: string;

beforeEach(async () => {
  now = Date.UTC(2026, 0, 1);
  faults = [];
  salesforce = new FakeSalesforce({ now: () => now, faults: () => faults.shift() });
  url = await salesforce.start();
  token = await login();
});

afterEach(() => salesforce.stop());

async function login(): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  const response = await fetch(`${url}/services/oauth2/token`, { method: 'POST', body });
  return ((await response.json()) as { access_token: string }).access_token;
}

function send(method: string, path: string, fields?: object): Promise<Response> {
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  return fetch(`${url}/services/data/v60.0/sobjects/${path}`, {
    method,
    headers,
    ...(fields ? { body: JSON.stringify(fields) } : {}),
  });
}

const create = (): Promise<Response> => send('POST', 'Payment__c', { Reference__c: 'PAY-1', Amount__c: 5 });
const upsert = (): Promise<Response> => send('PATCH', 'Payment__c/Reference__c/PAY-1', { Amount__c: 5 });

describe('the fake Salesforce', () => {
  it('refuses with the code of Salesforce that a fault names', async () => {
    faults = [{ kind: 'status', status: 400, errorCode: 'UNABLE_TO_LOCK_ROW' }];
    const answer = await upsert();
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject([{ errorCode: 'UNABLE_TO_LOCK_ROW' }]);
  });

  it('creates a record each time it is posted', async () => {
    expect((await create()).status).toBe(201);
    expect((await create()).status).toBe(201);
    expect(salesforce.ledger).toMatchObject({ recorded: 1, duplicates: 1 });
  });

  it('creates a record once and updates it then, when it is patched by external id', async () => {
    const answers = [await upsert(), await upsert()];
    expect(answers.map(({ status }) => status)).toEqual([201, 200]);
    expect(await answers[1]!.json()).toMatchObject({ success: true, created: false });
    expect(salesforce.ledger).toMatchObject({ recorded: 1, duplicates: 0 });
  });

  it('reads a record by external id', async () => {
    expect((await send('GET', 'Payment__c/Reference__c/PAY-1')).status).toBe(404);
    await upsert();
    expect((await send('GET', 'Payment__c/Reference__c/PAY-1')).status).toBe(200);
  });

  it('refuses who has no token, or an expired one', async () => {
    salesforce.expireTokens();
    expect((await create()).status).toBe(401);
    token = await login();
    expect((await create()).status).toBe(201);
    expect(salesforce.logins).toBe(2);
  });

  it('refuses with a status, in seconds or with a date, and counts who comes too early', async () => {
    faults = [
      { kind: 'status', status: 503, retryAfter: 30 },
      { kind: 'status', status: 429, retryAfter: { dateIn: 20 } },
    ];
    const first = await upsert();
    expect([first.status, first.headers.get('Retry-After')]).toEqual([503, '30']);
    now += 29_999;
    const second = await upsert();
    expect([second.status, second.headers.get('Retry-After')]).toEqual([429, 'Thu, 01 Jan 2026 00:00:50 GMT']);
    expect(salesforce.early).toBe(1);
    now += 20_001;
    await upsert();
    expect(salesforce.early).toBe(1);
    expect(salesforce.ledger.recorded).toBe(1);
  });

  it('does not blame a client that hung up before it was told to wait', async () => {
    faults = [{ kind: 'status', status: 503, retryAfter: 30 }];
    const { port } = new URL(url);
    const raw = connect(Number(port), '127.0.0.1');
    raw.write('GET /services/data/v60.0/sobjects/Payment__c/Reference__c/PAY-1 HTTP/1.1\r\nHost: localhost\r\n\r\n');
    await once(raw, 'data');
    raw.destroy();
    // The server has seen the end of the connection once it has answered somebody else.
    await login();
    await upsert();
    expect(salesforce.early).toBe(0);
  });

  it('resets before anything is done, or after the record is committed', async () => {
    faults = [{ kind: 'reset' }];
    await expect(create()).rejects.toThrow();
    expect(salesforce.ledger.recorded).toBe(0);
    faults = [{ kind: 'commit-then-reset' }];
    await expect(create()).rejects.toThrow();
    expect(salesforce.ledger.recorded).toBe(1);
  });

  it('answers what it does not know as Salesforce does', async () => {
    expect((await send('GET', '../limitz')).status).toBe(404);
    expect((await send('DELETE', 'Payment__c')).status).toBe(405);
  });
});
