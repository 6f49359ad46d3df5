import type { CellResult, Kind } from '../cell.ts';
import { type Scenario } from '../scenarios/scenario.ts';
import { SCENARIOS, scenarioOf } from '../scenarios/scenarios.ts';
import { findBeaten, isOurs } from './beaten.ts';
import { COLUMNS, idealOf, isBestPossible } from './score.ts';
import { SHARE_COLUMNS, shareOf } from './share.ts';
import { markdownTable } from './table.ts';

const KINDS: readonly (readonly [Kind, string])[] = [
  ['create', 'Creates: POST to sobjects'],
  ['upsert', 'Upserts: PATCH by external id'],
  ['load', 'Loads: Bulk API 2.0'],
];

/** The letters of a cell: what went wrong, and for how many items. */
const LETTERS: readonly (readonly [letter: string, what: string, of: (result: CellResult) => number])[] = [
  ['L', 'lost', ({ lost }) => lost],
  ['S', '… and the caller was told that it was stored', ({ silentlyLost }) => silentlyLost],
  ['D', 'duplicated', ({ duplicated }) => duplicated],
  ['F', 'called failed though stored', ({ failedThoughStored }) => failedThoughStored],
  ['U', 'told "unknown"', ({ unknown }) => unknown],
  ['E', 'requests before the moment that Retry-After asked for', ({ early }) => early],
  ['H', 'never answered', ({ hung }) => hung],
  ['X', 'unhandled rejections and exceptions', ({ strays }) => strays],
];

/** The page docs/faults.md. */
export function pageOf(results: readonly CellResult[], versions: Readonly<Record<string, string>>): string {
  const clients = [...new Set(results.map(({ client }) => client))];
  const parts = [
    intro(results, clients.length),
    '## Versions',
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(' · '),
    ...KINDS.flatMap(([kind, title]) => [`## ${title}`, ...tablesOf(kind, clients, results)]),
    '## Where a package is better',
    betterText(results, clients),
    '## The scenarios, and the best that is possible',
    scenarioTable(),
  ];
  return `${parts.join('\n\n')}\n`;
}

const intro = (results: readonly CellResult[], clients: number): string => `# Fault matrix

<!-- Written by \`npm run faults\`. -->

${clients} clients, ${SCENARIOS.length} scenarios, ${results.length} cells. Each cell is one client, in a process of its own, that writes 20 records (five calls
at a time, unless the scenario says otherwise) to a Salesforce on a real socket of this machine. The server fails as the
scenario says and keeps a ledger: what became of a record is read there, never taken from the client. All processes of a
cell share a clock that runs 20 times as fast (8 times where hundreds of calls are made at once), so that every client
keeps its own delays and time-outs, in full. A call that has not ended after 150 s of that clock (300 s in outage-long)
has hung. A cell in which the machine stood still for 8 s of that clock is run again, up to three times.

Packages are measured as they come and "tuned": as far as their options go, with eight retries, capped exponential backoff with
jitter, a time-out of 30 s for each attempt, Retry-After, POST repeated only where nothing was done, PATCH repeated always,
and a login after a 401. The code is in \`test/faults/clients\`. "ours: core" is the short client, "ours" the whole one.
A call that resolves is taken for a success, as its users take it.

**Best possible** means that nothing was lost, doubled, called failed though stored, early, hung or astray that could have been
avoided; what nobody can avoid is in the last table. \`npm run faults -- --only ra- --clients ours,got\` runs a part.

How to read a cell: ✓ is the best possible result. Otherwise ${LETTERS.map(([letter, what]) => `${letter} ${what}`).join(', ')}; the number
says how many. All figures are in [faults.json](faults.json).`;

function tablesOf(kind: Kind, clients: readonly string[], results: readonly CellResult[]): string[] {
  const shares = clients.map((client) => shareOf(client, kind, results)).filter(({ scenarios }) => scenarios > 0);
  const summary = markdownTable(
    ['client', ...SHARE_COLUMNS.map(([title]) => title)],
    shares.map((share) => [share.client, ...SHARE_COLUMNS.map(([, of]) => of(share))]),
  );
  const columns = shares.map(({ client }) => client);
  const own = results.filter((one) => one.kind === kind);
  const rows = [...new Set(own.map(({ scenario }) => scenario))].map((id) => [
    id,
    ...columns.map((client) => {
      const found = own.find((one) => one.scenario === id && one.client === client);
      return found ? cellText(found, scenarioOf(id)) : '';
    }),
  ]);
  return [summary, markdownTable(['scenario', ...columns], rows)];
}

/** A cell of the big table. */
function cellText(result: CellResult, scenario: Scenario): string {
  if (isBestPossible(result, scenario)) return '✓';
  return LETTERS.flatMap(([letter, , of]) => (of(result) > 0 ? `${letter}${of(result)}` : [])).join(' ');
}

function betterText(results: readonly CellResult[], clients: readonly string[]): string {
  const order = COLUMNS.map(({ name }) => name).join(', ');
  const beaten = clients.filter(isOurs).flatMap((one) => findBeaten(results, one));
  const rows = beaten.map(({ ours, by, kind, scenarios, column }) => [ours, kind, scenarios.join(' + '), by, column]);
  const rule = `Two results are compared by these figures, the first that differs decides: ${order}. Requests differ when they
do by more than a tenth; they and logins are compared where every record was written and its caller knows, since who gives
up or never logs in pays least. Scenarios that cannot be told apart, such as a reset before and after the record was
written, are added up: guessing, and waiting for ever, wins the one and loses the other.

What remains is the price of a decision: with repeatRefusedCreates: false no create is repeated after a 503, whoever says it;
with keyOf a record is looked up before a create is repeated; the load reads which rows were not processed. The core has no
breaker.`;
  const found = rows.length === 0 ? 'Nowhere.' : markdownTable(['ours', 'kind', 'scenario', 'better', 'in'], rows);
  return `${rule}\n\n${found}`;
}

function scenarioTable(): string {
  const rows = SCENARIOS.map((scenario) => {
    const kinds = scenario.kinds ?? (['create', 'upsert'] as const);
    const limits = kinds.flatMap((kind) => limitText(scenario, kind, ''));
    const keyed = kinds.includes('create') ? limitText(scenario, 'create', 'keyOf') : [];
    return [scenario.id, scenario.what, [...limits, ...keyed].join('; '), scenario.why ?? ''];
  });
  return markdownTable(['scenario', 'what happens', 'cannot be avoided', 'why'], rows);
}

function limitText(scenario: Scenario, kind: Kind, client: string): string[] {
  const { lost, unknown } = idealOf(scenario, { kind, client });
  if (lost + unknown === 0) return [];
  const texts = [lost > 0 ? `${lost} lost` : [], unknown > 0 ? `${unknown} unknown` : []].flat();
  return [`${kind}${client ? ' with a key' : ''}: ${texts.join(', ')}`];
}
