import type { ProofClient } from './clients.ts';
import type { Defect, Source, Without } from './defect.ts';
import { only } from './loops.ts';

const OWN_POLLS: Without = { because: 'Its own `poll` has limits.' };

/** What rules find in work on many records. */
export const DEFECTS_OF_JOBS: readonly Defect[] = [
  {
    rule: 'require-retry',
    form: 'a load by a method of the library',
    outage: ['503', '503; retry-after=2', '200', 'reset', '502', 'commit+503', '200'],
    promises: ['lost', 'duplicated'],
    program: (client) => (client.send ? { because: 'Each of its requests is a call of its own.' } : loadOfJsforce()),
  },
  {
    rule: 'require-bounded-polling',
    form: 'no pause, and no end when the job has failed',
    outage: ['slow 1s for 24h'],
    promises: ['hung', 'excess'],
    jobEnds: 'Aborted',
    atMost: 15,
    program: (client) => polling(client, "if (job.state === 'JobComplete') return job;"),
  },
  {
    rule: 'require-bounded-polling',
    form: 'no limit',
    outage: ['slow 1s for 24h'],
    promises: ['hung'],
    jobEnds: 'never',
    isLong: true,
    // At this pace, the time-outs of some clients would be too short for a busy machine.
    program: (client) =>
      client.name !== 'fetch'
        ? { because: 'As with fetch: the client makes no difference to the fix.' }
        : polling(
            client,
            `if (job.state === 'JobComplete') return job;
if (job.state === 'Failed' || job.state === 'Aborted') throw new Error('The job has failed.');
await new Promise((resolve) => setTimeout(resolve, 60_000));`,
          ),
  },
  {
    rule: 'require-health-check',
    outage: ['200 for 24h'],
    promises: ['unfinished'],
    drive: 'load',
    remaining: 1,
    program: (client) => {
      const body =
        "{ object: 'Payment__c', operation: 'upsert', externalIdFieldName: 'Reference__c', contentType: 'CSV', lineEnding: 'LF' }";
      const begin = client.send?.({ method: 'POST', path: '/jobs/ingest', body });
      if (begin === undefined) return loadOfJsforce();
      return { body: `${only(client, begin)}\nreturn ${client.read};` };
    },
  },
  {
    rule: 'prefer-bulk',
    outage: ['200 x3', '503', '200'],
    promises: ['excess', 'lost', 'duplicated'],
    drive: 'list',
    atMost: 1,
    program: (client) => ({
      head: 'act(org: Org, payments: Payment[])',
      body: `HEADERS
BEFORE
for (const payment of payments) {
  ${client.send ? only(client, client.upsert) : `await ${client.upsert};`}
}`,
    }),
  },
];

function polling(client: ProofClient, then: string): Source | Without {
  const request = client.send?.({ method: 'GET', path: '/jobs/ingest/${payment.job}' });
  if (request === undefined) return OWN_POLLS;
  return {
    body: `for (;;) {
  ${only(client, request)}
  const job = (${client.read}) as { state: string };
  ${then}
}`,
  };
}

function loadOfJsforce(): Source {
  return {
    body: `return connection.bulk2.loadAndWaitForResults({
  object: 'Payment__c',
  operation: 'upsert',
  externalIdFieldName: 'Reference__c',
  input: [{ Reference__c: payment.reference, Amount__c: String(payment.amount) }],
});`,
  };
}
