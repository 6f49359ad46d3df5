import { nodeFiles } from 'eslint-plugin-salesforce-resilience/analysis';
import type { Disk } from '../runtime.ts';

/** Longer than the files of Node trust what they remember without a look at the disk. In ms. */
const LEAP_MS = 60_000;

/** The files on disk, by a clock that can be put forward so that nothing remembered is trusted any more. */
export function nodeDisk(): Disk | undefined {
  let leapt = 0;
  const files = nodeFiles(() => Date.now() + leapt);
  return files && { files, lookAgain: () => void (leapt += LEAP_MS) };
}
