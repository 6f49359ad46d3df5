import { type Client, KEYS, operation, verbs } from './client.ts';

const N8N_KEYS = { url: ['url', 'uri'], base: ['baseURL', 'baseUrl'], method: ['method'], body: ['body', 'json'] };

const NANGO = {
  name: 'Nango proxy',
  operations: [
    operation('proxy', 'options'),
    ...verbs('get delete', 'post put patch', { bare: 'options', full: 'options' }),
  ],
  keys: { url: ['endpoint'], base: ['baseUrlOverride'], method: ['method'], body: ['data'] },
  status: 'thrown',
  answer: { headers: 'plain', body: '$.data' },
  error: { response: true, status: 'response.status' },
  objects: { by: 'data' },
  retry: {
    by: 'option',
    key: 'retries',
    unless: 'off',
    methods: 'all',
    statuses: [429, 500, 502, 503, 504],
    network: true,
    retryAfter: 'out of reach',
  },
} as const;

/** What integration platforms hand to the code they run. */
export const PLATFORM_CLIENTS: readonly Client[] = [
  {
    name: 'UrlFetchApp',
    modules: [],
    root: /^UrlFetchApp(?=\.)/,
    operations: [operation('fetch', 'url options')],
    keys: { ...KEYS, body: ['payload'] },
    status: 'thrown',
    answer: { status: 'getResponseCode()', body: 'JSON.parse($.getContentText())' },
  },
  {
    name: 'n8n request helper',
    modules: [],
    handed: true,
    root: /^(?:this|[\w$]+)\.helpers(?=\.)/,
    operations: [
      operation('request', 'url options'),
      operation('httpRequest', 'options'),
      ...['request.call', 'httpRequest.call'].map((call) => operation(call, '- options')),
      ...['requestWithAuthentication', 'httpRequestWithAuthentication', 'requestOAuth2', 'requestOAuth1'].flatMap(
        (name) => [operation(name, '- options'), operation(`${name}.call`, '- - options')],
      ),
    ],
    keys: N8N_KEYS,
    status: 'thrown',
    error: { response: true, status: 'response.status' },
    objects: { by: 'body' },
  },
  {
    name: 'z.request',
    modules: [],
    handed: true,
    root: /^z(?=\.)/,
    operations: [operation('request', 'url options')],
    keys: KEYS,
    status: 'thrown',
    answer: { headers: 'fetch', body: '$.data' },
    objects: { by: 'body' },
  },
  {
    ...NANGO,
    modules: [],
    handed: true,
    root: /^nango(?=\.)/,
  },
  {
    // Read in its source: axios, and axios-retry where the option asks for it, which repeats any method after a 5xx.
    name: 'Activepieces httpClient',
    modules: ['@activepieces/pieces-common'],
    root: /^httpClient(?=\.)/,
    operations: [operation('sendRequest', 'options')],
    keys: KEYS,
    status: 'thrown',
    answer: { headers: 'plain', body: '$.body' },
    error: { response: true, status: 'response.status' },
    objects: { by: 'body' },
    retry: {
      by: 'option',
      key: 'retries',
      unless: 'off',
      methods: 'all',
      statuses: [500, 502, 503, 504],
      network: true,
      retryAfter: 'unbounded',
    },
    timeout: { options: ['timeout'] },
  },
  {
    // Read in its source: axios, which is given the step first and answers with the data alone.
    name: 'Pipedream axios',
    modules: ['@pipedream/platform'],
    root: /^axios$/,
    operations: [operation('', '- options')],
    keys: { ...KEYS, body: ['data'] },
    status: 'thrown',
    error: { response: true, status: 'response.status' },
    objects: { by: 'data' },
    timeout: { options: ['timeout', 'signal'] },
  },
  {
    ...NANGO,
    modules: ['@nangohq/node', '@nangohq/runner-sdk', '@nangohq/types'],
    root: /^(?:Nango|NangoSync|NangoAction)\.new(?=\.)/,
  },
];
