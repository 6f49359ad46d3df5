import { describe, expect, it, vi } from 'vitest';
import { thenCall } from '@salesforce-resilience/snippets/client/then-call';

const failure = new Error('REQUIRED_FIELD_MISSING');

describe('thenCall', () => {
  it('tells the callback of the answer before whoever waits for it goes on', async () => {
    const told = vi.fn();
    expect(await thenCall(Promise.resolve('a01'), told)).toBe('a01');
    expect(told.mock.calls).toEqual([[null, 'a01']]);
  });

  it('tells it of the failure, and fails with that', async () => {
    const told = vi.fn();
    await expect(thenCall(Promise.reject(failure), told)).rejects.toBe(failure);
    expect(told.mock.calls).toEqual([[failure]]);
  });

  it('tells it once when it throws, and fails with what it throws', async () => {
    const told = vi.fn(() => {
      throw failure;
    });
    await expect(thenCall(Promise.resolve('a01'), told)).rejects.toBe(failure);
    expect(told).toHaveBeenCalledOnce();
  });

  it.each([[undefined], [null]])('does nothing where the callback is %s', async (callback) => {
    expect(await thenCall(Promise.resolve('a01'), callback)).toBe('a01');
    await expect(thenCall(Promise.reject(failure), callback)).rejects.toBe(failure);
  });
});
