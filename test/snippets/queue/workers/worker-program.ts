import process from 'node:process';
import { createSalesforceFetch } from '@salesforce-resilience/snippets/client';
import type { DeliveryOptions } from '@salesforce-resilience/snippets/queue/create-delivery';

/** One payment as the queue carries it. */
interface Payment {
  readonly reference: string;
  readonly amount: number;
}

/** What a worker program reports to the test that started it, when it asks and when it ends. */
export interface WorkerReport {
  readonly acknowledged: number;
  readonly redelivered: number;
  readonly deadLettered: number;
  /** What failed at the broker, by message. */
  readonly errors: Readonly<Record<string, number>>;
}

/** An environment variable that the test sets. */
export function setting(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`The test has to set ${name}.`);
  return value;
}

function parsePayment(text: string): Payment {
  const { reference, amount } = JSON.parse(text) as Partial<Payment>;
  if (typeof reference !== 'string' || typeof amount !== 'number') throw new Error('This is no payment.');
  return { reference, amount };
}

const counts = { acknowledged: 0, redelivered: 0, deadLettered: 0 };
const errors: Record<string, number> = {};
const salesforceFetch = createSalesforceFetch({ baseDelayMs: 50, totalTimeoutMs: 250, maxOpenMs: 100 });

/** What all worker programs hand to their workers: upserts through the resilient client, and delays of a test. */
export const delivery: DeliveryOptions<Payment> = {
  parse: parsePayment,
  write: ({ reference, amount }, signal) =>
    salesforceFetch(
      `${setting('SALESFORCE')}/services/data/v64.0/sobjects/Payment__c/Reference__c/${encodeURIComponent(reference)}`,
      {
        method: 'PATCH',
        headers: { Authorization: `Bearer ${setting('TOKEN')}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ Amount__c: amount }),
        signal,
      },
    ),
  policy: { baseDelayMs: 200, maxDelayMs: 1_000, baseProbeMs: 100, maxProbeMs: 500 },
  holdMs: 10_000,
  onVerdict(_id, { kind }) {
    if (kind === 'acknowledge') counts.acknowledged += 1;
    else if (kind === 'redeliver') counts.redelivered += 1;
    else counts.deadLettered += 1;
  },
  onError(error) {
    const name = String(error).split('\n')[0] ?? '';
    errors[name] = (errors[name] ?? 0) + 1;
  },
};

/** Tells the test that the worker runs, sends the counts regularly, and ends it on SIGTERM as a container would. */
export function runUntilSignal(stop: () => Promise<void>): void {
  const report = (): void => {
    process.send?.({ ...counts, errors } satisfies WorkerReport, () => undefined);
  };
  const timer = setInterval(report, 50);
  process.once('SIGTERM', () => {
    void stop().then(() => {
      clearInterval(timer);
      report();
      process.disconnect();
    });
  });
}
