import type { CellResult, Kind } from '../cell.ts';
import { scenarioOf } from '../scenarios/scenarios.ts';
import { betterIn, sumOf } from './score.ts';

/** A client that did better than one of ours. */
export interface Beaten {
  readonly ours: string;
  readonly by: string;
  readonly kind: Kind;
  /** The scenario, or those that cannot be told apart. */
  readonly scenarios: readonly string[];
  /** The first column that differs. */
  readonly column: string;
}

/** Every place where a peer did better than a client of ours, in the order of the columns. */
export function findBeaten(results: readonly CellResult[], ours: string): Beaten[] {
  const mine = results.filter(({ client }) => client === ours);
  const peers = [...new Set(results.map(({ client }) => client))].filter((name) => !isOurs(name) && !isOfBench(name));
  return peers.flatMap((peer) =>
    groupsOf(mine).flatMap((group) => {
      const theirs = group.flatMap(
        (one) => results.find((other) => other.client === peer && isSameCell(other, one)) ?? [],
      );
      if (theirs.length < group.length) return [];
      const column = betterIn(sumOf(theirs), sumOf(group));
      const kind = group[0]?.kind ?? 'create';
      return column === undefined
        ? []
        : [{ ours, by: peer, kind, scenarios: group.map(({ scenario }) => scenario), column }];
    }),
  );
}

export const isOurs = (client: string): boolean => client.startsWith('ours');
const isOfBench = (client: string): boolean => /^(?:perfect|terrible)/.test(client);
const isSameCell = (one: CellResult, other: CellResult): boolean =>
  one.scenario === other.scenario && one.kind === other.kind;

/** Scenarios that cannot be told apart belong together, everything else stands alone. */
function groupsOf(results: readonly CellResult[]): CellResult[][] {
  const groups = new Map<string, CellResult[]>();
  for (const one of results) {
    const { twins } = scenarioOf(one.scenario);
    const name = twins !== undefined ? `${one.kind} twins ${twins}` : `${one.kind} ${one.scenario}`;
    groups.set(name, [...(groups.get(name) ?? []), one]);
  }
  return [...groups.values()];
}
