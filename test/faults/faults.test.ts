import { beforeAll, describe, expect, it } from 'vitest';
import type { Cell, CellResult, Kind } from './cell.ts';
import { idealOf, isBestPossible } from './report/score.ts';
import { runMatrix } from './run-matrix.ts';
import { scenarioOf } from './scenarios/scenarios.ts';

/** One scenario of each sort; `npm run faults` runs all. */
const SINGLE = [
  ...[
    '503-x3',
    'lock-row',
    'ra-date',
    'ra-month',
    'commit-reset',
    'commit-503',
    'reset',
    'truncate',
    'html-200',
    'refused',
  ],
  ...['hang', '401-expired', '401-for-ever', 'outage'],
];
const BULK = ['bulk-close-lost', 'bulk-upload-503', 'bulk-failed-rows'];
const OF_BENCH = ['503-x3', 'ra-month', 'commit-reset', '401-expired', '401-login-outage'];
const PEERS = ['commit-reset', 'ra-date'];

const cellsOf = (client: string, kind: Kind, scenarios: readonly string[]): Cell[] =>
  scenarios.map((scenario) => ({ client, kind, scenario }));

const CELLS: readonly Cell[] = [
  ...cellsOf('ours', 'upsert', SINGLE),
  ...cellsOf('ours', 'create', SINGLE),
  ...cellsOf('ours: keyOf', 'create', SINGLE),
  ...cellsOf('ours', 'load', BULK),
  ...cellsOf('perfect', 'create', OF_BENCH),
  ...cellsOf('perfect', 'upsert', OF_BENCH),
  ...cellsOf('terrible: sends nothing', 'upsert', ['calm']),
  ...cellsOf('terrible: sends twice', 'create', ['calm']),
  ...cellsOf('terrible: sends twice', 'upsert', ['calm']),
  ...cellsOf('axios-retry', 'create', PEERS),
  ...cellsOf('article: loop', 'create', PEERS),
];

describe('the fault matrix', { timeout: 240_000 }, () => {
  let results: CellResult[] = [];
  beforeAll(async () => {
    results = (await runMatrix(CELLS, { judges: 8, factor: 20 })).map(({ result }) => result);
  }, 240_000);
  const of = (client: string, kind: Kind, scenario: string): CellResult | undefined =>
    results.find((one) => one.client === client && one.kind === kind && one.scenario === scenario);

  it.each(CELLS.filter(({ client }) => client.startsWith('ours')))(
    'finds nothing wrong with $client, $kind, in $scenario',
    ({ client, kind, scenario }) => {
      const { lost, unknown } = idealOf(scenarioOf(scenario), { client, kind });
      expect(of(client, kind, scenario)).toMatchObject({
        ...{ lost, unknown, silentlyLost: 0, duplicated: 0, failedThoughStored: 0, early: 0, hung: 0, strays: 0 },
      });
    },
  );

  it.each(CELLS.filter(({ client }) => client === 'perfect'))(
    'lets a client that knows everything reach the best, $kind, in $scenario',
    ({ kind, scenario }) => {
      const result = of('perfect', kind, scenario)!;
      expect(isBestPossible(result, scenarioOf(scenario)), JSON.stringify(result)).toBe(true);
    },
  );

  it('believes no client that says that it has written what it has not', () => {
    const wrong = { lost: 20, silentlyLost: 20, requests: 0 };
    expect(of('terrible: sends nothing', 'upsert', 'calm')).toMatchObject(wrong);
  });

  it.each(['create', 'upsert'] as const)('sees each duplicate of a %s', (kind) => {
    const wrong = { lost: 0, duplicated: 20, requests: 40 };
    expect(of('terrible: sends twice', kind, 'calm')).toMatchObject(wrong);
  });

  it('sees what packages do: a POST sent again, and a date that nobody reads', () => {
    expect(of('axios-retry', 'create', 'commit-reset')).toMatchObject({ duplicated: 5 });
    expect(of('article: loop', 'create', 'commit-reset')).toMatchObject({ duplicated: 0, failedThoughStored: 5 });
    expect(of('article: loop', 'create', 'ra-date')).toMatchObject({ lost: 0, early: 5 });
  });
});
