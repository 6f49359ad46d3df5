import type { TSESTree } from '@typescript-eslint/types';
import { clientsOf } from '../clients/tables.ts';
import { createMemo } from '../memo.ts';
import { sourceOf, type SourceView } from '../source.ts';
import { fixedString, memberName, variableOf } from '../values/bindings.ts';

/** The file of the project that a module specifier means, as its syntax tree; undefined for packages, or without a reader. */
export function moduleOf(specifier: TSESTree.Node): TSESTree.Program | undefined {
  const path = modulePathOf(specifier);
  return path === undefined ? undefined : sourceOf(specifier).project?.modules?.load(path)?.ast;
}

const memoPath = createMemo<string | undefined>(() => undefined);

/** The path of the file that a module specifier means, unparsed; undefined for packages, and for known clients. */
export function modulePathOf(specifier: TSESTree.Node): string | undefined {
  const name = fixedString(specifier);
  return name === undefined ? undefined : memoPath(specifier, () => resolved(name, sourceOf(specifier)));
}

function resolved(name: string, { project }: SourceView): string | undefined {
  // A known client is known by its table, also where its own source is at hand.
  return clientsOf(name).length > 0 ? undefined : project?.modules?.resolve(name, project.filename);
}

const memoPlain = createMemo<Map<string, boolean>>(() => new Map());

/**
 * Whether the text of a module shows that it declares the function it exports as `name`: no client then, and no need to
 * parse the file to know that. Most names that a file imports are of this kind.
 */
export function exportsPlainFunction(specifier: TSESTree.Node, name: string): boolean {
  const known = memoPlain(specifier, () => new Map<string, boolean>());
  const found = known.get(name) ?? saysPlainFunction(specifier, name);
  known.set(name, found);
  return found;
}

function saysPlainFunction(specifier: TSESTree.Node, name: string): boolean {
  const path = modulePathOf(specifier);
  const text = path === undefined ? undefined : sourceOf(specifier).project?.modules?.read(path);
  if (text === undefined || !/^\w+$/.test(name)) return false;
  const pattern = String.raw`\bexport\s+(?:async\s+function\b|function\b|const\s+(?=\w+\s*=\s*(?:async\s*)?(?:\([^()]*\)|\w+)\s*(?::[^=]{1,80})?=>))\s*\*?\s*${name}\b`;
  return new RegExp(pattern).test(text);
}

const memo = createMemo<Map<string, TSESTree.Node | undefined>>(() => new Map());

/** What a module exports under `name` (`default` for `export default` and `module.exports =`): the node that says it. */
export function exportOf(module: TSESTree.Program, name: string): TSESTree.Node | undefined {
  const exports = memo(module, () => new Map<string, TSESTree.Node | undefined>());
  if (!exports.has(name)) {
    // Modules may export from each other in a circle: the way round finds nothing.
    exports.set(name, undefined);
    exports.set(name, findExport(module, name));
  }
  return exports.get(name);
}

function findExport({ body }: TSESTree.Program, name: string): TSESTree.Node | undefined {
  for (const statement of body) {
    const found = exportedBy(statement, name);
    if (found) return found;
  }
  for (const statement of body) {
    // `export * from './other'` never passes the default on.
    if (statement.type !== 'ExportAllDeclaration' || statement.exported || name === 'default') continue;
    const module = moduleOf(statement.source);
    const found = module && exportOf(module, name);
    if (found) return found;
  }
  return undefined;
}

function exportedBy(statement: TSESTree.ProgramStatement, name: string): TSESTree.Node | undefined {
  switch (statement.type) {
    case 'ExportDefaultDeclaration':
      return name === 'default' ? statement.declaration : undefined;
    case 'TSExportAssignment':
      return name === 'default' ? statement.expression : undefined;
    case 'ExportNamedDeclaration':
      return declaredAs(statement.declaration, name) ?? listedAs(statement, name);
    case 'ExportAllDeclaration':
      return statement.exported && textOf(statement.exported) === name ? moduleOf(statement.source) : undefined;
    case 'ExpressionStatement':
      return assignedAs(statement.expression, name);
    default:
      return undefined;
  }
}

/** `export const name = …`, `export function name …`, `export class name …`, `export enum name …`, `export type name …`. */
function declaredAs(
  declaration: TSESTree.ExportNamedDeclaration['declaration'],
  name: string,
): TSESTree.Node | undefined {
  switch (declaration?.type) {
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
    case 'TSEnumDeclaration':
      return declaration.id?.name === name ? declaration : undefined;
    case 'TSInterfaceDeclaration':
    case 'TSTypeAliasDeclaration':
      return declaration.id.name === name ? declaration.id : undefined;
    case 'VariableDeclaration':
      break;
    default:
      return undefined;
  }
  const { declarations } = declaration;
  return declarations.find(({ id }) => id.type === 'Identifier' && id.name === name)?.id;
}

/** `export { local as name }`, also `from './other'`. */
function listedAs({ specifiers, source }: TSESTree.ExportNamedDeclaration, name: string): TSESTree.Node | undefined {
  const specifier = specifiers.find(({ exported }) => textOf(exported) === name);
  if (!specifier) return undefined;
  if (!source) return specifier.local;
  const module = moduleOf(source);
  return module && exportOf(module, textOf(specifier.local));
}

function textOf(name: TSESTree.Identifier | TSESTree.StringLiteral): string {
  return name.type === 'Identifier' ? name.name : name.value;
}

/** `module.exports = …`, `exports.name = …`, `module.exports.name = …`, also several in a row. */
function assignedAs(expression: TSESTree.Expression, name: string): TSESTree.Node | undefined {
  let value = expression;
  let found = false;
  while (value.type === 'AssignmentExpression') {
    found ||= exportedName(value.left) === name;
    value = value.right;
  }
  return found ? value : undefined;
}

/** Whether a module exports what stands at a place: declared there, in a list, or given to `module.exports` or `exports.name`. */
export function isExportedAt(at: TSESTree.Node): boolean {
  const { parent } = at;
  switch (parent?.type) {
    case 'AssignmentExpression':
      return parent.right === at && (exportedName(parent.left) !== undefined || isExportedAt(parent));
    case 'ObjectExpression':
    case 'Property':
    case 'VariableDeclaration':
    case 'VariableDeclarator':
      return isExportedAt(parent);
    default:
      return /^(?:Export|TSExport)/.test(parent?.type ?? '');
  }
}

function exportedName(left: TSESTree.Node): string | undefined {
  if (left.type !== 'MemberExpression') return undefined;
  const { object } = left;
  const global = object.type === 'Identifier' && !variableOf(object) ? object.name : undefined;
  const name = memberName(left);
  if (global === 'module' && name === 'exports') return 'default';
  if (global === 'exports' || exportedName(object) === 'default') return name;
  return undefined;
}
