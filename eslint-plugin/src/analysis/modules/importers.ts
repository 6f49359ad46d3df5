import type { Files } from './files.ts';
import { type ImportsIndex, importsBelow } from './imports-index.ts';
import { objectIn, stringsIn, textAt } from './json.ts';
import { exportsOf } from './package-entries.ts';
import { dirname, isWithin, join, upwards } from './paths.ts';
import { createResolve, isRelative, type Resolve } from './resolve.ts';
import { manifestAt, withoutExtension } from './source-file.ts';
import { pathTables } from './tsconfig.ts';
import { repositoryRoot } from './workspaces.ts';

/**
 * The source files of the same repository that import `file`, by whatever kind of import, sorted; of a loose script,
 * those beneath its folder. Files are not parsed: one that only mentions such an import, in a comment, is among them.
 *
 * @param indexOf - What gives the index of the files beneath a directory.
 * @returns undefined when that cannot be told: there are too many files, or `file` is no absolute path.
 */
export function importersOf(
  file: string,
  files: Files,
  indexOf: (root: string) => ImportsIndex | undefined = (root) => importsBelow(root, files),
  resolve: Resolve = createResolve(files),
): readonly string[] | undefined {
  const directory = dirname(file);
  const root = repositoryRoot(directory, files) ?? directory;
  const index = root === '' ? undefined : indexOf(root);
  if (!index) return undefined;
  const names = namesOf(file, root, index.configs, files);
  const below = file.slice(root.length);
  const found = new Set<string>();
  for (const [specifier, use] of index.uses) {
    // `.`, `..` and a slash at the end leave no name to compare.
    if (!below.includes(use.tail) && !/^\.{0,2}$/.test(use.tail) && !names(specifier)) continue;
    for (const { path, sources } of use.folders) {
      if (!isNear(specifier, path, file) || resolve(specifier, path) !== file) continue;
      for (const source of sources) if (source.specifiers.has(specifier)) found.add(source.path);
    }
  }
  return [...found].sort();
}

/** Whether a relative specifier leads to where `file` is: cheaper than to resolve it. */
function isNear(specifier: string, directory: string, file: string): boolean {
  return !isRelative(specifier) || file.startsWith(withoutExtension(join(directory, specifier)));
}

/**
 * Whether a specifier is a name that need not have anything in common with the path of `file`: that of its package, an
 * entry of it, or an alias without `*`. Any other ends with a part of the path.
 */
function namesOf(file: string, root: string, configs: readonly string[], files: Files): (specifier: string) => boolean {
  const around = upwards(dirname(file)).filter((directory) => isWithin(directory, root));
  const patterns = [...around.flatMap((directory) => entriesOf(directory, files)), ...aliasesOf(file, configs, files)];
  const exact = new Set(patterns);
  const odd = patterns.filter((pattern) => ODD.test(pattern)).map((pattern) => pattern.split('*', 1).join());
  return (specifier) => exact.has(specifier) || odd.some((before) => specifier.startsWith(before));
}

/** A pattern whose `*` is not the end of a specifier from a slash on: `~*` and `lib/*\/api`, but not `~/*`. */
const ODD = /[^/]\*|\*./;

/** The specifiers, or patterns of them, that package.json in `directory` gives to its files. */
function entriesOf(directory: string, files: Files): readonly string[] {
  const manifest = manifestAt(directory, files) ?? {};
  const name = textAt(manifest, 'name');
  const entries =
    name === undefined ? [] : Object.keys(exportsOf(manifest['exports'])).map((key) => join(`/${name}`, key).slice(1));
  return [...(name === undefined ? [] : [name]), ...entries, ...Object.keys(objectIn(manifest['imports']))];
}

/** The aliases in tsconfig.json files that may stand for `file`. */
function aliasesOf(file: string, configs: readonly string[], files: Files): readonly string[] {
  const seen = new Set<string>();
  const tables = configs.flatMap((config) => pathTables(config, files, seen));
  return tables.flatMap((table) =>
    Object.keys(table).filter(
      (pattern) => ODD.test(pattern) || stringsIn(table[pattern]).some((target) => leadsTo(file, target)),
    ),
  );
}

/** Whether `target`, wherever it is seen from, may be the path of `file`. */
function leadsTo(file: string, target: string): boolean {
  const [before = ''] = withoutExtension(target).split('*', 1);
  return file.includes(before.replace(/^(?:\$\{configDir\}|[./])+/, ''));
}
