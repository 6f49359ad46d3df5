/** What a function does to Salesforce: makes a record, changes one, only reads, logs in, or something that is not known. */
export type Effect = 'change' | 'create' | 'login' | 'other' | 'read';

/** One test. */
export interface Scenario {
  readonly expectations: readonly string[];
  /** How many records there must be in the end, where that is known. */
  readonly text: (name: string, known: { readonly records: number | undefined; readonly isKeyed: boolean }) => string;
  /** The effects that it makes sense for; all of them unless given. */
  readonly effects?: readonly Effect[];
}

const recordsAre = (records: number | undefined): string =>
  records === undefined ? '' : `\n  expectStored(outage.verdict(), ${records});`;

export const SCENARIOS: readonly Scenario[] = [
  {
    expectations: ['expectSuccess', 'expectStored'],
    text: (name, { records }) => `
test('${name} works while Salesforce does', async () => {
  const { outage, result } = await callDuring('200');
  if ('error' in result) throw result.error;
  expectSuccess(outage.verdict());${recordsAre(records)}
});`,
  },
  {
    expectations: ['expectNothingEarly', 'expectSuccess', 'expectStored'],
    text: (name, { records }) => `
test('${name} gets through a transient 503, and not earlier than Retry-After asks', async () => {
  const script = ['503', '503; retry-after=20', '503; retry-after=date(30)', '200'];
  const { outage, result } = await callDuring(...script);
  expectNothingEarly(outage.verdict());
  if ('error' in result) throw result.error;
  expectSuccess(outage.verdict());${recordsAre(records)}
});`,
  },
  {
    expectations: ['expectCallersToldTheTruth', 'expectStored'],
    effects: ['create'],
    text: (name, { records, isKeyed }) => `
test('${name} stores its record exactly once when the answer is lost', async () => {
  const { outage } = await callDuring('commit+drop', 'commit+503', '200');${recordsAre(records)}${
    isKeyed ? '\n  expectCallersToldTheTruth(outage.verdict());' : ''
  }
});`,
  },
  {
    expectations: ['expectAttempts', 'expectError'],
    text: (name) => `
test('${name} sends what is invalid once, and fails with an error', async () => {
  const { outage } = await callDuring('400 REQUIRED_FIELD_MISSING x100');
  expectAttempts(outage.verdict(), 1);
  expectError(outage.verdict());
});`,
  },
  {
    expectations: ['expectAttempts', 'expectError'],
    text: (name) => `
test('${name} gives up on an outage that does not end, and says so with an error', async () => {
  const { outage } = await callDuring('503 for 24h');
  expectError(outage.verdict());
  expectAttempts(outage.verdict(), 2, 100);
});`,
  },
];
