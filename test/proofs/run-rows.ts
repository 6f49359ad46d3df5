/** The process that programs are run in: each row by itself against a Salesforce of its own, on a clock that runs faster. */
import { Server } from 'node:http';
import type { Damage, Weather } from './defect.ts';
import { type Program, runFor } from './drive.ts';

/** A program, and what happens to its requests. */
export interface Row extends Weather {
  readonly path: string;
  readonly isCalm?: true;
  /** The caller waits no longer than this (ms on the clock of the process). */
  readonly patienceMs: number;
}

async function run(row: Row): Promise<Damage> {
  return runFor('PAY-1', (await import(row.path)) as Program, row);
}

/** So many at a time, so that none waits long for its turn. */
const LANES = 40;

/** The batches come one after the other: what a program remembers of an outage would spoil calm weather. */
process.on('message', (batches: readonly (readonly Row[])[]) => {
  void inTurn(batches).then((damages) => process.send?.(damages));
});

async function inTurn(batches: readonly (readonly Row[])[]): Promise<(Damage | string)[][]> {
  const all: (Damage | string)[][] = [];
  // Loading programs keeps the process from answering in time.
  for (const row of batches.flat()) await import(row.path).catch(() => undefined);
  for (const rows of batches) {
    const damages = await together(rows);
    // In calm weather nothing is left to chance but the machine, which may stand still for longer than a time-out.
    const spoilt = [...rows.entries()].filter(([index, { isCalm }]) => isCalm && isDamaged(damages[index]));
    const again = await together(spoilt.map(([, row]) => row));
    for (const [place, [index]] of spoilt.entries()) damages[index] = again[place] ?? '';
    all.push(damages);
  }
  return all;
}

function isDamaged(damage: Damage | string | undefined): boolean {
  return typeof damage !== 'object' || Object.values(damage).some((count) => count > 0);
}

async function together(rows: readonly Row[]): Promise<(Damage | string)[]> {
  const damages: (Damage | string)[] = rows.map(() => '');
  const left = [...rows.entries()];
  const lane = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) {
      const [index, row] = next;
      damages[index] = await run(row).catch((error: unknown) =>
        error instanceof Error ? String(error.stack) : String(error),
      );
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return damages;
}

// On the faster clock, an idle connection would be closed in the pause of a busy machine, just when it is used again.
Object.defineProperty(Server.prototype, 'keepAliveTimeout', { get: () => 3_600_000, set: () => undefined });
// What a program prints is its own affair, and what it leaves uncaught as well: its ledger counts.
process.on('unhandledRejection', () => undefined);
process.on('uncaughtException', () => undefined);
