import type { SeenRequest } from '@salesforce-resilience/snippets/outage/outage-record';
import type { OutageRun } from './outage.ts';

/** What became of a request, as a picture colours it. */
export type Outcome = 'served' | 'refused' | 'gateway' | 'reset' | 'unheard' | 'session';

/** The outcomes from the bottom of a column to its top, and what they are called. */
export const OUTCOMES: readonly { readonly name: Outcome; readonly label: string }[] = [
  { name: 'served', label: 'served' },
  { name: 'unheard', label: 'stored, but the answer was lost' },
  { name: 'refused', label: 'refused: 503 or 429' },
  { name: 'gateway', label: 'gateway error: 502' },
  { name: 'reset', label: 'connection reset, nothing stored' },
  { name: 'session', label: 'session expired: 401' },
];

export function outcomeOf({ status, carriedOut }: SeenRequest): Outcome {
  if (status === undefined) return carriedOut ? 'unheard' : 'reset';
  if (status === 401) return 'session';
  if (status === 502) return 'gateway';
  return status >= 400 ? 'refused' : 'served';
}

/** How many requests had which outcome, in each interval of a run. */
export function outcomesOverTime(
  { requests }: OutageRun,
  intervalMs: number,
  endMs: number,
): Record<Outcome, number>[] {
  const none = { served: 0, refused: 0, gateway: 0, reset: 0, unheard: 0, session: 0 };
  const intervals = Array.from({ length: Math.ceil(endMs / intervalMs) }, () => ({ ...none }));
  for (const request of requests) {
    const interval = intervals[Math.floor(request.at / intervalMs)];
    if (interval) interval[outcomeOf(request)] += 1;
  }
  return intervals;
}

/** How many payments wait for their record at a moment, and how many were given up without one. */
export interface Backlog {
  readonly at: number;
  readonly waiting: number;
  readonly lost: number;
}

/**
 * The payments that have no record yet, over time. One that never gets one waits until the last request for it, and is
 * lost from then on.
 */
export function backlogOverTime(
  { confirmed, stored, requests }: OutageRun,
  intervalMs: number,
  endMs: number,
): Backlog[] {
  const storedAt = new Map(stored.toReversed().map(({ key, at }) => [key, at]));
  const lastAt = new Map(requests.flatMap(({ keys, at }) => keys.map((key) => [key, at] as const)));
  const payments = confirmed.map(({ key, at }) => ({
    from: at,
    until: storedAt.get(key) ?? lastAt.get(key) ?? at,
    isLost: !storedAt.has(key),
  }));
  return Array.from({ length: Math.floor(endMs / intervalMs) + 1 }, (_, index) => {
    const at = index * intervalMs;
    const waiting = payments.filter(({ from, until }) => from <= at && at < until).length;
    return { at, waiting, lost: payments.filter(({ until, isLost }) => isLost && until <= at).length };
  });
}
