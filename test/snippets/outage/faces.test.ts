import { describe, expect, it } from 'vitest';
import { overCapacity } from '@salesforce-resilience/snippets/outage/over-capacity';
import { type Face, faceOf } from './faces.ts';

const PAYMENT = 'sobjects/Payment__c';
const UPSERT = `${PAYMENT}/Reference__c/PAY-1`;
const fields = { Reference__c: 'PAY-1', Amount__c: 5 };

/** The code of the network error behind a failed `fetch`. */
const codeOf = async (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => 'no error',
    (error: unknown) => ((error as Error).cause as { code?: string } | undefined)?.code ?? (error as Error).name,
  );

const TIMED_OUT = new DOMException('too late', 'TimeoutError');

describe.each<Face>(['fetch', 'server'])('the outage through its %s', (face) => {
  it('answers as the script says, and serves after its end', async () => {
    const { send, outage } = await faceOf(face, ['503', '429; retry-after=7', '200', '400 REQUIRED_FIELD_MISSING']);
    const answers = [];
    for (let count = 0; count < 5; count += 1) answers.push(await send('POST', PAYMENT, fields));
    expect(answers.map(({ status }) => status)).toEqual([503, 429, 201, 400, 201]);
    expect(answers[1]!.headers.get('Retry-After')).toBe('7');
    expect(await answers[0]!.json()).toEqual([
      { errorCode: 'SERVER_UNAVAILABLE', message: 'The Salesforce server is temporarily unavailable' },
    ]);
    expect(outage.ledger.recordsOf('PAY-1')).toHaveLength(2);
  });

  it.each<[string, string | number, number]>([
    ['reset', 'ECONNRESET', 0],
    ['drop-before', 'UND_ERR_SOCKET', 0],
    ['commit+drop', 'UND_ERR_SOCKET', 1],
    ['commit+reset', 'ECONNRESET', 1],
  ])('lets %s fail with %s and leaves %d records', async (step, code, records) => {
    const { send, outage } = await faceOf(face, [step]);
    expect(await codeOf(send('POST', PAYMENT, fields))).toBe(code);
    expect(outage.ledger.recordsOf('PAY-1')).toHaveLength(records);
  });

  it.each([
    ['commit+503; retry-after=3', 'text/plain', /reset before headers/],
    ['commit+503 SERVER_UNAVAILABLE; retry-after=3', 'application/json', /"errorCode":"SERVER_UNAVAILABLE"/],
    ['commit+500; retry-after=3', 'application/json', /"errorCode":"UNKNOWN_EXCEPTION"/],
    ['commit+502; retry-after=3', 'text/html', /Bad Gateway/],
  ])('carries out what it answers with %s, as who says so', async (step, type, body) => {
    const { send, outage } = await faceOf(face, [step]);
    const response = await send('POST', PAYMENT, fields);
    expect(step).toContain(`commit+${response.status}`);
    expect(response.headers.get('Retry-After')).toBe('3');
    expect(response.headers.get('Content-Type')).toContain(type);
    expect(await response.text()).toMatch(body);
    expect(outage.ledger.recordsOf('PAY-1')).toHaveLength(1);
  });

  it('says for a gateway that it lost the connection to the org', async () => {
    const { send, outage } = await faceOf(face, ['lost503']);
    const response = await send('POST', PAYMENT, fields);
    expect([response.status, await response.text()]).toEqual([503, expect.stringContaining('reset before headers')]);
    expect(outage.ledger.records).toEqual([]);
  });

  it.each(['hang', 'commit+hang'])('keeps silent with %s until the caller gives up', async (step) => {
    const { send, outage } = await faceOf(face, [step]);
    const caller = new AbortController();
    const call = codeOf(send('POST', PAYMENT, fields, { signal: caller.signal }));
    await expect.poll(() => outage.requests.length).toBe(1);
    caller.abort(TIMED_OUT);
    expect(await call).toBe('TimeoutError');
    expect(outage.requests).toMatchObject([{ status: undefined, carriedOut: step === 'commit+hang' }]);
    expect(outage.ledger.recordsOf('PAY-1')).toHaveLength(step === 'hang' ? 0 : 1);
  });

  it.each([
    ['truncate', 'UND_ERR_SOCKET'],
    ['stall', 'TimeoutError'],
  ])('breaks off the body with %s after the record is stored', async (step, code) => {
    const { send, outage } = await faceOf(face, [step]);
    const caller = new AbortController();
    const response = await send('POST', PAYMENT, fields, { signal: caller.signal });
    expect(response.status).toBe(201);
    const body = codeOf(response.text());
    if (step === 'stall') caller.abort(TIMED_OUT);
    expect(await body).toBe(code);
    expect(outage.ledger.recordsOf('PAY-1')).toHaveLength(1);
  });

  it('is late with the record, or with the answer', async () => {
    const { send, outage } = await faceOf(face, ['late 60ms', 'slow 60ms']);
    const late = send('PATCH', UPSERT, { Amount__c: 5 });
    await expect.poll(() => outage.requests.length).toBe(1);
    expect(outage.ledger.recordsOf('PAY-1')).toHaveLength(0);
    expect((await late).status).toBe(201);
    const slow = send('POST', PAYMENT, { Reference__c: 'PAY-2' });
    await expect.poll(() => outage.ledger.recordsOf('PAY-2').length).toBe(1);
    expect(outage.requests[1]).toMatchObject({ status: undefined });
    expect((await slow).status).toBe(201);
  });

  it('gives a maintenance page in HTML, with status 503 or 200', async () => {
    const { send } = await faceOf(face, ['html503', 'html200']);
    for (const status of [503, 200]) {
      const response = await send('POST', PAYMENT, fields);
      expect([response.status, response.headers.get('Content-Type')]).toEqual([status, 'text/html;charset=UTF-8']);
      expect(await response.text()).toContain('<title>Salesforce: Down for Maintenance</title>');
    }
  });

  it('ends the session with 401, until somebody logs in again', async () => {
    const { send, outage, url } = await faceOf(face, ['401', '503; on=login']);
    const logIn = (): Promise<Response> =>
      send('POST', '/services/oauth2/token', 'grant_type=client_credentials', {
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      });
    for (let count = 0; count < 2; count += 1) {
      const refused = await send('PATCH', UPSERT, { Amount__c: 5 });
      expect(refused.status).toBe(401);
      expect(await refused.json()).toEqual([
        { errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' },
      ]);
    }
    expect((await logIn()).status).toBe(503);
    const session = (await (await logIn()).json()) as { access_token: string; instance_url: string };
    expect(session.instance_url).toBe(url);
    const headers = { Authorization: `Bearer ${session.access_token}` };
    expect((await send('PATCH', UPSERT, { Amount__c: 5 }, { headers })).status).toBe(201);
    expect(outage.verdict().logins).toBe(1);
  });

  it('tells the two limits apart by their text, as Salesforce does', async () => {
    const { send } = await faceOf(face, [
      '403 REQUEST_LIMIT_EXCEEDED daily',
      '403 REQUEST_LIMIT_EXCEEDED concurrent',
      '400 UNABLE_TO_LOCK_ROW',
    ]);
    const bodies = [];
    for (let count = 0; count < 3; count += 1) bodies.push(await (await send('POST', PAYMENT, fields)).json());
    expect(bodies).toEqual([
      [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }],
      [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'ConcurrentRequests Limit exceeded.' }],
      [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain exclusive access to this record' }],
    ]);
  });

  it('holds for a time window, and serves one in so many if told so', async () => {
    let now = Date.UTC(2026, 0, 1);
    const { send } = await faceOf(face, ['200 for 10s', '503 for 20s; serve=1/3', '502 for 5s'], { now: () => now });
    const statuses: number[] = [];
    const at = [0, 9_999, 10_000, 20_000, 25_000, 29_999, 30_000, 34_999, 35_000];
    for (const ms of at) {
      now = Date.UTC(2026, 0, 1) + ms;
      statuses.push((await send('POST', PAYMENT, fields)).status);
    }
    expect(statuses).toEqual([201, 201, 503, 503, 201, 503, 502, 502, 201]);
  });

  it('begins a time window when the one before it ends, whether or not anybody asks', async () => {
    let now = Date.UTC(2026, 0, 1);
    const { send } = await faceOf(face, ['503 for 10s', '502 for 10s'], { now: () => now });
    const statuses: number[] = [];
    for (const ms of [0, 15_000, 20_000]) {
      now = Date.UTC(2026, 0, 1) + ms;
      statuses.push((await send('POST', PAYMENT, fields)).status);
    }
    expect(statuses).toEqual([503, 502, 201]);
  });

  it('counts who comes too early, by the record that is written', async () => {
    let now = Date.UTC(2026, 0, 1);
    const { send, outage } = await faceOf(face, ['503; retry-after=30', '429; retry-after=date(20)'], {
      now: () => now,
    });
    await send('PATCH', UPSERT, { Amount__c: 5 });
    await send('GET', 'limits');
    now += 29_999;
    await send('PATCH', UPSERT, { Amount__c: 5 });
    now += 1;
    await send('PATCH', UPSERT, { Amount__c: 5 });
    expect(outage.requests.map(({ earlyMs, attempt }) => [earlyMs, attempt])).toEqual([
      [0, 1],
      [0, 1],
      [1, 2],
      [0, 3],
    ]);
  });

  it('shows the clock of a server that is ahead', async () => {
    const now = Date.UTC(2026, 0, 1);
    const { send } = await faceOf(face, ['503; retry-after=date(10)'], { now: () => now, clockSkewMs: 90_000 });
    const { headers } = await send('PATCH', UPSERT, { Amount__c: 5 });
    expect([headers.get('Date'), headers.get('Retry-After')]).toEqual([
      'Thu, 01 Jan 2026 00:01:30 GMT',
      'Thu, 01 Jan 2026 00:01:40 GMT',
    ]);
  });

  it('refuses what is beyond its capacity', async () => {
    const { send, outage } = await faceOf(face, overCapacity(2), { latencyMs: 30 });
    const answers = await Promise.all([1, 2, 3].map((key) => send('POST', PAYMENT, { Reference__c: `PAY-${key}` })));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 201, 503]);
    expect(outage.ledger.records).toHaveLength(2);
  });
});

