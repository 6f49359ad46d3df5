import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSalesforceFetch, type SalesforceFetchOptions } from '@salesforce-resilience/snippets/client';

const OUTAGE_MS = 120_000;
const CALLERS = 1_000;
const LATENCY_MS = 200;
const CAP_MS = 60_000;

beforeEach(() => vi.useFakeTimers({ now: Date.UTC(2030, 0, 1) }));
afterEach(() => vi.useRealTimers());

/** A Salesforce in virtual time that is down for two minutes from the first moment on. */
function salesforceDownFor(ms: number, fault: () => Response | Error) {
  const from = Date.now();
  const records = new Map<string, number>();
  const requests: number[] = [];
  let inFlight = 0;
  let mostInFlight = 0;
  const send: typeof fetch = async (_input, init) => {
    requests.push(Date.now() - from);
    inFlight += 1;
    mostInFlight = Math.max(mostInFlight, inFlight);
    await new Promise((resolve) => setTimeout(resolve, LATENCY_MS));
    inFlight -= 1;
    if (Date.now() - from < ms) {
      const answer = fault();
      if (answer instanceof Error) throw answer;
      return answer;
    }
    const { Reference__c: key } = JSON.parse(init?.body as string) as { Reference__c: string };
    records.set(key, (records.get(key) ?? 0) + 1);
    return Response.json({ id: key, success: true, errors: [] }, { status: 201 });
  };
  return { send, records, requests, mostInFlight: () => mostInFlight };
}

/** What becomes of 1,000 calls made at once at the beginning of an outage of two minutes. */
async function throughOutage(fault: () => Response | Error, options: SalesforceFetchOptions) {
  const from = Date.now();
  const salesforce = salesforceDownFor(OUTAGE_MS, fault);
  const resilient = createSalesforceFetch({ ...options, fetch: salesforce.send });
  const ends: number[] = [];
  const calls = Array.from({ length: CALLERS }, async (_, index) => {
    const body = JSON.stringify({ Reference__c: `P-${index}` });
    const url = 'https://acme.my.salesforce.com/services/data/v64.0/sobjects/Payment__c';
    const response = await resilient(url, { method: 'POST', body });
    ends.push(Date.now() - from);
    return response.status;
  });
  const ended = Promise.allSettled(calls);
  await vi.runAllTimersAsync();
  const results = await ended;
  return {
    lost: CALLERS - salesforce.records.size,
    failed: results.filter(({ status }) => status === 'rejected').length,
    duplicated: [...salesforce.records.values()].filter((count) => count > 1).length,
    inOutage: salesforce.requests.filter((at) => at < OUTAGE_MS).length,
    requests: salesforce.requests.length,
    firstAfterMs: Math.min(...ends) - OUTAGE_MS,
    lastAfterMs: Math.max(...ends) - OUTAGE_MS,
    mostInFlight: salesforce.mostInFlight(),
  };
}

const unavailable =
  (headers: Record<string, string> = {}) =>
  () =>
    new Response('', { status: 503, headers });
const refused = () => new TypeError('fetch failed', { cause: Object.assign(new Error(), { code: 'ECONNREFUSED' }) });

describe('1,000 callers at once through an outage of two minutes', () => {
  it.each<[string, () => Response | Error, SalesforceFetchOptions]>([
    ['503', unavailable(), {}],
    ['503 with Retry-After', unavailable({ 'Retry-After': '10' }), {}],
    ['429', () => new Response('', { status: 429 }), {}],
    ['refused connections', refused, {}],
    ['503, without a limit on requests at once', unavailable(), { maxConcurrent: CALLERS }],
  ])('lose nothing and add little: %s', async (name, fault, options) => {
    const report = await throughOutage(fault, options);
    console.info(name, report);
    expect(report).toMatchObject({ lost: 0, failed: 0, duplicated: 0 });
    // 35 retries are what the budget holds.
    expect(report.inOutage).toBeLessThanOrEqual(1.1 * CALLERS + 35);
    expect(report.firstAfterMs).toBeLessThanOrEqual(CAP_MS);
    expect(report.lastAfterMs).toBeLessThanOrEqual(CAP_MS);
    expect(report.mostInFlight).toBeLessThanOrEqual(options.maxConcurrent ?? 24);
  });
});
