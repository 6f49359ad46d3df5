import { describe, expect, it, vi } from 'vitest';
import type { SalesforceEvent } from '@salesforce-resilience/snippets/client';
import { fakeClock } from './fake-clock.ts';
import { answers, CREATE, created, fails, hangs, LIMITS, ORG, payment, scripted, type Step } from './scripted-fetch.ts';

fakeClock(2030, 0.5);

const DATA = `${ORG}/services/data/v64.0`;
const CONNECT = `${DATA}/connect/communities`;

async function ended<T>(call: Promise<T>): Promise<T | Error> {
  const end = call.catch((error: unknown) => error as Error);
  await vi.runAllTimersAsync();
  return end;
}

const timesOf = (sent: readonly { readonly at: number }[]): number[] => sent.map(({ at }) => at);

describe('one call through an outage', () => {
  it('backs off until the breaker opens, and then sends probes until its time is over', async () => {
    const { resilient, sent } = scripted([answers(503)]);
    const error = await ended(resilient(CREATE, payment));
    // Backoffs of 0.5, 1, 2 and 4 s; five failures open the breaker for as long again, up to 22.5 s.
    const times = [0, 500, 1_500, 3_500, 7_500, 15_000, 30_000, 52_500, 75_000, 97_500, 120_000];
    expect(timesOf(sent).slice(0, 11)).toEqual(times);
    expect(error).toMatchObject({ status: 503, outcome: 'refused' });
    expect(sent.at(-1)!.at).toBeGreaterThan(540_000);
    expect(sent.at(-1)!.at).toBeLessThan(600_000);
  });

  it('is served by the first probe after the end, however many failed before', async () => {
    const from = Date.now();
    const { resilient, sent } = scripted([() => (Date.now() - from < 300_000 ? answers(503)() : created())]);
    expect(await ended(resilient(CREATE, payment))).toMatchObject({ status: 201 });
    expect(sent.length).toBeLessThan(25);
    expect(sent.at(-1)!.at - 300_000).toBeLessThan(30_000);
  });

  it('keeps to Retry-After, also as a probe, and has jitter on top', async () => {
    const slow = answers(503, undefined, '', { 'Retry-After': '100' });
    const { resilient, sent } = scripted([slow, slow, slow, created]);
    await ended(resilient(CREATE, payment));
    expect(timesOf(sent)).toEqual([0, 100_500, 201_500, 303_500]);
  });

  it('fails at once where Retry-After is longer than its time, and says when to come back', async () => {
    const { resilient, sent } = scripted([answers(503, undefined, '', { 'Retry-After': '600' })]);
    const call = resilient(CREATE, payment).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(0);
    expect(await call).toMatchObject({ elapsedMs: 0, retryAt: new Date(Date.UTC(2030, 0, 1, 0, 10)) });
    expect(sent).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('a call that is refused again and again while others are served', () => {
  it('is tried five times at growing distances, and then once a minute', async () => {
    const { resilient, sent } = scripted([answers(400, 'UNABLE_TO_LOCK_ROW')]);
    const error = await ended(resilient(CREATE, payment));
    const times = timesOf(sent);
    expect(times.slice(0, 8)).toEqual([0, 500, 1_500, 3_500, 7_500, 15_500, 60_500, 105_500]);
    expect(error).toMatchObject({ status: 400, errorCode: 'UNABLE_TO_LOCK_ROW', outcome: 'refused' });
  });

  it('fails after five retries where it is not patient', async () => {
    const { resilient, sent } = scripted([answers(429)], { isPatient: false });
    expect(await ended(resilient(CREATE, payment))).toMatchObject({ status: 429, outcome: 'refused', attempts: 6 });
    expect(sent).toHaveLength(6);
  });
});

it('makes no attempt that would begin when the time of its call is over', async () => {
  const { resilient, sent } = scripted([answers(503)], { totalTimeoutMs: 500 });
  expect(await ended(resilient(CREATE, payment))).toMatchObject({ attempts: 1, elapsedMs: 0 });
  expect(sent).toHaveLength(1);
});

describe('a client that is not patient', () => {
  it('fails at once while a part of the platform is known to be down, and says when to come back', async () => {
    const { resilient, sent } = scripted([answers(503)], { isPatient: false, maxRetries: 0, failureThreshold: 2 });
    await ended(resilient(LIMITS));
    expect(await ended(resilient(LIMITS))).toMatchObject({ attempts: 1, status: 503 });
    expect(sent).toHaveLength(2);
    const call = resilient(LIMITS).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(0);
    expect(await call).toMatchObject({ attempts: 0, outcome: 'not-sent', retryAt: new Date(Date.now() + 1_500) });
    expect(((await call) as Error).message).toBe(
      `GET ${LIMITS}: it did not get its turn, attempt 0. The service is down.`,
    );
    // When the probe is due, it is sent, and others do not wait for its answer.
    await vi.advanceTimersByTimeAsync(1_500);
    const [probe, other] = [resilient(LIMITS), resilient(LIMITS)].map((one) => one.catch((error: unknown) => error));
    await vi.advanceTimersByTimeAsync(0);
    expect(await other).toMatchObject({ attempts: 0, outcome: 'not-sent' });
    expect(await probe).toMatchObject({ attempts: 1 });
  });
});

describe('the families of the platform', () => {
  it('do not wait for each other, nor does another org', async () => {
    const events: SalesforceEvent[] = [];
    const { resilient, sent } = scripted(
      [
        () =>
          ({ url }) =>
            url.includes('/connect/') && url.startsWith(ORG) ? answers(503)() : new Response('{}'),
      ],
      { onEvent: (event) => events.push(event) },
    );
    const blocked = resilient(CONNECT).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(7_500);
    expect(events.filter(({ type }) => type === 'breaker')).toEqual([
      { type: 'breaker', family: 'connect', from: 'closed', to: 'open' },
    ]);
    expect((await resilient(LIMITS)).status).toBe(200);
    expect((await resilient(CONNECT.replace('acme', 'other'))).status).toBe(200);
    expect(sent).toHaveLength(7);
    await vi.runAllTimersAsync();
    expect(await blocked).toBeInstanceOf(Error);
  });
});

describe('calls that wait for an open breaker', () => {
  it('send one probe among them, and are all sent when that is served', async () => {
    const { resilient, sent } = scripted([...Array.from({ length: 5 }, () => answers(503)), created]);
    const calls = Promise.all(Array.from({ length: 5 }, () => resilient(CREATE, payment)));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toHaveLength(5);
    const late = Promise.all(Array.from({ length: 10 }, () => resilient(CREATE, payment)));
    await vi.advanceTimersByTimeAsync(1_499);
    expect(sent).toHaveLength(5);
    await vi.advanceTimersByTimeAsync(1);
    expect(sent.length).toBe(20);
    expect((await calls).concat(await late).map(({ status }) => status)).toEqual(Array.from({ length: 15 }, () => 201));
  });

  it('end at once when the next probe comes after their time', async () => {
    const { resilient, sent } = scripted([answers(503)], {
      failureThreshold: 1,
      maxOpenMs: 40_000,
      baseDelayMs: 60_000,
    });
    const patient = resilient(LIMITS).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(0);
    // It opens for 30 s, three quarters of 40.
    await vi.advanceTimersByTimeAsync(570_000);
    const count = sent.length;
    await vi.advanceTimersByTimeAsync(25_000);
    expect(await patient).toMatchObject({
      status: 503,
      outcome: 'refused',
      elapsedMs: 570_000,
      retryAt: new Date(Date.now() + 5_000),
    });
    expect(((await patient) as Error).message).toContain('The service is down.');
    expect(sent).toHaveLength(count);
    expect(vi.getTimerCount()).toBe(0);
  });

  it('end when their time is over while they stand in line, without having been sent', async () => {
    const { resilient, sent } = scripted([hangs], {
      maxConcurrent: 1,
      totalTimeoutMs: 10_000,
      attemptTimeoutMs: 60_000,
    });
    const first = resilient(LIMITS).catch((error: unknown) => error);
    const second = resilient(LIMITS).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(10_000);
    await vi.runAllTimersAsync();
    expect(await first).toMatchObject({ outcome: 'unknown', attempts: 1 });
    expect(await second).toMatchObject({ outcome: 'not-sent', attempts: 0, elapsedMs: 10_000 });
    expect(((await second) as Error).message).toBe(
      `GET ${LIMITS}: it did not get its turn, attempt 0. It waited for the service until its time was over.`,
    );
    expect(sent).toHaveLength(1);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe('what the breaker counts', () => {
  it.each<[string, () => Step]>([
    ['500', answers(500)],
    ['503', answers(503)],
    ['504', answers(504)],
    ['no answer', fails('ECONNREFUSED')],
    ['half an answer', answers(200, 'NOT_FOUND', '', { 'Content-Type': 'text/html' })],
  ])('is %s', async (_name, step) => {
    const events: string[] = [];
    const { resilient } = scripted([step], { onEvent: ({ type }) => events.push(type), failureThreshold: 2 });
    for (let index = 0; index < 2; index += 1) void resilient(CREATE, payment).catch(() => undefined);
    await vi.advanceTimersByTimeAsync(0);
    expect(events.filter((type) => type === 'breaker')).toHaveLength(1);
    await vi.runAllTimersAsync();
  });
});

describe('what the breaker does not count', () => {
  it.each([
    ['400', answers(400, 'INVALID_FIELD')],
    ['404', answers(404, 'NOT_FOUND')],
    ['a locked row', answers(400, 'UNABLE_TO_LOCK_ROW')],
    ['too many calls at once', answers(403, 'REQUEST_LIMIT_EXCEEDED', 'Concurrent')],
    ['the limit of a day', answers(403, 'REQUEST_LIMIT_EXCEEDED', 'Total')],
    ['429', answers(429)],
  ])('is %s', async (_name, step) => {
    const events: string[] = [];
    const { resilient } = scripted([step], { onEvent: ({ type }) => events.push(type), totalTimeoutMs: 30_000 });
    for (let index = 0; index < 10; index += 1) await ended(resilient(LIMITS));
    expect(events).not.toContain('breaker');
  });
});

describe('the retry budget', () => {
  it('makes all calls wait for a probe once 35 retries have failed, and is full again when that is served', async () => {
    // A breaker that does not open by itself.
    const from = Date.now();
    const { resilient, sent } = scripted([() => (Date.now() - from < 60_000 ? fails('ECONNREFUSED')() : created())], {
      failureThreshold: Infinity,
      maxConcurrent: 100,
    });
    const calls = Promise.all(Array.from({ length: 100 }, () => resilient(CREATE, payment)));
    await vi.advanceTimersByTimeAsync(59_999);
    // 100 first attempts, 35 retries, and the probes.
    expect(sent.length).toBeGreaterThanOrEqual(135);
    expect(sent.length).toBeLessThan(145);
    await vi.runAllTimersAsync();
    expect((await calls).map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 201));
    expect(sent.at(-1)!.at).toBeLessThan(90_000 + 30_000);
  });
});

describe('so many requests at once', () => {
  it('are sent in the order of their calls', async () => {
    const { resilient, sent } = scripted(
      [() => () => new Promise((resolve) => setTimeout(() => resolve(created()), 100))],
      {
        maxConcurrent: 3,
      },
    );
    const calls = Promise.all(Array.from({ length: 7 }, (_, index) => resilient(`${LIMITS}?${index}`)));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent.map(({ url }) => url.at(-1)).join('')).toBe('012');
    await vi.advanceTimersByTimeAsync(100);
    expect(sent.map(({ url }) => url.at(-1)).join('')).toBe('012345');
    await vi.runAllTimersAsync();
    expect(await calls).toHaveLength(7);
  });

  it('are 24 unless told otherwise', async () => {
    const { resilient, sent } = scripted([hangs]);
    const calls = Array.from({ length: 30 }, () => resilient(LIMITS).catch((error: unknown) => error));
    await vi.advanceTimersByTimeAsync(0);
    expect(sent).toHaveLength(24);
    await vi.runAllTimersAsync();
    await Promise.all(calls);
  });
});
