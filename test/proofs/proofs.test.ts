import { readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import prettier from 'prettier';
import { CLIENTS } from './clients.ts';
import { type Damage, DEFECTS } from './defects.ts';
import { STYLES } from './fixtures.ts';
import { pageOf } from './page.ts';
import { type Proof, prove } from './prove.ts';

const PAGE = path.resolve(import.meta.dirname, '../../docs/proofs.md');
const NONE: Damage = { lost: 0, duplicated: 0, silentlyLost: 0, hung: 0, early: 0, failed: 0 };

let proofs: Proof[];

beforeAll(async () => {
  proofs = await prove();
}, 300_000);

const rows = DEFECTS.flatMap((defect) =>
  CLIENTS.filter((client) => defect.body(client) !== undefined).flatMap((client) =>
    STYLES.map((style) => [defect.rule, client.name, style] as const),
  ),
);

describe.each(rows)('the fix of %s for %s, in %s', (rule, client, style) => {
  const proof = (): Proof => {
    const found = proofs.find(({ fixture }) => {
      return fixture.defect.rule === rule && fixture.client.name === client && fixture.style === style;
    });
    if (!found) throw new Error('There is no such fixture.');
    return found;
  };

  it('leaves nothing to find, and code that compiles', () => {
    expect(proof().found).toContain(rule);
    expect(proof().left, proof().fixedText).toEqual([]);
    expect(proof().typeErrors, proof().fixedText).toEqual([]);
  });

  it('changes nothing in calm weather', () => {
    expect(proof().calmBefore, proof().fixture.text).toEqual(NONE);
    expect(proof().calmAfter, proof().fixedText).toEqual(NONE);
  });

  it('keeps what the rule promises in an outage', () => {
    const { before, after, fixture, fixedText } = proof();
    const { promises, isSilent = false } = fixture.defect;
    const of = (damage: Damage | string, part: keyof Damage): number | string =>
      typeof damage === 'string' ? damage : damage[part];
    if (!isSilent) expect(of(before, promises[0]!)).toBeGreaterThan(0);
    for (const part of promises) expect([part, of(after, part)], fixedText).toEqual([part, 0]);
  });
});

it('is what docs/proofs.md says', async () => {
  const options = await prettier.resolveConfig(PAGE);
  const wanted = await prettier.format(pageOf(proofs), { ...options, filepath: PAGE });
  expect(readFileSync(PAGE, 'utf8')).toBe(wanted);
});
