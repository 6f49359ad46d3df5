import { contains, type Files, isFile } from './files.ts';
import { type JsonObject, jsonIn, textAt } from './json.ts';
import { join } from './paths.ts';

const EXTENSIONS = ['.ts', '.tsx', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
const EXTENSION = /\.(?:[cm]?[jt]s|[jt]sx|json)$/;
const DECLARATION = /\.d\.[cm]?ts$/;

// What TypeScript is compiled to is imported by the name that it will have.
const SOURCES_OF: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.jsx': ['.tsx', '.ts'],
  '.mjs': ['.mts'],
  '.cjs': ['.cts'],
};

/** `path` without the extension of a module. */
export function withoutExtension(path: string): string {
  return path.replace(EXTENSION, '');
}

/** The source file that importing `path` means: the file, the file with an extension, or what a directory stands for. */
export function sourceFile(path: string, files: Files): string | undefined {
  return fileAt(path, files) ?? directorySource(path, files);
}

/** The source file that a directory stands for: what its package.json names, or its index. */
export function directorySource(directory: string, files: Files): string | undefined {
  const manifest = manifestAt(directory, files);
  return (manifest && mainOf(directory, manifest, files)) ?? fileAt(join(directory, 'index'), files);
}

function fileAt(path: string, files: Files): string | undefined {
  if (path.includes('/node_modules/')) return undefined;
  const [extension = ''] = EXTENSION.exec(path) ?? [];
  const stem = withoutExtension(path);
  const named = extension
    ? [...(SOURCES_OF[extension] ?? []), extension].find((each) => isSource(stem + each, files))
    : undefined;
  return named === undefined ? withExtension(path, files) : stem + named;
}

function withExtension(path: string, files: Files): string | undefined {
  return EXTENSIONS.map((extension) => path + extension).find((candidate) => isSource(candidate, files));
}

function isSource(path: string, files: Files): boolean {
  return isFile(path, files) && !DECLARATION.test(path);
}

/** The package.json of `directory`. */
export function manifestAt(directory: string, files: Files): JsonObject | undefined {
  return contains(directory, 'package.json', files) ? jsonIn(join(directory, 'package.json'), files) : undefined;
}

/** The source file that a package names as its main one; `exports` are asked before. */
export function mainOf(directory: string, manifest: JsonObject, files: Files): string | undefined {
  for (const field of ['source', 'module', 'main']) {
    const target = textAt(manifest, field);
    const found = target === undefined ? undefined : builtFrom(directory, target, files);
    if (found !== undefined) return found;
  }
  return undefined;
}

const BUILT = /^(?:\.\/)?(?:dist|build|out|lib|es|esm|cjs)\/(.+?)(?:\.d)?(?:\.[cm]?[jt]sx?)?$/;
const FORMAT = /^(?:src|esm?|cjs|mjs|types)\//;

/**
 * The source file behind what a package gives away: `dist/a.js` is compiled from `src/a.ts`. That one is meant even
 * where the package has been built, so that the answer does not depend on whether it has.
 */
export function builtFrom(directory: string, target: string, files: Files): string | undefined {
  const inner = BUILT.exec(target)?.[1];
  const stems = inner === undefined ? [] : [inner, inner.replace(FORMAT, '')];
  for (const stem of stems) {
    const found = withExtension(join(directory, `src/${stem}`), files);
    if (found !== undefined) return found;
  }
  // Not what package.json of an inner directory says: two that name each other would never end.
  const path = join(directory, target);
  return fileAt(path, files) ?? fileAt(join(path, 'index'), files);
}
