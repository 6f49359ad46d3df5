// How an integration stands an error that no retry mends: a complete test for Vitest. The clock is the harness's own: minutes take milliseconds.
import { test } from 'vitest';
import { expectAttempts, expectCallersToldTheTruth, expectError, salesforceOutage } from './salesforce-outage';
// Your code: records one payment in Salesforce, by the global fetch, and throws when it cannot.
import { recordPayment } from './payments';

test('sends an invalid payment once, and fails with an error', async () => {
  const outage = salesforceOutage(['400 REQUIRED_FIELD_MISSING x100']);
  await outage.run(() =>
    outage.call('PAY-1', () => recordPayment({ reference: 'PAY-1', amount: 100 }, outage.accessToken)),
  );
  expectAttempts(outage.verdict(), 1);
  // A caller that gets null, or nothing, goes on as if the payment were recorded.
  expectError(outage.verdict());
  expectCallersToldTheTruth(outage.verdict());
});
