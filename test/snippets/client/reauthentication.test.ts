import { describe, expect, it, vi } from 'vitest';
import { createSalesforceFetch } from '@salesforce-resilience/snippets/client/core';
import { serve, serveStatuses, startSalesforce } from './local-server.ts';

const bearer = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });

/** A server that takes the tokens in `valid` and nothing else. */
async function serveSession(valid: Set<string>) {
  return serve((response, _index, { authorization = '' }) => {
    response.writeHead(valid.has(authorization.split(' ')[1] ?? '') ? 200 : 401).end();
  });
}

describe('a call with an expired token', () => {
  it('is replayed with the token of a new login and writes its record once', async () => {
    const { salesforce, login, payments, headers, body, sent } = await startSalesforce();
    salesforce.expireTokens();
    const refreshToken = vi.fn(login);
    const response = await createSalesforceFetch({ refreshToken })(payments, { method: 'POST', headers, body });
    expect(response.status).toBe(201);
    expect(refreshToken).toHaveBeenCalledOnce();
    expect(salesforce.ledger.recordsOf('P-1')).toHaveLength(1);
    // The refused request, the login, and the replay.
    expect(sent()).toBe(3);
  });

  it('shares one login with all calls that wait for it', async () => {
    const { salesforce, login, payments, headers, sent } = await startSalesforce();
    salesforce.expireTokens();
    const refreshToken = vi.fn(login);
    const resilient = createSalesforceFetch({ refreshToken });
    const calls = Array.from({ length: 20 }, (_, index) => {
      const body = JSON.stringify({ Reference__c: `P-${index}` });
      return resilient(payments, { method: 'POST', headers, body });
    });
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 201));
    expect(refreshToken).toHaveBeenCalledOnce();
    expect([salesforce.ledger.recorded, salesforce.ledger.duplicates]).toEqual([20, 0]);
    expect(sent()).toBeLessThanOrEqual(41);
  });

  it('does not log in again when its 401 arrives after the token was replaced', async () => {
    let answerLate = (): unknown => undefined;
    const refreshToken = vi.fn(() => Promise.resolve('new'));
    const { url, received } = await serve((response, index, { authorization }) => {
      const answer = () => response.writeHead(authorization === 'Bearer new' ? 200 : 401).end();
      if (index === 0) answerLate = answer;
      else answer();
    });
    const resilient = createSalesforceFetch({ refreshToken });
    const late = resilient(url, bearer('old'));
    await vi.waitFor(() => expect(received).toHaveLength(1), { timeout: 10_000 });
    expect((await resilient(url, bearer('old'))).status).toBe(200);
    answerLate();
    expect((await late).status).toBe(200);
    expect(received.map(({ authorization }) => authorization?.split(' ')[1])).toEqual(['old', 'old', 'new', 'new']);
    expect(refreshToken).toHaveBeenCalledOnce();
  });

  it('keeps the scheme of its Authorization header', async () => {
    const { url, received } = await serveStatuses(401, 200);
    const resilient = createSalesforceFetch({ refreshToken: () => Promise.resolve('new') });
    await resilient(url, { headers: { Authorization: 'OAuth old' } });
    expect(received.map(({ authorization }) => authorization)).toEqual(['OAuth old', 'OAuth new']);
  });

  it('goes on to be repeated when the replay meets an outage', async () => {
    const { url, received } = await serveStatuses(503, 401, 503, 200);
    const resilient = createSalesforceFetch({ refreshToken: () => Promise.resolve('new'), baseDelayMs: 2 });
    expect((await resilient(url, bearer('old'))).status).toBe(200);
    expect(received.map(({ authorization }) => authorization)).toEqual([
      'Bearer old',
      'Bearer old',
      'Bearer new',
      'Bearer new',
    ]);
  });
});

