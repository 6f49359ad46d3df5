import { describe, expect, it } from 'vitest';
import { APPS_SCRIPT } from '../../support/apps-script.ts';
import type { Fault } from '../../support/fake-salesforce.ts';
import { findingsIn, fixedBy, run } from '../../support/fixed-program.ts';

/** A retry of the script's own around what throws for a status. */
const PROGRAM = `${APPS_SCRIPT}
const url = \`\${process.env.SF_URL}/services/data/v62.0/sobjects/Payment__c/Reference__c/PAY-1\`;
const headers = { Authorization: \`Bearer \${process.env.SF_TOKEN}\`, 'Content-Type': 'application/json' };
function upsert(fields) {
  for (let attempt = 0; attempt < 4; attempt += 1) {
    try {
      return UrlFetchApp.fetch(url, { method: 'patch', headers, payload: JSON.stringify(fields) });
    } catch (error) {
      if (attempt < 3) Utilities.sleep(10 * 2 ** attempt * Math.random());
    }
  }
  throw new Error('Salesforce is still unavailable.');
}
const started = Date.now();
const { success } = JSON.parse(upsert({ Amount__c: 5 }).getContentText());
console.log(success, Date.now() - started >= 4_000 ? 'in time' : 'too early');
`;

/** Each request is a process of its own, which takes its time, and of which the fake cannot tell whether it has heard. */
const ASKS: Fault = { kind: 'status', status: 503, retryAfter: 4 };
const REFUSED: Fault = { kind: 'status', status: 400, errorCode: 'REQUIRED_FIELD_MISSING' };
/** What the program throws in the end is no failure of the test. */
const CALM = "process.on('uncaughtException', () => process.exit(0));\n";

describe('a loop around UrlFetchApp, which throws', () => {
  it('comes too early, and repeats what is refused', async () => {
    expect(await run(PROGRAM, [ASKS])).toMatchObject({ recorded: 1, requests: 2, stdout: 'true too early' });
    expect(await run(`${CALM}${PROGRAM}`, [REFUSED, REFUSED, REFUSED, REFUSED])).toMatchObject({ requests: 4 });
  });

  it('waits as Retry-After asks after the fix', async () => {
    const fixed = fixedBy('require-retry-after', PROGRAM);
    expect(await run(fixed, [ASKS])).toMatchObject({ recorded: 1, requests: 2, stdout: 'true in time' });
  });

  it('gives up after the fix where nothing would change', async () => {
    const fixed = fixedBy('no-misjudged-status', PROGRAM);
    expect(await run(`${CALM}${fixed}`, [REFUSED])).toMatchObject({ recorded: 0, requests: 1 });
  });

  it('still gives up when it was taught to wait first', async () => {
    const waiting = fixedBy('require-retry-after', PROGRAM);
    const fixed = fixedBy('no-misjudged-status', waiting);
    expect(findingsIn(fixed).map(({ ruleId }) => ruleId)).toEqual([]);
    expect(await run(fixed, [ASKS])).toMatchObject({ recorded: 1, requests: 2, stdout: 'true in time' });
  });
});
