import type { ProofClient } from './clients.ts';

/** What becomes of the payments of a program; a rule promises that some of it is 0. */
export interface Damage {
  /** Not in Salesforce. */
  readonly lost: number;
  /** There more than once. */
  readonly duplicated: number;
  /** Lost although the caller was told success. */
  readonly silentlyLost: number;
  /** Neither told success nor failure. */
  readonly hung: number;
  /** Requests before the moment that Retry-After asked for. */
  readonly early: number;
  /** Told failure. */
  readonly failed: number;
}

/** A defect that a rule finds, in the form that any client can have it. */
export interface Defect {
  readonly rule: string;
  /** What happens meanwhile, one step a request: each payment meets it from its beginning. */
  readonly outage: readonly string[];
  /** What is 0 after the fix; the defect shows in the first of it, unless it is one that other callers suffer from. */
  readonly promises: readonly (keyof Damage)[];
  readonly isSilent?: true;
  /** Each payment comes so many times at once (1), as a webhook does that is delivered again. */
  readonly times?: number;
  /** The body of the function; undefined for a client that cannot have the defect, or not in this form. */
  readonly body: (client: ProofClient) => string | undefined;
}

/** Sends a request and hands its answer on, and every failure as an error. */
function sent({ status, read }: ProofClient, request: string): string {
  const check = `if (${status} >= 300) throw new Error(\`Salesforce answered \${${status}}\`);`;
  return [`const response = await ${request};`, ...(status === undefined ? [] : [check]), `return ${read};`].join('\n');
}

/** Add a defect by adding a row. */
export const DEFECTS: readonly Defect[] = [
  {
    rule: 'require-retry',
    outage: ['503', '503; retry-after=2', 'reset', '502', 'commit+503', '200'],
    promises: ['lost', 'duplicated'],
    body: (client) => sent(client, client.upsert),
  },
  {
    rule: 'require-idempotent-write',
    outage: ['commit+503', '503; retry-after=2', 'commit+reset', '200'],
    promises: ['duplicated', 'lost'],
    // A caller that tries again, as anybody does who was told of a failure.
    body: (client) => `for (let attempt = 1; ; attempt += 1) {
  try {
    ${sent(client, client.create)}
  } catch (error) {
    if (attempt === 5) throw error;
    await new Promise((resolve) => setTimeout(resolve, 1_000 * 2 ** attempt * (1 + Math.random())));
  }
}`,
  },
  {
    rule: 'no-swallowed-failure',
    outage: ['400 REQUIRED_FIELD_MISSING x20'],
    promises: ['silentlyLost'],
    body: (client) => `try {
  ${sent(client, client.upsert)}
} catch (error) {
  console.error('Not recorded', payment.reference);
  return undefined;
}`,
  },
  {
    rule: 'require-timeout',
    outage: ['hang', '200'],
    promises: ['hung', 'lost'],
    // In TypeScript, node-fetch goes through retrySalesforce, which takes its AbortError for the end.
    body: (client) => (client.ends || client.name === 'node-fetch' ? undefined : sent(client, client.upsert)),
  },
  {
    rule: 'require-retry-after',
    outage: ['503; retry-after=20', '503; retry-after=date(20)', '200'],
    promises: ['early', 'lost'],
    body: ({ status, upsert, read }) =>
      status === undefined
        ? undefined
        : `for (let attempt = 1; attempt < 8; attempt += 1) {
  const response = await ${upsert};
  if (${status} < 300) return ${read};
  if (![429, 500, 502, 503, 504].includes(${status})) break;
  await new Promise((resolve) => setTimeout(resolve, 500 * 2 ** attempt * Math.random()));
}
throw new Error('Salesforce is still unavailable.');`,
  },
  {
    rule: 'require-backoff',
    outage: ['503 x3', '200'],
    promises: ['lost', 'duplicated'],
    isSilent: true,
    body: (client) => loop(client, 'attempt < 8', '1_000'),
  },
  {
    rule: 'require-bounded-retry',
    outage: ['503 for 24h'],
    promises: ['hung'],
    // Of a loop with undici.request inside retrySalesforce, nothing is found any more.
    body: (client) =>
      client.name === 'undici.request'
        ? undefined
        : loop(client, '', 'Math.min(30_000, 1_000 * 2 ** attempt) * Math.random()'),
  },
  {
    rule: 'no-lookup-then-create',
    // Both have looked before either has created.
    outage: ['late 5s x2; on=POST'],
    promises: ['duplicated', 'lost'],
    times: 2,
    body: ({ send, create, read }) =>
      send === undefined
        ? undefined
        : `const found = await ${send({ method: 'GET', path: "/query?q=${encodeURIComponent(`SELECT Id FROM Payment__c WHERE Reference__c = '${payment.reference}'`)}" })};
const { records } = ${read.replace('response', 'found')} as { records: { Id: string }[] };
if (records.length > 0) return records[0];
const response = await ${create};
return ${read};`,
  },
  {
    rule: 'no-unchecked-result',
    outage: ['partial 0 REQUIRED_FIELD_MISSING'],
    promises: ['silentlyLost'],
    body: (client) =>
      // Whether the body of undici.request is read nobody knows: there is no fix for it.
      client.name === 'undici.request' || !client.send
        ? undefined
        : sent(
            client,
            client.send({ method: 'PATCH', path: '/composite/sobjects/Payment__c/Reference__c', body: COLLECTION }),
          ).replace(/return [^]*$/, 'return true;'),
  },
];

const COLLECTION =
  "{ allOrNone: false, records: [{ attributes: { type: 'Payment__c' }, Reference__c: payment.reference, Amount__c: payment.amount }] }";

/** A retry with something wrong about when it goes on, or for how long; without a condition it has no end. */
function loop({ status, upsert, read }: ProofClient, condition: string, delay: string): string | undefined {
  if (status === undefined) return undefined;
  return `for (let attempt = 1; ${condition}; attempt += 1) {
  const response = await ${upsert};
  if (${status} < 300) return ${read};
  if (![429, 500, 502, 503, 504].includes(${status})) throw new Error('Salesforce has refused it.');
  await new Promise((resolve) => setTimeout(resolve, ${delay}));
}
${condition === '' ? '' : "throw new Error('Salesforce is still unavailable.');"}`;
}
