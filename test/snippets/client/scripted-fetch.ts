import { createSalesforceFetch, type SalesforceFetchOptions } from '@salesforce-resilience/snippets/client';

/** One request that a scripted `fetch` got. */
export interface SentRequest {
  readonly at: number;
  readonly method: string;
  readonly url: string;
  readonly authorization: string | null;
  readonly signal: AbortSignal | null | undefined;
}

export type Step = Response | Error | ((request: SentRequest) => Response | Promise<Response>);

/** A full client over a `fetch` that answers with these steps in turn, and with the last one from then on. */
export function scripted(steps: readonly (() => Step)[], options: SalesforceFetchOptions = {}) {
  const from = Date.now();
  const sent: SentRequest[] = [];
  const send: typeof fetch = async (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    const authorization = new Headers(init?.headers).get('Authorization');
    const request = { at: Date.now() - from, method: init?.method ?? 'GET', url, authorization, signal: init?.signal };
    const make = steps[Math.min(sent.push(request), steps.length) - 1];
    const step = make?.() ?? new Response('{}');
    if (step instanceof Error) throw step;
    return typeof step === 'function' ? step(request) : step;
  };
  return { resilient: createSalesforceFetch({ ...options, fetch: send }), sent };
}

export const ORG = 'https://acme.my.salesforce.com';
export const CREATE = `${ORG}/services/data/v64.0/sobjects/Payment__c`;
export const UPSERT = `${CREATE}/Reference__c/P-1`;
export const LIMITS = `${ORG}/services/data/v64.0/limits`;
export const payment = { method: 'POST', body: JSON.stringify({ Reference__c: 'P-1', Amount__c: 5 }) };

/** A step that answers with this status, and with an error of Salesforce where a code is given. */
export function answers(status: number, errorCode?: string, message = '', headers: Record<string, string> = {}) {
  const type = { 'Content-Type': 'application/json;charset=UTF-8', ...headers };
  return (): Response =>
    errorCode === undefined
      ? new Response(status === 204 || status === 304 ? null : '', { status, headers })
      : Response.json([{ errorCode, message }], { status, headers: type });
}

/** A step that answers as to a create. */
export const created = (): Response => Response.json({ id: 'a01000000000001AAA', success: true }, { status: 201 });

/** A step in which the connection fails with this code. */
export const fails = (code: string) => (): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('no luck'), { code }) });

/** A step that is answered only when it is aborted. */
export const hangs =
  () =>
  ({ signal }: SentRequest): Promise<Response> =>
    new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason as Error)));

/** A step with this body, sent as of this type. */
export function sends(body: BodyInit | null, type?: string, status = 200) {
  return (): Response => new Response(body, { status, headers: type === undefined ? {} : { 'Content-Type': type } });
}
