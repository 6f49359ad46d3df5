import { describe, expect, it } from 'vitest';
import { apiFamily } from '@salesforce-resilience/snippets/client/api-family';
import { isIdempotentRequest } from '@salesforce-resilience/snippets/client/is-idempotent-request';
import { outgoingRequest } from '@salesforce-resilience/snippets/client/outgoing-request';
import { CREATE, ORG } from './scripted-fetch.ts';

const DATA = `${ORG}/services/data/v64.0`;

describe('a request that may be repeated whatever became of it', () => {
  it.each([
    ['GET', `${DATA}/query?q=SELECT+Id+FROM+Account`],
    ['HEAD', CREATE],
    ['OPTIONS', CREATE],
    ['PUT', `${DATA}/jobs/ingest/750/batches`],
    ['DELETE', `${CREATE}/a01`],
    ['PATCH', `${CREATE}/a01`],
    ['PATCH', `${CREATE}/Reference__c/P-1`],
    ['PATCH', `${DATA}/composite/sobjects`],
    ['PATCH', `${DATA}/composite/sobjects/Payment__c/Reference__c?x=1`],
    ['POST', `${CREATE}/Reference__c/P-1?_HttpMethod=PATCH`],
    ['POST', `${CREATE}/a01?a=1&_HttpMethod=DELETE`],
    ['POST', `${ORG}/services/oauth2/token`],
    ['POST', `${ORG}/services/oauth2/introspect`],
    ['POST', `${ORG}/services/oauth2/revoke/`],
    ['POST', `${ORG}/services/oauth2/userinfo`],
    ['POST', `${DATA}/parameterizedSearch`],
    ['POST', `${DATA}/jobs/query`],
    ['POST', `${DATA}/wave/query?x=1`],
    ['POST', `${DATA}/composite/sobjects/Account`],
    ['POST', `${DATA}/analytics/reports/query`],
    ['POST', `${DATA}/analytics/reports/00O000000000001`],
    ['POST', `${DATA}/ssot/query`],
    ['POST', `${DATA}/ssot/queryv2`],
    ['POST', `${DATA}/ssot/query-sql`],
  ])('%s %s', (method, url) => expect(isIdempotentRequest(method, url)).toBe(true));
});

describe('a request that may not', () => {
  it.each([
    ['POST', CREATE],
    ['POST', `${CREATE}?x_HttpMethod=PATCH`],
    ['POST', `${CREATE}?_HttpMethod=POST`],
    ['PATCH', `${DATA}/jobs/ingest/750`],
    ['PATCH', `${ORG}/services/apexrest/orders`],
    ['PATCH', `${ORG}/services/apexrest/orders?_HttpMethod=GET`],
    ['PATCH', `${ORG}/services/apexrest/orders?from=/sobjects/`],
    ['PATCH', `${ORG}/services/apexrest/sobjectsync`],
    ['POST', `${DATA}/composite`],
    ['GET', `${DATA}/tooling/executeAnonymous/?anonymousBody=insert`],
    ['GET', `${DATA}/tooling/executeAnonymous?anonymousBody=insert`],
    ['POST', `${DATA}/composite/sobjects`],
    ['POST', `${DATA}/composite/tree/Account`],
    ['POST', `${DATA}/jobs/ingest`],
    ['POST', `${DATA}/graphql`],
    ['POST', `${DATA}/analytics/reports/00O000000000001/instances`],
    ['POST', `${ORG}/services/apexrest/services/oauth2/token/copies`],
    ['POST', `${ORG}/services/apexrest/x?to=/services/oauth2/token`],
    ['MERGE', CREATE],
    ['GETALL', CREATE],
    ['WIDGET', CREATE],
  ])('%s %s', (method, url) => expect(isIdempotentRequest(method, url)).toBe(false));
});

describe('the API family', () => {
  it.each([
    ['auth', `${ORG}/services/oauth2/token`],
    ['apexrest', `${ORG}/services/apexrest/orders`],
    ['soap', `${ORG}/services/Soap/u/64.0`],
    ['bulk', `${DATA}/jobs/ingest`],
    ['bulk', `${ORG}/services/async/64.0/job`],
    ['connect', `${DATA}/connect/communities`],
    ['connect', `${DATA}/chatter/feeds`],
    ['connect', `${DATA}/commerce/webstores/1/carts`],
    ['analytics', `${DATA}/wave/query`],
    ['analytics', `${DATA}/analytics/reports/query`],
    ['tooling', `${DATA}/tooling/query`],
    ['tooling', `${DATA}/metadata/deployRequest`],
    ['data', CREATE],
    ['data', `${DATA}/limits`],
    ['data', `${ORG}/services/data`],
    ['data', '/somewhere/else'],
  ])('is %s for %s', (family, url) => expect(apiFamily(url)).toBe(family));
});

describe('a request to send', () => {
  it('is what the arguments of fetch say', () => {
    const request = outgoingRequest(new URL(CREATE), { method: 'post', headers: { 'X-Trace': '1' }, body: '{}' });
    expect(request).toMatchObject({ method: 'POST', url: CREATE, isResendable: true, signal: undefined });
    expect([...request.headers]).toEqual([['x-trace', '1']]);
    expect(outgoingRequest(CREATE, undefined)).toMatchObject({ method: 'GET', isResendable: true });
  });

  it('takes from a Request what nothing else says', () => {
    const { signal } = new AbortController();
    const request = new Request(CREATE, { method: 'PUT', headers: { 'X-Trace': '1' }, body: 'a', signal });
    expect(outgoingRequest(request, undefined)).toMatchObject({ method: 'PUT', url: CREATE, signal: request.signal });
    const other = outgoingRequest(request, { method: 'POST', headers: {}, signal });
    expect(other).toMatchObject({ method: 'POST', signal });
    expect([...other.headers]).toEqual([]);
  });

  it.each<[string, unknown]>([
    ['a ReadableStream', new ReadableStream()],
    ['an async iterable', { [Symbol.asyncIterator]: () => undefined }],
  ])('cannot be sent again with %s as its body', (_name, body) => {
    const init = { method: 'PUT', body: body as BodyInit, duplex: 'half' } as RequestInit;
    expect(outgoingRequest(CREATE, init)).toMatchObject({ isResendable: false });
  });

  it.each<[string, BodyInit]>([
    ['FormData', new FormData()],
    ['URLSearchParams', new URLSearchParams({ a: '1' })],
    ['a Blob', new Blob(['a'])],
    ['bytes', new Uint8Array(2)],
  ])('can be sent again with %s as its body', (_name, body) => {
    expect(outgoingRequest(CREATE, { method: 'POST', body })).toMatchObject({ isResendable: true });
  });

  it.each<[string, () => Parameters<typeof fetch>]>([
    ['a GET with a body', () => [CREATE, { body: '{}' }]],
    ['a method that is none', () => [CREATE, { method: 'CREATE ONE' }]],
    ['a header that is none', () => [CREATE, { headers: { 'no header': '1' } }]],
  ])('is refused at once: %s', (_name, argumentsOf) => {
    expect(() => outgoingRequest(...argumentsOf())).toThrow(TypeError);
  });

  it('is refused at once when its Request was used already, unless it has another body', async () => {
    const request = new Request(CREATE, { method: 'POST', body: '{}' });
    await request.text();
    expect(() => outgoingRequest(request, undefined)).toThrow('was used already: make a new one');
    expect(outgoingRequest(request, { body: '{}' })).toMatchObject({ method: 'POST', isResendable: true });
  });
});
