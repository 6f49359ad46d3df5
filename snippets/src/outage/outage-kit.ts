/** What a test file needs, put into one file by `npm run generate`: snippets/generated/outage/salesforce-outage. */
import { chaos } from './chaos.ts';
import {
  expectAttempts,
  expectAtMostRequests,
  expectBreakerHeld,
  expectCallersToldTheTruth,
  expectNoSecretsInLogs,
  expectNothingDuplicated,
  expectNothingEarly,
  expectNothingLost,
  expectNothingSilentlyLost,
  expectOnlyProbes,
  expectResilient,
} from './expectations.ts';
import { salesforceOutage } from './salesforce-outage.ts';

export {
  chaos,
  expectAtMostRequests,
  expectAttempts,
  expectBreakerHeld,
  expectCallersToldTheTruth,
  expectNoSecretsInLogs,
  expectNothingDuplicated,
  expectNothingEarly,
  expectNothingLost,
  expectNothingSilentlyLost,
  expectOnlyProbes,
  expectResilient,
  salesforceOutage,
};
