import type { Entry, Files } from './files.ts';

/** The part of `node:fs` that is asked. It comes from the host, since an import would keep browsers from loading this. */
interface Disk {
  statSync(path: string, options: { throwIfNoEntry: false }): Stats | undefined;
  readFileSync(path: string, encoding: 'utf8'): string;
  readdirSync(path: string, options: { withFileTypes: true }): readonly DirectoryEntry[];
}

interface Stats {
  readonly mtimeMs: number;
  readonly size: number;
  isFile(): boolean;
  isDirectory(): boolean;
}

interface DirectoryEntry {
  readonly name: string;
  isDirectory(): boolean;
}

declare const process: { getBuiltinModule?(id: 'node:fs'): Disk | undefined } | undefined;

const MOST_BYTES = 1_000_000;
// Lock files of ordinary projects are longer than any source that is worth reading.
const MOST_LOCK_BYTES = 30_000_000;
const LOCK_FILE = /(?:package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml)$/;
const TRUSTED_MS = 1000;

/**
 * The files on disk; undefined where there is none to read, as in browsers.
 *
 * Answers are remembered. For a second they are trusted, so that one lint run does not look a thousand times at the
 * same file; after that a file is read again only when its time or size has changed. A link to a directory is listed
 * as no directory, so that whoever walks the tree cannot run in circles; its files can still be read.
 *
 * @param now - The clock, in milliseconds.
 */
export function nodeFiles(now: () => number = Date.now): Files | undefined {
  const disk = typeof process === 'undefined' ? undefined : process.getBuiltinModule?.('node:fs');
  if (!disk) return undefined;
  const none: readonly Entry[] = [];
  const generation = generations(now);
  return {
    generation,
    read: remembered(disk, generation, undefined, (path, stats) => {
      // Pipes and devices are no files: to read them could take for ever.
      if (!stats.isFile() || stats.size > (LOCK_FILE.test(path) ? MOST_LOCK_BYTES : MOST_BYTES)) return undefined;
      return disk.readFileSync(path, 'utf8');
    }),
    list: remembered(disk, generation, none, (path, stats) => {
      if (!stats.isDirectory()) return none;
      const entries = disk.readdirSync(path, { withFileTypes: true });
      return entries.map((entry) => ({ name: entry.name, directory: entry.isDirectory() }));
    }),
  };
}

/** `filename`, as a host of either platform writes it, in the form that `Files` takes. */
export function toPath(filename: string): string {
  // A backslash is a letter like any other in a POSIX path.
  const path = filename.startsWith('/') ? filename : filename.replaceAll('\\', '/');
  return path.replace(/^[a-z]:\//, (drive) => drive.toUpperCase());
}

interface Remembered<T> {
  readonly mtimeMs: number | undefined;
  readonly size: number | undefined;
  readonly value: T;
  generation: number;
}

/** A number for each second in which somebody asks. */
function generations(now: () => number): () => number {
  let generation = 0;
  let since = Number.NEGATIVE_INFINITY;
  return () => {
    const time = now();
    if (Math.abs(time - since) >= TRUSTED_MS) [since, generation] = [time, generation + 1];
    return generation;
  };
}

/** What `load` says of a path, asked again only when the disk says that something has changed; `none` where it throws. */
function remembered<T>(
  disk: Disk,
  generation: () => number,
  none: T,
  load: (path: string, stats: Stats) => T,
): (path: string) => T {
  const known = new Map<string, Remembered<T>>();
  return (path) => {
    const current = generation();
    const last = known.get(path);
    if (last?.generation === current) return last.value;
    const stats = attempt(() => disk.statSync(toPath(path), { throwIfNoEntry: false }), undefined);
    const { mtimeMs, size } = stats ?? {};
    if (last && last.mtimeMs === mtimeMs && last.size === size) {
      last.generation = current;
      return last.value;
    }
    const value = stats ? attempt(() => load(toPath(path), stats), none) : none;
    known.set(path, { mtimeMs, size, value, generation: current });
    return value;
  };
}

function attempt<T>(act: () => T, otherwise: T): T {
  try {
    return act();
  } catch {
    return otherwise;
  }
}
