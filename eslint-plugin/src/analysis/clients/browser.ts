import { type Client, KEYS, operation, verbs } from './client.ts';

const JQUERY_KEYS = { url: ['url'], base: [], method: ['method', 'type'], body: ['data'] };
const JQUERY = {
  keys: JQUERY_KEYS,
  status: 'thrown',
  timeout: { options: ['timeout'] },
  answer: { body: '$' },
  error: { response: false, status: 'status' },
} as const;
const JQUERY_OPERATIONS = [
  operation('ajax', 'url options'),
  operation('get', 'url body', 'GET'),
  operation('getJSON', 'url body', 'GET'),
  operation('post', 'url body', 'POST'),
];

/** What browsers and the frameworks in them send requests with. */
export const BROWSER_CLIENTS: readonly Client[] = [
  {
    name: 'XMLHttpRequest',
    modules: [],
    root: /^XMLHttpRequest\.new(?=\.)/,
    operations: [operation('open', 'method url')],
    keys: KEYS,
    status: 'returned',
    callback: 'events',
  },
  { ...JQUERY, name: 'jQuery.ajax', modules: [], root: /^(?:\$|jQuery|\$j|j\$)(?=\.)/, operations: JQUERY_OPERATIONS },
  { ...JQUERY, name: 'jQuery.ajax', modules: ['jquery'], root: /^default(?=\.)/, operations: JQUERY_OPERATIONS },
  {
    name: 'HttpClient',
    modules: ['@angular/common/http'],
    root: /^HttpClient\.new(?=\.)/,
    operations: [
      operation('request', 'method url options'),
      ...verbs('get head delete options', 'post put patch', { bare: 'url options', full: 'url body options' }),
    ],
    keys: KEYS,
    status: 'thrown',
    observable: true,
  },
];
