import { readFileSync } from 'node:fs';
import {
  type Files,
  isOfSalesforce,
  isTestFile,
  mayHoldCall,
  type Settings,
  toPath,
} from 'eslint-plugin-salesforce-resilience/analysis';
import type { Failure } from './source-files.ts';

/** A file that may be mended. */
export interface Target {
  /** Absolute path, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly settings: Settings;
}

/** The files that may be mended, how many tests are left alone, and what cannot be read. */
export interface Targets {
  readonly targets: readonly Target[];
  readonly tests: number;
  readonly failures: readonly Failure[];
}

/**
 * Reads the files that can hold a Salesforce call.
 *
 * @param cwd - Working directory, whose folders tell tests from other code.
 */
export async function fixTargets(
  files: readonly string[],
  cwd: string,
  settingsFor: (file: string) => Promise<Settings>,
  disk: Files,
): Promise<Targets> {
  const targets: Target[] = [];
  const failures: Failure[] = [];
  let tests = 0;
  for (const file of files) {
    const text = textOf(file);
    if (typeof text !== 'string') {
      failures.push(text);
      continue;
    }
    const path = toPath(file);
    if (!mayHoldCall(text, path, (from) => isOfSalesforce(from, disk))) continue;
    const settings = await settingsFor(file);
    if (!settings.tests && isTestFile(path, toPath(cwd))) tests += 1;
    else targets.push({ path, text, settings });
  }
  return { targets, tests, failures };
}

/** The text of a file that can be written again without harm. */
function textOf(file: string): string | Failure {
  try {
    const bytes = readFileSync(file);
    const text = bytes.toString('utf8');
    // What is in another encoding would not be the same when it is written again.
    return Buffer.from(text).equals(bytes) ? text : { path: file, reason: 'it is not encoded as UTF-8' };
  } catch (error) {
    return { path: file, reason: `it cannot be read: ${error instanceof Error ? error.message : String(error)}` };
  }
}