describe('later calls', () => {
  it('with the old token are sent with the new one, without another 401', async () => {
    const { url, received } = await serveSession(new Set(['new']));
    const refreshToken = vi.fn(() => Promise.resolve('new'));
    const resilient = createSalesforceFetch({ refreshToken });
    await resilient(url, bearer('old'));
    const response = await resilient(new Request(url, bearer('old')));
    expect(response.status).toBe(200);
    expect(received.map(({ authorization }) => authorization)).toEqual(['Bearer old', 'Bearer new', 'Bearer new']);
    expect(refreshToken).toHaveBeenCalledOnce();
  });

  it('with a token of their own are sent with that', async () => {
    const { url, received } = await serveSession(new Set(['new', 'other']));
    const resilient = createSalesforceFetch({ refreshToken: () => Promise.resolve('new') });
    await resilient(url, bearer('old'));
    await resilient(url, bearer('other'));
    expect(received.at(-1)?.authorization).toBe('Bearer other');
  });

  it('log in again when the new token expires too', async () => {
    const valid = new Set(['B']);
    const { url, received } = await serveSession(valid);
    const tokens = ['B', 'C'];
    const resilient = createSalesforceFetch({ refreshToken: () => Promise.resolve(tokens.shift() ?? '') });
    await resilient(url, bearer('A'));
    valid.clear();
    valid.add('C');
    expect((await resilient(url, bearer('A'))).status).toBe(200);
    expect((await resilient(url, bearer('B'))).status).toBe(200);
    expect(received.map(({ authorization }) => authorization?.at(-1)).join('')).toBe('ABBCC');
  });

  it('log in again although an earlier login gave back the token that was refused', async () => {
    // Salesforce answers a login with the token of the session as long as that lives.
    const { url, received } = await serveStatuses(401, 200, 401, 200);
    const tokens = ['same', 'new'];
    const refreshToken = vi.fn(() => Promise.resolve(tokens.shift() ?? ''));
    const resilient = createSalesforceFetch({ refreshToken });
    expect((await resilient(url, bearer('same'))).status).toBe(200);
    expect((await resilient(url, bearer('same'))).status).toBe(200);
    expect(refreshToken).toHaveBeenCalledTimes(2);
    expect(received.at(-1)?.authorization).toBe('Bearer new');
  });
});

describe('a 401', () => {
  it('is returned when the new token is refused too', async () => {
    const { url, received } = await serveStatuses(401);
    const refreshToken = vi.fn(() => Promise.resolve('new'));
    const response = await createSalesforceFetch({ refreshToken })(url, bearer('old'));
    expect(response.status).toBe(401);
    expect(received).toHaveLength(2);
    expect(refreshToken).toHaveBeenCalledOnce();
  });

  it('is returned, body and all, without refreshToken', async () => {
    const { url, received } = await serve((response) => response.writeHead(401).end('INVALID_SESSION_ID'));
    const response = await createSalesforceFetch()(url, bearer('old'));
    expect(response.status).toBe(401);
    expect(await response.text()).toBe('INVALID_SESSION_ID');
    expect(received).toHaveLength(1);
  });

  it('is returned when the request has no token to replace', async () => {
    const { url, received } = await serveStatuses(401);
    const refreshToken = vi.fn(() => Promise.resolve('new'));
    expect((await createSalesforceFetch({ refreshToken })(url)).status).toBe(401);
    expect(received).toHaveLength(1);
    expect(refreshToken).not.toHaveBeenCalled();
  });

  it.each(['token', 'introspect', 'revoke', 'userinfo'])(
    'of /services/oauth2/%s is returned without a login',
    async (endpoint) => {
      const { url, received } = await serveStatuses(401);
      const refreshToken = vi.fn(() => Promise.resolve('new'));
      const init = { method: 'POST', ...bearer('old') };
      const response = await createSalesforceFetch({ refreshToken })(`${url}/services/oauth2/${endpoint}`, init);
      expect(response.status).toBe(401);
      expect(received).toHaveLength(1);
      expect(refreshToken).not.toHaveBeenCalled();
    },
  );
});

