import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Damage } from './defect.ts';
import { type FixedFixture, fixFixtures } from './fix-fixtures.ts';
import { type Fixture, fixtures } from './fixtures.ts';
import { runPrograms } from './run-programs.ts';
import { typeErrors } from './type-errors.ts';

/** What came of one fixture. */
export interface Proof extends Pick<FixedFixture, 'fixedText' | 'fixture' | 'found' | 'left'> {
  /** What the compiler says of the fixed file. */
  readonly typeErrors: readonly string[];
  /** In the outage, before and after; in calm weather, before and after. A text says why it could not be run; undefined where it was not. */
  readonly before?: Damage | string;
  readonly after?: Damage | string;
  readonly calmBefore?: Damage | string;
  readonly calmAfter?: Damage | string;
}

/** Longer than any client of ours goes on, and than anything waits for a job (ms on the clock of the programs). */
const LONG_MS = 1_200_000;
const LONGER_MS = 2_400_000;

/** Time passes so many times as fast, for programs that go on for minutes and for those that go on for hours. */
const FACTORS = { short: 10, long: 60 } as const;

/**
 * Lints, fixes and runs every fixture.
 *
 * @param isRun - Which of them are run; all of them unless given.
 */
export async function prove(isRun: (fixture: Fixture) => boolean = () => true): Promise<Proof[]> {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), 'salesforce-resilience-proofs-')));
  try {
    const fixed = fixFixtures(await fixtures(), root);
    const errors = typeErrors(fixed.filter(({ fixture }) => fixture.style === 'TypeScript').map((one) => one.fixed));
    const run = fixed.filter(({ fixture }) => isRun(fixture));
    const [short, long] = [false, true].map((isLong) =>
      run.filter(({ fixture }) => Boolean(fixture.defect.isLong) === isLong),
    );
    // Two processes, for machines with two processors; what goes on for hours is little work.
    const halves = [0, 1].map((half) => (short ?? []).filter((_, index) => index % 2 === half));
    const runs = await Promise.all([
      ...halves.map((half) => damagesTo(half, FACTORS.short)),
      damagesTo(long ?? [], FACTORS.long),
    ]);
    const byFile = new Map(runs.flatMap((one) => [...one]));
    return fixed.map(({ fixed: file, fixture, fixedText, found, left }): Proof => {
      return { fixture, fixedText, found, left, typeErrors: errors.get(file) ?? [], ...byFile.get(file) };
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

type Runs = Required<Pick<Proof, 'after' | 'before' | 'calmAfter' | 'calmBefore'>>;

/** What comes of each fixture, by the path of its fixed file. */
async function damagesTo(fixed: readonly FixedFixture[], factor: number): Promise<Map<string, Runs>> {
  const calm = fixed.flatMap(({ broken, fixed: mended, fixture: { defect } }) => {
    // A poll without a pause is as fast as its answers.
    const weather = {
      outage: [defect.jobEnds === undefined ? '200' : 'slow 1s for 24h'],
      patienceMs: LONG_MS,
      drive: defect.drive,
    };
    return [broken, mended].map((file) => ({ ...weather, path: file, isCalm: true as const }));
  });
  const stormy = fixed.flatMap(({ broken, fixed: mended, fixture: { defect } }) => {
    const { outage, times, drive, atMost, jobEnds, remaining, promises, isLong } = defect;
    const weather = { outage, times, drive, atMost, jobEnds, remaining };
    const patienceMs = isLong ? LONGER_MS : LONG_MS;
    // What hangs needs not be waited for as long as what outlasts an outage on a busy machine.
    const atFirst = promises[0] === 'hung' && !isLong ? 60_000 : patienceMs;
    return [
      { ...weather, path: broken, patienceMs: atFirst },
      { ...weather, path: mended, patienceMs },
    ];
  });
  const [calmly = [], stormily = []] = await runPrograms([calm, stormy], factor);
  return new Map(
    fixed.map(({ fixed: file }, index) => {
      const [calmBefore = '', calmAfter = ''] = calmly.slice(index * 2);
      const [before = '', after = ''] = stormily.slice(index * 2);
      return [file, { before, calmBefore, after, calmAfter }];
    }),
  );
}
