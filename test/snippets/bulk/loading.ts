import { expect } from 'vitest';
import { BulkLoadError } from '@salesforce-resilience/snippets/bulk/bulk-load-error';

/** What the loads of the tests have in common. */
export const SPEC = {
  object: 'Payment__c',
  externalIdField: 'Reference__c',
  pauseMs: 1,
  maxPauseMs: 5,
  timeoutMs: 20_000,
};

export const orgAt = (instanceUrl: string, fetch = globalThis.fetch) => ({ fetch, instanceUrl, accessToken: 'token' });

/** The error that a load ends with. */
export async function failureOf(load: Promise<unknown>): Promise<BulkLoadError> {
  const error = await load.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(BulkLoadError);
  return error as BulkLoadError;
}
