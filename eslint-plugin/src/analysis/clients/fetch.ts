import { type Client, type ClientTimeout, FETCH_ANSWER, KEYS, operation } from './client.ts';

// The global one takes what it does not know without a word.
const TIMEOUT: ClientTimeout = { options: ['signal', 'dispatcher'], ignored: ['timeout'] };
// Version 2 of node-fetch and those that follow it have an option of their own.
const OWN_TIMEOUT: ClientTimeout = { options: ['signal', 'timeout', 'agent'] };
const FETCH = {
  keys: KEYS,
  status: 'returned',
  signature: 'fetch',
  timeout: TIMEOUT,
  answer: FETCH_ANSWER,
} as const;
const SEND = [operation('', 'url options')];

/** The functions with the signature of `fetch`. None throws when the server answers 503. */
export const FETCH_CLIENTS: readonly Client[] = [
  { ...FETCH, name: 'fetch', modules: [], root: /^fetch$/, operations: SEND },
  {
    ...FETCH,
    name: 'node-fetch',
    modules: [
      'node-fetch',
      'node-fetch-commonjs',
      'node-fetch-native',
      'isomorphic-fetch',
      'isomorphic-unfetch',
      'unfetch',
      'make-fetch-happen',
      'minipass-fetch',
      'fetch-cookie',
      'whatwg-fetch',
      'fetch-h2',
      'expo/fetch',
      '@tauri-apps/plugin-http',
    ],
    root: /^(?:default|fetch|default\.default)$/,
    operations: SEND,
    timeout: OWN_TIMEOUT,
  },
  {
    ...FETCH,
    name: 'cross-fetch',
    modules: ['cross-fetch', 'cross-fetch/polyfill'],
    root: /^(?:default|fetch|default\.fetch)$/,
    operations: SEND,
    timeout: OWN_TIMEOUT,
  },
  {
    ...FETCH,
    name: 'fetch-retry',
    modules: ['fetch-retry', 'fetch-retry-ts', 'fetch-builder', '@vercel/fetch-retry'],
    root: /^default\.\(\)$/,
    operations: SEND,
    // Network errors only: which statuses it repeats on is an option that is empty unless set.
    retry: {
      by: 'option',
      key: 'retryOn',
      unless: 'off',
      methods: 'all',
      statuses: [429, 500, 502, 503, 504],
      network: true,
      retryAfter: 'ignored',
    },
  },
];
