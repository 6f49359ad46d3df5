/** What a test file needs, put into one file by `npm run generate`: snippets/generated/outage/salesforce-outage. */
import {
  expectAttempts,
  expectAtMostRequests,
  expectBreakerHeld,
  expectCallersToldTheTruth,
  expectError,
  expectNoSecretsInLogs,
  expectNothingDuplicated,
  expectNothingEarly,
  expectNothingLost,
  expectNothingSilentlyLost,
  expectOnlyProbes,
  expectResilient,
  expectStored,
  expectSuccess,
} from './expectations.ts';
import type { OutageVerdict } from './outage-verdict.ts';
import { type OutageAnswer, type SalesforceOutage, salesforceOutage } from './salesforce-outage.ts';

export {
  expectAtMostRequests,
  expectAttempts,
  expectBreakerHeld,
  expectCallersToldTheTruth,
  expectError,
  expectNoSecretsInLogs,
  expectNothingDuplicated,
  expectNothingEarly,
  expectNothingLost,
  expectNothingSilentlyLost,
  expectOnlyProbes,
  expectResilient,
  expectStored,
  expectSuccess,
  salesforceOutage,
};
export type { OutageAnswer, OutageVerdict, SalesforceOutage };
