import { createMemo } from '../memo.ts';
import { modulePathOf } from '../modules/exports.ts';
import { specifiersIn } from '../modules/imports-index.ts';
import type { Modules } from '../project.ts';
import { type SourceView, textIn, type Variable } from '../source.ts';
import { outerVariablesOf } from '../values/bindings.ts';

/** A file that imports a module, and the names it has from there. */
export interface Importer {
  readonly source: SourceView;
  readonly names: readonly Variable[];
}

/** So many files are parsed to find out who calls a function; beyond, it is not known. */
const MOST_IMPORTERS = 60;

/** `client[method](…)`, which may call anything by its name. */
const COMPUTED_CALL = /[\w)\]]\[(?!['"\d\]])(?:[^[\]\n]|\[[^[\]\n]*\])+\]\s*(?:\?\.)?\s*(?:\(|\.(?:apply|bind|call)\()/;

/**
 * The files that import a module, also through files that only pass it on, and mention what it calls `name`, or call
 * something by a name that they compute.
 *
 * @param isMember - Whether that is the name of a member, which it keeps wherever it is used.
 * @returns undefined when that cannot be told, or when there are too many to parse.
 */
export function importersOf(
  source: SourceView,
  name: string | undefined,
  isMember: boolean,
): readonly Importer[] | undefined {
  const modules = source.project?.modules;
  const importing = modules && memoImporting(source.ast, () => findImporting(source, modules));
  if (!modules || !importing) return modules ? undefined : [];
  const anyName = name === undefined || (importing.renames && !isMember);
  const naming = importing.paths.filter((path) => anyName || modules.read(path)?.includes(name) === true);
  if (naming.length > MOST_IMPORTERS) return undefined;
  const others = importing.paths.filter(
    (path) => !naming.includes(path) && COMPUTED_CALL.test(modules.read(path) ?? ''),
  );
  return [...naming, ...others.slice(0, MOST_IMPORTERS - naming.length)].flatMap((path) => {
    const importer = modules.load(path);
    if (!importer || importer.ast === source.ast) return [];
    const names = importedNames(importer).filter(({ path: from }) => importing.through.has(from));
    return [{ source: importer, names: names.map(({ variable }) => variable) }];
  });
}

/** Whether a module exports something by another name than its own. */
function renames(text: string): boolean {
  return /\bexport\s+default\b|\bexport\s*\{[^}]*\sas\s|\bmodule\.exports\s*=|\bexports\.(\w+)\s*=(?!\s*(?:async\b|function\b|\1\b|\())/.test(
    text,
  );
}

/** Which files import a module, by their paths. */
interface Importing {
  readonly paths: readonly string[];
  /** The module, and the files that pass on what it exports. */
  readonly through: ReadonlySet<string>;
  /** Whether any of those gives something another name. */
  readonly renames: boolean;
}

const memoImporting = createMemo<Importing | undefined>(() => undefined);

function findImporting({ project }: SourceView, modules: Modules): Importing | undefined {
  const paths = new Set<string>();
  const through = new Set(project ? [project.filename] : []);
  for (const module of through) {
    const importers = modules.importers(module);
    if (!importers) return undefined;
    for (const path of importers) {
      if (path === project?.filename) continue;
      paths.add(path);
      if (passesOn(modules.read(path) ?? '')) through.add(path);
    }
  }
  return { paths: [...paths], through, renames: [...through].some((path) => renames(modules.read(path) ?? '')) };
}

function passesOn(text: string): boolean {
  return /\bexport\s*(?:\*|(?:type\s*)?\{[^}]*\}\s*from)|\bmodule\.exports\s*=\s*(?:require|\{)/.test(text);
}

/** A name that a file imports from another one of the project. */
interface Imported {
  readonly variable: Variable;
  readonly path: string;
}

const memoNames = createMemo<readonly Imported[]>(() => []);

function importedNames(source: SourceView): readonly Imported[] {
  const { project } = source;
  return memoNames(source.ast, () => {
    return outerVariablesOf(source).flatMap((variable) => {
      const path = project && pathBehind(variable, project.modules, project.filename);
      return path === undefined ? [] : [{ variable, path }];
    });
  });
}

/** The file that a name is imported or required from. */
function pathBehind({ defs: [definition] }: Variable, modules: Modules | undefined, from: string): string | undefined {
  if (definition?.type === 'ImportBinding') {
    const { parent } = definition;
    return parent?.type === 'ImportDeclaration' ? modulePathOf(parent.source) : undefined;
  }
  const init = definition?.node.type === 'VariableDeclarator' ? definition.node.init : undefined;
  const specifier = init && /^require\(\s*(['"`])([^'"`]+)\1/.exec(textIn(init))?.[2];
  return specifier ? modules?.resolve(specifier, from) : undefined;
}

/** So many files are looked at to find out what a file leads to; beyond, it may lead anywhere. */
const MOST_IMPORTED = 200;

const memoLeads = createMemo<ReadonlySet<string> | undefined>(() => undefined);

/** Whether a file imports `path`, directly or through others; so it may where the other files cannot be read. */
export function mayLeadTo({ ast, project }: SourceView, path: string): boolean {
  const { modules, filename } = project ?? {};
  if (!modules || filename === undefined) return true;
  const leads = memoLeads(ast, () => filesBehind(filename, modules));
  return leads?.has(path) !== false;
}

function filesBehind(filename: string, modules: Modules): ReadonlySet<string> | undefined {
  const files = new Set([filename]);
  for (const from of files) {
    for (const specifier of specifiersIn(modules.read(from) ?? '')) {
      const path = modules.resolve(specifier, from);
      if (path !== undefined) files.add(path);
    }
    if (files.size > MOST_IMPORTED) return undefined;
  }
  return files;
}
