import type { Files } from './files.ts';
import { importersOf } from './importers.ts';
import { type ImportsIndex, importsBelow } from './imports-index.ts';
import type { Kept } from './kept.ts';
import { dirname } from './paths.ts';
import { createResolve, isRelative, type Resolve } from './resolve.ts';

/** Which files of a project have to do with each other, by the questions about imports that were asked. */
export interface Links {
  resolve(specifier: string, from: string): string | undefined;
  importers(path: string): readonly string[] | undefined;
  /** How many imports that led to no file do lead to one now; they count once. */
  arrived(): number;
  /**
   * Whether answers about a file may rest on another one: as `linked` since they followed imports between the two, in
   * whatever direction, or as `new` since the other one has an import by now that they did not know of.
   */
  between(path: string, other: string): 'linked' | 'new' | undefined;
}

/**
 * Links that are only ever added to: one that is there no more has an answer found out once too often, never wrong.
 *
 * @param kept - What remembers answers about the files while they stay the same.
 */
export function createLinks(files: Files, kept: Kept): Links {
  const neighbours = new Map<string, Set<string>>();
  const missing = new Map<string, { readonly specifier: string; readonly from: string }>();
  const asked = new Set<string>();
  const resolved: Resolve = (specifier, directory) =>
    kept.once('resolve', () => createResolve(files))(specifier, directory);
  const indexOf = (root: string): ImportsIndex | undefined =>
    kept.once(`index ${root}`, () => importsBelow(root, files));
  const importing = (path: string): readonly string[] | undefined =>
    kept.once(`importers ${path}`, () => importersOf(path, files, indexOf, resolved));
  const link = (from: string, to: string): void => {
    const known = neighbours.get(from);
    if (known) known.add(to);
    else neighbours.set(from, new Set([to]));
  };
  const add = (one: string, other: string): void => {
    link(one, other);
    link(other, one);
  };
  return {
    resolve(specifier, from) {
      const path = resolved(specifier, dirname(from));
      if (path !== undefined) add(from, path);
      // A file may still come; that a package becomes one of the project is too rare to look for.
      else if (isRelative(specifier)) missing.set(`${from}\n${specifier}`, { specifier, from });
      return path;
    },
    importers(path) {
      const importers = importing(path);
      asked.add(path);
      for (const importer of importers ?? []) add(importer, path);
      return importers;
    },
    arrived() {
      const found = [...missing].filter(([, { specifier, from }]) => resolved(specifier, dirname(from)) !== undefined);
      for (const [key] of found) missing.delete(key);
      return found.length;
    },
    between(path, other) {
      // Manifests and configurations say what imports mean.
      if (!/\.[cm]?[jt]sx?$/.test(other)) return 'linked';
      kept.begin();
      const reached = reachedFrom(path, neighbours);
      const isSought = [...missing.values()].some(
        ({ specifier, from }) => reached.has(from) && resolved(specifier, dirname(from)) === other,
      );
      if (isSought || reached.has(other)) return 'linked';
      const isNew = [...reached].some((one) => asked.has(one) && importing(one)?.includes(other) === true);
      return isNew ? 'new' : undefined;
    },
  };
}

/** A file, and all that links lead to from it. */
function reachedFrom(path: string, neighbours: ReadonlyMap<string, ReadonlySet<string>>): ReadonlySet<string> {
  // A set hands out what is added while it is gone through.
  const reached = new Set([path]);
  for (const one of reached) for (const next of neighbours.get(one) ?? []) reached.add(next);
  return reached;
}
