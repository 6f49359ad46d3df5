import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');
const LOCKS = path.join(import.meta.dirname, '../vscode-runtime');
/** The stand-ins for native modules that would have to be compiled. */
export const STUBS = path.join(LOCKS, 'stubs');

/** `npm ci` removes it; anywhere else in the repository, linters would read half a gigabyte of other people's sources. */
const CACHE = path.join(root, 'node_modules/.cache/vscode-runtime');
const HOUR_MS = 3_600_000;

/** What is installed on demand, each from a lock file of its own. */
export type PackageSet = 'floor' | 'latest' | 'chromium';

/** How packages become a folder that is used; replaced in tests. */
export interface Installation {
  /** Folder that keeps finished installations. */
  readonly cache: string;
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
 * The folder with the packages of a set, installed where they are not yet. It gets its name when it is complete, so that
 * an interrupted run leaves nothing that looks finished; of two runs at once, the slower one takes what the faster made.
 */
export function installPackages(set: PackageSet, { complete, ...given }: Partial<Installation> = {}): string {
  const { cache = CACHE, install = installWithNpm } = given;
  const sources = [path.join(LOCKS, set), ...(set === 'chromium' ? [] : [STUBS])];
  const target = path.join(cache, `${set}-${hashOf(...sources)}`);
  if (existsSync(target)) return target;
  removeLeftovers(cache);
  const folder = `${target}.${process.pid}.partial`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  try {
    cpSync(path.join(LOCKS, set), folder, { recursive: true });
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
