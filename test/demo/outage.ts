import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { BreakerState, SeenRequest } from '@salesforce-resilience/snippets/outage/outage-record';

/** What happened in one run; times are ms from its beginning, on the clock of the program. */
export interface OutageRun {
  readonly confirmed: readonly { readonly key: string; readonly at: number }[];
  readonly requests: readonly SeenRequest[];
  /** Each record that was created, and when. */
  readonly stored: readonly { readonly key: string; readonly at: number }[];
  /** What the program told of its breaker; empty for one without. */
  readonly breaker: readonly { readonly at: number; readonly state: BreakerState }[];
}

/** What became of the payments of one run. */
export interface OutageReport {
  readonly payments: number;
  readonly recorded: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly early: number;
  readonly requests: number;
  /** From the confirmation of a payment to its record, at most (s). */
  readonly longestWait: number;
  readonly run: OutageRun;
}

/**
 * Runs a payment program, as it is, through the outage: confirmed payments go to its standard input, 200 a minute, and
 * the ledger tells what became of them. Its time goes from timer to timer, so that a busy machine changes nothing.
 *
 * @param signal - Ends the run and its process.
 * @throws {Error} when the program cannot be started or ends with an error of its own.
 */
export async function runThroughOutage(program: string, signal?: AbortSignal): Promise<OutageReport> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-resilience-outage-'));
  const result = path.join(folder, 'result.json');
  try {
    const child = spawn(process.execPath, [...imports(), program], {
      env: {
        ...process.env,
        OUTAGE_RESULT: result,
        SALESFORCE_INSTANCE_URL: 'https://acme.my.salesforce.com',
        SALESFORCE_CLIENT_ID: 'payments',
        SALESFORCE_CLIENT_SECRET: 'secret',
      },
      // What the program logs is its own affair; its exit code is not.
      stdio: ['ignore', 'ignore', 'pipe'],
      ...(signal ? { signal } : {}),
    });
    await ended(child, program);
    const text = await readFile(result, 'utf8').catch(() => {
      throw new Error(`${path.basename(program)} ended without reading its payments.`);
    });
    return reportOf(JSON.parse(text) as OutageRun);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** TypeScript is compiled as it is loaded, the packages of this repository too; the outage comes before the program. */
function imports(): string[] {
  const outage = pathToFileURL(path.resolve(import.meta.dirname, 'virtual-outage.ts')).href;
  return ['--conditions=source', '--import', import.meta.resolve('tsx'), '--import', outage];
}

async function ended(child: ReturnType<typeof spawn>, program: string): Promise<void> {
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-2_000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  if (code !== 0) throw new Error(`${path.basename(program)} ended with exit code ${code}:\n${said}`);
}

function reportOf(run: OutageRun): OutageReport {
  const { confirmed, stored, requests } = run;
  const firstStored = new Map(stored.toReversed().map(({ key, at }) => [key, at]));
  const waits = confirmed.flatMap(({ key, at }) => {
    const end = firstStored.get(key);
    return end === undefined ? [] : [end - at];
  });
  return {
    payments: confirmed.length,
    recorded: firstStored.size,
    lost: confirmed.filter(({ key }) => !firstStored.has(key)).length,
    duplicated: stored.length - firstStored.size,
    early: requests.filter(({ earlyMs }) => earlyMs > 0).length,
    requests: requests.length,
    longestWait: Math.max(0, ...waits) / 1_000,
    run,
  };
}
