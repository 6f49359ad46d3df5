import { type Entry, type Files, beneath } from './files.ts';
import { basename, join } from './paths.ts';
import { withoutExtension } from './source-file.ts';
import { entryOf } from './texts.ts';

const MOST_FILES = 20_000;
const MOST_CHARACTERS = 500_000;
const SKIPPED = new Set(['node_modules', 'dist', 'build', 'out', 'coverage', 'vendor']);

/** Whether a folder holds no sources of the project: hidden ones are caches, and can be larger than all else. */
function isPassedOver(name: string): boolean {
  return SKIPPED.has(name) || name.startsWith('.');
}
const SOURCE = /(?<!\.d|\.min)\.(?:[cm]?[jt]s|[jt]sx)$/;
const CONFIG = /^[jt]sconfig.*\.json$/;
// Comments and strings are matched too: a file too many is looked at in vain, one too few is an import overlooked.
// A comment before the specifier is a bundler's, so it is short; without a limit, odd texts would take minutes.
const SPECIFIER =
  /\b(?:from|import(?:\s*\()?|require\s*\()(?:\s|\/\*(?:[^*]|\*(?!\/)){0,300}\*\/)*(['"`])([^'"`\n]+)\1/g;

const NONE: ReadonlySet<string> = new Set();

/** What the source files beneath a directory import, by the words of their imports. */
export interface ImportsIndex {
  readonly uses: ReadonlyMap<string, Use>;
  /** Every tsconfig.json and jsconfig.json. */
  readonly configs: readonly string[];
}

/** One specifier, and the folders whose files contain it: within a folder it means the same everywhere. */
interface Use {
  /** Its last segment without the extension. */
  readonly tail: string;
  readonly folders: Set<Folder>;
}

/** The files of one directory. */
interface Folder {
  readonly path: string;
  readonly listing: readonly Entry[];
  readonly folders: readonly string[];
  readonly configs: readonly string[];
  readonly sources: readonly Source[];
  specifiers: ReadonlySet<string>;
}

/** A source file and what it imports. */
interface Source {
  readonly path: string;
  text: string | undefined;
  specifiers: ReadonlySet<string>;
}

interface Tree {
  readonly folders: Map<string, Folder>;
  readonly uses: Map<string, Use>;
}

const trees = new WeakMap<Files, Map<string, Tree>>();

/** The index of the files beneath `root`, brought up to date; undefined when there are too many. */
export function importsBelow(root: string, files: Files): ImportsIndex | undefined {
  const known = entryOf(trees, beneath(files), () => new Map<string, Tree>());
  const tree = entryOf(known, root, (): Tree => ({ folders: new Map(), uses: new Map() }));
  const folders = foldersBelow(root, tree, files);
  if (!folders) return undefined;
  for (const folder of folders) refresh(folder, tree, files);
  if (tree.folders.size > folders.length) {
    const present = new Set(folders);
    for (const folder of tree.folders.values()) if (!present.has(folder)) forget(folder, tree);
  }
  return { uses: tree.uses, configs: folders.flatMap(({ configs }) => configs) };
}

/** Every folder beneath `root`; undefined when there are too many files, before any of them is read. */
function foldersBelow(root: string, tree: Tree, files: Files): readonly Folder[] | undefined {
  const paths = [root];
  const folders: Folder[] = [];
  let count = 0;
  for (const path of paths) {
    const folder = folderAt(path, tree, files);
    folders.push(folder);
    paths.push(...folder.folders);
    count += folder.sources.length;
    if (count > MOST_FILES || paths.length > MOST_FILES) return undefined;
  }
  return folders;
}

function folderAt(path: string, tree: Tree, files: Files): Folder {
  const listing = files.list(path);
  const last = tree.folders.get(path);
  if (last?.listing === listing) return last;
  if (last) forget(last, tree);
  const pathsOf = (wanted: (entry: Entry) => boolean): string[] =>
    listing.filter(wanted).map(({ name }) => join(path, name));
  const sources = pathsOf(({ name, directory }) => !directory && SOURCE.test(name));
  const known = new Map((last?.sources ?? []).map((source) => [source.path, source]));
  const folder = {
    path,
    listing,
    folders: pathsOf(({ name, directory }) => directory && !isPassedOver(name)),
    configs: pathsOf(({ name, directory }) => !directory && CONFIG.test(name)),
    sources: sources.map((source) => known.get(source) ?? { path: source, text: undefined, specifiers: NONE }),
    specifiers: NONE,
  };
  tree.folders.set(path, folder);
  index(folder, tree);
  return folder;
}

/** Reads the files that have changed. */
function refresh(folder: Folder, tree: Tree, files: Files): void {
  let changed = false;
  for (const source of folder.sources) {
    const text = files.read(source.path);
    if (text === source.text) continue;
    source.text = text;
    source.specifiers = specifiersIn(text ?? '');
    changed = true;
  }
  if (changed) index(folder, tree);
}

/** The specifiers that a text imports, by whatever kind of import. */
export function specifiersIn(text: string): ReadonlySet<string> {
  if (text.length > MOST_CHARACTERS) return NONE;
  return new Set(Array.from(text.matchAll(SPECIFIER), ([, , specifier = '']) => specifier));
}

function index(folder: Folder, tree: Tree): void {
  unindex(folder, tree);
  folder.specifiers = new Set(folder.sources.flatMap(({ specifiers }) => [...specifiers]));
  for (const specifier of folder.specifiers) {
    const tail = withoutExtension(basename(specifier));
    entryOf(tree.uses, specifier, () => ({ tail, folders: new Set() })).folders.add(folder);
  }
}

function unindex(folder: Folder, tree: Tree): void {
  for (const specifier of folder.specifiers) {
    const use = tree.uses.get(specifier);
    use?.folders.delete(folder);
    if (use?.folders.size === 0) tree.uses.delete(specifier);
  }
}

function forget(folder: Folder, tree: Tree): void {
  unindex(folder, tree);
  tree.folders.delete(folder.path);
}
