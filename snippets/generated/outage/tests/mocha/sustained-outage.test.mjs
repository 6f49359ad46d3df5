// How an integration stands a sustained outage: a complete test for Mocha. The clock is the harness's own: minutes take milliseconds.
import { it as test } from 'mocha';
import {
  expectAttempts,
  expectCallersToldTheTruth,
  expectError,
  expectNothingDuplicated,
  expectNothingEarly,
  expectNothingLost,
  salesforceOutage,
} from './salesforce-outage.mjs';
// Your code: records one payment in Salesforce, by the global fetch, and throws when it cannot.
import { recordPayment } from './payments.mjs';

test('loses nothing in five minutes of 503', async () => {
  const outage = salesforceOutage(['503 for 5min; retry-after=10', '200']);
  const references = Array.from({ length: 20 }, (_, index) => `PAY-${index + 1}`);
  const record = (reference) => recordPayment({ reference, amount: 100 }, outage.accessToken);
  await outage.run(() => Promise.all(references.map((key) => outage.call(key, () => record(key)))));
  const verdict = outage.verdict();
  expectNothingLost(verdict);
  expectNothingDuplicated(verdict);
  expectNothingEarly(verdict);
});

test('gives up on an outage that does not end, and says so with an error', async () => {
  const outage = salesforceOutage(['503 for 24h']);
  await outage.run(() =>
    outage.call('PAY-2', () => recordPayment({ reference: 'PAY-2', amount: 100 }, outage.accessToken)),
  );
  expectError(outage.verdict());
  expectCallersToldTheTruth(outage.verdict());
  expectAttempts(outage.verdict(), 2, 100);
});
