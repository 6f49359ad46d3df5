import { type Client, type ClientRetry, KEYS, operation, verbs } from './client.ts';

const IDEMPOTENT = ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE', 'TRACE'] as const;
const TRANSIENT = [429, 500, 502, 503, 504] as const;
const URL_OPTIONS = { bare: 'url options', full: 'url options' };

const OFETCH_OPERATIONS = [operation('', 'url options'), operation('raw', 'url options')];

const SUPERAGENT_RETRY: ClientRetry = {
  by: 'chain',
  key: 'retry',
  unless: 'off',
  methods: 'all',
  statuses: TRANSIENT,
  network: true,
  retryAfter: 'ignored',
};

const REQUEST = {
  timeout: { options: ['timeout'] },
  keys: { url: ['url', 'uri'], base: ['baseUrl'], method: ['method'], body: ['json', 'body', 'form', 'formData'] },
  operations: [
    operation('', 'url options'),
    ...verbs('get head del delete options', 'post put patch', URL_OPTIONS),
    operation('*', 'url options'),
  ],
} as const;

/** Libraries for Node, by name. Sources: their documentation and sources, read at the versions of 2026. */
export const NODE_CLIENTS: readonly Client[] = [
  {
    name: 'got',
    modules: ['got', 'got-cjs', 'gotson'],
    root: /^(?:default|got|default\.default)(?:\.extend\.\(\))*(?=\.|$)/,
    operations: [
      operation('', 'url options'),
      ...verbs('get head delete', 'post put patch', URL_OPTIONS),
      operation('*', 'url options'),
    ],
    keys: { ...KEYS, base: ['prefixUrl'], body: ['json', 'body', 'form'] },
    status: 'thrown',
    timeout: { options: ['timeout', 'signal'] },
    // Above `maxRetryAfter`, or its timeout, got gives up; without either it waits for whatever it is told. ky waits less then.
    retry: {
      by: 'option',
      key: 'retry',
      unless: 'on',
      methods: IDEMPOTENT,
      statuses: TRANSIENT,
      network: true,
      retryAfter: 'unbounded',
      beyondMaximum: 'honoured',
    },
  },
  {
    name: 'ky',
    modules: ['ky', 'ky-universal'],
    root: /^(?:default|ky)(?:\.(?:create|extend)\.\(\))*(?=\.|$)/,
    operations: [
      operation('', 'url options'),
      ...verbs('get head delete', 'post put patch', URL_OPTIONS),
      operation('*', 'url options'),
    ],
    keys: { ...KEYS, base: ['prefixUrl', 'prefix', 'baseUrl'], body: ['json', 'body'] },
    status: 'thrown',
    fetchOption: 'fetch',
    retry: {
      by: 'option',
      key: 'retry',
      unless: 'on',
      methods: IDEMPOTENT,
      statuses: TRANSIENT,
      network: true,
      retryAfter: 'unbounded',
      beyondMaximum: 'clamped',
    },
  },
  {
    name: 'ofetch',
    modules: ['ofetch', 'ohmyfetch', '#imports'],
    root: /^(?:ofetch|\$fetch|default)(?:\.create\.\(\))*(?=\.|$)/,
    operations: OFETCH_OPERATIONS,
    keys: KEYS,
    status: 'thrown',
    timeout: { options: ['timeout', 'signal', 'dispatcher'] },
    retry: {
      by: 'option',
      key: 'retry',
      unless: 'on',
      methods: ['GET', 'HEAD', 'OPTIONS'],
      allWhenSet: true,
      statuses: TRANSIENT,
      network: true,
      retryAfter: 'ignored',
    },
  },
  {
    name: 'ofetch',
    modules: [],
    root: /^\$fetch(?:\.create\.\(\))*(?=\.|$)/,
    operations: OFETCH_OPERATIONS,
    keys: KEYS,
    status: 'thrown',
    timeout: { options: ['timeout', 'signal', 'dispatcher'] },
    retry: {
      by: 'option',
      key: 'retry',
      unless: 'on',
      methods: ['GET', 'HEAD', 'OPTIONS'],
      allWhenSet: true,
      statuses: TRANSIENT,
      network: true,
      retryAfter: 'ignored',
    },
  },
  {
    name: 'wretch',
    modules: ['wretch'],
    root: /^default\.\(\)(?:\.(?:url|auth|headers|options|content|accept|query|middlewares|addon|errorType|catcher|resolve|json|body)\.\(\))*(?=\.)/,
    operations: verbs('get head delete opts', 'post put patch', { bare: 'url', full: 'body url' }),
    keys: KEYS,
    address: 'chain',
    status: 'thrown',
    // The `retry` middleware repeats every method on every failure, linearly, without a look at Retry-After.
    retry: {
      by: 'chain',
      key: 'middlewares',
      unless: 'off',
      methods: 'all',
      statuses: TRANSIENT,
      network: false,
      retryAfter: 'ignored',
    },
  },
  {
    name: 'superagent',
    modules: ['superagent', 'superagent-promise', 'superagent-as-promised', 'superagent-use'],
    root: /^(?:default\.agent\.(?:\(\)|new)|default\.\(\)|agent\.\(\)|agent|default)(?=\.|$)/,
    operations: [
      operation('', 'method url'),
      ...verbs('get head del delete', 'post put patch', { bare: 'url', full: 'url body' }),
      operation('*', 'url body'),
    ],
    keys: KEYS,
    status: 'thrown',
    callback: 'error-first',
    retry: SUPERAGENT_RETRY,
    timeout: { options: [], calls: ['timeout'] },
  },
  {
    name: 'needle',
    modules: ['needle'],
    root: /^default(?=\.|$)/,
    operations: [
      operation('', 'method url body options'),
      ...verbs('get head', 'post put patch delete', { bare: 'url options', full: 'url body options' }),
    ],
    keys: KEYS,
    status: 'returned',
    callback: 'error-first',
    // Only the time to connect is limited unless one of these is set.
    timeout: { options: ['timeout', 'response_timeout', 'read_timeout', 'signal'] },
  },
  {
    ...REQUEST,
    name: 'request',
    modules: ['request', 'postman-request', '@cypress/request'],
    root: /^default(?:\.defaults\.\(\))*(?=\.|$)/,
    status: 'returned',
    callback: 'error-first',
  },
  {
    ...REQUEST,
    name: 'request-promise',
    modules: ['request-promise', 'request-promise-native', 'request-promise-any'],
    root: /^default(?:\.defaults\.\(\))*(?=\.|$)/,
    status: 'thrown',
  },
  {
    ...REQUEST,
    name: 'requestretry',
    modules: ['requestretry'],
    root: /^default(?:\.defaults\.\(\))*(?=\.|$)/,
    status: 'returned',
    callback: 'error-first',
    retry: {
      by: 'option',
      key: 'maxAttempts',
      unless: 'on',
      methods: 'all',
      statuses: [500, 502, 503, 504],
      network: true,
      retryAfter: 'ignored',
    },
  },
  {
    name: 'https.request',
    modules: ['http', 'https', 'follow-redirects'],
    root: /^(?:default\.)?(?:https?\.)?(?=request$|get$)/,
    operations: [operation('request', 'url options'), operation('get', 'url options')],
    keys: { url: ['path', 'pathname'], base: ['hostname', 'host'], method: ['method'], body: [] },
    status: 'returned',
    callback: 'answer',
    timeout: { options: ['timeout', 'signal'], calls: ['setTimeout', 'timeout'] },
  },
  {
    name: 'graphql-request',
    modules: ['graphql-request', 'graffle'],
    root: /^(?:default\.)?(?=(?:request|rawRequest)$)/,
    operations: [operation('request', 'url body', 'POST'), operation('rawRequest', 'url body', 'POST')],
    keys: { ...KEYS, body: ['document', 'query'] },
    status: 'thrown',
  },
  {
    name: 'graphql-request',
    modules: ['graphql-request'],
    root: /^(?:default\.)?GraphQLClient\.new(?=\.)/,
    operations: [operation('request', 'body', 'POST'), operation('rawRequest', 'body', 'POST')],
    keys: { ...KEYS, body: ['document', 'query'] },
    address: 'instance',
    status: 'thrown',
    fetchOption: 'fetch',
  },
];
