import { describe, expect, it } from 'vitest';
import { createSalesforceFetch } from '@salesforce-resilience/snippets/client';
import { checkHealth } from '@salesforce-resilience/snippets/health/check-health';
import { serve, unusedPort } from '../client/local-server.ts';

const VERSIONS = [
  { label: "Spring '25", url: '/services/data/v61.0', version: '61.0' },
  { label: "Winter '26", url: '/services/data/v62.0', version: '62.0' },
];
const LIMITS = {
  DailyApiRequests: { Max: 100_000, Remaining: 1_200 },
  DailyBulkApiBatches: { Max: 15_000, Remaining: 3 },
};

type Answer = [status: number, body: unknown, headers?: Record<string, string>];

/** An org that answers `/services/data` and `/limits` like this. */
async function startOrg({
  versions = [200, VERSIONS],
  limits = [200, LIMITS],
}: { versions?: Answer; limits?: Answer } = {}) {
  const { url, received } = await serve((response, _index, { path }) => {
    const [status, body, headers = {}] = path === '/services/data' ? versions : limits;
    response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
  });
  return { org: { fetch, instanceUrl: url, accessToken: 'token' }, received };
}

/** Minutes from now until a verdict's `retryAt`. */
const minutesTo = (verdict: object): number | undefined => {
  const { retryAt } = verdict as { retryAt?: Date };
  return retryAt && Math.round((retryAt.getTime() - Date.now()) / 60_000);
};

describe('an org', () => {
  it('that answers is ready, and without named limits is asked without a token and nothing else', async () => {
    const { org, received } = await startOrg();
    expect(await checkHealth(org)).toEqual({ ready: true, remaining: {} });
    expect(received).toEqual([{ method: 'GET', path: '/services/data', authorization: undefined, body: '' }]);
  });

  it('with enough left is ready, and says how much', async () => {
    const { org, received } = await startOrg();
    const limits = { DailyApiRequests: 1_200, DailyBulkApiBatches: 2 };
    expect(await checkHealth(org, { limits })).toEqual({
      ready: true,
      remaining: { DailyApiRequests: 1_200, DailyBulkApiBatches: 3 },
    });
    expect(received.map(({ path, authorization }) => [path, authorization])).toEqual([
      ['/services/data', undefined],
      ['/services/data/v62.0/limits', 'Bearer token'],
    ]);
  });

  it('with too little left is not, and is checked again in an hour', async () => {
    const { org } = await startOrg();
    const verdict = await checkHealth(org, { limits: { DailyApiRequests: 1_201 } });
    expect(verdict).toMatchObject({ ready: false, reason: 'limit', why: 'DailyApiRequests: 1201 needed, 1200 left.' });
    expect(minutesTo(verdict)).toBe(60);
  });

  it('that knows no such limit is not ready, since nothing is known of it', async () => {
    const { org } = await startOrg();
    expect(await checkHealth(org, { limits: { DailyApiRequest: 1 } })).toMatchObject({
      ready: false,
      reason: 'access',
      why: '/limits names no DailyApiRequest: check its spelling.',
      retryAt: undefined,
    });
  });

  it.each(['45.0', '99.0'])('that does not serve version %s is not ready', async (apiVersion) => {
    const { org } = await startOrg();
    expect(await checkHealth({ ...org, apiVersion })).toMatchObject({
      ready: false,
      reason: 'version',
      retryAt: undefined,
    });
  });

  it.each<[string, Answer]>([
    ['503', [503, '<html>']],
    ['500', [500, '']],
    ['a maintenance page with status 200', [200, '<html>Maintenance</html>']],
    ['an empty list of versions', [200, []]],
    ['an object', [200, {}]],
  ])('that answers with %s is not ready, and is checked again in a minute', async (_, versions) => {
    const { org } = await startOrg({ versions });
    const verdict = await checkHealth(org);
    expect(verdict).toMatchObject({ ready: false, reason: 'unreachable' });
    expect(minutesTo(verdict)).toBe(1);
  });

  it('that asks to be left alone is checked again then', async () => {
    const { org } = await startOrg({ versions: [503, '', { 'Retry-After': '600' }] });
    expect(minutesTo(await checkHealth(org))).toBe(10);
  });

  it.each<[string, Answer]>([
    ['an expired session', [401, [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired' }]]],
    ['a missing permission', [403, [{ errorCode: 'INSUFFICIENT_ACCESS', message: 'no' }]]],
  ])('with %s is not ready until somebody sees to it', async (_, limits) => {
    const { org } = await startOrg({ limits });
    const verdict = await checkHealth(org, { limits: { DailyApiRequests: 1 } });
    expect(verdict).toMatchObject({ ready: false, reason: 'access', retryAt: undefined });
  });

  it.each([
    ['TotalRequests Limit exceeded.', 60],
    ['ConcurrentRequests (Concurrent API Requests) Limit exceeded.', 1],
  ])('that refuses with %s is not ready for %s minutes', async (message, minutes) => {
    const { org } = await startOrg({ limits: [403, [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message }]] });
    const verdict = await checkHealth(org, { limits: { DailyApiRequests: 1 } });
    expect(verdict).toMatchObject({ ready: false, reason: 'limit' });
    expect(minutesTo(verdict)).toBe(minutes);
  });

  it('that is not there is not ready', async () => {
    const org = { fetch, instanceUrl: `http://127.0.0.1:${await unusedPort()}` };
    expect(await checkHealth(org)).toMatchObject({ ready: false, reason: 'unreachable' });
  });
});

describe('the check', () => {
  it('does not wait for the end of an outage, whatever its fetch does', async () => {
    const { org, received } = await startOrg({ versions: [503, ''] });
    const began = Date.now();
    const verdict = await checkHealth(
      { ...org, fetch: createSalesforceFetch({ baseDelayMs: 20, maxDelayMs: 20 }) },
      { timeoutMs: 150 },
    );
    expect(verdict).toMatchObject({ ready: false, reason: 'unreachable' });
    expect(Date.now() - began).toBeLessThan(2_000);
    expect(received.length).toBeGreaterThan(0);
  });

  it('does not wait for an org that says nothing', async () => {
    const { url } = await serve(() => undefined);
    const verdict = await checkHealth({ fetch, instanceUrl: url }, { timeoutMs: 50 });
    expect(verdict).toMatchObject({ ready: false, reason: 'unreachable', why: 'no answer within 50 ms' });
  });

  it('throws the reason of its signal', async () => {
    const { url } = await serve(() => undefined);
    const reason = new Error('shutting down');
    const controller = new AbortController();
    const check = checkHealth({ fetch, instanceUrl: url }, { signal: controller.signal });
    controller.abort(reason);
    await expect(check).rejects.toBe(reason);
  });
});
