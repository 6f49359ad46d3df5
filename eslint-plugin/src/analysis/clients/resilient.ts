import { type Client, KEYS, operation } from './client.ts';

/** The factory of the client that the fixes insert; what it returns has the signature of `fetch`. */
export const RESILIENT_FACTORY = 'createSalesforceFetch';

/** Whether a client waits as asked, and tells a create that was refused from one whose outcome is unknown. */
export function isResilient({ retry }: Client): boolean {
  return retry?.retryAfter === 'honoured' && retry.by === 'always';
}

/** What that factory returns: it retries, honours Retry-After and throws when it gives up. */
export const RESILIENT_CLIENT: Client = {
  name: 'salesforceFetch',
  modules: [],
  root: /^createSalesforceFetch\.\(\)$/,
  operations: [operation('', 'url options')],
  keys: KEYS,
  status: 'thrown',
  signature: 'fetch',
  retry: {
    by: 'always',
    methods: 'all',
    statuses: [429, 500, 502, 503, 504],
    network: true,
    retryAfter: 'honoured',
  },
};
