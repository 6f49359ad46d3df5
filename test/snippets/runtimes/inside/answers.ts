import { creating, headersOf, is, logIn, OBJECT, QUICK, REFERENCE, upsert, upserting } from './calls.ts';
import type { Scenario } from './scenario.ts';

/** What Salesforce answers. */
export const ANSWERS: readonly Scenario[] = [
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
