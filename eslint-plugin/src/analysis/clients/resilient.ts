import type { TSESTree } from '@typescript-eslint/types';
import { isFunction } from '../source.ts';
import { type Client, type ClientRetry, FETCH_ANSWER, KEYS, operation } from './client.ts';

/** The factory of the client that the fixes insert; what it returns has the signature of `fetch`. */
export const RESILIENT_FACTORY = 'createSalesforceFetch';

/** The function that the fixes insert for libraries that have a signature of their own: it repeats what it is given. */
export const RESILIENT_RETRY = 'retrySalesforce';

/** The same for libraries that call back: `retrySalesforceCallback((done) => conn.query(soql, done), callback)`. */
export const RESILIENT_CALLBACK = 'retrySalesforceCallback';

/** The same for a step of Zapier, which the platform runs again: `retrySalesforceStep(() => z.request(options), z)`. */
export const RESILIENT_STEP = 'retrySalesforceStep';

/** What the fixes tell RxJS' `retry` to wait for. */
export const RESILIENT_DELAY = 'whenToRetry';

/** What the fixes put in the place of `UrlFetchApp.fetch`. */
export const RESILIENT_URL_FETCH = 'urlFetchSalesforce';

/** Whether a client waits as asked, and tells a create that was refused from one whose outcome is unknown. */
export function isResilient({ retry }: Client): boolean {
  return retry?.retryAfter === 'honoured' && retry.by === 'always';
}

/** What both do after a failure. */
const RESILIENCE: ClientRetry = {
  by: 'always',
  methods: 'all',
  statuses: [429, 500, 502, 503, 504],
  network: true,
  retryAfter: 'honoured',
};

/** What that factory returns: it retries, honours Retry-After and throws when it gives up. */
export const RESILIENT_CLIENT: Client = {
  name: 'salesforceFetch',
  modules: [],
  root: /^createSalesforceFetch\.\(\)$/,
  operations: [operation('', 'url options')],
  keys: KEYS,
  status: 'thrown',
  signature: 'fetch',
  answer: FETCH_ANSWER,
  retry: RESILIENCE,
};

/** `urlFetchSalesforce`, which throws as `UrlFetchApp.fetch` does when it gives up. */
export const RESILIENT_URL_FETCH_CLIENT: Client = {
  name: RESILIENT_URL_FETCH,
  modules: [],
  root: /^urlFetchSalesforce$/,
  operations: [operation('', 'url options')],
  keys: { ...KEYS, body: ['payload'] },
  status: 'thrown',
  retry: RESILIENCE,
};

/** The call of `retrySalesforce` that repeats a request: `retrySalesforce(() => axios.get(url))`. */
export function resilientRetryAround(node: TSESTree.Node): TSESTree.CallExpression | undefined {
  for (let at: TSESTree.Node | undefined = node; at; at = at.parent) {
    const call: TSESTree.Node | undefined = at.parent;
    if (!isFunction(at) || call?.type !== 'CallExpression' || call.arguments[0] !== at) continue;
    if (repeatsItsArgument(call)) return call;
  }
  return undefined;
}

/** Whether a call is one of `retrySalesforce`, or of its sister, which run the function that they are given first. */
export function repeatsItsArgument({ callee }: TSESTree.CallExpression): boolean {
  return callee.type === 'Identifier' && callee.name.startsWith(RESILIENT_RETRY);
}

const repeated = new WeakMap<Client, Client>();

/** A client whose requests `retrySalesforce` repeats; a time-out they still need. */
export function repeatedBySalesforce(client: Client): Client {
  const known = repeated.get(client) ?? { ...client, retry: RESILIENCE };
  repeated.set(client, known);
  return known;
}

const through = new WeakMap<Client, Client>();

/** A client that sends with the resilient one, which repeats and ends its attempts. */
export function sentThroughClient(client: Client): Client {
  const known = through.get(client) ?? { ...client, timeout: undefined, retry: RESILIENCE };
  through.set(client, known);
  return known;
}
