import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SalesforceEvent } from '@salesforce-resilience/snippets/client';
import { createTokens } from '@salesforce-resilience/snippets/client/tokens';
import { answers, LIMITS, ORG, scripted } from './scripted-fetch.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.UTC(2030, 0, 1) });
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const bearer = (token: string): Headers => new Headers({ Authorization: `Bearer ${token}` });

/** What `prepare` makes of headers with a refused token, once `ms` have passed. */
async function prepared(tokens: ReturnType<typeof createTokens>, ms = 0, timeoutMs = 600_000) {
  const headers = bearer('old');
  tokens.refuse(headers);
  const failure = tokens.prepare(headers, timeoutMs);
  await vi.advanceTimersByTimeAsync(ms);
  return { failure: await failure, token: headers.get('Authorization') };
}

describe('a token', () => {
  it('that was not refused stays, and nobody logs in', async () => {
    const logIn = vi.fn();
    const tokens = createTokens(logIn);
    const headers = bearer('mine');
    expect(await tokens.prepare(headers, 1_000)).toBeUndefined();
    expect(headers.get('Authorization')).toBe('Bearer mine');
    const none = new Headers();
    expect(await tokens.prepare(none, 1_000)).toBeUndefined();
    expect([...none]).toEqual([]);
    expect(logIn).not.toHaveBeenCalled();
  });

  it('cannot be replaced without a login, or where there is none', () => {
    expect(createTokens(undefined).refuse(bearer('old'))).toBe(false);
    expect(createTokens(() => Promise.resolve('new')).refuse(new Headers())).toBe(false);
    expect(createTokens(() => Promise.resolve('new')).refuse(new Headers({ Authorization: 'Basic' }))).toBe(false);
  });

  it('that is refused is replaced by that of one login for all', async () => {
    const logIn = vi.fn(() => Promise.resolve('new'));
    const tokens = createTokens(logIn);
    const all = await Promise.all([prepared(tokens), prepared(tokens), prepared(tokens)]);
    expect(all).toEqual([1, 2, 3].map(() => ({ failure: undefined, token: 'Bearer new' })));
    expect((await prepared(tokens)).token).toBe('Bearer new');
    expect(logIn).toHaveBeenCalledOnce();
  });

  it('that was refused while a call stood in line is replaced before the call is sent', async () => {
    const check = ({ authorization }: { authorization: string | null }): Response =>
      new Response('{}', { status: authorization === 'Bearer new' ? 200 : 401 });
    const { resilient, sent } = scripted([() => check], {
      maxConcurrent: 1,
      refreshToken: () => new Promise((resolve) => setTimeout(resolve, 2_000, 'new')),
    });
    const calls = [1, 2, 3, 4, 5].map(() => resilient(LIMITS, { headers: bearer('old') }));
    await vi.runAllTimersAsync();
    expect((await Promise.all(calls)).map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(sent.filter(({ authorization }) => authorization === 'Bearer old').length).toBeLessThanOrEqual(2);
  });

  it('that is new and refused before it was ever taken is not replaced for a minute', async () => {
    const logIn = vi.fn(() => Promise.resolve('new'));
    const tokens = createTokens(logIn);
    await prepared(tokens);
    expect(tokens.refuse(bearer('new'))).toBe(false);
    vi.setSystemTime(Date.now() + 59_999);
    expect(tokens.refuse(bearer('new'))).toBe(false);
    vi.setSystemTime(Date.now() + 1);
    expect(tokens.refuse(bearer('new'))).toBe(true);
  });

  it('that was taken is replaced as soon as it is refused', async () => {
    const tokens = createTokens(() => Promise.resolve('new'));
    await prepared(tokens);
    tokens.accept(bearer('other'));
    expect(tokens.refuse(bearer('new'))).toBe(false);
    tokens.accept(bearer('new'));
    expect(tokens.refuse(bearer('new'))).toBe(true);
  });
});

/** A login that fails with these errors in turn, and succeeds then. */
function failingWith(...errors: unknown[]) {
  const logIn = vi.fn(() => (errors.length > 0 ? Promise.reject(errors.shift() as Error) : Promise.resolve('new')));
  return { logIn, tokens: createTokens(logIn) };
}

describe('a login that meets an outage', () => {
  it.each<[string, unknown]>([
    ['a status', Object.assign(new Error('busy'), { status: 503 })],
    ['a statusCode', { statusCode: 502 }],
    ['the status of a response', { response: { status: 429 } }],
    ['a message', new Error('login failed: 503 Service Unavailable')],
    ['a code of the network', Object.assign(new Error('no luck'), { code: 'ECONNRESET' })],
    ['a failed fetch', new TypeError('fetch failed')],
    ['a failed load', new TypeError('Load failed')],
    ['a time-out', new DOMException('The operation timed out.', 'TimeoutError')],
    ['a time-out by another name', new Error('timeout of 5000ms exceeded')],
  ])('is repeated, going by %s', async (_name, error) => {
    const { logIn, tokens } = failingWith(error, error);
    // Half of one second and half of two.
    expect(await prepared(tokens, 1_499.5 + 0.5)).toEqual({ failure: undefined, token: 'Bearer new' });
    expect(logIn).toHaveBeenCalledTimes(3);
  });

  it('waits before it is repeated, longer each time, and no longer once it has succeeded', async () => {
    const busy = new Error('503');
    const times: number[] = [];
    const results = [busy, busy, 'new', busy, 'newer'];
    const tokens = createTokens(() => {
      times.push(Date.now() - Date.UTC(2030, 0, 1));
      const result = results.shift()!;
      return typeof result === 'string' ? Promise.resolve(result) : Promise.reject(result);
    });
    await prepared(tokens, 1_500);
    tokens.accept(bearer('new'));
    tokens.refuse(bearer('new'));
    expect((await prepared(tokens, 500)).token).toBe('Bearer newer');
    expect(times).toEqual([0, 500, 1_500, 1_500, 2_000]);
  });

  it('ends with the time of the call, and tells the last failure', async () => {
    const error = new Error('503');
    const tokens = createTokens(() => Promise.reject(error));
    const { failure } = await prepared(tokens, 10_000, 10_000);
    expect(failure).toMatchObject({
      outcome: 'refused',
      message: 'the session has ended and the login failed',
      status: 401,
      cause: error,
    });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a login that is refused', () => {
  it.each<[string, unknown]>([
    ['a status', { status: 400, code: 'invalid_grant' }],
    ['a message', new Error('401 Unauthorized')],
    ['nothing', new Error('invalid_grant')],
    ['no error', undefined],
    ['a number that is no status', new Error('user 5031 is locked')],
  ])('is not repeated for a minute, going by %s', async (_name, error) => {
    const { logIn, tokens } = failingWith(error);
    expect((await prepared(tokens)).failure).toMatchObject({ outcome: 'refused', cause: error });
    vi.setSystemTime(Date.now() + 59_999);
    expect((await prepared(tokens)).failure).toMatchObject({ outcome: 'refused', cause: error });
    expect(logIn).toHaveBeenCalledOnce();
    vi.setSystemTime(Date.now() + 1);
    expect(await prepared(tokens)).toEqual({ failure: undefined, token: 'Bearer new' });
    expect(logIn).toHaveBeenCalledTimes(2);
  });

  it('is one that gives no token', async () => {
    const tokens = createTokens(() => Promise.resolve(''));
    const { failure } = await prepared(tokens);
    expect(failure?.cause).toEqual(new Error('refreshToken resolved without a token'));
  });
});

describe('a login that never ends', () => {
  it('ends the calls that wait for it when their time is over, and is forgotten after a while', async () => {
    const logIn = vi.fn(() => new Promise<string>(() => undefined));
    const tokens = createTokens(logIn, 30_000);
    const { failure } = await prepared(tokens, 20_000, 20_000);
    expect(failure).toMatchObject({ outcome: 'refused', cause: { name: 'TimeoutError' } });
    await prepared(tokens, 10_000, 10_000);
    expect(logIn).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(1);
    await prepared(tokens, 10_000, 10_000);
    expect(logIn).toHaveBeenCalledTimes(2);
  });

  it('is left at once by who gives up', async () => {
    const tokens = createTokens(() => new Promise<string>(() => undefined));
    tokens.refuse(bearer('old'));
    await expect(tokens.prepare(bearer('old'), 1_000, AbortSignal.abort('enough'))).rejects.toBe('enough');
  });
});

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
