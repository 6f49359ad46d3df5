import type { ClientOptions, Expected, Stage } from './scenario.ts';

export const QUICK = { baseDelayMs: 5, totalTimeoutMs: 20_000 };
/** Longer than any answer takes on a busy machine, and the only thing that ends a request that hangs. */
export const SHORT = { ...QUICK, attemptTimeoutMs: 1_000 };
export const OBJECT = '/services/data/v64.0/sobjects/Payment__c';
export const REFERENCE = 'P-1';

export const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export const headersOf = (token: string) => ({ Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' });

export async function create(client: typeof fetch, { url, token }: Stage): Promise<number> {
  const body = JSON.stringify({ Reference__c: REFERENCE, Amount__c: 12.5 });
  return (await client(url + OBJECT, { method: 'POST', headers: headersOf(token), body })).status;
}

export async function upsert(client: typeof fetch, { url, token }: Stage, init: RequestInit = {}): Promise<number> {
  const [headers, body] = [headersOf(token), '{"Amount__c":12.5}'];
  const target = `${url}${OBJECT}/Reference__c/${REFERENCE}`;
  return (await client(target, { method: 'PATCH', headers, body, ...init })).status;
}

/** The rows of a Bulk query: a file of any length, and no JSON. */
export const file = (client: typeof fetch, { url, token }: Stage, init: RequestInit = {}): Promise<Response> =>
  client(`${url}/services/data/v64.0/jobs/query/750/results`, { headers: headersOf(token), ...init });

/** Reads a body to its end; a page is not told by `text()` why that failed. */
export async function drain({ body }: Response): Promise<number> {
  const reader = body!.getReader();
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return bytes;
    bytes += value.length;
  }
}

export async function logIn(url: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  const response = await fetch(`${url}/services/oauth2/token`, { method: 'POST', body });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** Aborts a call that has reached Salesforce, and gives what it ended with, if that was within 50 ms. */
export async function aborted(stage: Stage): Promise<unknown> {
  const controller = new AbortController();
  const call = upsert(stage.clientWith(QUICK), stage, { signal: controller.signal }).catch((reason: unknown) => reason);
  await stage.reached();
  // What is answered at once is there by then.
  await delay(50);
  controller.abort('no longer wanted');
  // Timers of the same event loop: a busy machine delays both.
  return Promise.race([call, delay(50).then(() => 'still under way after 50 ms')]);
}

/** Makes a call while connections are refused, until the first attempt has failed. */
export async function whileDown(
  stage: Stage,
  call: (client: typeof fetch, stage: Stage) => Promise<number>,
): Promise<number> {
  let fail = (): void => undefined;
  const hasFailed = new Promise<void>((resolve) => (fail = resolve));
  const send: typeof fetch = (...request) => fetch(...request).finally(fail);
  const answer = call(stage.clientWith({ ...QUICK, fetch: send }), stage);
  answer.catch(() => undefined);
  await hasFailed;
  await stage.resume();
  return answer;
}

export const failed = (outcome: string) => ({ name: 'SalesforceError', outcome, attempts: 1 });
export const is = (expected: Expected) => (): Expected => expected;
export const upserting =
  (options: ClientOptions) =>
  (stage: Stage): Promise<number> =>
    upsert(stage.clientWith(options), stage);
export const creating =
  (options: ClientOptions) =>
  (stage: Stage): Promise<number> =>
    create(stage.clientWith(options), stage);
