import { afterEach, describe, expect, it, vi } from 'vitest';
import type { SalesforceFetchOptions } from '@salesforce-resilience/snippets/client';
import { onAbort } from '@salesforce-resilience/snippets/client/on-abort';
import { answers, CREATE, fails, hangs, LIMITS, ORG, payment, scripted, type Step } from './scripted-fetch.ts';
import { serve } from './local-server.ts';

afterEach(() => vi.useRealTimers());

const BEARER = { Authorization: 'Bearer old' };
const never = (): Promise<never> => new Promise(() => undefined);
/** A `fetch` that does not listen to its signal. */
const deaf = (): Step => () => never();
/** A step that is answered after so long (ms). */
const takes = (ms: number) => (): Step => () =>
  new Promise<Response>((resolve) => setTimeout(() => resolve(new Response('{}')), ms));
const CONNECT = `${ORG}/services/data/v64.0/connect/communities`;
const keyOf = () => ({ field: 'Reference__c', value: 'P-1' });

/** The states that a call can be in, as the steps and options that bring it there. */
const STATES: [string, (() => Step)[], SalesforceFetchOptions, RequestInit?][] = [
  ['a request', [hangs], {}],
  ['a request of a fetch that does not listen', [deaf], {}],
  ['a body', [() => new Response(new ReadableStream())], {}],
  ['a backoff', [answers(429)], { baseDelayMs: 60_000 }],
  ['a Retry-After', [answers(503, undefined, '', { 'Retry-After': '60' })], {}],
  ['an open breaker', [answers(503)], { failureThreshold: 1, baseDelayMs: 60_000 }],
  ['a login', [answers(401)], { refreshToken: never }, { headers: BEARER }],
  [
    'a login that is to be repeated',
    [answers(401)],
    { refreshToken: () => Promise.reject(new Error('503')) },
    { headers: BEARER },
  ],
  ['the wait for a look-up', [fails('ECONNRESET')], { keyOf, baseDelayMs: 60_000 }, payment],
  ['a look-up', [fails('ECONNRESET'), hangs], { keyOf, baseDelayMs: 1 }, payment],
];

