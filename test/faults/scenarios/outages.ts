import type { Scenario } from './scenario.ts';

/** Everything fails for a while, or there is too much at once. */
export const OUTAGES: readonly Scenario[] = [
  { id: 'outage', what: '45 s of 503, 70 records', script: ['200 x20', '503 for 45s'], items: 70, callers: 10 },
  {
    id: 'outage-retry-after',
    what: '… with Retry-After: 10',
    script: ['200 x20', '503 for 45s; retry-after=10'],
    items: 70,
    callers: 10,
  },
  {
    id: 'outage-mixed',
    what: '503, then 429, then a maintenance page, 15 s each',
    script: ['200 x20', '503 for 15s; retry-after=date(5)', '429 for 15s; retry-after=5', 'html503 for 15s'],
    items: 70,
    callers: 10,
  },
  {
    id: 'outage-long',
    limitMs: 300_000,
    what: '120 s of 503, 40 records',
    script: ['200 x10', '503 for 120s'],
    items: 40,
    callers: 10,
  },
  { id: 'brownout', what: '45 s, and one request in 4 is served', script: ['503 for 45s; serve=1/4'], items: 40 },
  {
    id: 'flapping',
    what: '6 × 4 s of 503, some records in between',
    script: Array.from({ length: 6 }, () => ['200 x4', '503 for 4s']).flat(),
    items: 40,
  },
  {
    id: 'overload',
    what: '600 calls at once, room for 40',
    script: [],
    ...{ items: 600, callers: 600, capacity: 40, latencyMs: 500 },
  },
  {
    id: 'herd',
    what: '500 programs with a call each, 15 s of 503 with Retry-After: 5, then room for 60',
    script: ['503 for 15s; retry-after=5'],
    ...{ items: 500, callers: 500, isHerd: true, capacity: 60, latencyMs: 500 },
  },
];
