import type { Modules } from '../project.ts';
import type { Settings } from '../settings/settings.ts';
import { register, type SourceView } from '../source.ts';
import type { Files } from './files.ts';
import { type Kept, keptAnswers } from './kept.ts';
import { createLinks } from './links.ts';
import { dependsOn, isOfSalesforce, packageVersion } from './packages.ts';
import { dirname } from './paths.ts';

/** Parses a file; undefined when its text does not parse. */
export type Parse = (text: string, path: string) => Omit<SourceView, 'project'> | undefined;

/** The other files of a project, with a check for changes between two runs. */
export interface ProjectModules extends Modules {
  /**
   * Looks whether files that were read have changed since, or missing ones have come; to be called before each run.
   *
   * @param run - What stands for the run, such as the syntax tree of the file: each is looked at once.
   */
  refresh(run: object): void;
  /** Lets go of a file: its text is read again when it is asked for. */
  forget(path: string): void;
  /**
   * Whether what was found out about a file may rest on another one: by an import, or a chain of them, that was followed in
   * either direction so far, or by one that is new in the other file.
   */
  restsOn(path: string, other: string): boolean;
}

interface Loaded {
  readonly text: string;
  readonly source: SourceView | undefined;
}

/**
 * The other files of a project, parsed when first asked for and kept while their text stays the same.
 *
 * @param files - Where texts come from; unsaved buffers of an editor go before the disk there.
 * @param root - The working directory.
 */
export function projectModules(files: Files, parse: Parse, settings: Settings, root = '/'): ProjectModules {
  const loaded = new Map<string, Loaded>();
  const kept = keptAnswers(files);
  const links = createLinks(files, kept);
  let epoch = 0;
  let current: object | undefined;
  let atHand: SourceView | undefined;
  const modules: ProjectModules = {
    resolve: (specifier, from) => links.resolve(specifier, from),
    read: (path) => files.read(path),
    load(path) {
      // The text at hand may be newer than the one on disk.
      if (atHand?.project?.filename === path) return atHand;
      const text = files.read(path);
      if (text === undefined) return undefined;
      const known = loaded.get(path);
      if (known?.text === text) return known.source;
      const parsed = parse(path.endsWith('.json') ? `module.exports = ${text}` : text, path);
      const source = parsed && register({ ...parsed, project: { filename: path, root, settings, modules } });
      loaded.set(path, { text, source });
      return source;
    },
    adopt(source) {
      const path = source.project?.filename ?? '';
      const known = loaded.get(path);
      // What was found out about other files leads to the nodes of the former parse.
      if (known?.source && known.text === source.text) atHand = known.source;
      else {
        if (known) epoch += 1;
        loaded.set(path, { text: source.text, source });
        atHand = source;
      }
      return atHand;
    },
    forget(path) {
      if (atHand?.project?.filename === path) [atHand, current] = [undefined, undefined];
      if (loaded.delete(path)) epoch += 1;
      kept.begin();
    },
    importers: (path) => links.importers(path),
    epoch: () => epoch,
    ...packagesAround(files, kept),
    refresh(run) {
      if (run === current) return;
      current = run;
      atHand = undefined;
      kept.begin();
      for (const [path, { text }] of loaded) {
        if (files.read(path) === text) continue;
        loaded.delete(path);
        epoch += 1;
      }
      epoch += links.arrived();
    },
    restsOn(path, other) {
      const link = links.between(path, other);
      // Who calls a function was answered without it.
      if (link === 'new') epoch += 1;
      return link !== undefined;
    },
  };
  return modules;
}

/** What manifests and lock files say, found out once for all files of a directory. */
function packagesAround(files: Files, kept: Kept): Pick<Modules, 'dependsOn' | 'isOfSalesforce' | 'majorOf'> {
  return {
    majorOf: (name, from) =>
      kept.once(`version of ${name} ${dirname(from)}`, () => packageVersion(name, from, files)?.major),
    isOfSalesforce: (from) => kept.once(`of Salesforce ${dirname(from)}`, () => isOfSalesforce(from, files)),
    dependsOn: (name, from) =>
      kept.once(`depends on ${String(name)} ${dirname(from)}`, () => dependsOn(name, from, files)),
  };
}
