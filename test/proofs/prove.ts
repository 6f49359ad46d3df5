import { mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { askProcess } from './ask-process.ts';
import type { Damage } from './defect.ts';
import type { Fixed, ToFix } from './fix-fixtures.ts';
import { type Fixture, fixtures } from './fixtures.ts';
import { runPrograms } from './run-programs.ts';

/** A fixture, and what all fixes of the command line make of it. */
interface FixedFixture extends Fixed {
  readonly fixture: Fixture;
}

/** What came of one fixture. */
export interface Proof extends FixedFixture {
  /** In the outage, before and after; in calm weather, before and after. A text says why it could not be run; undefined where it was not. */
  readonly before?: Damage | string;
  readonly after?: Damage | string;
  readonly calmBefore?: Damage | string;
  readonly calmAfter?: Damage | string;
}

/** The packages that fixtures import. */
const PACKAGES = path.resolve(import.meta.dirname, '../../node_modules');

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
    symlinkSync(PACKAGES, path.join(root, 'node_modules'), 'junction');
    const fixed = (await Promise.all(halvesOf(await fixtures()).map((half) => fix(half, root)))).flat();
    const run = fixed.filter(({ fixture }) => isRun(fixture));
    const [short, long] = [false, true].map((isLong) =>
      run.filter(({ fixture }) => Boolean(fixture.defect.isLong) === isLong),
    );
    // What goes on for hours is little work.
    const runs = await Promise.all([
      ...halvesOf(short ?? []).map((half) => damagesTo(half, FACTORS.short)),
      damagesTo(long ?? [], FACTORS.long),
    ]);
    const byFile = new Map(runs.flatMap((one) => [...one]));
    return fixed.map((one): Proof => ({ ...one, ...byFile.get(one.fixed) }));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Two processes share the work, for machines with two processors. */
function halvesOf<One>(all: readonly One[]): One[][] {
  return [0, 1].map((half) => all.filter((_, index) => index % 2 === half));
}

/** Fixes in a process of its own. */
async function fix(some: readonly Fixture[], root: string): Promise<FixedFixture[]> {
  const toFix: ToFix = { fixtures: some.map(({ file, folder, style, text }) => ({ file, folder, style, text })), root };
  const fixed = (await askProcess('fix-fixtures.ts', toFix)) as Fixed[];
  return some.flatMap((fixture, index) => {
    const one = fixed[index];
    return one ? [{ ...one, fixture }] : [];
  });
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
