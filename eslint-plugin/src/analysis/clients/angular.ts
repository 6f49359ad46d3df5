import { type Client, KEYS, operation, verbs } from './client.ts';

const ANGULARJS = {
  name: '$http',
  operations: [
    operation('', 'options'),
    ...verbs('get head delete', 'post put patch', { bare: 'url options', full: 'url body options' }),
    operation('*', 'url body options'),
  ],
  keys: { ...KEYS, base: [], body: ['data'] },
  status: 'thrown',
  answer: { body: '$.data' },
  error: { response: false, status: 'status' },
  objects: { by: 'data' },
  timeout: { options: ['timeout'] },
  // Other promises than those of $q leave the page as it is.
  wrappable: false,
} as const;

const OBSERVED = { keys: KEYS, status: 'thrown', observable: true } as const;
const VERBS = verbs('get head delete options', 'post put patch', { bare: 'url options', full: 'url body options' });

/** What AngularJS and the versions of Angular inject. Each takes a status outside 200 to 299 for a failure. */
export const ANGULAR_CLIENTS: readonly Client[] = [
  { ...ANGULARJS, modules: [], handed: true, root: /^\$http(?=\.|$)/ },
  { ...ANGULARJS, modules: ['angular'], root: /^(?:default\.)?IHttpService\.new(?=\.|$)/ },
  {
    ...OBSERVED,
    name: 'HttpClient',
    modules: ['@angular/common/http'],
    root: /^HttpClient\.new(?=\.)/,
    operations: [operation('request', 'method url options'), ...VERBS],
  },
  {
    ...OBSERVED,
    name: 'Http',
    modules: ['@angular/http'],
    root: /^Http\.new(?=\.)/,
    operations: [operation('request', 'url options'), ...VERBS],
  },
];
