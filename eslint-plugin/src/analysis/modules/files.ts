import { basename, dirname, isWithin } from './paths.ts';

/**
 * The files of a project, as far as the analysis asks for them.
 * Paths are absolute with forward slashes (Windows: `C:/a/b.ts`).
 */
export interface Files {
  /** The text of a file; undefined when it is no readable file. */
  read(path: string): string | undefined;
  /**
   * What lies in a directory; empty when it is no readable directory.
   * To answer with the same array for as long as nothing changed spares the callers most of their work.
   */
  list(directory: string): readonly Entry[];
  /** Stays the same for as long as every answer does; without it, or where it is undefined, any may change at any time. */
  generation?(): number | undefined;
}

/** A file or directory within a directory. */
export interface Entry {
  readonly name: string;
  readonly directory: boolean;
}

const origins = new WeakMap<Files, Files>();

/**
 * The files beneath editor buffers. What is remembered of texts is kept by them, and checked against the text: so it
 * outlives the buffers, which many hosts lay anew over the same files for every file they lint.
 */
export function beneath(files: Files): Files {
  return origins.get(files) ?? files;
}

/**
 * The same files, where unsaved editor buffers win over the disk.
 *
 * @param buffers - Texts by path. It is looked at with every question, so it may change meanwhile.
 */
export function withBuffers(files: Files, buffers: ReadonlyMap<string, string>): Files {
  const overlaid: Files = {
    generation: () => (buffers.size === 0 ? files.generation?.() : undefined),
    read: (path) => buffers.get(path) ?? files.read(path),
    list(directory) {
      const saved = files.list(directory);
      const added = new Map<string, Entry>();
      for (const path of buffers.keys()) {
        const entry = entryTowards(path, directory);
        if (entry && !namesIn(saved).has(entry.name)) added.set(entry.name, entry);
      }
      return added.size > 0 ? [...saved, ...added.values()] : saved;
    },
  };
  origins.set(overlaid, beneath(files));
  return overlaid;
}

/** What `directory` contains because `path` exists: the file itself, or the directory that leads to it. */
function entryTowards(path: string, directory: string): Entry | undefined {
  if (path === directory || !isWithin(path, directory)) return undefined;
  const start = directory.endsWith('/') ? directory.length : directory.length + 1;
  const end = path.indexOf('/', start);
  return { name: path.slice(start, end < 0 ? undefined : end), directory: end >= 0 };
}

const names = new WeakMap<readonly Entry[], ReadonlyMap<string, Entry>>();

function namesIn(entries: readonly Entry[]): ReadonlyMap<string, Entry> {
  let known = names.get(entries);
  if (!known) {
    known = new Map(entries.map((entry) => [entry.name, entry]));
    names.set(entries, known);
  }
  return known;
}

/** Whether there is a file at `path`. The directory is asked, which is cheaper than to look for files that are not there. */
export function isFile(path: string, files: Files): boolean {
  return namesIn(files.list(dirname(path))).get(basename(path))?.directory === false;
}

/** Whether `directory` contains something, file or directory, called `name`. */
export function contains(directory: string, name: string, files: Files): boolean {
  return namesIn(files.list(directory)).has(name);
}
