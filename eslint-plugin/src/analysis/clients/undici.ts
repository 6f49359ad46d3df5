import { type Client, type ClientRetry, KEYS, operation } from './client.ts';

/** `RetryAgent` and the `retry` interceptor: a longer Retry-After is cut to 30 s. */
const RETRY_AGENT: ClientRetry = {
  by: 'option',
  key: 'dispatcher',
  unless: 'off',
  methods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'],
  statuses: [429, 500, 502, 503, 504],
  network: true,
  retryAfter: 'clamped',
};

/** undici: `fetch` and `request`, which resolve with any status. */
export const UNDICI_CLIENTS: readonly Client[] = [
  {
    name: 'undici',
    modules: ['undici'],
    root: /^(?:default\.)?fetch$/,
    operations: [operation('', 'url options')],
    keys: KEYS,
    status: 'returned',
    signature: 'fetch',
    retry: RETRY_AGENT,
  },
  {
    name: 'undici',
    modules: ['undici'],
    root: /^(?:default\.)?request$/,
    operations: [operation('', 'url options')],
    keys: KEYS,
    status: 'returned',
    retry: RETRY_AGENT,
  },
  {
    name: 'undici',
    modules: ['undici'],
    root: /^(?:default\.)?(?:Agent|BalancedPool|Client|Pool|ProxyAgent|RetryAgent)\.new(?:\.compose\.\(\))*(?=\.)/,
    operations: [operation('request', 'options')],
    keys: { ...KEYS, url: ['path'], base: ['origin'] },
    address: 'instance',
    status: 'returned',
    retry: RETRY_AGENT,
  },
];
