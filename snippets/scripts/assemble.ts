import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** Several files of a room as one text without imports and exports. */
export interface Assembly {
  readonly typescript: string;
  /** The top-level names that it declares; a fix renames those that a file already has. */
  readonly names: readonly string[];
  /** What the first file exports: values and types. */
  readonly exports: { readonly values: readonly string[]; readonly types: readonly string[] };
}

/** Parses a source text. */
export function parse(source: string): ts.SourceFile {
  return ts.createSourceFile('template.ts', source, { languageVersion: ts.ScriptTarget.ES2023 }, true);
}

/**
 * Puts a file and the files that it imports into one text: each after those that it needs.
 *
 * @throws {Error} when a file imports a package, or two declare the same name.
 */
export function assemble(entry: string): Assembly {
  const texts = new Map<string, string>();
  const visit = (file: string): void => {
    if (texts.has(file)) return;
    const source = readFileSync(file, 'utf8');
    // Entered before the files that it imports, so that a circle ends; put behind them afterwards.
    texts.set(file, '');
    for (const specifier of importsOf(source)) visit(path.resolve(path.dirname(file), specifier));
    texts.delete(file);
    texts.set(file, withoutModule(source));
  };
  visit(path.resolve(entry));
  const typescript = [...texts.values()].join('\n\n');
  const names = namesOf(typescript);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`${entry}: two of its parts declare '${twice}'. Rename one.`);
  return { typescript, names, exports: exportsOf(readFileSync(entry, 'utf8')) };
}

function importsOf(source: string): string[] {
  return parse(source).statements.flatMap((item) => {
    if (!ts.isImportDeclaration(item) || !ts.isStringLiteral(item.moduleSpecifier)) return [];
    const specifier = item.moduleSpecifier.text;
    if (!specifier.startsWith('.')) throw new Error(`A snippet imports '${specifier}', which nobody could paste.`);
    return [specifier];
  });
}

/** The text without its imports, its lists of exports, and the word `export`. */
function withoutModule(source: string): string {
  const cuts = parse(source).statements.flatMap((item): [number, number][] => {
    if (ts.isImportDeclaration(item) || ts.isExportDeclaration(item)) return [[item.getFullStart(), item.end]];
    const modifiers = ts.canHaveModifiers(item) ? (ts.getModifiers(item) ?? []) : [];
    const word = modifiers.find(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
    return word ? [[word.getStart(), word.end + 1]] : [];
  });
  return cuts
    .toReversed()
    .reduce((text, [start, end]) => text.slice(0, start) + text.slice(end), source)
    .trim();
}

type Declaration =
  | ts.FunctionDeclaration
  | ts.ClassDeclaration
  | ts.InterfaceDeclaration
  | ts.TypeAliasDeclaration
  | ts.VariableStatement;

function isDeclaration(item: ts.Statement): item is Declaration {
  return isType(item) || ts.isFunctionDeclaration(item) || ts.isClassDeclaration(item) || ts.isVariableStatement(item);
}

/** Whether a statement only declares a type. */
export function isType(item: ts.Statement): item is ts.InterfaceDeclaration | ts.TypeAliasDeclaration {
  return ts.isInterfaceDeclaration(item) || ts.isTypeAliasDeclaration(item);
}

function declaredBy(item: Declaration): string[] {
  if (ts.isVariableStatement(item)) return item.declarationList.declarations.map(({ name }) => name.getText());
  return item.name ? [item.name.text] : [];
}

function namesOf(source: string): string[] {
  return parse(source).statements.filter(isDeclaration).flatMap(declaredBy);
}

function exportsOf(source: string): Assembly['exports'] {
  const { statements } = parse(source);
  const named = statements.filter(isDeclaration).filter((item) => {
    return item.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
  });
  /** The names in `export { … }`, or in `export type { … }`. */
  const listed = (ofTypes: boolean): string[] =>
    statements.filter(ts.isExportDeclaration).flatMap(({ exportClause: list, isTypeOnly }) => {
      return list && ts.isNamedExports(list) && isTypeOnly === ofTypes
        ? list.elements.map(({ name }) => name.text)
        : [];
    });
  return {
    values: [...named.filter((item) => !isType(item)).flatMap(declaredBy), ...listed(false)],
    types: [...named.filter(isType).flatMap(declaredBy), ...listed(true)],
  };
}