describe("the caller's signal", () => {
  it.each(STATES)('ends the call within 50 ms during %s, with its reason', async (_name, steps, options, init = {}) => {
    const { resilient } = scripted(steps, options);
    const controller = new AbortController();
    const reason = new Error('shutting down');
    const call = resilient(init.method === undefined ? LIMITS : CREATE, { ...init, signal: controller.signal });
    const end = call.catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 30));
    const abortedAt = performance.now();
    controller.abort(reason);
    expect(await end).toBe(reason);
    expect(performance.now() - abortedAt).toBeLessThan(50);
  });

  it('ends the call while it stands in line, and leaves its place to others', async () => {
    const { resilient, sent } = scripted([hangs, () => new Response('{}')], { maxConcurrent: 1 });
    const first = new AbortController();
    const second = new AbortController();
    const calls = [
      resilient(LIMITS, { signal: first.signal }),
      resilient(LIMITS, { signal: second.signal }),
      resilient(LIMITS),
    ].map((call) => call.catch((error: unknown) => error));
    await vi.waitFor(() => expect(sent).toHaveLength(1));
    second.abort('no longer wanted');
    expect(await calls[1]).toBe('no longer wanted');
    first.abort('neither');
    expect(await calls[0]).toBe('neither');
    expect(await calls[2]).toMatchObject({ status: 200 });
    expect(sent).toHaveLength(2);
  });

  it('of a probe lets the next in line probe', async () => {
    const options = { failureThreshold: 1, baseDelayMs: 10, maxDelayMs: 10 };
    const { resilient, sent } = scripted([answers(503), hangs, () => new Response('{}')], options);
    const controller = new AbortController();
    const first = resilient(LIMITS, { signal: controller.signal }).catch((error: unknown) => error);
    await vi.waitFor(() => expect(sent).toHaveLength(2));
    const second = resilient(LIMITS);
    controller.abort('no longer wanted');
    expect(await first).toBe('no longer wanted');
    expect((await second).status).toBe(200);
    expect(sent).toHaveLength(3);
  });

  it.each(Array.from({ length: 12 }, (_, index) => index))(
    'leaves the place of its call to others also when its turn has just come, %d ticks after another call has ended',
    async (ticks) => {
      vi.useFakeTimers({ now: 0 });
      const { resilient, sent } = scripted([takes(10)], { maxConcurrent: 1 });
      const controller = new AbortController();
      const first = resilient(LIMITS);
      const second = resilient(LIMITS, { signal: controller.signal }).catch((error: unknown) => error);
      const aborted = first.then(async () => {
        for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
        controller.abort('no longer wanted');
      });
      await vi.advanceTimersByTimeAsync(10);
      await aborted;
      expect(await second).toBe('no longer wanted');
      const third = resilient(LIMITS);
      await vi.advanceTimersByTimeAsync(10);
      expect((await third).status).toBe(200);
      expect(sent.length).toBeLessThanOrEqual(3);
    },
  );

  it.each(Array.from({ length: 12 }, (_, index) => index))(
    'leaves the turn of a probe to others also when that has just come, %d ticks after another call has ended',
    async (ticks) => {
      vi.useFakeTimers({ now: 0 });
      const options = { maxConcurrent: 1, failureThreshold: 1, baseDelayMs: 10, maxDelayMs: 10 };
      const { resilient } = scripted([answers(503), takes(20), takes(10)], options);
      const controller = new AbortController();
      const probe = resilient(LIMITS, { signal: controller.signal }).catch((error: unknown) => error);
      await vi.advanceTimersByTimeAsync(0);
      // While it waits for its turn as the probe, another part of the platform has taken the only place.
      const other = resilient(CONNECT).then(async () => {
        for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
        controller.abort('no longer wanted');
      });
      await vi.advanceTimersByTimeAsync(20);
      await other;
      expect(await probe).toBe('no longer wanted');
      const next = resilient(LIMITS);
      await vi.advanceTimersByTimeAsync(30);
      expect((await next).status).toBe(200);
    },
  );

  it('that is aborted already ends the call before anything is sent', async () => {
    const { resilient, sent } = scripted([answers(200)]);
    await expect(resilient(LIMITS, { signal: AbortSignal.abort('too late') })).rejects.toBe('too late');
    expect(sent).toHaveLength(0);
  });

  it('has one listener, however many calls and attempts share it', async () => {
    vi.useFakeTimers({ now: 0 });
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, 'addEventListener');
    const steps = Array.from({ length: 20 }, () => answers(503));
    const { resilient } = scripted([...steps, answers(200)]);
    const calls = Promise.all(Array.from({ length: 20 }, () => resilient(LIMITS, { signal })));
    await vi.runAllTimersAsync();
    expect((await calls).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    // Node warns of a leak when there are more than ten.
    expect(added).toHaveBeenCalledOnce();
    expect(vi.getTimerCount()).toBe(0);
  });

  it('ends a file that is being read', async () => {
    const { url } = await serve((response) => response.writeHead(200, { 'Content-Type': 'text/csv' }).write('Id\n'));
    const controller = new AbortController();
    const { createSalesforceFetch } = await import('@salesforce-resilience/snippets/client');
    const response = await createSalesforceFetch()(url, { signal: controller.signal });
    const text = response.text().catch((error: unknown) => error);
    await new Promise((resolve) => setTimeout(resolve, 20));
    controller.abort('enough');
    expect(await text).toBe('enough');
  });
});

describe('onAbort', () => {
  it('tells each listener the reason, and none that has left', () => {
    const controller = new AbortController();
    const told: [string, unknown][] = [];
    const listen = (name: string): (() => void) => onAbort(controller.signal, (reason) => told.push([name, reason]));
    listen('first');
    listen('second')();
    listen('third');
    controller.abort('enough');
    expect(told).toEqual([
      ['first', 'enough'],
      ['third', 'enough'],
    ]);
  });

  it('has nothing to tell without a signal', () => {
    expect(onAbort(undefined, () => undefined)).not.toThrow();
  });
});

it('cancels an answer that comes when nobody waits any more', async () => {
  const cancelled = vi.fn();
  let answer: (response: Response) => void = () => undefined;
  const late: Step = () => new Promise<Response>((resolve) => (answer = resolve));
  const { resilient } = scripted([() => late], { attemptTimeoutMs: 20, totalTimeoutMs: 30 });
  await expect(resilient(`${ORG}/services/data`)).rejects.toMatchObject({ outcome: 'unknown' });
  answer(new Response(new ReadableStream({ cancel: cancelled })));
  await vi.waitFor(() => expect(cancelled).toHaveBeenCalledOnce());
});

it('cancels the body of an answer that is given up where that does not end, so that the connection is free', async () => {
  vi.useFakeTimers({ now: 0 });
  const cancelled: number[] = [];
  const endless = (status: number) => (): Response =>
    new Response(new ReadableStream({ cancel: () => void cancelled.push(status) }), { status });
  const steps = [endless(503), endless(401), endless(502), () => new Response('{}')];
  const { resilient } = scripted(steps, { refreshToken: () => Promise.resolve('new') });
  const call = resilient(LIMITS, { headers: BEARER });
  await vi.runAllTimersAsync();
  expect((await call).status).toBe(200);
  expect(cancelled).toEqual([503, 401, 502]);
});
