/** What a retry costs: after an outage or a lost answer, and after being told that it was too much. */
export const RETRY_COST = { outage: 14, throttled: 5 } as const;

/**
 * A token bucket that lets no more retries out than a service in trouble can bear, however many calls there are: 35
 * without a success. Numbers of the AWS SDKs' standard mode (AWS Developer Tools Blog, "Updated default retry behavior",
 * 2026).
 */
export function createRetryBudget(capacity = 500) {
  let left = capacity;
  let outstanding = 0;
  return {
    /** Whether retries are under way, which will give back what they cost when they succeed. */
    get isLent(): boolean {
      return outstanding > 0;
    },
    /** Takes what an attempt costs, nothing for a first one; gives false where too little is left. */
    take(cost: number): boolean {
      if (cost > left) return false;
      left -= cost;
      if (cost > 0) outstanding += 1;
      return true;
    },
    /** Tells how the attempt ended: success gives its cost back, or 1 for a call that needed no retry. */
    settle(cost: number, isSuccess: boolean): void {
      if (cost > 0) outstanding -= 1;
      if (isSuccess) left = Math.min(capacity, left + (cost || 1));
    },
    /** Fills it, once a probe has shown that the service is back: those who waited are no storm of retries. */
    refill(): void {
      left = capacity;
    },
  };
}
