import type { Files } from './files.ts';
import { type JsonObject, objectIn } from './json.ts';
import { join } from './paths.ts';
import { bestMatch, fill } from './patterns.ts';
import { builtFrom, directorySource, mainOf, manifestAt, sourceFile } from './source-file.ts';

/** The source file that `subpath` (empty for the package itself) of the package in `directory` means. */
export function packageEntry(directory: string, subpath: string, files: Files): string | undefined {
  const manifest = manifestAt(directory, files);
  if (!manifest) return undefined;
  const { exports } = manifest;
  const named = exportsOf(exports);
  const found = firstSource(directory, targetsFor(subpath ? `./${subpath}` : '.', named), files);
  if (found !== undefined) return found;
  if (!subpath)
    return (
      mainOf(directory, manifest, files) ??
      directorySource(directory, files) ??
      directorySource(join(directory, 'src'), files)
    );
  // What `exports` leaves out cannot be imported.
  return exports === undefined
    ? (builtFrom(directory, subpath, files) ?? sourceFile(join(directory, subpath), files))
    : undefined;
}

/** The targets of a `#specifier`, best first: paths that begin with `./`, and names of packages. */
export function importTargets(specifier: string, directory: string, files: Files): readonly string[] {
  return targetsFor(specifier, objectIn(manifestAt(directory, files)?.['imports']));
}

/** The first of `targets`, relative to the package in `directory`, that is there. */
export function firstSource(directory: string, targets: readonly string[], files: Files): string | undefined {
  for (const target of targets) {
    const found = target.startsWith('./') ? builtFrom(directory, target, files) : undefined;
    if (found !== undefined) return found;
  }
  return undefined;
}

/** `exports` as a table of subpaths: conditions and a single path are those of the package itself. */
export function exportsOf(exports: unknown): JsonObject {
  const table = objectIn(exports);
  return Object.keys(table).some((key) => key.startsWith('.')) ? table : { '.': exports };
}

function targetsFor(specifier: string, table: JsonObject): readonly string[] {
  const match = bestMatch(specifier, Object.keys(table));
  return match ? leavesOf(table[match.pattern]).map((target) => fill(target, match)) : [];
}

// Which condition holds is decided at run time. For the source behind it nearly all mean the same, so those that are
// closest to it come first; types come last, as they may have been written by hand.
const CONDITIONS = ['source', 'development', 'node', 'import', 'module', 'require', 'default', 'types'];

/** The paths in a target, whatever its conditions: best first. */
function leavesOf(target: unknown): readonly string[] {
  if (typeof target === 'string') return [target];
  if (Array.isArray(target)) return target.flatMap(leavesOf);
  const table = objectIn(target);
  return CONDITIONS.filter((condition) => condition in table).flatMap((condition) => leavesOf(table[condition]));
}
