import { describe, expect, it, vi } from 'vitest';
import type { SalesforceEvent } from '@salesforce-resilience/snippets/client';
import { fakeClock } from './fake-clock.ts';
import { answers, LIMITS, ORG, scripted, type SentRequest } from './scripted-fetch.ts';

fakeClock(2030, 0.5);

describe('a client whose session has ended', () => {
  const headers = { Authorization: 'Bearer old' };

  it('tells of each login, and logs in once for all calls', async () => {
    const events: SalesforceEvent[] = [];
    const refreshToken = vi.fn(() => new Promise<string>((resolve) => setTimeout(() => resolve('new'), 70)));
    const { resilient, sent } = scripted(
      [
        () =>
          ({ authorization }) =>
            new Response(null, { status: authorization === 'Bearer new' ? 204 : 401 }),
      ],
      { refreshToken, onEvent: (event) => events.push(event) },
    );
    const calls = Promise.all([1, 2, 3].map(() => resilient(LIMITS, { headers })));
    await vi.runAllTimersAsync();
    expect((await calls).map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(refreshToken).toHaveBeenCalledOnce();
    expect(sent).toHaveLength(6);
    expect(events.filter(({ type }) => type === 'reauthentication')).toEqual([
      { type: 'reauthentication', isSuccessful: true, durationMs: 70 },
    ]);
  });

  it('is answered with a second 401 although others are served with the new token', async () => {
    const tokens = ['new', 'newer', 'newest'];
    const refreshToken = vi.fn(() => Promise.resolve(tokens.shift() ?? ''));
    const forbidden = `${ORG}/services/data/v64.0/connect/communities`;
    const serve = async ({ url, authorization }: SentRequest): Promise<Response> => {
      if (url === LIMITS) return new Response('{}');
      // Meanwhile, another call is served with the token of this one.
      await resilient(LIMITS, { headers: { Authorization: authorization ?? '' } });
      return new Response(null, { status: 401 });
    };
    const { resilient, sent } = scripted([() => serve], { refreshToken });
    expect((await resilient(forbidden, { headers })).status).toBe(401);
    expect(sent.filter(({ url }) => url === forbidden)).toHaveLength(2);
    expect(refreshToken).toHaveBeenCalledOnce();
  });

  it('logs in once when new tokens are refused too, and sends each later call once', async () => {
    const refreshToken = vi.fn(() => Promise.resolve('new'));
    const { resilient, sent } = scripted([answers(401, 'INVALID_SESSION_ID')], { refreshToken });
    for (let index = 0; index < 6; index += 1) expect((await resilient(LIMITS, { headers })).status).toBe(401);
    expect(refreshToken).toHaveBeenCalledOnce();
    expect(sent).toHaveLength(7);
  });

  it('tells a login that fails, and fails without another request', async () => {
    const events: SalesforceEvent[] = [];
    const cause = new Error('invalid_grant');
    const { resilient, sent } = scripted([answers(401)], {
      refreshToken: () => Promise.reject(cause),
      onEvent: (event) => events.push(event),
    });
    const error: unknown = await resilient(LIMITS, { headers }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'SalesforceError', status: 401, outcome: 'refused', attempts: 1, cause });
    expect(events.find(({ type }) => type === 'reauthentication')).toMatchObject({ isSuccessful: false });
    await expect(resilient(LIMITS, { headers })).rejects.toMatchObject({ attempts: 0 });
    expect(sent).toHaveLength(1);
  });

  it('rejects every call that waits for a login, and only a minute later tries another one', async () => {
    const cause = new Error('invalid_grant');
    const refreshToken = vi.fn(() => Promise.resolve('new'));
    refreshToken.mockImplementationOnce(() => new Promise((_resolve, reject) => setTimeout(() => reject(cause), 70)));
    const { resilient, sent } = scripted([answers(401), answers(401), answers(401), answers(204)], { refreshToken });
    const calls = Promise.allSettled([1, 2, 3].map(() => resilient(LIMITS, { headers })));
    await vi.advanceTimersByTimeAsync(70);
    const message = `GET ${LIMITS}: the session has ended and the login failed, attempt 1.`;
    const reason = { name: 'SalesforceError', status: 401, outcome: 'refused', attempts: 1, cause, message };
    expect(await calls).toMatchObject([1, 2, 3].map(() => ({ status: 'rejected', reason })));
    // A user whose password is wrong would be locked out.
    vi.setSystemTime(Date.now() + 59_000);
    await expect(resilient(LIMITS, { headers })).rejects.toMatchObject({ status: 401, attempts: 0, cause });
    expect(refreshToken).toHaveBeenCalledOnce();
    expect(sent).toHaveLength(3);
    vi.setSystemTime(Date.now() + 2_000);
    expect((await resilient(LIMITS, { headers })).status).toBe(204);
    expect(refreshToken).toHaveBeenCalledTimes(2);
  });

  it('sends a login once that is refused, and repeats one that meets an outage', async () => {
    const init = { method: 'POST', body: new URLSearchParams({ grant_type: 'client_credentials' }) };
    const refused = scripted([answers(400, 'invalid_grant')], { refreshToken: () => Promise.resolve('new') });
    expect((await refused.resilient(`${ORG}/services/oauth2/token`, init)).status).toBe(400);
    const unauthorized = scripted([answers(401)], { refreshToken: () => Promise.resolve('new') });
    expect((await unauthorized.resilient(`${ORG}/services/oauth2/token`, { ...init, headers })).status).toBe(401);
    expect([refused.sent.length, unauthorized.sent.length]).toEqual([1, 1]);
    const outage = scripted([answers(503), answers(500), answers(200)]);
    const call = outage.resilient(`${ORG}/services/oauth2/token`, init);
    await vi.runAllTimersAsync();
    expect((await call).status).toBe(200);
    expect(outage.sent).toHaveLength(3);
  });

  it('may log in through itself, also while all its places are taken', async () => {
    const refreshToken = async (): Promise<string> => {
      const response = await resilient(`${ORG}/services/oauth2/token`, { method: 'POST' });
      return ((await response.json()) as { access_token: string }).access_token;
    };
    const { resilient } = scripted(
      [
        () =>
          ({ url, authorization }) =>
            url.includes('/oauth2/')
              ? Response.json({ access_token: 'new' })
              : new Response(null, { status: authorization === 'Bearer new' ? 204 : 401 }),
      ],
      { refreshToken, maxConcurrent: 2 },
    );
    const calls = Promise.all([1, 2, 3, 4].map(() => resilient(LIMITS, { headers })));
    await vi.runAllTimersAsync();
    expect((await calls).map(({ status }) => status)).toEqual([204, 204, 204, 204]);
  });
});
