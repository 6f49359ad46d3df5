import { describe, expect, it, vi } from 'vitest';
import { createSalesforceFetch, SalesforceError } from '@salesforce-resilience/snippets/client/core';
import type { Fault } from '../../support/fake-salesforce.ts';
import { serve, serveStatuses, startSalesforce, unusedPort } from './local-server.ts';

const status = (code: number): Fault => ({ kind: 'status', status: code });
const quick = { baseDelayMs: 2 };
const UPSERT = '/services/data/v64.0/sobjects/Payment__c/Reference__c/P-1';
const CREATE = '/services/data/v64.0/sobjects/Payment__c';

/** The SalesforceError that a call ends with. */
async function failureOf(call: Promise<Response>): Promise<SalesforceError> {
  const error: unknown = await call.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(SalesforceError);
  return error as SalesforceError;
}

describe('a read', () => {
  it('is repeated through 503 until it is answered', async () => {
    const { payments, headers, salesforce, sent } = await startSalesforce(status(503), status(503));
    salesforce.ledger.create('P-1', { Reference__c: 'P-1' }, 0);
    const response = await createSalesforceFetch(quick)(`${payments}/Reference__c/P-1`, { headers });
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ Reference__c: 'P-1' });
    expect(sent()).toBe(3);
  });

  it.each([429, 500, 502, 503, 504])('is repeated on %d', async (code) => {
    const { url, received } = await serveStatuses(code, 200);
    expect((await createSalesforceFetch(quick)(`${url}/services/data`)).status).toBe(200);
    expect(received).toHaveLength(2);
  });

  it.each([200, 201, 204, 300, 304, 400, 403, 404, 409, 412, 501])('is returned as it is with %d', async (code) => {
    const { url, received } = await serveStatuses(code);
    expect((await createSalesforceFetch(quick)(`${url}/services/data`)).status).toBe(code);
    expect(received).toHaveLength(1);
  });
});

describe('an upsert by external id', () => {
  it.each<[string, Fault]>([
    ['429', status(429)],
    ['500', status(500)],
    ['502', status(502)],
    ['503', status(503)],
    ['504', status(504)],
    ['a reset connection', { kind: 'reset' }],
    ['a lost answer', { kind: 'commit-then-reset' }],
  ])('is repeated after %s and leaves exactly one record', async (_name, fault) => {
    const { payments, headers, salesforce, sent } = await startSalesforce(fault, fault);
    const init = { method: 'PATCH', headers, body: JSON.stringify({ Amount__c: 12.5 }) };
    const response = await createSalesforceFetch(quick)(`${payments}/Reference__c/P-1`, init);
    expect(response.ok).toBe(true);
    expect(sent()).toBe(3);
    expect(salesforce.ledger.recordsOf('P-1')).toMatchObject([{ fields: { Amount__c: 12.5 } }]);
  });
});

