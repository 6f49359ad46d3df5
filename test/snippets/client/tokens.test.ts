import { describe, expect, it, vi } from 'vitest';
import { createTokens } from '@salesforce-resilience/snippets/client/tokens';
import { fakeClock } from './fake-clock.ts';
import { LIMITS, scripted } from './scripted-fetch.ts';

fakeClock(2030, 0.5);

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

  it('that is old and refused late is replaced by the new one, also before that was ever taken', async () => {
    const tokens = createTokens(() => Promise.resolve('new'));
    await prepared(tokens);
    expect(tokens.refuse(bearer('old'))).toBe(true);
    expect(tokens.refuse(bearer('older'))).toBe(true);
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
    ['what Chromium says', new TypeError('Failed to fetch')],
    ['what Firefox says', new TypeError('NetworkError when attempting to fetch resource.')],
    ['what workerd says', new Error('Network connection lost.')],
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

  it('is repeated once for all that wait for it', async () => {
    const { logIn, tokens } = failingWith(new Error('503'));
    const all = Promise.all([prepared(tokens), prepared(tokens), prepared(tokens)]);
    await vi.advanceTimersByTimeAsync(500);
    expect((await all).map(({ token }) => token)).toEqual(['Bearer new', 'Bearer new', 'Bearer new']);
    expect(logIn).toHaveBeenCalledTimes(2);
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
    for (const nothing of ['', undefined]) {
      const tokens = createTokens(() => Promise.resolve(nothing!));
      const { failure } = await prepared(tokens);
      expect(failure?.cause).toEqual(new Error('refreshToken resolved without a token'));
    }
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
