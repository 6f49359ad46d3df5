import { type ChildProcess, fork } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import type { Cell } from './cell.ts';
import { onCompressedTime } from './judge/client-process.ts';
import type { JudgedCell } from './judge/run-cell.ts';

/** How a matrix is run. */
export interface MatrixOptions {
  /** How many cells run at a time: they mostly wait. */
  readonly judges: number;
  /** How many times as fast as real time everything goes. */
  readonly factor: number;
  readonly onResult?: (judged: JudgedCell, done: number) => void;
}

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Within node_modules, from where the packages are found. */
const CACHE = path.join(ROOT, 'node_modules/.cache');

const CLOCKS = { 'compressed-time': '../support/compressed-time.ts', clock: 'worker/clock.ts' };

/** A cell whose processes were kept from running for longer (ms of the clients' clock) is run again … */
const MOST_LAG_MS = 8_000;
/** … so many times at most. */
const MOST_TRIES = 3;

/** A judge that does not answer within this real time (ms) is an error of the bench. */
const LONGEST_CELL_MS = 120_000;

/**
 * Runs cells, each with a client in its own process against an outage in another one; both share a compressed clock.
 *
 * @throws {Error} when the bench itself fails.
 */
export async function runMatrix(cells: readonly Cell[], options: MatrixOptions): Promise<JudgedCell[]> {
  const { judges, factor, onResult } = options;
  const waiting = [...cells];
  const tries = new Map<Cell, number>();
  const results: JudgedCell[] = [];
  const bundle = await bundled();
  const env = { ...process.env, TIME_FACTOR: String(factor), TIME_ORIGIN: String(Date.now()) };
  const worker = async (): Promise<void> => {
    const judge = fork(path.join(bundle, 'judge.js'), {
      env,
      cwd: ROOT,
      execArgv: onCompressedTime(bundle, 'compressed-time'),
    });
    try {
      for (let cell = waiting.shift(); cell; cell = waiting.shift()) {
        const judged = await judgedBy(judge, cell);
        const count = (tries.get(cell) ?? 0) + 1;
        tries.set(cell, count);
        if (judged.lagMs * factor > MOST_LAG_MS && count < MOST_TRIES) {
          waiting.push(cell);
          continue;
        }
        results.push(judged);
        onResult?.(judged, results.length);
      }
    } finally {
      if (judge.connected) judge.disconnect();
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(judges, cells.length) }, worker));
  } finally {
    rmSync(bundle, { recursive: true, force: true });
  }
  const place = (one: Cell): number => cells.findIndex((cell) => isSame(cell, one));
  return results.sort((a, b) => place(a.result) - place(b.result));
}

const isSame = (a: Cell, b: Cell): boolean => a.scenario === b.scenario && a.client === b.client && a.kind === b.kind;

function judgedBy(judge: ChildProcess, cell: Cell): Promise<JudgedCell> {
  return new Promise((resolve, reject) => {
    const name = `${cell.scenario}, ${cell.client}, ${cell.kind}`;
    const fail = (why: string): void => {
      judge.kill('SIGKILL');
      reject(new Error(`The judge of ${name} ${why}.`));
    };
    const timer = setTimeout(() => fail('does not answer'), LONGEST_CELL_MS);
    const exit = (code: number | null): void => fail(`ended with ${code}`);
    judge.once('exit', exit).once('message', (judged) => {
      clearTimeout(timer);
      judge.off('exit', exit);
      resolve(judged as JudgedCell);
    });
    judge.send(cell);
  });
}

/** Bundles the processes with the snippets as they are now; the packages that are compared stay as they were installed. */
async function bundled(): Promise<string> {
  const { devDependencies } = JSON.parse(readFileSync(path.join(ROOT, 'test/package.json'), 'utf8')) as {
    devDependencies: Record<string, string>;
  };
  const peers = Object.keys(devDependencies).filter((name) => !name.startsWith('@salesforce-resilience/'));
  mkdirSync(CACHE, { recursive: true });
  const folder = mkdtempSync(path.join(CACHE, 'faults-'));
  await build({
    absWorkingDir: path.join(ROOT, 'test/faults'),
    entryPoints: { judge: 'judge/judge.ts', worker: 'worker/worker.ts', ...CLOCKS },
    outdir: folder,
    ...{ bundle: true, splitting: true, format: 'esm', platform: 'node', target: 'node20' },
    conditions: ['source'],
    external: peers.flatMap((name) => [name, `${name}/*`]),
  });
  writeFileSync(path.join(folder, 'package.json'), '{ "type": "module" }');
  return folder;
}
