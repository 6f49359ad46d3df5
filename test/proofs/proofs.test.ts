import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import prettier from 'prettier';
import { rules } from 'eslint-plugin-salesforce-resilience/analysis';
import { CLIENTS } from './clients.ts';
import type { Damage } from './defect.ts';
import { DEFECTS } from './defects.ts';
import { folderOf } from './fixtures.ts';
import { pageOf } from './page.ts';
import { type Proof, prove } from './prove.ts';
import { STYLES } from './styles.ts';

const PAGE = path.resolve(import.meta.dirname, '../../docs/proofs.md');
const NONE: Damage = {
  ...{ lost: 0, duplicated: 0, silentlyLost: 0, hung: 0 },
  ...{ early: 0, failed: 0, excess: 0, unfinished: 0 },
};

const all = DEFECTS.flatMap((defect) =>
  CLIENTS.filter((client) => !('because' in defect.program(client))).flatMap((client, index) => {
    return STYLES.map((style, place) => {
      // Each client in one style, and each style with some clients; `npm run proofs` runs them all.
      const isRun = index % STYLES.length === place;
      return { folder: folderOf(defect, client, style), isRun };
    });
  }),
);
const run = all.filter(({ isRun }) => isRun);

let proofs: ReadonlyMap<string, Proof>;

beforeAll(async () => {
  const folders = new Set(run.map(({ folder }) => folder));
  const proven = await prove(({ folder }) => folders.has(folder));
  proofs = new Map(proven.map((proof) => [proof.fixture.folder, proof]));
}, 300_000);

function proofOf(folder: string): Proof {
  const found = proofs.get(folder);
  if (!found) throw new Error('There is no such fixture.');
  return found;
}

it.each(all)('the fix of $folder leaves nothing to find, and code that compiles', ({ folder }) => {
  const { fixture, found, left, typeErrors, fixedText } = proofOf(folder);
  expect(found).toContain(fixture.defect.rule);
  expect(left, fixedText).toEqual([]);
  expect(typeErrors, fixedText).toEqual([]);
});

describe.each(run)('the fix of $folder', ({ folder }) => {
  it('changes nothing in calm weather', () => {
    const { calmBefore, calmAfter, fixture, fixedText } = proofOf(folder);
    expect(calmBefore, fixture.text).toEqual(NONE);
    expect(calmAfter, fixedText).toEqual(NONE);
  });

  it('keeps what the rule promises in an outage', () => {
    const { before, after, fixture, fixedText } = proofOf(folder);
    const { promises, isSilent = false } = fixture.defect;
    const of = (damage: Damage | string | undefined, part: keyof Damage): number | string | undefined =>
      typeof damage === 'object' ? damage[part] : damage;
    if (!isSilent) expect(of(before, promises[0]!), fixture.text).toBeGreaterThan(0);
    for (const part of promises) expect([part, of(after, part)], fixedText).toEqual([part, 0]);
  });
});

it('has every rule', () => {
  expect([...new Set(DEFECTS.map(({ rule }) => rule))].toSorted()).toEqual(Object.keys(rules).toSorted());
});

it('is what docs/proofs.md says', async () => {
  const options = await prettier.resolveConfig(PAGE);
  const wanted = await prettier.format(pageOf([...proofs.values()]), { ...options, filepath: PAGE });
  expect(readFileSync(PAGE, 'utf8')).toBe(wanted);
});
