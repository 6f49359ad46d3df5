// How an integration stands a transient 503, then success: a complete test for node:test. The clock is the harness's own: minutes take milliseconds.
import { test } from 'node:test';
import {
  expectAttempts,
  expectNothingDuplicated,
  expectNothingEarly,
  expectNothingLost,
  salesforceOutage,
} from './salesforce-outage.mjs';
// Your code: records one payment in Salesforce, by the global fetch, and throws when it cannot.
import { recordPayment } from './payments.mjs';

test('records a payment through a transient 503, and not earlier than Retry-After asks', async () => {
  const outage = salesforceOutage(['503', '503; retry-after=20', '503; retry-after=date(30)', '200']);
  await outage.run(() =>
    outage.call('PAY-1', () => recordPayment({ reference: 'PAY-1', amount: 100 }, outage.accessToken)),
  );
  const verdict = outage.verdict();
  expectNothingEarly(verdict);
  expectNothingLost(verdict);
  expectNothingDuplicated(verdict);
  expectAttempts(verdict, 4);
});
