import type { Files } from './files.ts';
import { importersOf } from './importers.ts';
import { isRelative, resolveModule } from './resolve.ts';

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

/** Links that are only ever added to: one that is there no more has an answer found out once too often, never wrong. */
export function createLinks(files: Files): Links {
  const neighbours = new Map<string, Set<string>>();
  const missing = new Map<string, { readonly specifier: string; readonly from: string }>();
  const asked = new Set<string>();
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
      const path = resolveModule(specifier, from, files);
      if (path !== undefined) add(from, path);
      // A file may still come; that a package becomes one of the project is too rare to look for.
      else if (isRelative(specifier)) missing.set(`${from}\n${specifier}`, { specifier, from });
      return path;
    },
    importers(path) {
      const importers = importersOf(path, files);
      asked.add(path);
      for (const importer of importers ?? []) add(importer, path);
      return importers;
    },
    arrived() {
      const found = [...missing].filter(
        ([, { specifier, from }]) => resolveModule(specifier, from, files) !== undefined,
      );
      for (const [key] of found) missing.delete(key);
      return found.length;
    },
    between(path, other) {
      // Manifests and configurations say what imports mean.
      if (!/\.[cm]?[jt]sx?$/.test(other)) return 'linked';
      const reached = reachedFrom(path, neighbours);
      const isSought = [...missing.values()].some(
        ({ specifier, from }) => reached.has(from) && resolveModule(specifier, from, files) === other,
      );
      if (isSought || reached.has(other)) return 'linked';
      const isNew = [...reached].some((one) => asked.has(one) && importersOf(one, files)?.includes(other) === true);
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
