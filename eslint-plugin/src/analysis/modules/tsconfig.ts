import { type Files, isFile } from './files.ts';
import { type JsonObject, jsonIn, objectIn, stringsIn, textAt } from './json.ts';
import { dirname, join } from './paths.ts';
import { bestMatch, fill } from './patterns.ts';
import { sourceFile } from './source-file.ts';

/** What a tsconfig.json, with what it extends, says of specifiers that name no file by themselves. */
interface Aliases {
  /** Where such a specifier is looked for. */
  readonly baseUrl?: string;
  /** What patterns stand for. */
  readonly paths?: JsonObject;
  /** The directory of the file that contains `paths`. */
  readonly pathsIn?: string;
}

/**
 * The aliases that hold beneath a tsconfig.json. One that only refers to its parts, as Vite writes it, has those of
 * the first part beside it that has any.
 */
function aliasesOf(config: string, files: Files): Aliases {
  const own = aliasesIn(config, files);
  if (own.paths ?? own.baseUrl) return own;
  const parts = partsOf(config, files).map((part) => aliasesIn(part, files));
  return parts.find(({ paths }) => paths) ?? own;
}

/** Every table of `paths` that a tsconfig.json, its parts and what they extend contain; `seen` are the files looked at. */
export function pathTables(config: string, files: Files, seen: Set<string>): readonly JsonObject[] {
  if (seen.has(config)) return [];
  seen.add(config);
  const { paths } = optionsIn(config, files);
  const others = [...partsOf(config, files), ...basesOf(config, dirname(config), files)];
  return [objectIn(paths), ...others.flatMap((other) => pathTables(other, files, seen))];
}

/** The source file that a specifier means by way of the aliases beneath `config`. */
export function throughAliases(specifier: string, config: string, files: Files): string | undefined {
  const { baseUrl, paths = {}, pathsIn = '' } = aliasesOf(config, files);
  const match = bestMatch(specifier, Object.keys(paths));
  for (const target of match ? stringsIn(paths[match.pattern]) : []) {
    const path = locate(target, baseUrl ?? pathsIn, dirname(config));
    const found = match && sourceFile(fill(path, match), files);
    if (found !== undefined) return found;
  }
  return baseUrl === undefined ? undefined : sourceFile(join(baseUrl, specifier), files);
}

function aliasesIn(config: string, files: Files, home = dirname(config), seen = new Set<string>()): Aliases {
  if (seen.has(config)) return {};
  seen.add(config);
  const bases = basesOf(config, home, files).map((base) => aliasesIn(base, files, home, seen));
  const inherited = bases.reduce<Aliases>((all, base) => ({ ...all, ...base }), {});
  const options = optionsIn(config, files);
  const baseUrl = textAt(options, 'baseUrl');
  return {
    ...inherited,
    ...(baseUrl !== undefined && { baseUrl: locate(baseUrl, dirname(config), home) }),
    ...('paths' in options && { paths: objectIn(options['paths']), pathsIn: dirname(config) }),
  };
}

function optionsIn(config: string, files: Files): JsonObject {
  return objectIn(jsonIn(config, files)?.['compilerOptions']);
}

/** The files that a tsconfig.json extends, without packages: those give no aliases of the project. */
function basesOf(config: string, home: string, files: Files): readonly string[] {
  const named = stringsIn(jsonIn(config, files)?.['extends']);
  const paths = named.filter((base) => /^(?:\.|\/|[A-Za-z]:\/|\$\{configDir\})/.test(base));
  return paths.flatMap((base) => {
    const path = locate(base, dirname(config), home);
    return [path, `${path}.json`].find((candidate) => isFile(candidate, files)) ?? [];
  });
}

/** The configurations beside a tsconfig.json that it refers to. */
function partsOf(config: string, files: Files): readonly string[] {
  const references = jsonIn(config, files)?.['references'];
  const items: readonly unknown[] = Array.isArray(references) ? references : [];
  const paths = items.flatMap((item) => stringsIn(objectIn(item)['path'])).map((path) => join(dirname(config), path));
  return paths.filter((path) => dirname(path) === dirname(config) && isFile(path, files));
}

/** `path` as seen from `directory`, where TypeScript's name for the directory of the outermost file is allowed. */
function locate(path: string, directory: string, home: string): string {
  return join(
    directory,
    path.replace('${configDir}', () => home),
  );
}
