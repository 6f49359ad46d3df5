/**
 * Imported before a payment program, it puts the outage around it: `fetch` is that of the harness, the clock goes from
 * timer to timer, and confirmed payments come in on standard input. When nothing happens any more, what was seen is
 * written to the file that OUTAGE_RESULT names.
 */
import { writeFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { randomNumbers } from '@salesforce-resilience/snippets/outage/random-numbers';
import { advance } from '@salesforce-resilience/snippets/outage/run-on-virtual-time';
import { salesforceOutage } from '@salesforce-resilience/snippets/outage/salesforce-outage';
import { installClock } from '@salesforce-resilience/snippets/outage/virtual-clock';
import type { BreakerState } from '@salesforce-resilience/snippets/outage/outage-record';
import type { OutageRun } from './outage.ts';
import { INTERVAL_MS, PAYMENTS, SCRIPT, SESSION_ENDS_S } from './outage-script.ts';

/** The beginning, on the clock of the program: the article's Thursday, 2 PM. */
const BEGIN = Date.UTC(2026, 0, 8, 14);

const result = process.env['OUTAGE_RESULT'];
if (result === undefined) throw new Error('OUTAGE_RESULT names no file.');

const clock = installClock(BEGIN);
// The jitter is the same each time, and so are the figures.
Math.random = randomNumbers(1);

// A request takes as long as one does across the internet.
const outage = salesforceOutage(SCRIPT, { startsAt: BEGIN, latencyMs: 150 });
globalThis.fetch = (...request) => {
  begin();
  return outage.fetch(...request);
};
const payments = new PassThrough();
Object.defineProperty(process, 'stdin', { value: payments });

const confirmed: OutageRun['confirmed'][number][] = [];
const breaker: OutageRun['breaker'][number][] = [];
process.on('salesforce-breaker' as 'exit', (state: unknown) => {
  breaker.push({ at: Date.now() - BEGIN, state: state as BreakerState });
});
setTimeout(() => outage.expireSessions(), SESSION_ENDS_S * 1_000);

function confirm(): void {
  const key = `PAY-${confirmed.length + 1}`;
  confirmed.push({ key, at: Date.now() - BEGIN });
  payments.write(`${JSON.stringify({ reference: key, customerId: 'ACME', amount: 10 })}\n`);
  if (confirmed.length < PAYMENTS) setTimeout(confirm, INTERVAL_MS);
  else payments.end();
}

async function play(file: string): Promise<void> {
  setTimeout(confirm, INTERVAL_MS);
  await advance(clock, () => false);
  const run: OutageRun = {
    confirmed,
    breaker,
    requests: outage.requests.map((request) => ({ ...request, at: request.at - BEGIN })),
    stored: outage.ledger.records.map(({ key, at }) => ({ key, at: at - BEGIN })),
  };
  writeFileSync(file, JSON.stringify(run));
}

// Time begins when the program has been loaded, and does something.
let isPlaying = false;
function begin(): void {
  if (!isPlaying) void play(result ?? '');
  isPlaying = true;
}
payments.on('newListener', (event) => {
  if (event === 'data' || event === 'readable') begin();
});
