// How an integration stands a response that is lost after the record was stored: a complete test for Jest. The clock is the harness's own: minutes take milliseconds.
import { test } from '@jest/globals';
import {
  expectCallersToldTheTruth,
  expectNothingDuplicated,
  expectNothingLost,
  salesforceOutage,
} from './salesforce-outage';
// Your code: records one payment in Salesforce, by the global fetch, and throws when it cannot.
import { recordPayment } from './payments';

test('stores a payment exactly once when the answer is lost', async () => {
  const outage = salesforceOutage(['commit+drop', 'commit+503', '200']);
  await outage.run(() =>
    outage.call('PAY-1', () => recordPayment({ reference: 'PAY-1', amount: 100 }, outage.accessToken)),
  );
  const verdict = outage.verdict();
  expectNothingLost(verdict);
  expectNothingDuplicated(verdict);
  expectCallersToldTheTruth(verdict);
});
