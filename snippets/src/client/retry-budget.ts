/** What a retry costs: after an outage or a lost answer, and after being told that it was too much. */
export const RETRY_COST = { outage: 14, throttled: 5 } as const;

/**
 * A token bucket: however many calls there are, it lets no more than 35 retries out without a success. Numbers of the AWS
 * SDKs' standard mode (AWS Developer Tools Blog, "Updated default retry behavior", 2026).
 */
export function createRetryBudget(capacity = 500) {
  let [left, lent] = [capacity, 0];
  return {
    /** Whether retries are under way, which give back what they cost when they succeed. */
    isLent: (): boolean => lent > 0,
    /** Takes what an attempt costs, nothing for a first one; gives false where too little is left. */
    take(cost: number): boolean {
      if (cost > left) return false;
      left -= cost;
      if (cost > 0) lent += 1;
      return true;
    },
    /** Tells how the attempt ended: success gives its cost back, or 1 for a call that needed no retry. */
    settle(cost: number, isServed: boolean): void {
      if (cost > 0) lent -= 1;
      if (isServed) left = Math.min(capacity, left + (cost || 1));
    },
    /** Fills it when a probe was served: those who have waited for that are no storm of retries. */
    refill: (): void => void (left = capacity),
  };
}
