import { existsSync, readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Failure } from './source-files.ts';
import type { Change } from './workspace.ts';

interface Staged {
  readonly change: Change;
  /** The file that is written, at the end of links. */
  readonly target: string;
  readonly temporary: string;
}

/**
 * Writes changed files, each whole or not at all: beside the file first, and then in its place. Where one of them cannot be
 * written beside its place, or has changed meanwhile, none is.
 *
 * @returns what went wrong.
 */
export function writeChanges(changes: readonly Change[]): readonly Failure[] {
  const staged: Staged[] = [];
  try {
    for (const change of changes) {
      const target = existsSync(change.path) ? realpathSync(change.path) : change.path;
      const problem = mayWrite(change, target);
      if (problem !== undefined) return [{ path: change.path, reason: `${problem}, so that nothing is written` }];
      staged.push(stage(change, target));
    }
    for (const { target, temporary } of staged) renameSync(temporary, target);
    return [];
  } catch (error) {
    const { path: at } = changes[staged.length] ?? changes[0] ?? { path: '' };
    return [{ path: at, reason: `it cannot be written: ${error instanceof Error ? error.message : String(error)}` }];
  } finally {
    for (const { temporary } of staged) rmSync(temporary, { force: true });
  }
}

function mayWrite({ before }: Change, target: string): string | undefined {
  if (before === undefined) return existsSync(target) ? 'it has come into being meanwhile' : undefined;
  return readFileSync(target, 'utf8') === before ? undefined : 'it has changed meanwhile';
}

/** Writes beside a file: a rename puts that into its place only within one file system. */
function stage(change: Change, target: string): Staged {
  const temporary = path.join(path.dirname(target), `.${path.basename(target)}.${process.pid}.tmp`);
  const mode = change.before === undefined ? undefined : statSync(target).mode;
  writeFileSync(temporary, change.after, { flag: 'wx', ...(mode === undefined ? {} : { mode }) });
  return { change, target, temporary };
}