describe('a create', () => {
  it.each([429, 503])('is repeated after %d, which is said before anything is done', async (code) => {
    const { payments, headers, body, salesforce, sent } = await startSalesforce(status(code), status(code));
    const response = await createSalesforceFetch(quick)(payments, { method: 'POST', headers, body });
    expect(response.status).toBe(201);
    expect(sent()).toBe(3);
    expect(salesforce.ledger.recordsOf('P-1')).toHaveLength(1);
  });

  it('is repeated when the connection was refused', async () => {
    const port = await unusedPort();
    let requests = 0;
    const resilient = createSalesforceFetch({
      ...quick,
      fetch: async (input, init) => {
        requests += 1;
        // By the second attempt, Salesforce is there.
        if (requests === 2) await serve((response) => response.writeHead(201).end(), port);
        return fetch(input, init);
      },
    });
    const response = await resilient(`http://127.0.0.1:${port}${CREATE}`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(201);
    expect(requests).toBe(2);
  });

  it.each<[string, Fault, number | undefined, number]>([
    ['500', status(500), 500, 0],
    ['502', status(502), 502, 0],
    ['504', status(504), 504, 0],
    ['a reset connection', { kind: 'reset' }, undefined, 0],
    ['a lost answer', { kind: 'commit-then-reset' }, undefined, 1],
  ])('is not repeated after %s, and its outcome is unknown', async (_name, fault, code, records) => {
    const { payments, headers, body, salesforce, sent } = await startSalesforce(fault);
    const call = createSalesforceFetch(quick)(payments, { method: 'POST', headers, body });
    const error = await failureOf(call);
    expect(error).toMatchObject({ name: 'SalesforceError', outcome: 'unknown', status: code, retryAt: undefined });
    expect(error.message).toMatch(/^POST http.*attempt 1\. It may have been carried out: .*upsert/);
    expect(sent()).toBe(1);
    expect(salesforce.ledger.recordsOf('P-1')).toHaveLength(records);
  });

  it('is repeated when the caller says that repeating it is safe', async () => {
    const asked: string[] = [];
    const isIdempotent = (method: string, url: string): boolean => asked.push(`${method} ${url}`) > 0;
    const { url, received } = await serveStatuses(500, 201);
    const response = await createSalesforceFetch({ ...quick, isIdempotent })(url + CREATE, { method: 'post' });
    expect(response.status).toBe(201);
    expect(received).toHaveLength(2);
    expect(asked).toEqual([`POST ${url}${CREATE}`]);
  });
});

describe('whether an unknown outcome is repeated', () => {
  it.each([
    ['GET', '/services/data/v64.0/query?q=SELECT+Id+FROM+Account'],
    ['HEAD', CREATE],
    ['OPTIONS', CREATE],
    ['PUT', '/services/data/v64.0/jobs/ingest/750/batches'],
    ['put', '/services/data/v64.0/jobs/ingest/750/batches'],
    ['DELETE', `${CREATE}/a00`],
    ['PATCH', UPSERT],
    ['PATCH', '/services/data/v64.0/composite/sobjects'],
    ['PATCH', '/services/data/v64.0/composite/sobjects/Account/Ext__c'],
    ['POST', '/services/oauth2/token'],
    ['POST', '/services/oauth2/introspect'],
    ['POST', '/services/oauth2/revoke'],
  ])('is answered with yes for %s %s', async (method, path) => {
    const { url, received } = await serveStatuses(502, 200);
    expect((await createSalesforceFetch(quick)(url + path, { method })).status).toBe(200);
    expect(received).toHaveLength(2);
  });

  it.each([
    ['POST', CREATE],
    ['POST', '/services/data/v64.0/composite'],
    ['GET', '/services/data/v64.0/tooling/executeAnonymous/?anonymousBody=insert'],
    ['GET', '/services/data/v64.0/tooling/executeAnonymous?anonymousBody=insert'],
    ['POST', '/services/apexrest/services/oauth2/token/copies'],
    ['PATCH', '/services/data/v64.0/jobs/ingest/750'],
    ['PATCH', '/services/apexrest/orders'],
    ['MERGE', CREATE],
  ])('is answered with no for %s %s', async (method, path) => {
    const { url, received } = await serveStatuses(502, 200);
    const error = await failureOf(createSalesforceFetch(quick)(url + path, { method }));
    expect(error).toMatchObject({ outcome: 'unknown', status: 502 });
    expect(received).toHaveLength(1);
  });
});

/** A client whose first attempt fails with this code before or after anything was sent, and whose second succeeds. */
function failingOnceWith(code: string | undefined) {
  const send = vi.fn<typeof fetch>(() => Promise.resolve(new Response(null, { status: 201 })));
  send.mockRejectedValueOnce(new TypeError('fetch failed', { cause: Object.assign(new Error('no luck'), { code }) }));
  return { resilient: createSalesforceFetch({ ...quick, fetch: send }), send };
}

describe('a request without an answer', () => {
  it.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])(
    'was not sent after %s: a create is repeated',
    async (code) => {
      const { resilient, send } = failingOnceWith(code);
      expect((await resilient(CREATE, { method: 'POST' })).status).toBe(201);
      expect(send).toHaveBeenCalledTimes(2);
    },
  );

  it.each([
    'ECONNRESET',
    'EPIPE',
    'ETIMEDOUT',
    'UND_ERR_SOCKET',
    'UND_ERR_HEADERS_TIMEOUT',
    'NOT_ENOTFOUND',
    undefined,
  ])('may have been carried out after %s: a create is not repeated', async (code) => {
    const { resilient, send } = failingOnceWith(code);
    const error = await failureOf(resilient(CREATE, { method: 'POST' }));
    expect(error).toMatchObject({ outcome: 'unknown', status: undefined });
    expect(error.message).toContain(`no answer (${code ?? 'no luck'})`);
    expect(send).toHaveBeenCalledOnce();
  });

  it.each(['GETALL', 'WIDGET'])('is not repeated with the method %s, which nobody knows', async (method) => {
    const { resilient, send } = failingOnceWith('ECONNRESET');
    expect(await failureOf(resilient(CREATE, { method }))).toMatchObject({ outcome: 'unknown' });
    expect(send).toHaveBeenCalledOnce();
  });
});

