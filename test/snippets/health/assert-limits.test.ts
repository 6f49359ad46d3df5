import { expect, it } from 'vitest';
import { assertLimits } from '../../../snippets/src/health/assert-limits.ts';

const LIMITS = { DailyApiRequests: { Max: 15_000, Remaining: 600 }, DailyBulkApiBatches: { Max: 10, Remaining: 2 } };

it('lets a load begin when enough is left', () => {
  expect(() => assertLimits(LIMITS)).not.toThrow();
  expect(() => assertLimits(LIMITS, { DailyApiRequests: 600, DailyBulkApiBatches: 2 })).not.toThrow();
});

it('throws when too little is left', () => {
  expect(() => assertLimits(LIMITS, { DailyBulkApiBatches: 3 })).toThrow(
    'Salesforce has 2 left of DailyBulkApiBatches, and the load needs 3.',
  );
  expect(() => assertLimits({ DailyApiRequests: { Max: 15_000, Remaining: 499 } })).toThrow('needs 500');
});

it('throws when the answer does not say what is left', () => {
  expect(() => assertLimits(LIMITS, { DailyApiRequest: 1 })).toThrow('0 left of DailyApiRequest');
  expect(() => assertLimits([{ errorCode: 'SERVER_UNAVAILABLE' }])).toThrow('0 left of DailyApiRequests');
  expect(() => assertLimits(null)).toThrow('0 left');
});
