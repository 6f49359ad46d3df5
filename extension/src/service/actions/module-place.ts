import { dirname, type Files } from 'eslint-plugin-salesforce-resilience/analysis';

/** Folders that hold what the rest of a project uses, the likeliest first. */
const SHARED = ['lib', 'libs', 'clients', 'client', 'http', 'shared', 'common', 'utils', 'services', 'api'];

/**
 * The folders that a module for the whole project may be put into, the best first: a shared one on the way up from the file
 * to its package, `src`, and the file's own. The last one is always there.
 *
 * @param root - Nothing above it is looked at.
 */
export function placesFor(filename: string, root: string, files: Files | undefined): readonly string[] {
  const own = dirname(filename);
  if (!files || !isWithin(filename, root)) return [own];
  const home = packageOf(filename, root, files);
  const above = levelsBetween(own, home);
  const shared = above.flatMap((level) => sharedIn(level, files));
  const source = `${home}/src`;
  const inSource = isWithin(filename, source) ? [source] : sharedIn(source, files);
  return [...new Set([...shared, ...inSource, own])];
}

/** The nearest folder with a package.json; the root where there is none. */
export function packageOf(filename: string, root: string, files: Files): string {
  return (
    levelsBetween(dirname(filename), root).find((level) => files.read(`${level}/package.json`) !== undefined) ?? root
  );
}

/** The names of the files in a folder. */
export function filesIn(directory: string, files: Files): readonly string[] {
  return files.list(directory).flatMap(({ name, directory: isDirectory }) => (isDirectory ? [] : [name]));
}

function sharedIn(directory: string, files: Files): string[] {
  const inner = new Set(files.list(directory).flatMap((entry) => (entry.directory ? [entry.name] : [])));
  return SHARED.filter((name) => inner.has(name)).map((name) => `${directory}/${name}`);
}

/** The folder and those above it, up to `top`. */
function levelsBetween(directory: string, top: string): string[] {
  const levels = [directory];
  for (let level = directory; level !== top && isWithin(level, top);) {
    level = dirname(level);
    levels.push(level);
  }
  return levels;
}

function isWithin(path: string, directory: string): boolean {
  return path.startsWith(directory.endsWith('/') ? directory : `${directory}/`);
}
