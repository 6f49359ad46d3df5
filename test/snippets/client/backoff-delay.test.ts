import fc from 'fast-check';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { backoffDelay } from '@salesforce-resilience/snippets/client/backoff';

afterEach(() => vi.restoreAllMocks());

describe('backoffDelay', () => {
  it('doubles its ceiling from one second to a minute, unless told otherwise', () => {
    vi.spyOn(Math, 'random').mockReturnValue(1);
    const delays = [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => backoffDelay(attempt));
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  });

  it('is the ceiling times a random number: full jitter', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000 }),
        fc.nat(100_000),
        fc.nat(1_000_000),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (attempt, base, cap, random) => {
          vi.spyOn(Math, 'random').mockReturnValue(random);
          const ceiling = base === 0 ? 0 : Math.min(cap, base * 2 ** (attempt - 1));
          expect(backoffDelay(attempt, base, cap)).toBe(random * ceiling);
        },
      ),
    );
  });
});
