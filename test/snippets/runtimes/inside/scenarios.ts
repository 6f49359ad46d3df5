/**
 * What a client has to get right wherever it runs, in terms of the web platform: the same code is run by Node, Deno, Bun,
 * workerd and Chromium, as JavaScript.
 */

/** What the clients of both sizes may be told, as far as it is used here. */
interface ClientOptions {
  readonly fetch?: typeof fetch;
  readonly refreshToken?: () => Promise<string>;
  readonly attemptTimeoutMs?: number;
  readonly totalTimeoutMs?: number;
  readonly baseDelayMs?: number;
  /** Of the core. */
  readonly maxAttempts?: number;
  /** Of the full client. */
  readonly failureThreshold?: number;
  readonly isPatient?: boolean;
  readonly maxRetries?: number;
}

/** A client as people paste it, and the Salesforce that it is to reach. */
export interface Stage {
  readonly clientWith: (options: ClientOptions) => typeof fetch;
  /** The instance URL, and a valid token. */
  readonly url: string;
  readonly token: string;
  /** Where nobody listens. */
  readonly nobody: string;
  /** Lets a Salesforce that refuses connections take them. */
  readonly resume: () => Promise<unknown>;
  /** Ends when Salesforce has got a request. */
  readonly reached: () => Promise<unknown>;
}

/** In what runtimes differ, and no client can help it. */
export interface Nature {
  /** Whether an error tells that there was no connection, so that nothing was sent. */
  readonly tellsRefused: boolean;
  /** Whether `fetch` sends a create again by itself when a connection that was used before is lost. */
  readonly repeatsByItself: boolean;
  /** Whether a stream can be sent over HTTP/1.1. */
  readonly sendsStreams: boolean;
}

/** What is to come of a scenario. */
export interface Expected {
  /** What the call gave: a status, or the name, the outcome and the attempts of its error. */
  readonly told: unknown;
  /** Requests that Salesforce has seen, and logins. */
  readonly requests: number;
  readonly logins?: number;
  /** Requests whose connection the client has ended before the answer was whole. */
  readonly ended?: number;
  /** Records that the ledger has; one unless given. */
  readonly stored?: number;
}

export interface Scenario {
  readonly name: string;
  /** The outage: a script of `salesforceOutage`. */
  readonly script: readonly string[];
  /** Whether Salesforce refuses connections at first. */
  readonly isDown?: boolean;
  /** Whether only the full client can do it. */
  readonly isFull?: boolean;
  readonly perform: (stage: Stage) => Promise<unknown>;
  readonly expected: (nature: Nature) => Expected;
}

const QUICK = { baseDelayMs: 5, totalTimeoutMs: 20_000 };
/** Longer than any answer takes on a busy machine, and the only thing that ends a request that hangs. */
const SHORT = { ...QUICK, attemptTimeoutMs: 1_000 };
const OBJECT = '/services/data/v64.0/sobjects/Payment__c';
const REFERENCE = 'P-1';

export const delay = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

const headersOf = (token: string) => ({ Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' });

async function create(client: typeof fetch, { url, token }: Stage): Promise<number> {
  const body = JSON.stringify({ Reference__c: REFERENCE, Amount__c: 12.5 });
  return (await client(url + OBJECT, { method: 'POST', headers: headersOf(token), body })).status;
}

async function upsert(client: typeof fetch, { url, token }: Stage, init: RequestInit = {}): Promise<number> {
  const [headers, body] = [headersOf(token), '{"Amount__c":12.5}'];
  const target = `${url}${OBJECT}/Reference__c/${REFERENCE}`;
  return (await client(target, { method: 'PATCH', headers, body, ...init })).status;
}

async function logIn(url: string): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'client_credentials' });
  const response = await fetch(`${url}/services/oauth2/token`, { method: 'POST', body });
  return ((await response.json()) as { access_token: string }).access_token;
}

