import { describe, expect, it, vi } from 'vitest';
import type { SalesforceFetchOptions } from '@salesforce-resilience/snippets/client';
import { fakeClock } from './fake-clock.ts';
import {
  answers,
  CREATE,
  created,
  fails,
  hangs,
  LIMITS,
  ORG,
  payment,
  scripted,
  sends,
  type Step,
  UPSERT,
} from './scripted-fetch.ts';

fakeClock(2030, 0.5);

/** How a call ends, with its answer or with its error, once all time has passed. */
async function ended<T>(call: Promise<T>): Promise<T | Error> {
  const end = call.catch((error: unknown) => error as Error);
  await vi.runAllTimersAsync();
  return end;
}

/** A step whose body breaks off. */
const cut = (): Response => {
  const body = new ReadableStream({
    start: (controller) => controller.enqueue(new TextEncoder().encode('{"id":"a01')),
    pull: (controller) => controller.error(new TypeError('terminated')),
  });
  return new Response(body, { status: 201, headers: { 'Content-Type': 'application/json' } });
};
/** A step whose body never ends. */
const stalled = (): Response => new Response(new ReadableStream(), { headers: { 'Content-Type': 'application/json' } });

type Fault = [name: string, step: () => Step];
const CONCURRENT = 'ConcurrentRequests (Concurrent API Requests) Limit exceeded.';
const NOTHING_DONE: Fault[] = [
  ['a refused connection', fails('ECONNREFUSED')],
  ['an unknown host', fails('ENOTFOUND')],
  ['an expired certificate', fails('CERT_HAS_EXPIRED')],
  ['429', answers(429)],
  ['503', answers(503, 'SERVER_UNAVAILABLE')],
  ['a locked row', answers(400, 'UNABLE_TO_LOCK_ROW')],
  ['too many calls at once', answers(403, 'REQUEST_LIMIT_EXCEEDED', CONCURRENT)],
];
const LOST = 'upstream connect error or disconnect/reset before headers. reset reason: connection termination';
const UNKNOWN: Fault[] = [
  ['500', answers(500)],
  ['502', answers(502)],
  ['504', answers(504)],
  ['503 from an Envoy that lost its connection', sends(LOST, 'text/plain', 503)],
  ['a reset connection', fails('ECONNRESET')],
  ['no answer', hangs],
  ['a body that is cut', cut],
  ['a body that stalls', stalled],
  ['JSON that is none', sends('{"id":', 'application/json', 201)],
  ['a maintenance page with status 200', sends('<!DOCTYPE html><title>Maintenance</title>', 'text/html')],
];

describe('a create', () => {
  it.each(NOTHING_DONE)('is repeated after %s', async (_name, fault) => {
    const { resilient, sent } = scripted([fault, fault, created]);
    expect(await ended(resilient(CREATE, payment))).toMatchObject({ status: 201 });
    expect(sent).toHaveLength(3);
  });

  it.each(UNKNOWN)('is not repeated after %s', async (_name, fault) => {
    const { resilient, sent } = scripted([fault, created]);
    expect(await ended(resilient(CREATE, payment))).toMatchObject({
      name: 'SalesforceError',
      outcome: 'unknown',
      attempts: 1,
      retryAt: undefined,
      message: expect.stringMatching(
        /^POST https:\/\/acme\.my\.salesforce\.com\/services\/data\/v64\.0\/sobjects\/Payment__c: .+, attempt 1\. It may have been carried out: look before repeating it, or send an upsert\.$/,
      ) as string,
    });
    expect(sent).toHaveLength(1);
  });

  it.each(UNKNOWN)('is repeated after %s where the caller says that this is safe', async (_name, fault) => {
    const { resilient, sent } = scripted([fault, created]);
    expect(await ended(resilient(CREATE, { ...payment, idempotent: true }))).toMatchObject({ status: 201 });
    expect(sent).toHaveLength(2);
  });

  it('is not repeated after 503 where that is not wanted, and after 429 it is', async () => {
    const { resilient, sent } = scripted([answers(429), answers(503), created], { repeatRefusedCreates: false });
    expect(await ended(resilient(CREATE, payment))).toMatchObject({ status: 503, outcome: 'unknown', attempts: 2 });
    expect(sent).toHaveLength(2);
  });
});

describe('an upsert by external id', () => {
  it.each([...NOTHING_DONE, ...UNKNOWN])('is repeated after %s', async (_name, fault) => {
    const { resilient, sent } = scripted([fault, created]);
    expect(await ended(resilient(UPSERT, { method: 'PATCH', body: '{}' }))).toMatchObject({ status: 201 });
    expect(sent).toHaveLength(2);
  });

  it('that is given up after an unknown attempt and a refused one may have been carried out', async () => {
    const { resilient } = scripted([fails('ECONNRESET'), answers(503)], { totalTimeoutMs: 20_000 });
    const error = await ended(resilient(UPSERT, { method: 'PATCH', body: '{}' }));
    expect(error).toMatchObject({ status: 503, outcome: 'unknown' });
  });

  it('is not repeated where the caller says so', async () => {
    const { resilient, sent } = scripted([fails('ECONNRESET'), created]);
    const call = resilient(UPSERT, { method: 'PATCH', body: '{}', idempotent: false });
    expect(await ended(call)).toMatchObject({ outcome: 'unknown' });
    expect(sent).toHaveLength(1);
  });
});

