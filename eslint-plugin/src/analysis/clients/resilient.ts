import type { Client } from './client.ts';

/** The factory of the client that the fixes insert; what it returns has the signature of `fetch`. */
export const RESILIENT_FACTORY = 'createSalesforceFetch';

/** What that factory returns: it retries, honours Retry-After and throws when it gives up. */
export const RESILIENT_CLIENT: Client = {
  name: 'salesforceFetch',
  functions: [],
  throwsOnStatus: true,
  retries: 'transient failures',
};
