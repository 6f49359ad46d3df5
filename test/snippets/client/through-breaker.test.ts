import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

let throughBreaker: <T>(call: () => T | PromiseLike<T>) => Promise<T>;

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.UTC(2026, 0, 1) });
  // The state is the module's.
  vi.resetModules();
  ({ throughBreaker } = await import('@salesforce-resilience/snippets/client/through-breaker'));
});
afterEach(() => vi.useRealTimers());

const OPEN = 'Salesforce has failed call after call: nothing is sent for now.';
const refused = (status: number) => vi.fn(() => new Response(null, { status }));

/** Makes a call as often as that. */
async function repeated(call: () => unknown, times: number): Promise<void> {
  for (let count = 0; count < times; count += 1) await throughBreaker(call).catch(() => undefined);
}

describe('throughBreaker', () => {
  it('gives the answer, or the error, of the call', async () => {
    const answer = new Response(null, { status: 503 });
    expect(await throughBreaker(() => answer)).toBe(answer);
    const error = new Error('refused');
    await expect(throughBreaker(() => Promise.reject(error))).rejects.toBe(error);
  });

  it.each([429, 500, 502, 503, 504])('sends nothing after five answers of %d in a row', async (status) => {
    const call = refused(status);
    await repeated(call, 8);
    expect(call).toHaveBeenCalledTimes(5);
    await expect(throughBreaker(call)).rejects.toThrow(OPEN);
  });

  it.each([
    ['the answer that an error holds', Object.assign(new Error('refused'), { response: { status: 503, headers: {} } })],
    ['a connection that was lost', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' })],
  ])('counts %s', async (_, error) => {
    const call = vi.fn(() => Promise.reject(error));
    await repeated(call, 8);
    expect(call).toHaveBeenCalledTimes(5);
  });

  it.each([
    ['an answer of 400', () => new Response(null, { status: 400 })],
    ['a mistake in the code', () => Promise.reject(new TypeError('x is not a function'))],
  ])('does not count %s', async (_, outcome) => {
    const call = vi.fn(outcome);
    await repeated(call, 8);
    expect(call).toHaveBeenCalledTimes(8);
  });

  it('begins to count anew after a success', async () => {
    await repeated(refused(503), 4);
    await repeated(refused(200), 1);
    const call = refused(503);
    await repeated(call, 6);
    expect(call).toHaveBeenCalledTimes(5);
  });

  it('lets one call try after 30 seconds, and all when that has succeeded', async () => {
    await repeated(refused(503), 5);
    vi.advanceTimersByTime(29_999);
    await expect(throughBreaker(refused(200))).rejects.toThrow(OPEN);
    vi.advanceTimersByTime(1);
    let answer: (response: Response) => void = () => undefined;
    const probe = throughBreaker(() => new Promise<Response>((resolve) => (answer = resolve)));
    await expect(throughBreaker(refused(200))).rejects.toThrow(OPEN);
    answer(new Response());
    expect((await probe).status).toBe(200);
    expect((await throughBreaker(refused(200))).status).toBe(200);
  });

  it('stays open for as long again when that has failed', async () => {
    await repeated(refused(503), 5);
    vi.advanceTimersByTime(30_000);
    const call = refused(503);
    await repeated(call, 3);
    expect(call).toHaveBeenCalledTimes(1);
    vi.advanceTimersByTime(30_000);
    await repeated(call, 3);
    expect(call).toHaveBeenCalledTimes(2);
  });
});
