import { contains, type Entry, type Files, isFile, beneath } from './files.ts';
import { objectIn, stringsIn, textAt } from './json.ts';
import { join, upwards } from './paths.ts';
import { globToRegExp } from './patterns.ts';
import { manifestAt } from './source-file.ts';
import { aboutText, entryOf } from './texts.ts';

/**
 * The root of the repository around `directory`: the nearest directory with workspaces or `.git`, else the outermost
 * one with a package.json.
 */
export function repositoryRoot(directory: string, files: Files): string | undefined {
  const above = upwards(directory);
  const marked = above.find((at) => contains(at, '.git', files) || workspacesOf(at, files));
  return marked ?? above.findLast((at) => isFile(join(at, 'package.json'), files));
}

/** The directory of the package called `name` among the workspaces of `root`. */
export function workspacePackage(name: string, root: string, files: Files): string | undefined {
  return packagesIn(root, workspacesOf(root, files) ?? [], files).byName.get(name);
}

/** The globs of the workspaces of which `directory` is the root. */
export function workspacesOf(directory: string, files: Files): readonly string[] | undefined {
  const yaml = join(directory, 'pnpm-workspace.yaml');
  if (isFile(yaml, files)) return pnpmGlobs(yaml, files);
  const field = manifestAt(directory, files)?.['workspaces'];
  if (field === undefined) return undefined;
  return Array.isArray(field) ? stringsIn(field) : stringsIn(objectIn(field)['packages']);
}

/** The list under `packages:`, as a block or in brackets: all that is needed of YAML. */
const pnpmGlobs = aboutText((text) => {
  const lines = text.split(/\r?\n/).map((line) => line.replace(/(?:^|\s)#.*$/, ''));
  const start = lines.findIndex((line) => /^packages\s*:/.test(line));
  if (start < 0) return [];
  const inline = /\[([^\]]*)\]?/.exec(lines.slice(start).join(' '))?.[1];
  if (/^packages\s*:\s*\[/.test(lines[start] ?? '')) return (inline ?? '').split(',').map(unquoted).filter(Boolean);
  const rest = lines.slice(start + 1);
  const end = rest.findIndex((line) => /\S/.test(line) && !/^\s*-/.test(line));
  const items = end < 0 ? rest : rest.slice(0, end);
  return items.map((line) => unquoted(line.replace(/^\s*-/, ''))).filter(Boolean);
});

function unquoted(text: string): string {
  return text.trim().replace(/^(['"])(.*)\1$/, '$2');
}

/** The packages of a workspace, and everything that was looked at to find them. */
interface Packages {
  readonly globs: string;
  readonly listings: ReadonlyMap<string, readonly Entry[]>;
  readonly manifests: ReadonlyMap<string, string | undefined>;
  readonly byName: ReadonlyMap<string, string>;
}

const MOST_DIRECTORIES = 20_000;
const known = new WeakMap<Files, Map<string, Packages>>();

function packagesIn(root: string, globs: readonly string[], files: Files): Packages {
  const roots = entryOf(known, beneath(files), () => new Map<string, Packages>());
  const last = roots.get(root);
  if (last?.globs === globs.join('\n') && isCurrent(last, files)) return last;
  const listings = new Map<string, readonly Entry[]>();
  const directories = find(root, globs, (at) =>
    listings.size < MOST_DIRECTORIES ? entryOf(listings, at, () => files.list(at)) : [],
  );
  const paths = directories.map((at) => join(at, 'package.json'));
  const manifests = new Map(paths.map((path) => [path, files.read(path)]));
  const byName = new Map(directories.map((at) => [textAt(manifestAt(at, files) ?? {}, 'name') ?? '', at]));
  const packages = { globs: globs.join('\n'), listings, manifests, byName };
  roots.set(root, packages);
  return packages;
}

function isCurrent({ listings, manifests }: Packages, files: Files): boolean {
  for (const [at, listing] of listings) if (files.list(at) !== listing) return false;
  for (const [path, text] of manifests) if (files.read(path) !== text) return false;
  return true;
}

type List = (directory: string) => readonly Entry[];

function find(root: string, globs: readonly string[], list: List): readonly string[] {
  // A glob that leads out of the repository could lead through the whole disk.
  const inside = globs.map(tidy).filter((glob) => !glob.includes('..'));
  const excluded = inside.filter((glob) => glob.startsWith('!')).map((glob) => globToRegExp(glob.slice(1)));
  const wanted = inside.filter((glob) => !glob.startsWith('!')).map((glob) => glob.split('/'));
  const found = new Set(wanted.flatMap((segments) => expand(root, segments, list)));
  return [...found].filter((directory) => {
    const relative = directory.slice(root.length).replace(/^\//, '');
    const isPackage = list(directory).some(({ name }) => name === 'package.json');
    return isPackage && !excluded.some((glob) => glob.test(relative));
  });
}

function tidy(glob: string): string {
  return glob
    .replace(/^(!?)\.\//, '$1')
    .replace(/\/+$/, '')
    .replace(/(?:\*\*\/){2,}/g, '**/');
}

/** The directories beneath `directory` that the segments of a glob lead to. */
function expand(directory: string, segments: readonly string[], list: List): readonly string[] {
  const [segment, ...rest] = segments;
  if (segment === undefined) return [directory];
  if (!/[*?{]/.test(segment)) return expand(join(directory, segment), rest, list);
  const inner = list(directory).filter(
    (entry) => entry.directory && entry.name !== 'node_modules' && !entry.name.startsWith('.'),
  );
  const children = inner.map(({ name }) => ({ name, at: join(directory, name) }));
  if (segment === '**') {
    return [...expand(directory, rest, list), ...children.flatMap(({ at }) => expand(at, segments, list))];
  }
  const pattern = globToRegExp(segment);
  return children.filter(({ name }) => pattern.test(name)).flatMap(({ at }) => expand(at, rest, list));
}