/** Aborts a call that has reached Salesforce, and gives what it ended with, if that was within 50 ms. */
async function aborted(stage: Stage): Promise<unknown> {
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
async function whileDown(stage: Stage, call: (client: typeof fetch, stage: Stage) => Promise<number>): Promise<number> {
  let fail = (): void => undefined;
  const hasFailed = new Promise<void>((resolve) => (fail = resolve));
  const send: typeof fetch = (...request) => fetch(...request).finally(fail);
  const answer = call(stage.clientWith({ ...QUICK, fetch: send }), stage);
  answer.catch(() => undefined);
  await hasFailed;
  await stage.resume();
  return answer;
}

const failed = (outcome: string, attempts = 1) => ({ name: 'SalesforceError', outcome, attempts });
const is = (expected: Expected) => (): Expected => expected;
const upserting =
  (options: ClientOptions) =>
  (stage: Stage): Promise<number> =>
    upsert(stage.clientWith(options), stage);
const creating =
  (options: ClientOptions) =>
  (stage: Stage): Promise<number> =>
    create(stage.clientWith(options), stage);

const ANSWERS: readonly Scenario[] = [
  {
    name: 'an upsert waits as long as Retry-After asks in seconds',
    script: ['503; retry-after=1', '429'],
    perform: upserting(QUICK),
    expected: is({ told: 201, requests: 3 }),
  },
  {
    name: 'an upsert waits as long as Retry-After asks with a date',
    script: ['503; retry-after=date(1)'],
    perform: upserting(QUICK),
    expected: is({ told: 201, requests: 2 }),
  },
  {
    name: 'a create is repeated after answers that refuse it',
    script: ['503', '429', '400 UNABLE_TO_LOCK_ROW'],
    perform: creating(QUICK),
    expected: is({ told: 201, requests: 4 }),
  },
  {
    name: 'an answer without a body is passed on',
    script: [],
    async perform(stage) {
      const client = stage.clientWith(QUICK);
      await upsert(client, stage);
      // Before version 46, an update was answered with 204.
      const target = `${stage.url}/services/data/v45.0/sobjects/Payment__c/Reference__c/${REFERENCE}`;
      const response = await client(target, { method: 'PATCH', headers: headersOf(stage.token), body: '{}' });
      return [
        response.status,
        await response.text(),
        new URL(response.url).pathname.startsWith('/services/data/v45.0'),
      ];
    },
    expected: is({ told: [204, '', true], requests: 2 }),
  },
  {
    name: 'a request given as a Request is sent again in full',
    script: ['503'],
    async perform(stage) {
      const init = { method: 'PATCH', headers: headersOf(stage.token), body: '{"Amount__c":12.5}' };
      const request = new Request(`${stage.url}${OBJECT}/Reference__c/${REFERENCE}`, init);
      return (await stage.clientWith(QUICK)(request)).status;
    },
    expected: is({ told: 201, requests: 2 }),
  },
  {
    name: 'one login serves all calls whose session has ended',
    script: [],
    async perform(stage) {
      const client = stage.clientWith({ ...QUICK, refreshToken: () => logIn(stage.url) });
      const old = { ...stage, token: 'ended' };
      const told = await Promise.all([upsert(client, old), upsert(client, old), upsert(client, old)]);
      return told.sort();
    },
    // Of three upserts, one creates.
    expected: is({ told: [200, 200, 201], requests: 6, logins: 1 }),
  },
  {
    name: 'a login that the network fails is repeated',
    script: [],
    async perform(stage) {
      const places = [stage.nobody, stage.url];
      const client = stage.clientWith({ ...QUICK, refreshToken: () => logIn(places.shift() ?? stage.url) });
      return upsert(client, { ...stage, token: 'ended' });
    },
    expected: is({ told: 201, requests: 2, logins: 1 }),
  },
  {
    name: 'the breaker opens, and calls fail at once',
    script: ['503 x10'],
    isFull: true,
    async perform(stage) {
      const client = stage.clientWith({
        ...QUICK,
        failureThreshold: 2,
        isPatient: false,
        baseDelayMs: 60_000,
        maxRetries: 0,
      });
      const call = (): Promise<unknown> => upsert(client, stage).catch((error: unknown) => error);
      const [first, second] = [await call(), await call()];
      const third = (await call()) as { message: string; retryAt?: Date };
      return (
        [first, second].every((error) => error instanceof Error) &&
        third.retryAt &&
        third.message.includes('service is down')
      );
    },
    expected: is({ told: true, requests: 2, stored: 0 }),
  },
];

const CONNECTIONS: readonly Scenario[] = [
  {
    name: 'an upsert is repeated whenever its connection is lost',
    script: ['drop-before', 'reset', 'commit+drop', 'commit+reset'],
    perform: upserting(QUICK),
    expected: is({ told: 200, requests: 5 }),
  },
  {
    name: 'a create whose connection is lost is not repeated',
    script: ['drop-before'],
    perform: creating(QUICK),
    expected: is({ told: failed('unknown'), requests: 1, stored: 0 }),
  },
  {
    name: 'a create whose answer is lost is not repeated',
    script: ['commit+reset'],
    perform: creating(QUICK),
    expected: is({ told: failed('unknown'), requests: 1 }),
  },
  {
    name: 'a create whose answer is lost is not repeated on a connection that was used before',
    script: ['commit+drop; on=POST'],
    async perform(stage) {
      const client = stage.clientWith(QUICK);
      await (await client(`${stage.url}/services/data`)).text();
      return create(client, stage);
    },
    expected: ({ repeatsByItself }) =>
      repeatsByItself ? { told: 201, requests: 3, stored: 2 } : { told: failed('unknown'), requests: 2 },
  },
  {
    name: 'a create is repeated where it is known that nothing was sent',
    script: [],
    isDown: true,
    perform: (stage) => whileDown(stage, create),
    expected: ({ tellsRefused }) =>
      tellsRefused ? { told: 201, requests: 1 } : { told: failed('unknown'), requests: 0, stored: 0 },
  },
  {
    name: 'an upsert outlasts a time without connections',
    script: [],
    isDown: true,
    perform: (stage) => whileDown(stage, upsert),
    expected: is({ told: 201, requests: 1 }),
  },
  {
    name: 'an error says nothing of the query, which may hold a secret',
    script: [],
    async perform(stage) {
      const client = stage.clientWith({ ...QUICK, maxAttempts: 1, maxRetries: 0, isPatient: false });
      const error = await client(`${stage.nobody}${OBJECT}?password=s3cret`).catch((reason: unknown) => reason);
      return String(error).includes('no answer') && !String(error).includes('s3cret');
    },
    expected: is({ told: true, requests: 0, stored: 0 }),
  },
];

const WAITS: readonly Scenario[] = [
  {
    name: 'an upsert that hangs is ended and repeated',
    script: ['hang'],
    perform: upserting(SHORT),
    expected: is({ told: 201, requests: 2, ended: 1 }),
  },
  {
    name: 'a create that hangs is ended and not repeated',
    script: ['commit+hang'],
    perform: creating(SHORT),
    expected: is({ told: failed('unknown'), requests: 1, ended: 1 }),
  },
  {
    name: 'an upsert whose answer is cut is repeated',
    script: ['truncate'],
    perform: upserting(QUICK),
    expected: is({ told: 200, requests: 2 }),
  },
  {
    name: 'a create whose answer is cut is not repeated',
    script: ['truncate'],
    perform: creating(QUICK),
    expected: is({ told: failed('unknown'), requests: 1 }),
  },
  {
    name: 'an answer that stalls is ended and the upsert repeated',
    script: ['stall'],
    perform: upserting(SHORT),
    expected: is({ told: 200, requests: 2, ended: 1 }),
  },
  {
    name: 'an abort ends a request at once',
    script: ['hang'],
    perform: aborted,
    expected: is({ told: 'no longer wanted', requests: 1, ended: 1, stored: 0 }),
  },
  {
    name: 'an abort ends a stalled answer at once',
    script: ['stall'],
    perform: aborted,
    expected: is({ told: 'no longer wanted', requests: 1, ended: 1 }),
  },
  {
    name: 'an abort ends a wait at once',
    script: ['503; retry-after=5'],
    perform: aborted,
    expected: is({ told: 'no longer wanted', requests: 1, stored: 0 }),
  },
  {
    name: 'a stream is not sent twice',
    script: ['503'],
    async perform(stage) {
      const body = new Blob(['{"Amount__c":12.5}']).stream();
      return upsert(stage.clientWith(QUICK), stage, { body, duplex: 'half' } as RequestInit);
    },
    expected: ({ sendsStreams }) =>
      sendsStreams
        ? { told: failed('refused'), requests: 1, stored: 0 }
        : { told: failed('unknown'), requests: 0, stored: 0 },
  },
];

export const SCENARIOS: readonly Scenario[] = [...ANSWERS, ...CONNECTIONS, ...WAITS];
