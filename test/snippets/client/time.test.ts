import v8 from 'node:v8';
import vm from 'node:vm';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createSalesforceFetch } from '@salesforce-resilience/snippets/client/core';
import { serve } from './local-server.ts';

const PATH = '/services/data/v64.0/sobjects/Payment__c';

afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A `fetch` to a server that never answers the first attempt, and any other with 200. */
async function answeringSecond() {
  const { url } = await serve((response, _index, { path }) => {
    if (path !== '/silent') response.writeHead(200).end();
  });
  const send = vi.fn<typeof fetch>((_input, init) => fetch(url, init));
  send.mockImplementationOnce((_input, init) => fetch(`${url}/silent`, init));
  return { url, send };
}

describe('the time-out of an attempt', () => {
  it('ends an attempt that is not answered, and the call is repeated', async () => {
    const { url, send } = await answeringSecond();
    const response = await createSalesforceFetch({ fetch: send, attemptTimeoutMs: 200, baseDelayMs: 2 })(url + PATH);
    expect(response.status).toBe(200);
    expect(send.mock.calls.length).toBeGreaterThan(1);
  });

  it('leaves the outcome of a create unknown', async () => {
    const { url, send } = await answeringSecond();
    const init = { method: 'POST', body: '{}' };
    const call = createSalesforceFetch({ fetch: send, attemptTimeoutMs: 50 })(url + PATH, init);
    await expect(call).rejects.toMatchObject({
      message: expect.stringMatching(/no answer \(nothing within 50 ms\), attempt 1\. It may have been/) as string,
      outcome: 'unknown',
      status: undefined,
      cause: { name: 'TimeoutError' },
    });
    expect(send).toHaveBeenCalledOnce();
  });

  it.each([
    ['without a signal', false],
    ["with the caller's signal", true],
  ])(
    'covers a body that stalls, %s and whatever is collected as garbage meanwhile',
    async (_name, hasSignal) => {
      const { url, received } = await serve((response) => {
        response.writeHead(200, { 'Content-Length': '10' }).write('{"id');
      });
      const signal = hasSignal ? { signal: new AbortController().signal } : {};
      v8.setFlagsFromString('--expose-gc');
      const collect = setInterval(vm.runInNewContext('gc') as () => void, 10);
      try {
        const call = createSalesforceFetch({ attemptTimeoutMs: 300 })(url + PATH, { method: 'POST', ...signal });
        await expect(call).rejects.toMatchObject({ outcome: 'unknown', cause: { name: 'TimeoutError' } });
        expect(received).toHaveLength(1);
      } finally {
        clearInterval(collect);
      }
    },
    10_000,
  );

  it.each([2 ** 31, 1e15, Infinity])('of %d ms does not fire at once', async (attemptTimeoutMs) => {
    const { url, received } = await serve((response) => setTimeout(() => response.end(), 30));
    const options = { attemptTimeoutMs, totalTimeoutMs: Infinity };
    expect((await createSalesforceFetch(options)(url + PATH, { method: 'POST' })).status).toBe(200);
    expect(received).toHaveLength(1);
  });

  it('takes a fraction of a millisecond', async () => {
    const { url } = await serve((response) => response.end());
    expect((await createSalesforceFetch({ attemptTimeoutMs: 5_000.5 })(url + PATH)).status).toBe(200);
  });

  it('is no longer than what is left of the total time', async () => {
    const { url } = await serve(() => undefined);
    const call = createSalesforceFetch({ totalTimeoutMs: 80 })(url + PATH);
    const cause: unknown = expect.objectContaining({ name: 'TimeoutError' });
    await expect(call).rejects.toMatchObject({ name: 'SalesforceError', outcome: 'unknown', cause });
  }, 10_000);

  it('is over at once when a login has used up the total time', async () => {
    vi.useFakeTimers({ toFake: ['Date'] });
    const { url, received } = await serve((response, index) => {
      if (index === 0) response.writeHead(401).end();
    });
    const refreshToken = (): Promise<string> => {
      vi.setSystemTime(Date.now() + 10 * 60_000);
      return Promise.resolve('new');
    };
    const call = createSalesforceFetch({ refreshToken })(url + PATH, { headers: { Authorization: 'Bearer old' } });
    const message = `GET ${url}${PATH}: no time is left, attempt 1.`;
    await expect(call).rejects.toMatchObject({ outcome: 'not-sent', elapsedMs: 600_000, message });
    expect(received).toHaveLength(1);
  }, 10_000);

  it('ends a login that never ends', async () => {
    vi.useFakeTimers({ now: Date.UTC(2030, 0, 1) });
    const send: typeof fetch = () => Promise.resolve(new Response(null, { status: 401 }));
    const refreshToken = (): Promise<string> => new Promise(() => undefined);
    const resilient = createSalesforceFetch({ fetch: send, refreshToken, totalTimeoutMs: 5_000 });
    const call = resilient(PATH, { headers: { Authorization: 'Bearer old' } }).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await call).toMatchObject({ status: 401, outcome: 'refused', attempts: 1, elapsedMs: 5_000 });
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("the caller's signal", () => {
  it.each<[string, (url: string, signal: AbortSignal) => [string | Request, RequestInit?]]>([
    ['given in the second argument', (url, signal) => [url, { signal }]],
    ['given with a create', (url, signal) => [url, { method: 'POST', signal }]],
    ['of a Request', (url, signal) => [new Request(url, { signal })]],
  ])('%s ends a running request at once, with its reason', async (_name, argumentsOf) => {
    const { url, received } = await serve(() => undefined);
    const controller = new AbortController();
    const call = createSalesforceFetch()(...argumentsOf(url + PATH, controller.signal));
    const ended = expect(call).rejects.toBe('the user left');
    await vi.waitFor(() => expect(received).toHaveLength(1), { timeout: 10_000 });
    const aborted = performance.now();
    controller.abort('the user left');
    await ended;
    expect(performance.now() - aborted).toBeLessThan(2_000);
  });

  it('that is aborted already ends the call before anything is sent', async () => {
    const { url, received } = await serve((response) => response.end());
    const reason = new Error('too late');
    await expect(createSalesforceFetch()(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(received).toHaveLength(0);
  });

  it('ends the wait between attempts at once, with its reason and without a timer left', async () => {
    vi.useFakeTimers({ now: 0 });
    const send = vi.fn<typeof fetch>(() => Promise.resolve(new Response(null, { status: 503 })));
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    const controller = new AbortController();
    const reason = new Error('shutting down');
    const call = createSalesforceFetch({ fetch: send, baseDelayMs: 60_000 })(PATH, { signal: controller.signal });
    const ended = expect(call).rejects.toBe(reason);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(vi.getTimerCount()).toBe(1);
    controller.abort(reason);
    await ended;
    expect(vi.getTimerCount()).toBe(0);
    expect(Date.now()).toBe(1_000);
    expect(send).toHaveBeenCalledOnce();
  });

  it('keeps no listener and no timer of calls that have ended', async () => {
    vi.useFakeTimers({ now: 0 });
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const removed = vi.spyOn(signal, 'removeEventListener');
    const answers = [503, 503, 200, 200];
    const send: typeof fetch = () => Promise.resolve(new Response(null, { status: answers.shift() ?? 500 }));
    const resilient = createSalesforceFetch({ fetch: send });
    const calls = Promise.all([resilient(PATH, { signal }), resilient(PATH, { signal })]);
    await vi.runAllTimersAsync();
    expect((await calls).map(({ status }) => status)).toEqual([200, 200]);
    expect(added).toHaveBeenCalled();
    expect(removed.mock.calls.map(([, listener]) => listener)).toEqual(
      expect.arrayContaining(added.mock.calls.map(([, listener]) => listener)),
    );
    expect(vi.getTimerCount()).toBe(0);
  });
});
