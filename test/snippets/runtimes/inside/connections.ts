import { create, creating, failed, is, OBJECT, QUICK, upsert, upserting, whileDown } from './calls.ts';
import type { Scenario } from './scenario.ts';

/** What becomes of connections. */
export const CONNECTIONS: readonly Scenario[] = [
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
