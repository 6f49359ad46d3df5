import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
/** `npm ci` removes it; anywhere else in the repository, linters would read half a gigabyte of other people's sources. */
const CACHES = path.join(root, 'node_modules/.cache');
const HOUR_MS = 3_600_000;

/** How packages become a folder that is used; replaced in tests. */
export interface Installation {
  /** Folder that keeps finished installations; in the caches of the repository, by the name of the lock's own folder. */
  readonly cache: string;
  /** Folders that it is made from, beside that of the lock file. */
  readonly parts: readonly string[];
  /** Installs the packages of the package.json and package-lock.json that are in the folder. */
  install(folder: string): void;
  /** Puts the rest in place, once the packages are there. */
  complete(folder: string): void;
}

/** Runs npm in a folder; without install scripts, which would compile or download. */
export function installWithNpm(folder: string): void {
  const own = process.env['npm_execpath'];
  const [command, ...before] = own === undefined ? ['npm'] : [process.execPath, own];
  const flags = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // Without an explicit prefix, an npm that runs within `npm test` would take the repository for its project.
  const args = [...before, ...flags, '--prefix', folder];
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd: folder, encoding: 'utf8' });
  if (status === 0) return;
  throw new Error(`npm ci failed for ${folder}. Is the npm registry reachable?\n${error?.message ?? stdout + stderr}`);
}

/** The hash of all files below a folder: what an installation is made from. */
function hashOf(...folders: readonly string[]): string {
  const hash = createHash('sha256');
  for (const folder of folders) {
    for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
      const file = path.join(folder, name);
      if (statSync(file).isFile()) hash.update(`${name}\0`).update(readFileSync(file));
    }
  }
  return hash.digest('hex').slice(0, 12);
}

/** Removes what interrupted runs left behind; what is younger may be at work in another run. */
function removeLeftovers(cache: string): void {
  for (const name of existsSync(cache) ? readdirSync(cache) : []) {
    const folder = path.join(cache, name);
    const { mtimeMs } = statSync(folder, { throwIfNoEntry: false }) ?? { mtimeMs: Date.now() };
    if (name.endsWith('.partial') && Date.now() - mtimeMs > HOUR_MS) rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * The folder with the packages of a lock file, installed where they are not yet: for what is too big for the lock file of
 * the repository. It gets its name when it is complete, so that an interrupted run leaves nothing that looks finished; of
 * two runs at once, the slower one takes what the faster made.
 *
 * @param lock - The folder of the package.json and package-lock.json.
 * @throws {Error} when npm fails, with what it printed.
 */
export function installPackages(lock: string, { complete, ...given }: Partial<Installation> = {}): string {
  const [room, name] = [path.basename(path.dirname(lock)), path.basename(lock)];
  const { cache = path.join(CACHES, room), parts = [], install = installWithNpm } = given;
  const target = path.join(cache, `${name}-${hashOf(lock, ...parts)}`);
  if (existsSync(target)) return target;
  removeLeftovers(cache);
  const folder = `${target}.${process.pid}.partial`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    cpSync(lock, folder, { recursive: true });
    install(folder);
    complete?.(folder);
    moveInto(folder, target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return target;
}

function moveInto(folder: string, target: string): void {
  try {
    renameSync(folder, target);
  } catch (error) {
    if (!existsSync(target)) throw error;
  }
}
