// How an integration stands the transitions of a circuit breaker: a complete test for Vitest. The clock is the harness's own: minutes take milliseconds.
import { expect, test } from 'vitest';
import { expectNothingDuplicated, expectNothingLost, expectOnlyProbes, salesforceOutage } from './salesforce-outage';
// Your code: records one payment in Salesforce, by the global fetch, and throws when it cannot.
import { recordPayment } from './payments';

test('stops sending while Salesforce is down, probes, and recovers', async () => {
  const outage = salesforceOutage(['200', '503 for 3min', '200']);
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
  const record = (reference: string) => recordPayment({ reference, amount: 100 }, outage.accessToken);
  await outage.run(async () => {
    const calls: Promise<unknown>[] = [];
    // A payment a second for four minutes: closed, open after the first failures, and closed again.
    for (let count = 1; count <= 240; count += 1) {
      const key = `PAY-${count}`;
      calls.push(outage.call(key, () => record(key)));
      await wait(1_000);
    }
    await Promise.all(calls);
  });
  const verdict = outage.verdict();
  // Open and half-open: in the second and third minute there are probes, one at a time, and nothing else …
  expectOnlyProbes(verdict, 12, 60_000, 180_000);
  // … and closed: everything is recorded, and what comes later at the first try.
  expectNothingLost(verdict);
  expectNothingDuplicated(verdict);
  expect(outage.requests.filter(({ keys }) => keys[0] === 'PAY-240').length).toBe(1);
});
