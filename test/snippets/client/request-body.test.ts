import { describe, expect, it, vi } from 'vitest';
import { createSalesforceFetch, SalesforceError } from '@salesforce-resilience/snippets/client/core';
import { serve, serveStatuses } from './local-server.ts';

const PATH = '/services/data/v64.0/sobjects/Payment__c/Reference__c/P-1';
const resilient = createSalesforceFetch({ baseDelayMs: 2 });
const headers = { Authorization: 'Bearer old', 'X-Trace': 't-1' };

describe('the request', () => {
  it.each<[string, (url: string) => string | URL]>([
    ['a string', (url) => url],
    ['a URL', (url) => new URL(url)],
  ])('may be given as %s and is sent again in full', async (_name, asInput) => {
    const { url, received } = await serveStatuses(503, 502, 200);
    const init = { method: 'PATCH', headers, body: '{"Amount__c":1}' };
    expect((await resilient(asInput(url + PATH), init)).status).toBe(200);
    const whole = { method: 'PATCH', path: PATH, authorization: 'Bearer old', body: '{"Amount__c":1}' };
    expect(received).toEqual([whole, whole, whole]);
  });

  it('may be given as a Request, whose body is sent again in full', async () => {
    const { url, received } = await serveStatuses(503, 502, 200);
    const request = new Request(url + PATH, { method: 'PATCH', headers, body: '{"Amount__c":1}' });
    expect((await resilient(request)).status).toBe(200);
    const whole = { method: 'PATCH', path: PATH, authorization: 'Bearer old', body: '{"Amount__c":1}' };
    expect(received).toEqual([whole, whole, whole]);
  });

  it('given as a Request is a create when its method says so', async () => {
    const { url, received } = await serveStatuses(500, 201);
    const call = resilient(
      new Request(`${url}/services/data/v64.0/sobjects/Payment__c`, { method: 'POST', body: '{}' }),
    );
    await expect(call).rejects.toMatchObject({ name: 'SalesforceError', outcome: 'unknown' });
    expect(received).toHaveLength(1);
  });

  it('takes from the second argument what both say', async () => {
    const { url, received } = await serveStatuses(502, 200);
    const request = new Request(url + PATH, { method: 'POST', headers, body: 'first' });
    await resilient(request, { method: 'PUT', headers: { Authorization: 'Bearer new' }, body: 'second' });
    const whole = { method: 'PUT', path: PATH, authorization: 'Bearer new', body: 'second' };
    expect(received).toEqual([whole, whole]);
  });

  it.each<[string, () => BodyInit]>([
    ['a Blob', () => new Blob(['Id,Name'])],
    ['bytes', () => new TextEncoder().encode('Id,Name')],
    ['an ArrayBuffer', () => new TextEncoder().encode('Id,Name').buffer],
  ])('is sent again in full with %s as its body', async (_name, makeBody) => {
    const { url, received } = await serveStatuses(503, 200);
    await resilient(url + PATH, { method: 'PUT', body: makeBody() });
    expect(received.map(({ body }) => body)).toEqual(['Id,Name', 'Id,Name']);
  });

  it('leaves the headers of the caller alone', async () => {
    const own = new Headers(headers);
    const { url } = await serve((response, index) => response.writeHead(index === 0 ? 401 : 200).end());
    const refreshToken = () => Promise.resolve('new');
    const response = await createSalesforceFetch({ refreshToken })(url + PATH, { headers: own });
    expect(response.status).toBe(200);
    expect(own.get('Authorization')).toBe('Bearer old');
  });
});

async function* chunks(): AsyncGenerator<Uint8Array> {
  await Promise.resolve();
  yield new TextEncoder().encode('Id,');
  yield new TextEncoder().encode('Name');
}

/** Bodies that can be read once only; `fetch` of Node takes an async iterable too. */
const ONE_SHOT: readonly [string, () => RequestInit][] = [
  ['a ReadableStream', () => streamed(new Blob(['Id,Name']).stream())],
  ['an async iterable', () => streamed(chunks() as unknown as ReadableStream)],
];

function streamed(body: ReadableStream): RequestInit {
  return { method: 'PUT', headers, body, duplex: 'half' } as RequestInit;
}

describe.each(ONE_SHOT)('%s as the body', (_name, makeInit) => {
  it('is sent', async () => {
    const { url, received } = await serveStatuses(200);
    expect((await resilient(url + PATH, makeInit())).status).toBe(200);
    expect(received.map(({ body }) => body)).toEqual(['Id,Name']);
  });

  it.each([
    [503, 'refused'],
    [502, 'unknown'],
  ])('is not sent again after %d, and the outcome is %s', async (code, outcome) => {
    const { url, received } = await serveStatuses(code, 200);
    const error: unknown = await resilient(url + PATH, makeInit()).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(SalesforceError);
    expect(error).toMatchObject({ status: code, outcome });
    // A PUT may be repeated by whoever has the body.
    expect((error as SalesforceError).message).not.toContain('carried out');
    expect(received.map(({ body }) => body)).toEqual(['Id,Name']);
  });

  it('is not sent again after a 401, which is returned once the token is renewed for later calls', async () => {
    const { url, received } = await serve((response, _index, { authorization }) => {
      response.writeHead(authorization === 'Bearer new' ? 200 : 401).end();
    });
    const refreshToken = vi.fn(() => Promise.resolve('new'));
    const renewing = createSalesforceFetch({ refreshToken });
    expect((await renewing(url + PATH, makeInit())).status).toBe(401);
    expect((await renewing(url + PATH, makeInit())).status).toBe(200);
    expect(received.map(({ body }) => body)).toEqual(['Id,Name', 'Id,Name']);
    expect(refreshToken).toHaveBeenCalledOnce();
  });
});
