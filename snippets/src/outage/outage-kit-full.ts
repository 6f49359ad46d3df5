/** The same with collections, composite requests, trees and Bulk API 2.0. */
import { bulkApi } from './bulk-api.ts';
import { compositeApi } from './composite-api.ts';
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
  bulkApi,
  chaos,
  compositeApi,
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
