import { describe, it } from 'vitest';
import type { Fault } from './fake-salesforce.ts';
import { findingsIn, fixedBy, run } from './fixed-program.ts';

/** What Salesforce answers where it says nothing of when to come again. */
export const UNAVAILABLE: Fault = { kind: 'status', status: 503 };
/** What it answers where it does. */
export const ASKS_FOR_A_SECOND: Fault = { kind: 'status', status: 503, retryAfter: 1 };
const BROKEN: Fault = { kind: 'status', status: 500 };
const LOST: Fault = { kind: 'commit-then-reset' };

/**
 * Tests what the fix of require-retry makes of programs that upsert one record and print what the answer says of success.
 *
 * @param programs - With what their platform does around them, where they have one: no part of what is linted and fixed.
 * @param outage - What each program meets that was not fixed.
 */
export function describeUpserts(
  programs: readonly (readonly [library: string, code: string, platform?: string])[],
  outage: Fault[],
): void {
  const cases = programs.map(([library, code, platform = '']) => ({ library, code, platform }));
  describe.concurrent.each(cases)('an upsert with $library', ({ code, platform }) => {
    const fixed = fixedBy('require-retry', code);

    it('is lost in a 503 as it is', async ({ expect }) => {
      const lost = run(code + platform, outage).catch(() => ({ recorded: 0 }));
      expect(await lost).toMatchObject({ recorded: 0 });
    });

    it('is carried out once after the fix, as soon as Salesforce can', async ({ expect }) => {
      expect(await run(fixed + platform, [ASKS_FOR_A_SECOND, BROKEN, LOST])).toEqual({
        recorded: 1,
        duplicates: 0,
        early: 0,
        requests: 4,
        stdout: 'true',
      });
    });

    it('does the same in calm weather', async ({ expect }) => {
      expect(await run(fixed + platform, [])).toMatchObject({
        recorded: 1,
        duplicates: 0,
        requests: 1,
        stdout: 'true',
      });
    });

    it('has no finding about retries left', ({ expect }) => {
      const rules = findingsIn(fixed).map(({ ruleId }) => ruleId);
      expect(rules.filter((name) => name !== 'salesforce-resilience/require-timeout')).toEqual([]);
    });
  });
}
