import type { CellResult, Kind } from '../cell.ts';
import { scenarioOf } from '../scenarios/scenarios.ts';
import { isBestPossible } from './score.ts';

/** The figures of one client over all scenarios of one kind. */
export interface Share {
  readonly client: string;
  readonly kind: Kind;
  readonly scenarios: number;
  /** In how many of them the result was the best possible one. */
  readonly best: number;
  readonly items: number;
  readonly lost: number;
  readonly silentlyLost: number;
  readonly duplicated: number;
  readonly failedThoughStored: number;
  readonly unknown: number;
  readonly early: number;
  readonly hung: number;
  readonly strays: number;
  readonly requests: number;
  readonly logins: number;
}

/** The figures of a client, added up. */
export function shareOf(client: string, kind: Kind, results: readonly CellResult[]): Share {
  const own = results.filter((one) => one.client === client && one.kind === kind);
  const sum = (of: (result: CellResult) => number): number => own.reduce((total, one) => total + of(one), 0);
  return {
    client,
    kind,
    scenarios: own.length,
    best: own.filter((one) => isBestPossible(one, scenarioOf(one.scenario))).length,
    items: sum(({ items }) => items),
    lost: sum(({ lost }) => lost),
    silentlyLost: sum(({ silentlyLost }) => silentlyLost),
    duplicated: sum(({ duplicated }) => duplicated),
    failedThoughStored: sum(({ failedThoughStored }) => failedThoughStored),
    unknown: sum(({ unknown }) => unknown),
    early: sum(({ early }) => early),
    hung: sum(({ hung }) => hung),
    strays: sum(({ strays }) => strays),
    requests: sum(({ requests }) => requests),
    logins: sum(({ logins }) => logins),
  };
}

/** The columns of a table of shares. */
export const SHARE_COLUMNS: readonly (readonly [title: string, of: (share: Share) => string])[] = [
  ['best possible', ({ best, scenarios }) => `${best}/${scenarios}`],
  ['lost', ({ lost }) => String(lost)],
  ['silently', ({ silentlyLost }) => String(silentlyLost)],
  ['duplicated', ({ duplicated }) => String(duplicated)],
  ['failed though stored', ({ failedThoughStored }) => String(failedThoughStored)],
  ['told unknown', ({ unknown }) => String(unknown)],
  ['early', ({ early }) => String(early)],
  ['hung', ({ hung }) => String(hung)],
  ['stray', ({ strays }) => String(strays)],
  ['requests/item', ({ requests, items }) => (requests / Math.max(1, items)).toFixed(2)],
  ['logins', ({ logins }) => String(logins)],
];
