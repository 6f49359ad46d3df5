import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRetryBudget, RETRY_COST } from '@salesforce-resilience/snippets/client/retry-budget';

/** How many retries at this cost it lets out before one succeeds. */
function retriesOf(budget: ReturnType<typeof createRetryBudget>, cost: number): number {
  let count = 0;
  while (budget.take(cost)) count += 1;
  return count;
}

describe('the retry budget', () => {
  it('lets 35 retries out in an outage, and 100 under throttling', () => {
    expect(retriesOf(createRetryBudget(), RETRY_COST.outage)).toBe(35);
    expect(retriesOf(createRetryBudget(), RETRY_COST.throttled)).toBe(100);
  });

  it('lets a first attempt through although nothing is left', () => {
    const budget = createRetryBudget(14);
    expect([budget.take(14), budget.take(14), budget.take(0)]).toEqual([true, false, true]);
  });

  it('gives back what a retry has cost when that succeeds, and nothing when it fails', () => {
    const budget = createRetryBudget(28);
    budget.take(14);
    budget.take(14);
    budget.settle(14, true);
    budget.settle(14, false);
    expect([budget.take(14), budget.take(1)]).toEqual([true, false]);
  });

  it('grows by 1 with each call that needs no retry', () => {
    const budget = createRetryBudget(5);
    budget.take(5);
    budget.settle(0, true);
    budget.settle(0, false);
    expect([budget.take(2), budget.take(1)]).toEqual([false, true]);
  });

  it('tells whether retries are under way', () => {
    const budget = createRetryBudget();
    budget.take(0);
    expect(budget.isLent()).toBe(false);
    budget.take(5);
    budget.settle(0, true);
    expect(budget.isLent()).toBe(true);
    budget.settle(5, false);
    expect(budget.isLent()).toBe(false);
  });

  it('is full after it is filled, and never more than that', () => {
    const budget = createRetryBudget(14);
    budget.take(14);
    budget.refill();
    budget.settle(14, true);
    expect([budget.take(14), budget.take(1)]).toEqual([true, false]);
  });

  it('keeps to its balance in any order of events', () => {
    const step = fc.record({ cost: fc.constantFrom(0, 5, 14), isServed: fc.boolean(), settles: fc.boolean() });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200 }), fc.integer({ min: 1, max: 100 }), (steps, capacity) => {
        const budget = createRetryBudget(capacity);
        const open: number[] = [];
        let left = capacity;
        for (const { cost, isServed, settles } of steps) {
          const taken = cost <= left;
          expect(budget.take(cost)).toBe(taken);
          if (taken) {
            left -= cost;
            open.push(cost);
          }
          const settled = settles ? open.shift() : undefined;
          if (settled !== undefined) {
            budget.settle(settled, isServed);
            if (isServed) left = Math.min(capacity, left + (settled === 0 ? 1 : settled));
          }
          expect(left).toBeGreaterThanOrEqual(0);
          expect(left).toBeLessThanOrEqual(capacity);
          expect(budget.isLent()).toBe(open.some((one) => one > 0));
        }
      }),
    );
  });
});
