import { type Client, type ClientRetry, type ErrorForm, KEYS, type Operation, operation, verbs } from './client.ts';

const AXIOS_OPERATIONS: readonly Operation[] = [
  operation('', 'url options'),
  operation('request', 'options'),
  ...verbs('get head options delete', 'post put patch postForm putForm patchForm', {
    bare: 'url options',
    full: 'url body options',
  }).map(({ method, ...rest }) => ({ ...rest, method: method?.replace('FORM', '') ?? '' })),
  operation('*', 'url body options'),
];

const AXIOS_ERROR: ErrorForm = { response: true, status: 'response.status' };
const AXIOS_KEYS = { ...KEYS, body: ['data'] };

/** axios-retry's defaults: statuses for idempotent methods only, network errors for every method, no bound on Retry-After. */
const AXIOS_RETRY: ClientRetry = {
  by: 'attached',
  unless: 'off',
  methods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'],
  statuses: [429, 500, 502, 503, 504],
  network: true,
  retryAfter: 'unbounded',
};

const AXIOS = {
  name: 'axios',
  operations: AXIOS_OPERATIONS,
  keys: AXIOS_KEYS,
  status: 'thrown',
  answer: { headers: 'plain', body: '$.data' },
  error: AXIOS_ERROR,
  objects: { by: 'data' },
  retry: AXIOS_RETRY,
  timeout: { options: ['timeout', 'signal', 'cancelToken', 'httpsAgent'] },
} as const;

/** axios, and what gives out instances of it. A status outside 200 to 299 is thrown. */
export const AXIOS_CLIENTS: readonly Client[] = [
  {
    ...AXIOS,
    modules: ['axios', 'axios-https-proxy-fix', 'axios/dist/node/axios.cjs'],
    root: /^(?:default|axios|default\.axios|default\.default)(?:\.(?:create|default\.create)\.\(\))*(?=\.|$)/,
  },
  {
    ...AXIOS,
    modules: ['axios'],
    root: /^(?:default\.)?(?:Axios|AxiosInstance|AxiosStatic)\.new(?=\.|$)/,
  },
  {
    name: 'redaxios',
    modules: ['redaxios'],
    root: /^default(?:\.create\.\(\))*(?=\.|$)/,
    operations: AXIOS_OPERATIONS,
    keys: AXIOS_KEYS,
    status: 'thrown',
  },
  {
    name: 'HttpService',
    modules: ['@nestjs/axios', '@nestjs/common'],
    root: /^HttpService\.new(?:\.axiosRef)?(?=\.|$)/,
    operations: AXIOS_OPERATIONS.filter(({ call }) => call !== ''),
    keys: AXIOS_KEYS,
    status: 'thrown',
    answer: { headers: 'plain' },
    error: AXIOS_ERROR,
    observable: true,
    retry: AXIOS_RETRY,
  },
];
