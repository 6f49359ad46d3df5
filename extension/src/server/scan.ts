import type { Files } from 'eslint-plugin-salesforce-resilience/analysis';
import type { CallItem } from '../protocol/requests.ts';
import { waitMs } from './pace.ts';
import { sourcesIn } from './sources.ts';

/** After so long, others get their turn. In ms. */
const SLICE_MS = 8;

/** What a scan needs. */
export interface ScanOptions {
  readonly files: Files;
  /** Absolute path of the folder. */
  readonly folder: string;
  /** The calls of one file. */
  readonly callsIn: (path: string) => Promise<readonly CallItem[]>;
  /** Is told how far it is, in percent, and the number of calls so far. */
  readonly report: (percentage: number, calls: number) => void;
  readonly isCancelled: () => boolean;
}

/** The calls of all files of a folder, in the order of the paths; undefined when it was cancelled. */
export async function scan(options: ScanOptions): Promise<CallItem[] | undefined> {
  const { files, folder, callsIn, report, isCancelled } = options;
  const breathe = breather();
  const paths: string[] = [];
  for (const path of sourcesIn(folder, files)) {
    if (isCancelled()) return undefined;
    paths.push(path);
    await breathe();
  }
  const calls: CallItem[] = [];
  let percentage = -1;
  for (const [index, path] of paths.toSorted().entries()) {
    await breathe();
    if (isCancelled()) return undefined;
    calls.push(...(await callsIn(path)));
    const now = Math.floor(((index + 1) / paths.length) * 100);
    if (now !== percentage) report((percentage = now), calls.length);
  }
  return calls;
}

/** Lets other messages through now and then, so that typing stays quick. */
function breather(): () => Promise<void> {
  let since = performance.now();
  return async () => {
    if (performance.now() - since < SLICE_MS) return;
    await waitMs(0);
    since = performance.now();
  };
}
