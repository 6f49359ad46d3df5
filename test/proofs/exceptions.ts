import type { Fixture } from './fixtures.ts';

/** What strict goes on to find in a fixed program, since no fix could decide it. */
export interface Exception {
  readonly rule: string;
  readonly because: string;
  readonly holds: (fixture: Pick<Fixture, 'client' | 'defect' | 'noFix'>) => boolean;
}

/** As few as possible: each is still needed by some program. */
export const EXCEPTIONS: readonly Exception[] = [
  {
    rule: 'require-retry-after',
    because: 'a loop of the program’s own around undici.request, whose headers are a plain object, has no fix',
    holds: ({ client, defect }) => defect.hasLoop === true && client.name === 'undici.request',
  },
  {
    rule: 'require-retry',
    because: 'a bulk load of jsforce sends several requests, the first of which must not be sent again',
    holds: ({ client, defect }) => defect.drive === 'load' && client.name === 'jsforce',
  },
];

/** The rules that may find something in a fixed program. */
export function mayStay(fixture: Pick<Fixture, 'client' | 'defect' | 'noFix'>): readonly string[] {
  const own = fixture.noFix === undefined ? [] : [fixture.defect.rule];
  return [...own, ...EXCEPTIONS.filter(({ holds }) => holds(fixture)).map(({ rule }) => rule)];
}
