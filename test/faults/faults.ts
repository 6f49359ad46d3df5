/**
 * The fault matrix: every client through every scenario, judged by the ledger of the server. `npm run faults` runs all of
 * it and writes docs/faults.md and docs/faults.json; with a choice it only prints.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Cell, CellResult, Kind } from './cell.ts';
import { BENCH_CLIENTS, CLIENTS } from './clients/clients.ts';
import { findBeaten, isOurs } from './report/beaten.ts';
import { pageOf } from './report/page.ts';
import { SHARE_COLUMNS, shareOf } from './report/share.ts';
import { tableOf } from './report/table.ts';
import { runMatrix } from './run-matrix.ts';
import { SCENARIOS, scenarioOf } from './scenarios/scenarios.ts';

const USAGE = `Usage: npm run faults [-- --only TEXT --clients TEXT --kinds create,upsert,load]

  --only TEXT     scenarios whose name begins with one of these, separated by commas
  --clients TEXT  clients whose name begins with one of these, separated by commas
  --kinds TEXT    kinds of writes, separated by commas
  --judges N      how many cells run at a time (6)
  --detail        the time line of each cell that is not the best possible one
  --json FILE     where the figures go

Without a choice, docs/faults.md and docs/faults.json are written.`;

const KINDS: readonly Kind[] = ['create', 'upsert', 'load'];
/** The timers of Node are too coarse, and this machine too busy, for much more. */
const FACTOR = 20;
/** Hundreds of connections at once: there the machine itself is what is slow. */
const HEAVY_FACTOR = 8;
const DOCS = path.resolve(import.meta.dirname, '../../docs');

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    clients: { type: 'string' },
    kinds: { type: 'string' },
    judges: { type: 'string', default: '6' },
    detail: { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});

const isChosen = (name: string, choice: string | undefined): boolean =>
  choice === undefined || choice.split(',').some((part) => part !== '' && name.startsWith(part.trim()));

function chosenCells(): Cell[] {
  // Those that check the bench take part when they are asked for.
  const bench = values.clients === undefined ? [] : BENCH_CLIENTS.map((id) => ({ id, kinds: KINDS }));
  const rows = [...CLIENTS, ...bench].filter(({ id }) => isChosen(id, values.clients));
  const kinds = KINDS.filter((kind) => isChosen(kind, values.kinds));
  return rows.flatMap((row) =>
    kinds
      .filter((kind) => row.kinds.includes(kind))
      .flatMap((kind) =>
        SCENARIOS.filter(
          (one) => (one.kinds ?? ['create', 'upsert']).includes(kind) && isChosen(one.id, values.only),
        ).map(({ id }) => ({ scenario: id, client: row.id, kind })),
      ),
  );
}

const isHeavy = ({ scenario }: Cell): boolean => (scenarioOf(scenario).callers ?? 0) > 100;

async function measured(cells: readonly Cell[]): Promise<CellResult[]> {
  const startedAt = Date.now();
  const results: CellResult[] = [];
  const judges = Number(values.judges);
  const onResult = ({ result, timeLine, strays, why }: Awaited<ReturnType<typeof runMatrix>>[number]): void => {
    results.push(result);
    if (values.detail) console.log(JSON.stringify(result), strays.slice(0, 3), why.slice(0, 5), `\n${timeLine}`);
    const seconds = Math.round((Date.now() - startedAt) / 1_000);
    if (process.stderr.isTTY) process.stderr.write(`\r${results.length} of ${cells.length}, ${seconds} s `);
    else if (results.length % 100 === 0) console.error(`${results.length} of ${cells.length}, ${seconds} s`);
  };
  await runMatrix(
    cells.filter((cell) => !isHeavy(cell)),
    { judges, factor: FACTOR, onResult },
  );
  await runMatrix(cells.filter(isHeavy), { judges: Math.min(2, judges), factor: HEAVY_FACTOR, onResult });
  const place = new Map(cells.map((cell, index) => [nameOf(cell), index]));
  return results.sort((a, b) => (place.get(nameOf(a)) ?? 0) - (place.get(nameOf(b)) ?? 0));
}

const nameOf = ({ scenario, client, kind }: Cell): string => `${kind} ${scenario} ${client}`;

function print(results: readonly CellResult[]): void {
  const clients = [...new Set(results.map(({ client }) => client))];
  for (const kind of KINDS) {
    const shares = clients.map((client) => shareOf(client, kind, results)).filter(({ scenarios }) => scenarios > 0);
    if (shares.length === 0) continue;
    const rows = shares.map((share) => [share.client, ...SHARE_COLUMNS.map(([, of]) => of(share))]);
    console.log(`\n${tableOf([kind, ...SHARE_COLUMNS.map(([title]) => title)], rows)}`);
  }
  for (const { ours, by, kind, scenarios, column } of clients
    .filter(isOurs)
    .flatMap((one) => findBeaten(results, one))) {
    console.log(`${kind}, ${scenarios.join(' + ')}: ${by} is better than ${ours} in "${column}"`);
  }
}

/** One row a line, so that a change can be read. */
function jsonOf(results: readonly CellResult[], versions: Readonly<Record<string, string>>): string {
  const rows = results.map((one) => `    ${JSON.stringify(one)}`);
  return `{\n  "versions": ${JSON.stringify(versions)},\n  "results": [\n${rows.join(',\n')}\n  ]\n}\n`;
}

function versionsOf(): Record<string, string> {
  const names = [...new Set(CLIENTS.flatMap((one) => one.package ?? []))];
  const { packages } = JSON.parse(readFileSync(path.resolve(DOCS, '../package-lock.json'), 'utf8')) as {
    packages: Record<string, { version: string }>;
  };
  const version = (name: string): string =>
    (packages[`node_modules/${name}`] ?? packages[`test/node_modules/${name}`])?.version ?? 'unknown';
  return { node: process.version, ...Object.fromEntries([...names, 'axios'].map((name) => [name, version(name)])) };
}

async function main(): Promise<number> {
  if (values.help) {
    console.log(USAGE);
    return 0;
  }
  const cells = chosenCells();
  if (cells.length === 0) {
    console.error(`Nothing is chosen.\n\n${USAGE}`);
    return 2;
  }
  const startedAt = Date.now();
  const results = await measured(cells);
  print(results);
  const minutes = (Date.now() - startedAt) / 60_000;
  console.log(`\n${results.length} cells in ${minutes.toFixed(1)} minutes.`);
  const isWhole = [values.only, values.clients, values.kinds].every((choice) => choice === undefined);
  const json = values.json ?? (isWhole ? path.join(DOCS, 'faults.json') : undefined);
  if (json !== undefined) writeFileSync(json, jsonOf(results, versionsOf()));
  if (isWhole) writeFileSync(path.join(DOCS, 'faults.md'), pageOf(results, versionsOf()));
  return 0;
}

process.exitCode = await main();
