import { describe, expect, it, vi } from 'vitest';
import { retrySalesforceCallback } from '@salesforce-resilience/snippets/client/retry-salesforce-callback';
import { fakeClock } from './fake-clock.ts';

fakeClock(2026, 1);

type Told = [error: Error | null, answer?: object, body?: string];

/** A library that calls back with these in turn, and when it was asked. */
function library(...answers: Told[]) {
  const from = Date.now();
  const times: number[] = [];
  const get = (done: (...told: Told) => void): void => {
    const told = answers[times.push(Date.now() - from) - 1] ?? [null];
    setTimeout(() => done(...told), 0);
  };
  return { get, times };
}

const busy = { statusCode: 503, headers: { 'retry-after': '10' } };
const refused = Object.assign(new Error('Service Unavailable'), { status: 503, response: busy });
const served = { statusCode: 200, headers: {} };

describe('retrySalesforceCallback', () => {
  it.each<[string, Told]>([
    ['an error', [refused]],
    ['an answer', [null, busy, 'busy']],
  ])('repeats a call that is told of a 503 by %s, and tells of the last attempt only', async (_name, first) => {
    const { get, times } = library(first, [null, served, '{"id":"a01"}']);
    const callback = vi.fn();
    retrySalesforceCallback(get, callback);
    await vi.runAllTimersAsync();
    expect(times).toEqual([0, 11_000]);
    expect(callback.mock.calls).toEqual([[null, served, '{"id":"a01"}']]);
  });

  it('tells all that the library told when it gives up', async () => {
    const { get, times } = library([refused], [refused, busy, 'busy']);
    const callback = vi.fn();
    retrySalesforceCallback(get, callback, { maxAttempts: 2 });
    await vi.runAllTimersAsync();
    expect(times).toEqual([0, 11_000]);
    expect(callback.mock.calls).toEqual([[refused, busy, 'busy']]);
  });

  it.each<[string, Told]>([
    ['a mistake', [new TypeError('x is not a function')]],
    ['an answer that is final', [null, { statusCode: 404, headers: {} }, '']],
    ['a lost answer to a create', [Object.assign(new Error('read'), { code: 'ECONNRESET' })]],
  ])('sends a call once that ends in %s', async (_name, told) => {
    const { get, times } = library(told);
    const callback = vi.fn();
    retrySalesforceCallback(get, callback);
    await vi.runAllTimersAsync();
    expect(times).toEqual([0]);
    expect(callback.mock.calls).toEqual([told]);
  });

  it('lets what the callback throws end the process, as it did, and calls it once', async () => {
    const { get } = library([null, served]);
    const callback = vi.fn(() => {
      throw new Error('a mistake of the caller');
    });
    retrySalesforceCallback(get, callback);
    await expect(vi.runAllTimersAsync()).rejects.toThrow('a mistake of the caller');
    await vi.runAllTimersAsync();
    expect(callback).toHaveBeenCalledOnce();
  });
});
