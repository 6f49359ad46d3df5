import path from 'node:path';
import { nodeFiles } from 'eslint-plugin-salesforce-resilience/analysis';
import type { Output } from './cli.ts';
import { fileSettings } from './file-settings.ts';
import type { FixArguments } from './fix-arguments.ts';
import { fixSummary } from './fix-summary.ts';
import { fixTargets } from './fix-targets.ts';
import { fixWorkspace } from './fix-workspace.ts';
import { NOTHING_FOUND, sourceFiles } from './source-files.ts';
import { unifiedDiff } from './unified-diff.ts';
import { writeChanges } from './write-changes.ts';

/**
 * Mends what is found in files, and prints what was mended and what is left; with `dryRun` it prints a diff instead of
 * writing, and the rest to the other stream.
 *
 * @param cwd - Working directory, which relative paths start from.
 * @returns the exit code: 1 when something is left, 2 when a file could not be looked at or written.
 * @throws {ArgumentError} for settings that are wrong.
 */
export async function fix(asked: FixArguments, { out, error }: Output, cwd: string): Promise<number> {
  const found = sourceFiles(asked.paths.map((given) => path.resolve(cwd, given)));
  const settingsFor = fileSettings(cwd, asked.preset, (text) => error(text));
  const disk = nodeFiles() ?? { read: () => undefined, list: () => [] };
  const { targets, tests, failures } = await fixTargets(found.files, cwd, settingsFor, disk);
  const fixed = fixWorkspace(targets, asked, disk, cwd);
  const { changes, mended } = fixed;
  const nameOf = (file: string): string => path.relative(cwd, file) || file;
  if (asked.dryRun) for (const one of changes) out(unifiedDiff(one, nameOf(one.path).replaceAll('\\', '/')));
  const unwritten = asked.dryRun ? [] : writeChanges(changes);
  const wrong = [...found.failures, ...failures, ...fixed.failures, ...unwritten];
  const summary = fixSummary(fixed, { cwd, tests, dryRun: asked.dryRun });
  if (unwritten.length === 0) (asked.dryRun ? error : out)(summary);
  for (const { path: at, reason } of wrong) error(`${nameOf(at)}: ${reason}.`);
  if (wrong.length > 0) return 2;
  if (found.files.length === 0) {
    error(NOTHING_FOUND);
    return 2;
  }
  return mended.some(({ left }) => left.length > 0) ? 1 : 0;
}
