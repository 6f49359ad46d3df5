import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SalesforceEvent } from '@salesforce-resilience/snippets/client';
import { createSummary } from '@salesforce-resilience/snippets/client/summary';
import { answers, CREATE, created, fails, hangs, LIMITS, payment, scripted, type Step } from './scripted-fetch.ts';

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** A step that takes its time (ms). */
const slow = (ms: number, step: () => Step) => (): Step => async () => {
  await new Promise((resolve) => setTimeout(resolve, ms));
  const made = step();
  if (made instanceof Error) throw made;
  return made as Response;
};

describe('what a client tells', () => {
  it('is every attempt, retry and answer, with durations and without the query', async () => {
    const events: SalesforceEvent[] = [];
    const steps = [slow(20, answers(503)), slow(30, fails('ECONNREFUSED')), slow(40, created)];
    const { resilient } = scripted(steps, { onEvent: (event) => events.push(event) });
    const call = resilient(`${CREATE}?q=secret#part`, payment);
    await vi.runAllTimersAsync();
    await call;
    const about = { method: 'POST', url: CREATE, family: 'data' };
    expect(events).toEqual([
      { type: 'attempt', ...about, attempts: 1, durationMs: 20, status: 503, failure: 'refused' },
      { type: 'retry', ...about, attempts: 1, durationMs: 20, waitMs: 500, reason: 'Salesforce answered 503' },
      { type: 'attempt', ...about, attempts: 2, durationMs: 30, status: undefined, failure: 'not-sent' },
      { type: 'retry', ...about, attempts: 2, durationMs: 550, waitMs: 1_000, reason: 'no answer (ECONNREFUSED)' },
      { type: 'attempt', ...about, attempts: 3, durationMs: 40, status: 201, failure: undefined },
      { type: 'answer', ...about, attempts: 3, durationMs: 1_590, status: 201 },
    ]);
  });

  it('is that it gave up, and why, and each turn of a breaker', async () => {
    const events: SalesforceEvent[] = [];
    const { resilient } = scripted([answers(503), answers(503), answers(403, 'REQUEST_LIMIT_EXCEEDED', 'Total')], {
      onEvent: (event) => events.push(event),
      failureThreshold: 2,
    });
    const call = resilient(LIMITS).catch((reason: unknown) => reason);
    await vi.runAllTimersAsync();
    const error = await call;
    expect(events.filter(({ type }) => type === 'breaker')).toEqual([
      { type: 'breaker', family: 'data', from: 'closed', to: 'open' },
      { type: 'breaker', family: 'data', from: 'open', to: 'half-open' },
      { type: 'breaker', family: 'data', from: 'half-open', to: 'closed' },
    ]);
    const about = { method: 'GET', url: LIMITS, family: 'data', attempts: 3, durationMs: 2_000 };
    expect(events.at(-1)).toEqual({ type: 'give-up', ...about, error });
  });

  it('is nothing of a call that the caller ends', async () => {
    const events: SalesforceEvent[] = [];
    const { resilient } = scripted([answers(503)], { onEvent: (event) => events.push(event) });
    await expect(resilient(LIMITS, { signal: AbortSignal.abort('no') })).rejects.toBe('no');
    expect(events).toEqual([]);
    const { resilient: hanging } = scripted([hangs], { onEvent: (event) => events.push(event) });
    const controller = new AbortController();
    const call = hanging(LIMITS, { signal: controller.signal });
    controller.abort('no');
    await expect(call).rejects.toBe('no');
    expect(events).toEqual([]);
  });

  it('may make the observer fail, which ends nothing', async () => {
    const onEvent = vi.fn(() => {
      throw new Error('the log is full');
    });
    const { resilient } = scripted([answers(503), created], { onEvent });
    const call = resilient(CREATE, payment);
    await vi.runAllTimersAsync();
    expect((await call).status).toBe(201);
    expect(onEvent).toHaveBeenCalledTimes(4);
  });
});

describe('the summary', () => {
  it('has nothing to tell at first', () => {
    const latencyMs = { median: 0, p95: 0, max: 0 };
    expect(createSummary().summary()).toEqual({ calls: 0, successRate: 1, latencyMs, errors: {}, requests: 0 });
  });

  it('counts calls, requests and errors', async () => {
    const summary = createSummary();
    const steps = [
      slow(100, answers(503)),
      slow(100, answers(200)),
      slow(10, answers(404)),
      slow(10, answers(204)),
      slow(10, answers(403, 'REQUEST_LIMIT_EXCEEDED', 'Total')),
      slow(10, fails('ECONNRESET')),
      slow(10, answers(400)),
      slow(10, answers(399)),
      slow(10, answers(204)),
    ];
    const { resilient } = scripted(steps, { onEvent: summary.onEvent });
    for (const init of [{}, {}, {}, {}, payment, {}, {}, {}]) {
      const call = resilient(LIMITS, init).catch(() => undefined);
      await vi.runAllTimersAsync();
      await call;
      // Past the minute for which the limit of a day is taken for granted.
      vi.setSystemTime(Date.now() + 60_000);
    }
    expect(summary.summary()).toEqual({
      calls: 8,
      successRate: 4 / 8,
      latencyMs: { median: 10, p95: 700, max: 700 },
      errors: { 503: 1, 404: 1, 403: 1, unknown: 1, 400: 1 },
      requests: 9,
    });
  });

  it('keeps the last thousand durations, in order of their length', () => {
    const { onEvent, summary } = createSummary();
    const about = { method: 'GET', url: LIMITS, family: 'data', attempts: 1 };
    const end = (durationMs: number): void => onEvent({ type: 'answer', status: 200, ...about, durationMs });
    for (const duration of [5_000, 4_000]) end(duration);
    for (let duration = 999; duration >= 0; duration -= 1) end(duration);
    expect(summary().latencyMs).toEqual({ median: 499, p95: 949, max: 999 });
    expect(summary().calls).toBe(1_002);
    const errors = summary().errors as Record<string, number>;
    errors['503'] = 5;
    expect(summary().errors).toEqual({});
  });
});