describe('the limit of a day', () => {
  it('ends the call at once, with what Salesforce says of it', async () => {
    const { resilient, sent } = scripted([answers(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.')]);
    const error = await ended(resilient(LIMITS));
    expect(error).toMatchObject({ status: 403, outcome: 'final', errorCode: 'REQUEST_LIMIT_EXCEEDED', attempts: 1 });
    expect((error as Error).message).toBe(
      `GET ${LIMITS}: Salesforce answered 403 REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded., attempt 1.`,
    );
    expect(sent).toHaveLength(1);
  });

  it('ends the calls after it unsent for a minute, those to the same part of the same org', async () => {
    const limit = answers(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
    const { resilient, sent } = scripted([limit, created, created, created]);
    await ended(resilient(LIMITS));
    const held = await Promise.all([resilient(LIMITS), resilient(CREATE, payment)].map(ended));
    expect(held).toMatchObject([1, 2].map(() => ({ status: 403, outcome: 'final', attempts: 0, elapsedMs: 0 })));
    expect((held[0] as Error).message).toBe(
      `GET ${LIMITS}: Salesforce answered 403 REQUEST_LIMIT_EXCEEDED: TotalRequests Limit exceeded., attempt 0.`,
    );
    expect(await ended(resilient(LIMITS.replace('acme', 'other')))).toMatchObject({ status: 201 });
    expect(await ended(resilient(`${ORG}/services/apexrest/payments`))).toMatchObject({ status: 201 });
    vi.setSystemTime(Date.now() + 59_999);
    expect(await ended(resilient(LIMITS))).toMatchObject({ outcome: 'final', attempts: 0 });
    expect(sent).toHaveLength(3);
    vi.setSystemTime(Date.now() + 1);
    expect(await ended(resilient(LIMITS))).toMatchObject({ status: 201 });
    expect(sent).toHaveLength(4);
  });

  it('is asked about by one call a minute, and by all once it has passed', async () => {
    const limit = answers(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
    const { resilient, sent } = scripted([limit, limit, created]);
    const three = () => Promise.all([1, 2, 3].map(() => ended(resilient(LIMITS))));
    await ended(resilient(LIMITS));
    vi.setSystemTime(Date.now() + 60_000);
    expect(await three()).toMatchObject([1, 0, 0].map((attempts) => ({ outcome: 'final', attempts })));
    expect(sent).toHaveLength(2);
    vi.setSystemTime(Date.now() + 60_000);
    expect(await three()).toMatchObject([{ status: 201 }, { outcome: 'final', attempts: 0 }, { outcome: 'final' }]);
    expect(await three()).toMatchObject([{ status: 201 }, { status: 201 }, { status: 201 }]);
    expect(sent).toHaveLength(6);
  });
});

describe('an answer for the caller', () => {
  it.each([200, 201, 204, 300, 304, 400, 401, 403, 404, 409, 412, 420, 501])('is returned: %d', async (status) => {
    const { resilient, sent } = scripted([answers(status)]);
    expect(await ended(resilient(LIMITS))).toMatchObject({ status });
    expect(sent).toHaveLength(1);
  });

  it('is refused after a stream was sent, and says why it is not repeated', async () => {
    const { resilient, sent } = scripted([answers(503)]);
    const body = new Blob(['Id']).stream();
    const call = resilient(`${ORG}/services/data/v64.0/jobs/ingest/750/batches`, {
      method: 'PUT',
      body,
      duplex: 'half',
    } as RequestInit);
    expect(await ended(call)).toMatchObject({
      outcome: 'refused',
      message: expect.stringContaining('Its body is a stream, which cannot be sent again.') as string,
    });
    expect(sent).toHaveLength(1);
  });
});

describe('an error', () => {
  it('tells neither the query nor a token', async () => {
    const token = '00D5g000001abcd!AQ4AQFzTk3.x_y';
    const { resilient } = scripted([answers(403, 'REQUEST_LIMIT_EXCEEDED', `Session ${token} is over the limit.`)]);
    const url = `${ORG}/services/data/v64.0/query?q=secret#part`;
    const error = (await ended(resilient(url, { headers: { Authorization: `Bearer ${token}` } }))) as Error;
    expect(error.message).toBe(
      `GET ${ORG}/services/data/v64.0/query: Salesforce answered 403 REQUEST_LIMIT_EXCEEDED: Session [token] is over the limit., attempt 1.`,
    );
    expect(JSON.stringify(error)).not.toContain('AQ4');
  });

  it('tells how long it took, after how many requests, and when to come back', async () => {
    const { resilient } = scripted([answers(503), answers(503, undefined, '', { 'Retry-After': '900' })]);
    expect(await ended(resilient(LIMITS))).toMatchObject({
      attempts: 2,
      elapsedMs: 500,
      status: 503,
      outcome: 'refused',
      retryAt: new Date(Date.UTC(2030, 0, 1) + 900_500),
    });
  });
});

describe('an option that makes no sense', () => {
  it.each<[string, SalesforceFetchOptions]>([
    ['maxRetries', { maxRetries: -1 }],
    ['baseDelayMs', { baseDelayMs: NaN }],
    ['maxConcurrent', { maxConcurrent: 0 }],
  ])('is refused at once: %s', (name, options) => {
    expect(() => scripted([created], options)).toThrow(new RangeError(`${name} is too small a number, or none.`));
  });

  it('is none where it is 0, or without an end', async () => {
    const options = { maxRetries: 0, baseDelayMs: 0, totalTimeoutMs: Infinity, attemptTimeoutMs: Infinity };
    const { resilient } = scripted([answers(503), created], options);
    expect(await ended(resilient(CREATE, payment))).toMatchObject({ status: 201 });
  });
});
