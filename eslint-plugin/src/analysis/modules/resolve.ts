import { contains, type Files } from './files.ts';
import { firstSource, importTargets, packageEntry } from './package-entries.ts';
import { dirname, join } from './paths.ts';
import { directorySource, manifestAt, sourceFile } from './source-file.ts';
import { entryOf } from './texts.ts';
import { throughAliases } from './tsconfig.ts';
import { workspacePackage, workspacesOf } from './workspaces.ts';

/** The source file that a specifier means in the files of a directory. */
export type Resolve = (specifier: string, directory: string) => string | undefined;

/**
 * Finds the files of this project that specifiers mean. It remembers its answers, so it is good for as long as no file
 * changes. Undefined is answered for what no source of the project is: packages that are installed (those of the same
 * repository are followed), built-in modules, and whatever is not there.
 */
export function createResolve(files: Files): Resolve {
  const scopes = new Map<string, Scope>();
  const answers = new Map<string, Answer>();
  const packages = new Map<string, Answer>();
  const packageCalled = (name: string, root: string): string | undefined =>
    entryOf(packages, `${root}\n${name}`, () => ({ found: workspacePackage(name, root, files) })).found;
  return (specifier, directory) => {
    if (isRelative(specifier)) {
      const find = (): Answer => ({ found: relativeSource(specifier, directory, files) });
      return entryOf(answers, `${directory}\n${specifier}`, find).found;
    }
    // Absolute paths, and URLs such as `node:fs`.
    if (/^(?:\/|[A-Za-z][\w+.-]*:)/.test(specifier)) return undefined;
    const scope = scopeOf(directory, files, scopes);
    const key = [specifier, scope.config, scope.package].join('\n');
    return entryOf(answers, key, () => ({ found: namedSource(specifier, { ...scope, files, packageCalled }) })).found;
  };
}

/** An answer that is remembered even where it is that there is none. */
interface Answer {
  readonly found: string | undefined;
}

/** What decides on a specifier that is not relative. It is the same for many files. */
interface Scope {
  /** The nearest tsconfig.json or jsconfig.json. */
  readonly config?: string;
  /** The directory of the nearest package.json. */
  readonly package?: string;
  /** The nearest directory with workspaces. */
  readonly root?: string;
}

/** A scope, and how it is asked about. */
interface Project extends Scope {
  readonly files: Files;
  readonly packageCalled: (name: string, root: string) => string | undefined;
}

/** The scope of a directory: what it contains itself, and else what holds for the one above. */
function scopeOf(directory: string, files: Files, known: Map<string, Scope>): Scope {
  return entryOf(known, directory, () => {
    const above = dirname(directory);
    const config = ['tsconfig.json', 'jsconfig.json'].find((name) => contains(directory, name, files));
    return {
      ...(above !== directory && scopeOf(above, files, known)),
      ...(config !== undefined && { config: join(directory, config) }),
      ...(contains(directory, 'package.json', files) && { package: directory }),
      ...(workspacesOf(directory, files) && { root: directory }),
    };
  });
}

/** Whether a specifier is a path from the file that it is written in. */
export function isRelative(specifier: string): boolean {
  return /^\.{1,2}(?:\/|$)/.test(specifier);
}

function relativeSource(specifier: string, directory: string, files: Files): string | undefined {
  const path = join(directory, specifier);
  // `.` in src means src/index.ts, never the file src.ts beside it.
  return /(?:^|\/)\.{0,2}$/.test(specifier) ? directorySource(path, files) : sourceFile(path, files);
}

function namedSource(specifier: string, project: Project): string | undefined {
  return (
    (project.config === undefined ? undefined : throughAliases(specifier, project.config, project.files)) ??
    (specifier.startsWith('#') ? privateSource(specifier, project) : packageSource(specifier, project)) ??
    conventionalSource(specifier, project)
  );
}

/** What a `#specifier` means by way of `imports` in package.json. */
function privateSource(specifier: string, project: Project): string | undefined {
  if (project.package === undefined) return undefined;
  const targets = importTargets(specifier, project.package, project.files);
  const own = firstSource(project.package, targets, project.files);
  if (own !== undefined) return own;
  const packages = targets.filter((target) => /^[^.#/]/.test(target));
  return packages.map((target) => packageSource(target, project)).find((found) => found !== undefined);
}

/** What a specifier means that begins with the name of this package, or of another one of the repository. */
function packageSource(specifier: string, project: Project): string | undefined {
  const [, name, subpath = ''] = /^((?:@[^/]+\/)?[^/]+)(?:\/(.*))?$/.exec(specifier) ?? [];
  const directory = name === undefined ? undefined : packageDirectory(name, project);
  return directory === undefined ? undefined : packageEntry(directory, subpath, project.files);
}

function packageDirectory(name: string, { package: own, root, files, packageCalled }: Project): string | undefined {
  if (own !== undefined && manifestAt(own, files)?.['name'] === name) return own;
  return root === undefined ? undefined : packageCalled(name, root);
}

/** What `@/x` and `~/x` mean by the convention of Vite and Nuxt, whose configuration is code. */
function conventionalSource(specifier: string, { package: own, files }: Project): string | undefined {
  const path = /^[@~]\/(.+)$/.exec(specifier)?.[1];
  if (path === undefined || own === undefined) return undefined;
  return sourceFile(join(own, `src/${path}`), files) ?? sourceFile(join(own, path), files);
}
