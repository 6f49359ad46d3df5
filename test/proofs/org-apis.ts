import { failure, json, type OrgApi } from '@salesforce-resilience/snippets/outage/org-api';
import type { Weather } from './defect.ts';

/** How long a job is worked on (ms). */
const WORK_MS = 30_000;

/** The state of jobs that somebody else has begun: `job-PAY-1` stores the payment PAY-1 when it completes. */
export function jobApi(ends: Weather['jobEnds'] = 'JobComplete'): OrgApi {
  const begun = new Map<string, number>();
  return ({ method, path: [root, kind, id = ''] }, { ledger, at }) => {
    const [, key] = /^job-(.+)$/.exec(id) ?? [];
    if (method !== 'GET' || root !== 'jobs' || kind !== 'ingest' || key === undefined) return undefined;
    const since = begun.get(id) ?? at;
    begun.set(id, since);
    const state = ends === 'never' || at < since + WORK_MS ? 'InProgress' : ends;
    if (state === 'JobComplete' && ledger.recordsOf(key).length === 0) ledger.create('Payment__c', key, {}, at);
    return json(200, { id, state });
  };
}

/** An org that is left so many requests of the day. */
export function limitedApi(remaining: number): OrgApi {
  let used = 0;
  return ({ path: [root] }) => {
    const left = remaining - used;
    used += 1;
    if (left <= 0) return failure(403, 'REQUEST_LIMIT_EXCEEDED', 'TotalRequests Limit exceeded.');
    return root === 'limits' ? json(200, { DailyApiRequests: { Max: 100_000, Remaining: left } }) : undefined;
  };
}
