import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import ignore, { type Ignore } from 'ignore';
import type { ParseError } from '../host/parse.ts';

const SOURCE = /\.(?:[cm]?[jt]sx?|gs|vue|svelte)$/i;
/** What no person has written. */
const MADE = /(?:\.min\.[cm]?js|\.d\.(?:[cm]?ts|\w+\.ts))$/i;
const SKIPPED_FOLDERS = /^(?:node_modules|dist|build|\..+)$/;

/** A path that cannot be looked at, and why. */
export interface Failure {
  readonly path: string;
  readonly reason: string;
}

/** A file that does not parse, as a failure. */
export function unparsable(file: string, { line, column, says }: ParseError): Failure {
  return { path: file, reason: `line ${line}, column ${column} does not parse: ${says}` };
}

/** A file that a defect of this tool keeps from being checked, as a failure: the other files are checked all the same. */
export function uncheckable(file: string, { name, message }: Error): Failure {
  return {
    path: file,
    reason: `a defect of salesforce-resilience keeps it from being checked, please report it: ${name}: ${message}`,
  };
}

/** What is said where paths mean no file at all. */
export const NOTHING_FOUND = 'There is nothing to check: no JavaScript, TypeScript, Vue or Svelte file is found.';

/** The files to look at. */
export interface SourceFiles {
  readonly files: readonly string[];
  readonly failures: readonly Failure[];
}

/**
 * The source files that paths mean. A file that is named is taken as it is; folders are searched, without those of
 * packages, hidden ones, `dist` and `build`, and without what `.gitignore` leaves out.
 *
 * @param paths - Files and folders, absolute.
 */
export function sourceFiles(paths: readonly string[]): SourceFiles {
  const files = new Set<string>();
  const failures: Failure[] = [];
  for (const given of paths) {
    const stats = statSync(given, { throwIfNoEntry: false });
    if (!stats) failures.push({ path: given, reason: 'there is no such file or folder' });
    else if (stats.isDirectory()) search(given, rulesAbove(given), files, failures);
    else if (SOURCE.test(given)) files.add(given);
    else failures.push({ path: given, reason: 'only JavaScript, TypeScript, Vue and Svelte files can be checked' });
  }
  return { files: [...files], failures };
}

/** What the `.gitignore` of one folder says of paths below it. */
interface IgnoreRules {
  readonly folder: string;
  readonly rules: Ignore;
}

function search(folder: string, above: readonly IgnoreRules[], files: Set<string>, failures: Failure[]): void {
  const known = [...above, ...rulesIn(folder)];
  for (const entry of entriesOf(folder, failures)) {
    const at = path.join(folder, entry.name);
    if (entry.isDirectory()) {
      if (!SKIPPED_FOLDERS.test(entry.name) && !isIgnored(`${at}${path.sep}`, known))
        search(at, known, files, failures);
    } else if (entry.isFile() && SOURCE.test(entry.name) && !MADE.test(entry.name) && !isIgnored(at, known)) {
      files.add(at);
    }
  }
}

function entriesOf(folder: string, failures: Failure[]): ReturnType<typeof entriesIn> {
  try {
    return entriesIn(folder);
  } catch (error) {
    failures.push({
      path: folder,
      reason: `it cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    });
    return [];
  }
}

const entriesIn = (folder: string) =>
  readdirSync(folder, { withFileTypes: true }).sort((one, other) => (one.name < other.name ? -1 : 1));

/** The rules of the folders above one, up to the root of its repository. */
function rulesAbove(folder: string): IgnoreRules[] {
  const above = path.dirname(folder);
  if (above === folder || existsSync(path.join(folder, '.git'))) return [];
  return [...rulesAbove(above), ...rulesIn(above)];
}

function rulesIn(folder: string): IgnoreRules[] {
  const file = path.join(folder, '.gitignore');
  return existsSync(file) ? [{ folder, rules: ignore().add(readFileSync(file, 'utf8')) }] : [];
}

/** Whether the innermost rule that says something of a path leaves it out. */
function isIgnored(at: string, known: readonly IgnoreRules[]): boolean {
  for (const { folder, rules } of known.toReversed()) {
    const inside = path.relative(folder, at).replaceAll('\\', '/') + (at.endsWith(path.sep) ? '/' : '');
    const { ignored, unignored } = rules.test(inside);
    if (ignored || unignored) return ignored;
  }
  return false;
}
