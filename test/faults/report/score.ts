import type { CellResult } from '../cell.ts';
import { type Ideal, type Scenario } from '../scenarios/scenario.ts';

/** A column by which results are compared, the first that differs decides. */
export interface Column {
  readonly name: string;
  readonly of: (result: CellResult) => number;
  /** Whether it is what a result costs: compared where every record was written and everybody knows, since who does not try pays least. */
  readonly isCost?: boolean;
  /** Differences up to this share are chance: jitter, and what a busy machine adds. */
  readonly tolerance?: number;
}

/**
 * What counts, in this order. Whoever has lost or doubled fewer records is better, whatever it costs; requests and logins
 * are compared among those that are equal in all that comes before, where every record was written and its caller knows:
 * who gives up, or never logs in, pays least.
 */
export const COLUMNS: readonly Column[] = [
  { name: 'not stored exactly once', of: ({ lost, duplicated }) => lost + duplicated },
  { name: 'wrong without anybody knowing', of: ({ silentlyLost, duplicated }) => silentlyLost + duplicated },
  {
    name: 'called failed though stored, or never answered',
    of: ({ failedThoughStored, hung }) => failedThoughStored + hung,
  },
  { name: 'told "unknown"', of: ({ unknown }) => unknown },
  { name: 'stray rejections', of: ({ strays }) => strays },
  { name: 'early', of: ({ early }) => early },
  { name: 'logins', of: ({ logins }) => logins, isCost: true },
  { name: 'requests', of: ({ requests }) => requests, isCost: true, tolerance: 0.1 },
];

/** What a client did in all scenarios that it could not tell apart; of one, the result itself. */
export function sumOf(results: readonly CellResult[]): CellResult {
  return results.reduce((sum, one) => {
    const added = Object.entries(one).map(([name, value]: [string, unknown]) => {
      const before: unknown = sum[name as keyof CellResult];
      return [name, typeof value === 'number' ? value + Number(before) : before] as const;
    });
    return Object.fromEntries(added) as unknown as CellResult;
  });
}

/** The column in which one result is better than another, the first that differs; undefined where it is not better. */
export function betterIn(one: CellResult, other: CellResult): string | undefined {
  const isWhole = one.lost + one.unknown + one.failedThoughStored === 0;
  for (const { name, of, isCost = false, tolerance = 0 } of COLUMNS) {
    if (isCost && !isWhole) return undefined;
    const [mine, theirs] = [of(one), of(other)];
    if (Math.abs(mine - theirs) <= tolerance * Math.max(mine, theirs)) continue;
    return mine < theirs ? name : undefined;
  }
  return undefined;
}

/** What the best possible client would reach. */
export function idealOf({ ideal }: Scenario, { kind, client }: Pick<CellResult, 'kind' | 'client'>): Required<Ideal> {
  const name = kind === 'create' && client.includes('keyOf') ? 'keyed' : kind;
  return { lost: 0, unknown: 0, ...ideal?.[name] };
}

/** Whether a result is the best possible one: nothing that could be avoided was lost, doubled, wrong or early. */
export function isBestPossible(result: CellResult, scenario: Scenario): boolean {
  const { lost, unknown } = idealOf(scenario, result);
  const { silentlyLost, duplicated, failedThoughStored, hung, strays, early } = result;
  const wrong = silentlyLost + duplicated + failedThoughStored + hung + strays + early;
  return wrong === 0 && result.lost <= lost && result.unknown <= unknown;
}
