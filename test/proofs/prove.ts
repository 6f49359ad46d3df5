import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Damage } from './defects.ts';
import { type FixedFixture, fixFixtures } from './fix-fixtures.ts';
import { fixtures } from './fixtures.ts';
import { runPrograms } from './run-programs.ts';
import { typeErrors } from './type-errors.ts';

/** What came of one fixture. */
export interface Proof extends Pick<FixedFixture, 'fixedText' | 'fixture' | 'found' | 'left'> {
  /** What the compiler says of the fixed file. */
  readonly typeErrors: readonly string[];
  /** In the outage, before and after; in calm weather, before and after. A text says why it could not be run. */
  readonly before: Damage | string;
  readonly after: Damage | string;
  readonly calmBefore: Damage | string;
  readonly calmAfter: Damage | string;
}

/** Longer than any client of ours goes on (ms on the clock of the programs). */
const LONG_MS = 1_200_000;

/** Lints, fixes and runs every fixture. */
export async function prove(): Promise<Proof[]> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'salesforce-resilience-proofs-')));
  try {
    const fixed = fixFixtures(await fixtures(), root);
    const errors = typeErrors(fixed.filter(({ fixture }) => fixture.style === 'TypeScript').map((one) => one.fixed));
    const rows = fixed.flatMap((one) => {
      const { outage, promises, times = 1 } = one.fixture.defect;
      // What hangs needs not be waited for as long as what outlasts an outage on a busy machine.
      const isBroken = promises[0] === 'hung';
      return [
        { path: one.broken, outage, times, patienceMs: isBroken ? 60_000 : LONG_MS },
        { path: one.broken, outage: ['200'], times: 1, patienceMs: LONG_MS },
        { path: one.fixed, outage, times, patienceMs: LONG_MS },
        { path: one.fixed, outage: ['200'], times: 1, patienceMs: LONG_MS },
      ];
    });
    const damages = await runPrograms(rows);
    return fixed.map(({ fixed: file, ...one }, index): Proof => {
      const [before = '', calmBefore = '', after = '', calmAfter = ''] = damages.slice(index * 4, index * 4 + 4);
      return { ...one, typeErrors: errors.get(file) ?? [], before, after, calmBefore, calmAfter };
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
