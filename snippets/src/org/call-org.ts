import { rejectionOf, SalesforceRejection } from './salesforce-rejection.ts';

/** The org that is called, and as whom. */
export interface SalesforceOrg {
  /** What sends the requests: a `fetch` that outlasts outages, such as `createSalesforceFetch()`. */
  readonly fetch: typeof fetch;
  /** `instance_url` of the login, such as `https://acme.my.salesforce.com`. */
  readonly instanceUrl: string;
  /** Left out where `fetch` sets the Authorization header itself. */
  readonly accessToken?: string;
  /** Version of the REST API (`62.0`). */
  readonly apiVersion?: string;
}

/** One request to the org; without a method it reads. */
export interface OrgRequest {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'PATCH';
  /** Sent as JSON. */
  readonly json?: unknown;
  /** Sent as CSV. */
  readonly csv?: string;
  /** Statuses that are answers to the caller although they are no success. */
  readonly accept?: readonly number[];
  readonly signal?: AbortSignal | undefined;
}

/**
 * Sends one request to the org and returns its answer.
 *
 * @param path - What follows the version, such as `/sobjects/Account`; from `/services/` on, the whole path.
 * @throws {TypeError} when the instance URL or the API version is none.
 * @throws {SalesforceRejection} when the org answers with neither a success nor an accepted status.
 */
export async function callOrg(org: SalesforceOrg, path: string, request: OrgRequest = {}): Promise<Response> {
  const { method = 'GET', json, csv, accept = [], signal } = request;
  const url = urlOf(org, path);
  const headers: Record<string, string> = {};
  if (org.accessToken !== undefined) headers['Authorization'] = `Bearer ${org.accessToken}`;
  if (json !== undefined) headers['Content-Type'] = 'application/json';
  if (csv !== undefined) headers['Content-Type'] = 'text/csv; charset=UTF-8';
  const body = csv ?? (json === undefined ? null : JSON.stringify(json));
  const response = await org.fetch(url, { method, headers, body, signal: signal ?? null });
  if (response.ok || accept.includes(response.status)) return response;
  throw await rejectionOf(response, `${method} ${new URL(url).pathname}`);
}

/**
 * Reads an answer as JSON.
 *
 * @throws {SalesforceRejection} when it is something else, such as the page that a proxy shows during maintenance. What
 *   was asked for may have been done.
 */
export async function jsonOf(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const message = `Salesforce answered ${response.status} with something that is no JSON.`;
    throw new SalesforceRejection(message, { status: response.status, errors: [], transient: true, cause });
  }
}

/**
 * The address of a path in the org.
 *
 * @throws {TypeError} when the org is described wrongly, which no waiting mends.
 */
export function urlOf({ fetch, instanceUrl, apiVersion = '62.0' }: SalesforceOrg, path: string): string {
  if (typeof fetch !== 'function') throw new TypeError('The org needs a fetch, such as createSalesforceFetch().');
  if (!/^https?:\/\/[^/?#]+\/?$/.test(instanceUrl)) {
    throw new TypeError(`'${instanceUrl}' is no instance URL: give the origin, as in https://acme.my.salesforce.com.`);
  }
  const version = /^v?(\d{2,3}\.0)$/.exec(apiVersion)?.[1];
  if (version === undefined) throw new TypeError(`'${apiVersion}' is no API version: write it as in '62.0'.`);
  const absolute = path.startsWith('/services/') ? path : `/services/data/v${version}${path}`;
  return instanceUrl.replace(/\/$/, '') + absolute;
}