describe('a call that is not served', () => {
  it('ends after the most attempts, with the status and the time to come back', async () => {
    const { url, received } = await serve((response, index) => {
      response.writeHead(503, index === 2 ? { 'Retry-After': '90' } : {}).end();
    });
    const error = await failureOf(createSalesforceFetch({ ...quick, maxAttempts: 3 })(`${url}/services/data`));
    expect(received).toHaveLength(3);
    expect(error).toMatchObject({ status: 503, outcome: 'refused' });
    expect(error.message).toBe(`GET ${url}/services/data: Salesforce answered 503, attempt 3.`);
    expect(Math.abs(error.retryAt!.getTime() - Date.now() - 90_000)).toBeLessThan(5_000);
  });

  it('fails at once, saying when to come back, if Retry-After is longer than its time', async () => {
    const { payments, headers, salesforce, sent } = await startSalesforce({ ...status(503), retryAfter: 601 } as Fault);
    const started = performance.now();
    const error = await failureOf(createSalesforceFetch()(payments, { method: 'POST', headers, body: '{}' }));
    expect(performance.now() - started).toBeLessThan(2_000);
    expect(error).toMatchObject({ status: 503, outcome: 'refused' });
    expect(Math.abs(error.retryAt!.getTime() - Date.now() - 601_000)).toBeLessThan(5_000);
    expect([sent(), salesforce.early]).toEqual([1, 0]);
  });

  it('ends at once when the limit of a day is used up', async () => {
    const { url, received } = await serve((response) => {
      response.writeHead(403, { 'Content-Type': 'application/json' });
      response.end('[{"errorCode":"REQUEST_LIMIT_EXCEEDED","message":"TotalRequests Limit exceeded."}]');
    });
    const error = await failureOf(createSalesforceFetch(quick)(`${url}/services/data`));
    expect(error).toMatchObject({ status: 403, outcome: 'final', errorCode: 'REQUEST_LIMIT_EXCEEDED', attempts: 1 });
    expect(received).toHaveLength(1);
  });

  it('tells neither its query nor that an upsert is to be looked for', async () => {
    const { url } = await serveStatuses(500);
    const call = createSalesforceFetch({ ...quick, maxAttempts: 2 })(`${url}${UPSERT}?a=secret#b`, { method: 'PATCH' });
    const error = await failureOf(call);
    expect(error).toMatchObject({ outcome: 'unknown', status: 500, attempts: 2 });
    expect(error.message).toBe(`PATCH ${url}${UPSERT}: Salesforce answered 500, attempt 2.`);
  });

  it('keeps the error of the connection as the cause and names its code', async () => {
    const url = `http://127.0.0.1:${await unusedPort()}/services/data`;
    const error = await failureOf(createSalesforceFetch({ ...quick, maxAttempts: 2 })(url));
    expect(error).toMatchObject({ status: undefined, outcome: 'not-sent', retryAt: undefined, attempts: 2 });
    expect(error.message).toBe(`GET ${url}: no answer (ECONNREFUSED), attempt 2.`);
    expect(error.cause).toBeInstanceOf(TypeError);
  });

  it('is not repeated when its URL is none', async () => {
    await expect(createSalesforceFetch(quick)(`undefined${CREATE}`)).rejects.toThrow(TypeError);
  });
});