describe('the fetch of an outage', () => {
  it('sends nothing for a caller that has given up already', async () => {
    const { send, outage } = await faceOf('fetch', []);
    await expect(
      send('GET', 'limits', undefined, { signal: AbortSignal.abort(new Error('too late')) }),
    ).rejects.toThrow('too late');
    expect(outage.requests).toEqual([]);
  });

  it('takes a Request, and gives a Response with its address', async () => {
    const { outage } = await faceOf('fetch', []);
    const url = `${outage.instanceUrl}/services/data/`;
    const response = await outage.fetch(new Request(url));
    expect([response.url, response.status]).toEqual([url, 200]);
  });
});

describe('the server of an outage', () => {
  it('refuses connections while it is paused', async () => {
    const { send, server } = await faceOf('server', []);
    await server!.pause();
    expect(await codeOf(send('GET', 'limits'))).toBe('ECONNREFUSED');
    await server!.resume();
    expect((await send('GET', 'limits')).status).toBe(200);
  });

  it('does not blame a client that hung up before it was told to wait', async () => {
    const { send, outage } = await faceOf('server', ['503; retry-after=30; after=400ms']);
    const caller = new AbortController();
    const call = codeOf(send('GET', 'limits', undefined, { signal: caller.signal }));
    await expect.poll(() => outage.requests.length).toBe(1);
    caller.abort(TIMED_OUT);
    expect(await call).toBe('TimeoutError');
    await expect.poll(() => outage.requests[0]?.status).toBe(503);
    await send('GET', 'limits');
    expect(outage.requests[1]).toMatchObject({ earlyMs: 0, attempt: 2 });
  });
});
