import { describe, expect, it } from 'vitest';
import type { CellResult } from './cell.ts';
import { CLIENTS } from './clients/clients.ts';
import { findBeaten } from './report/beaten.ts';
import { pageOf } from './report/page.ts';
import { betterIn, idealOf, isBestPossible } from './report/score.ts';
import { among } from './scenarios/scenario.ts';
import { SCENARIOS, scenarioOf } from './scenarios/scenarios.ts';
import { readOutageScript } from '@salesforce-resilience/snippets/outage/outage-script';

const result = (more: Partial<CellResult> = {}): CellResult => ({
  ...{ scenario: '503-once', client: 'ours', kind: 'upsert', items: 20, lost: 0, silentlyLost: 0, duplicated: 0 },
  ...{ failedThoughStored: 0, unknown: 0, hung: 0, strays: 0, early: 0, requests: 25, logins: 0, seconds: 3 },
  ...more,
});

describe('the order of results', () => {
  it.each<[string, Partial<CellResult>, Partial<CellResult>, string | undefined]>([
    ['stored before cheap', { requests: 25 }, { lost: 5, requests: 20 }, 'not stored exactly once'],
    [
      'a duplicate is as bad as a loss, and nobody knows of it',
      { lost: 5 },
      { duplicated: 5 },
      'wrong without anybody knowing',
    ],
    ['a loss that nobody hears of', { lost: 5 }, { lost: 5, silentlyLost: 5 }, 'wrong without anybody knowing'],
    ['an honest unknown', { unknown: 5 }, { failedThoughStored: 5 }, 'called failed though stored, or never answered'],
    ['early', {}, { early: 1 }, 'early'],
    ['logins before requests', { logins: 1, requests: 40 }, { logins: 5 }, 'logins'],
    ['requests', { requests: 25 }, { requests: 30 }, 'requests'],
    ['but not where giving up is what saves them', { lost: 5, requests: 20 }, { lost: 5, requests: 40 }, undefined],
    ['but not a few', { requests: 25 }, { requests: 27 }, undefined],
  ])('%s', (_, better, worse, column) => {
    expect(betterIn(result(better), result(worse))).toBe(column);
    expect(betterIn(result(worse), result(better))).toBeUndefined();
  });
});

describe('the best possible result', () => {
  it.each<[string, Partial<CellResult>, boolean]>([
    ['commit-reset', { kind: 'create', unknown: 5 }, true],
    ['commit-reset', { kind: 'create', failedThoughStored: 5 }, false],
    ['commit-reset', { kind: 'create', duplicated: 5 }, false],
    ['commit-reset', { kind: 'create', client: 'ours: keyOf', unknown: 5 }, false],
    ['ra-day', { lost: 5 }, true],
    ['ra-day', { early: 5 }, false],
    ['503-once', { lost: 1 }, false],
    ['503-once', { hung: 1 }, false],
    ['503-once', { strays: 1 }, false],
  ])('in %s, %j: %s', (scenario, more, isBest) => {
    expect(isBestPossible(result({ scenario, ...more }), scenarioOf(scenario))).toBe(isBest);
  });

  it('is less without a key', () => {
    const [bare, keyed] = ['ours', 'ours: keyOf'].map((client) =>
      idealOf(scenarioOf('reset'), { kind: 'create', client }),
    );
    expect([bare, keyed]).toEqual([
      { lost: 5, unknown: 5 },
      { lost: 0, unknown: 0 },
    ]);
  });
});

describe('who is better than ours', () => {
  const cells = (
    client: string,
    kind: 'create' | 'upsert',
    reset: Partial<CellResult>,
    committed: Partial<CellResult>,
  ) => [
    result({ client, kind, scenario: 'reset', ...reset }),
    result({ client, kind, scenario: 'commit-reset', ...committed }),
  ];

  it('is nobody who guesses: what cannot be told apart is added up', () => {
    const ours = cells('ours', 'create', { lost: 5, unknown: 5 }, { unknown: 5 });
    const guessing = cells('p-retry', 'create', {}, { duplicated: 5 });
    expect(findBeaten([...ours, ...guessing], 'ours')).toEqual([]);
  });

  it('is named with the scenario and the column', () => {
    const ours = cells('ours', 'upsert', { lost: 1 }, {});
    const peer = cells('got', 'upsert', {}, {});
    expect(findBeaten([...ours, ...peer], 'ours')).toEqual([
      {
        ours: 'ours',
        by: 'got',
        kind: 'upsert',
        scenarios: ['reset', 'commit-reset'],
        column: 'not stored exactly once',
      },
    ]);
  });

  it('is on the page, with what went wrong', () => {
    const page = pageOf([...cells('ours', 'upsert', { lost: 1 }, {}), ...cells('got', 'upsert', {}, { hung: 2 })], {});
    expect(page).toMatch(/\| ours +\| upsert \| reset \+ commit-reset \| got +\| not stored exactly once/);
    expect(page).toMatch(/\| reset +\| L1 +\| ✓ +\|/);
    expect(page).toMatch(/\| commit-reset \| ✓ +\| H2 +\|/);
  });
});

describe('the scenarios', () => {
  it('are at least forty, with names of their own and scripts that the harness understands', () => {
    expect(SCENARIOS.length).toBeGreaterThanOrEqual(40);
    expect(new Set(SCENARIOS.map(({ id }) => id)).size).toBe(SCENARIOS.length);
    for (const { script } of SCENARIOS) expect(readOutageScript(script)).toHaveLength(script.length);
  });

  it('say why whatever cannot be avoided cannot', () => {
    for (const { id, ideal, why } of SCENARIOS) expect(ideal === undefined || why !== undefined, id).toBe(true);
  });

  it('name the records that a fault is for', () => {
    expect(among('503; retry-after=3', 2)[0]).toBe('503 x2; retry-after=3; on=PAY-004');
  });

  it('are written to by all clients', () => {
    expect(new Set(CLIENTS.map(({ id }) => id)).size).toBe(CLIENTS.length);
    expect(CLIENTS.length).toBeGreaterThanOrEqual(25);
  });
});
