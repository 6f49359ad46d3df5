// How an integration stands a session that ends during the outage: a complete test for Mocha. The clock is the harness's own: minutes take milliseconds.
import assert from 'node:assert/strict';
import { it as test } from 'mocha';
import {
  expectNoSecretsInLogs,
  expectNothingDuplicated,
  expectNothingLost,
  salesforceOutage,
} from './salesforce-outage.mjs';
// Your code: records one payment in Salesforce, by the global fetch, and throws when it cannot.
import { recordPayment } from './payments.mjs';

test('logs in again, once for all, when the session ends during the outage', async () => {
  const outage = salesforceOutage(['503 x3', '401', '503; on=login', '200']);
  const references = Array.from({ length: 5 }, (_, index) => `PAY-${index + 1}`);
  const record = (reference) => recordPayment({ reference, amount: 100 }, outage.accessToken);
  await outage.run(() => Promise.all(references.map((key) => outage.call(key, () => record(key)))));
  const verdict = outage.verdict();
  expectNothingLost(verdict);
  expectNothingDuplicated(verdict);
  expectNoSecretsInLogs(verdict);
  assert.equal(verdict.logins, 1);
});
