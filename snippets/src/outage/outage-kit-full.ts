/** The same with chaos, collections, composite requests, trees, Bulk API 2.0, limits and a bounded capacity. */
import { bulkApi } from './bulk-api.ts';
import { compositeApi } from './composite-api.ts';
import { chaos } from './chaos.ts';
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
import { overCapacity } from './over-capacity.ts';
import { platformApi } from './platform-api.ts';
import { type OutageAnswer, type SalesforceOutage, salesforceOutage } from './salesforce-outage.ts';

export {
  bulkApi,
  chaos,
  compositeApi,
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
  overCapacity,
  platformApi,
  salesforceOutage,
};
export type { OutageAnswer, OutageVerdict, SalesforceOutage };
