import type { Defect, Without } from './defect.ts';
import { DEFECTS_OF_JOBS } from './defects-of-jobs.ts';
import { DEFECTS_OF_QUEUES } from './defects-of-queues.ts';
import { DEFECTS_OF_RETRIES } from './defects-of-retries.ts';
import { inLoop, sent } from './loops.ts';

const TIMED: Without = { because: 'It ends a request that is never answered by itself.' };

/** Add a defect by adding a row. */
const ROWS: readonly Defect[] = [
  {
    rule: 'require-retry',
    outage: ['503', '503; retry-after=2', 'reset', '502', 'commit+503', '200'],
    promises: ['lost', 'duplicated'],
    program: (client) => ({ body: sent(client, client.upsert) }),
  },
  {
    rule: 'require-idempotent-write',
    outage: ['commit+503', '503; retry-after=2', 'commit+reset', '200'],
    promises: ['duplicated', 'lost'],
    drive: 'again',
    program: (client) => ({ body: sent(client, client.create) }),
  },
  {
    rule: 'no-swallowed-failure',
    outage: ['400 REQUIRED_FIELD_MISSING x20'],
    promises: ['silentlyLost'],
    program: (client) => ({
      body: `try {
  ${sent(client, client.upsert)}
} catch (error) {
  console.error('Not recorded', payment.reference);
  return undefined;
}`,
    }),
  },
  {
    rule: 'require-timeout',
    outage: ['hang', '200'],
    promises: ['hung', 'lost'],
    program: (client) => (client.ends ? TIMED : { body: sent(client, client.upsert) }),
  },
  {
    rule: 'require-retry-after',
    outage: ['503; retry-after=20', '503; retry-after=date(20)', '200'],
    promises: ['early', 'lost'],
    program: (client) => inLoop(client, { condition: 'attempt < 8', delay: '500 * 2 ** attempt * Math.random()' }),
  },
  {
    rule: 'require-backoff',
    outage: ['503 x3', '200'],
    promises: ['lost', 'duplicated'],
    isSilent: true,
    program: (client) => inLoop(client, { condition: 'attempt < 7', delay: '1_000' }),
  },
  {
    rule: 'require-bounded-retry',
    outage: ['503 for 24h'],
    promises: ['hung'],
    program: (client) =>
      inLoop(client, { condition: '', delay: 'Math.min(30_000, 1_000 * 2 ** attempt) * Math.random()' }),
  },
  {
    rule: 'no-lookup-then-create',
    // Both have looked before either has created.
    outage: ['late 5s x2; on=POST'],
    promises: ['duplicated', 'lost'],
    times: 2,
    program: ({ send, create, read }) =>
      send === undefined
        ? { because: 'Its queries have a form of their own.' }
        : {
            body: `const found = await ${send({ method: 'GET', path: "/query?q=${encodeURIComponent(`SELECT Id FROM Payment__c WHERE Reference__c = '${payment.reference}'`)}" })};
const { records } = ${read.replace('response', 'found')} as { records: { Id: string }[] };
if (records.length > 0) return records[0];
const response = await ${create};
return ${read};`,
          },
  },
  {
    rule: 'no-unchecked-result',
    outage: ['partial 0 REQUIRED_FIELD_MISSING'],
    promises: ['silentlyLost'],
    program: (client) => {
      if (!client.send) return { because: 'Its collections have a form of their own.' };
      const path = '/composite/sobjects/Payment__c/Reference__c';
      const body = sent(client, client.send({ method: 'PATCH', path, body: COLLECTION }));
      return { body: body.replace(/return [^]*$/, 'return true;') };
    },
  },
  ...DEFECTS_OF_RETRIES,
  ...DEFECTS_OF_QUEUES,
  ...DEFECTS_OF_JOBS,
];

const IN_EVENTS: Without = { because: 'Its answer comes in events, which the rule does not follow.' };

/** Every defect; of a client whose answers a rule does not follow there is nothing to show. */
export const DEFECTS: readonly Defect[] = ROWS.map((defect) => ({
  ...defect,
  program: (client) => (client.follows?.includes(defect.rule) === false ? IN_EVENTS : defect.program(client)),
}));

const COLLECTION =
  "{ allOrNone: false, records: [{ attributes: { type: 'Payment__c' }, Reference__c: payment.reference, Amount__c: payment.amount }] }";
