import { expect, it } from 'vitest';
import type { SeenRequest } from '@salesforce-resilience/snippets/outage/outage-record';
import { backlogOverTime, outcomeOf, outcomesOverTime } from './outcomes.ts';
import type { OutageReport, OutageRun } from './outage.ts';
import { reportHtml } from './report.ts';

const request = (at: number, key: string, seen: Partial<SeenRequest> = {}): SeenRequest => ({
  ...{ index: 0, at, method: 'POST', path: '/', keys: [key], attempt: 1, step: undefined, earlyMs: 0 },
  ...{ breaker: undefined, carriedOut: false, status: 503, delivery: 'whole', answeredAt: at, abortedAt: undefined },
  ...seen,
});

/** PAY-1 is stored at the second request, PAY-2 is given up after its only one. */
const run: OutageRun = {
  confirmed: [
    { key: 'PAY-1', at: 0 },
    { key: 'PAY-2', at: 1_000 },
  ],
  requests: [
    request(0, 'PAY-1'),
    request(2_000, 'PAY-2', { status: undefined, delivery: 'reset' }),
    request(7_000, 'PAY-1', { status: 201, carriedOut: true }),
  ],
  stored: [{ key: 'PAY-1', at: 7_000 }],
  breaker: [
    { at: 2_000, state: 'open' },
    { at: 6_000, state: 'half-open' },
    { at: 6_000, state: 'closed' },
  ],
};
const report: OutageReport = {
  ...{ payments: 2, recorded: 1, lost: 1, duplicated: 0, early: 0, requests: 3, longestWait: 7, run },
};

it.each<[Partial<SeenRequest>, string]>([
  [{ status: 201, carriedOut: true }, 'served'],
  [{ status: 503 }, 'refused'],
  [{ status: 429 }, 'refused'],
  [{ status: 502 }, 'gateway'],
  [{ status: 401 }, 'session'],
  [{ status: undefined, carriedOut: true }, 'unheard'],
  [{ status: undefined }, 'reset'],
])('calls a request with %j %s', (seen, outcome) => {
  expect(outcomeOf(request(0, 'PAY-1', seen))).toBe(outcome);
});

it('counts requests by interval, and payments that wait or are lost', () => {
  expect(outcomesOverTime(run, 5_000, 10_000)).toMatchObject([
    { refused: 1, reset: 1, served: 0 },
    { refused: 0, served: 1 },
  ]);
  expect(backlogOverTime(run, 1_000, 8_000).map(({ waiting, lost }) => [waiting, lost])).toEqual([
    [1, 0],
    [2, 0],
    [1, 1],
    [1, 1],
    [1, 1],
    [1, 1],
    [1, 1],
    [0, 1],
    [0, 1],
  ]);
});

it('writes a page that needs nothing else, and says in words what it draws', () => {
  const page = reportHtml([
    { title: 'Before', about: 'As it <was>.', report },
    { title: 'After', about: 'As it is.', report: { ...report, lost: 0, run: { ...run, breaker: [] } } },
  ]);
  expect(page).toContain('2 payments through a five-minute outage: 1 lost before the fix, 0 after it');
  expect(page).toContain('As it &lt;was&gt;.');
  expect(page).toContain(
    'Of 2 payments 1 are recorded and 1 are lost, with 3 requests, 0 of them earlier than Retry-After asked. The longest ' +
      'wait for a record was 7 seconds. The circuit breaker opened 1 times.',
  );
  expect(page).toMatch(/<th scope="row">refused: 503 or 429<\/th><td>1<\/td><td>1<\/td>/);
  expect(page.match(/class="breaker-open" x=/g)).toHaveLength(1);
  expect(page).toContain('no circuit breaker');
  expect(page).toContain('prefers-color-scheme: dark');
  expect(page).not.toMatch(/<script|<link|<img|https?:|url\(|NaN|undefined/);
});
