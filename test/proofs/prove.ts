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

/** Lints, fixes and runs every fixture. */
export async function prove(): Promise<Proof[]> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'salesforce-resilience-proofs-')));
  try {
    const fixed = fixFixtures(await fixtures(), root);
    const errors = typeErrors(fixed.filter(({ fixture }) => fixture.style === 'TypeScript').map((one) => one.fixed));
    const rows = fixed.flatMap((one) => {
      const { outage } = one.fixture.defect;
      return [one.broken, one.fixed].flatMap((file) => [
        { path: file, outage },
        { path: file, outage: ['200'] },
      ]);
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
