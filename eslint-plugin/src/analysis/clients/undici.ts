import { type AnswerForm, type Client, type ClientRetry, FETCH_ANSWER, KEYS, operation } from './client.ts';

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

const UNDICI_ANSWER: AnswerForm = { status: 'statusCode', headers: 'plain', body: '$.body.json()' };

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
    answer: FETCH_ANSWER,
    retry: RETRY_AGENT,
  },
  {
    name: 'undici',
    modules: ['undici'],
    root: /^(?:default\.)?request$/,
    operations: [operation('', 'url options')],
    keys: KEYS,
    status: 'returned',
    answer: UNDICI_ANSWER,
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
    answer: UNDICI_ANSWER,
    retry: RETRY_AGENT,
  },
];
