import { describe, expect, it } from 'vitest';
import { callOrg } from '@salesforce-resilience/snippets/org/call-org';
import { errorsIn, rejectionOf } from '@salesforce-resilience/snippets/org/salesforce-rejection';
import { serve } from '../client/local-server.ts';

describe('a request', () => {
  it('is sent below the version, or where its path says', async () => {
    const { url, received } = await serve((response) => response.writeHead(200).end());
    const org = { fetch, instanceUrl: url, accessToken: 'token', apiVersion: '58.0' };
    await callOrg(org, '/limits');
    await callOrg(org, '/services/apexrest/payments', { method: 'POST', json: { a: 1 } });
    await callOrg({ fetch, instanceUrl: url }, '/sobjects');
    expect(received).toEqual([
      { method: 'GET', path: '/services/data/v58.0/limits', authorization: 'Bearer token', body: '' },
      { method: 'POST', path: '/services/apexrest/payments', authorization: 'Bearer token', body: '{"a":1}' },
      { method: 'GET', path: '/services/data/v62.0/sobjects', authorization: undefined, body: '' },
    ]);
  });

  it('that is refused never shows its token', async () => {
    const { url } = await serve((response) => response.writeHead(400).end('[{"errorCode":"X","message":"no"}]'));
    const org = { fetch, instanceUrl: url, accessToken: '00Dxx0000000000!secret' };
    const error = (await callOrg(org, '/limits?a=b').catch((cause: unknown) => cause)) as Error;
    expect(error.message).toBe('GET /services/data/v62.0/limits: Salesforce answered 400, X: no.');
    expect(JSON.stringify(error) + String(error.stack)).not.toContain('secret');
  });
});

describe('a rejection', () => {
  it.each([
    ['120', 120],
    ['0', 0],
    [new Date(Date.now() + 90_000).toUTCString(), 90],
    // The asctime form has no zone and means GMT.
    [new Date(Date.now() + 90_000).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) (\S+) GMT$/, '$1 $3 $2 $5 $4'), 90],
  ])('with Retry-After %s says when', async (value, seconds) => {
    const response = new Response('', { status: 503, headers: { 'Retry-After': value } });
    const { retryAt } = await rejectionOf(response, 'GET /');
    expect(Math.abs(retryAt!.getTime() - Date.now() - seconds * 1_000)).toBeLessThan(1_500);
  });

  it('with a Retry-After beyond all dates names the last one', async () => {
    const response = new Response('', { status: 503, headers: { 'Retry-After': '9'.repeat(30) } });
    expect((await rejectionOf(response, 'GET /')).retryAt).toEqual(new Date(8.64e15));
  });

  it.each(['', '-1', '1.5', 'soon'])('with Retry-After %j says nothing', async (value) => {
    const response = new Response('', { status: 503, headers: { 'Retry-After': value } });
    expect((await rejectionOf(response, 'GET /')).retryAt).toBeUndefined();
  });

  it('keeps every error of the body', () => {
    expect(errorsIn('[{"errorCode":"A","message":"a","fields":[]},{"errorCode":"B"}]')).toEqual([
      { errorCode: 'A', message: 'a' },
      { errorCode: 'B', message: '' },
    ]);
    for (const body of ['', '<html>', 'null', '[null]', '{}', '[{"message":"no code"}]'])
      expect(errorsIn(body)).toEqual([]);
  });
});
