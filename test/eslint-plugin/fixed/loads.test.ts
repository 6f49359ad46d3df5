import { describe, expect, it } from 'vitest';
import { findingsIn } from '../../support/fixed-program.ts';

const RULE = 'salesforce-resilience/require-retry';
const HEAD = `import { createReadStream } from 'node:fs';
import { Connection } from 'jsforce';
const csv = createReadStream('records.csv');
const conn = new Connection({});
`;
const program = (sent: string): string =>
  `${HEAD}export const load = async ({ zip, records, operation }) => await ${sent};`;

/** The program after the suggestion of require-retry, without what that puts at the top; undefined where there is none. */
function fixedBy(sent: string): string | undefined {
  const code = program(sent);
  const found = findingsIn(code).find(({ ruleId }) => ruleId === RULE);
  expect(found?.message).toContain('this POST to');
  const fix = found?.suggestions?.[0]?.fix;
  return (
    fix &&
    `${code.slice(0, fix.range[0])}${fix.text}${code.slice(fix.range[1])}`.split('conn = new Connection({});\n')[1]
  );
}

describe('a load by jsforce that nothing repeats', () => {
  it.each([
    "conn.bulk.load('A', 'upsert', { extIdField: 'Ref__c' }, records)",
    "conn.bulk.load('A', 'update', records)",
    "conn.bulk2.loadAndWaitForResults({ object: 'A', operation: 'upsert', externalIdFieldName: 'Ref__c', input: records })",
    "conn.sobject('A').upsertBulk(records, 'Ref__c')",
  ])('is repeated as a whole where that leaves the same: %s', (sent) => {
    const options = '{ idempotent: true, lastAnswer: lastAnswerOf(conn) }';
    expect(fixedBy(sent)).toBe(program(`retrySalesforce(() => ${sent}, ${options})`).slice(HEAD.length));
  });

  it.each([
    ['an insert', "conn.bulk.load('A', 'insert', records)"],
    [
      'an insert by its options',
      "conn.bulk2.loadAndWaitForResults({ object: 'A', operation: 'insert', input: records })",
    ],
    ['an insert by its name', "conn.sobject('A').insertBulk(records)"],
    ['a deletion, which fails where it is done', "conn.bulk.load('A', 'delete', records)"],
    ['an operation that is not known', "conn.bulk.load('A', operation, { extIdField: 'Ref__c' }, records)"],
    ['a load of what can be read once', "conn.bulk.load('A', 'upsert', { extIdField: 'Ref__c' }, csv)"],
    ['a job, whose requests follow', "conn.bulk2.createJob({ object: 'A', operation: 'upsert' }).open()"],
    ['a batch, which is sent once', "conn.bulk.createJob('A', 'upsert').createBatch().execute(records)"],
    ['a deployment', 'conn.metadata.deploy(zip, {})'],
  ])('is left as it is where a second one may do harm: %s', (_, sent) => {
    expect(fixedBy(sent)).toBeUndefined();
  });
});