describe('a failed login', () => {
  it('rejects every call that waits for it, and the next call tries another one', async () => {
    const { url, received } = await serveSession(new Set(['new']));
    const refused = new Error('invalid_grant');
    const refreshToken = vi.fn(() => Promise.resolve('new'));
    refreshToken.mockImplementationOnce(async () => {
      // Long enough for the other calls to join.
      await vi.waitFor(() => expect(answered).toBe(3), { timeout: 10_000 });
      throw refused;
    });
    let answered = 0;
    const counting: typeof fetch = async (input, init) => {
      const response = await fetch(input, init);
      answered += 1;
      return response;
    };
    const resilient = createSalesforceFetch({ refreshToken, fetch: counting });
    const calls = await Promise.allSettled([1, 2, 3].map(() => resilient(url, bearer('old'))));
    const reason = {
      name: 'SalesforceError',
      status: 401,
      outcome: 'refused',
      attempts: 1,
      cause: refused,
      message: `GET ${url}: the session has ended and the login failed, attempt 1.`,
    };
    expect(calls).toMatchObject([1, 2, 3].map(() => ({ status: 'rejected', reason })));
    expect(refreshToken).toHaveBeenCalledOnce();
    expect(received).toHaveLength(3);
    // The next call logs in before it sends anything.
    expect((await resilient(url, bearer('old'))).status).toBe(200);
    expect(received).toHaveLength(4);
    expect(refreshToken).toHaveBeenCalledTimes(2);
  });
});

describe('a login that meets an outage', () => {
  it.each<[string, unknown]>([
    ['a status', Object.assign(new Error('busy'), { status: 503 })],
    ['a message', new Error('login failed: 503 Service Unavailable')],
    ['a failed fetch', new TypeError('fetch failed')],
    ['what Chromium says', new TypeError('Failed to fetch')],
    ['what workerd says', new Error('Network connection lost.')],
    ['a code of the network', Object.assign(new Error('no luck'), { code: 'ECONNRESET' })],
  ])('is repeated, going by %s, and the call is served once', async (_name, error) => {
    const { url, received } = await serveSession(new Set(['new']));
    const refreshToken = vi.fn(() => Promise.resolve('new'));
    refreshToken.mockRejectedValueOnce(error).mockRejectedValueOnce(error);
    const resilient = createSalesforceFetch({ refreshToken, baseDelayMs: 2 });
    expect((await resilient(url, { method: 'POST', ...bearer('old') })).status).toBe(200);
    expect(refreshToken).toHaveBeenCalledTimes(3);
    expect(received.map(({ authorization }) => authorization)).toEqual(['Bearer old', 'Bearer new']);
  });

  it('ends the call with its attempts, and was not carried out', async () => {
    const { url, received } = await serveSession(new Set());
    const error = new Error('503');
    const refreshToken = vi.fn(() => Promise.reject(error));
    const resilient = createSalesforceFetch({ refreshToken, baseDelayMs: 2, maxAttempts: 3 });
    const call = resilient(url, { method: 'POST', ...bearer('old') });
    await expect(call).rejects.toMatchObject({ status: 401, outcome: 'refused', attempts: 1, cause: error });
    expect(refreshToken).toHaveBeenCalledTimes(3);
    expect(received).toHaveLength(1);
  });
});

describe('a login that is refused', () => {
  it.each<[string, unknown]>([
    ['a status', { status: 400, code: 'invalid_grant' }],
    ['a message', new Error('401 Unauthorized')],
    ['nothing', new Error('invalid_grant')],
    ['nothing of an outage', new Error('your network is not trusted')],
  ])('is not repeated, going by %s', async (_name, error) => {
    const { url, received } = await serveSession(new Set());
    const refreshToken = vi.fn(() => Promise.reject(error as Error));
    const call = createSalesforceFetch({ refreshToken, baseDelayMs: 2 })(url, bearer('old'));
    await expect(call).rejects.toMatchObject({ status: 401, outcome: 'refused', attempts: 1, cause: error });
    expect(refreshToken).toHaveBeenCalledOnce();
    expect(received).toHaveLength(1);
  });
});
