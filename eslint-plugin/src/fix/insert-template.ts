import type { TSESTree } from '@typescript-eslint/types';
import type { Settings } from '../analysis/settings/settings.ts';
import type { SourceView } from '../analysis/source.ts';
import { declaredVariablesOf } from '../analysis/values/bindings.ts';
import { type Edit, insertAt, newlineIn } from './edit.ts';
import { meaningGlobals } from './global-names.ts';
import type { Template } from './templates.generated.ts';

/** The file that a fix is for. */
export interface Target {
  readonly source: SourceView;
  /** Its name, which tells TypeScript from JavaScript. */
  readonly filename: string;
  /** Those that the rule was asked with: a host may ask what others than the project's would lead to. */
  readonly settings?: Settings;
}

/** Code of a template as it goes into one file, and the names that it has there. */
export interface Insertion {
  readonly edit: Edit;
  /** The name that a declaration of the template has in this file. */
  readonly nameOf: (name: string) => string;
}

/**
 * Puts a template at the top of the module, behind its imports. Names that the file already uses get another one.
 *
 * @param more - Statements to add behind the template; the naming function is given to it.
 */
export function insertTemplate(
  template: Template,
  { source, filename }: Target,
  more?: (nameOf: (name: string) => string) => string,
): Insertion {
  const taken = namesIn(source);
  const nameOf = (name: string): string =>
    template.names.includes(name) && taken.has(name) ? freeName(name, taken) : name;
  const code = meaningGlobals(isTypeScript(filename) ? template.typescript : template.javascript, source);
  const renamed = template.names.reduce((text, name) => {
    return taken.has(name) ? text.replaceAll(new RegExp(String.raw`\b${name}\b`, 'g'), nameOf(name)) : text;
  }, code);
  const parts = [renamed, ...(more ? [more(nameOf)] : [])];
  return { edit: atTop(parts.join('\n\n'), source), nameOf };
}

/** Whether a file is TypeScript, going by its name. */
export function isTypeScript(filename: string): boolean {
  return /\.[cm]?tsx?$/.test(filename);
}

/**
 * Code behind the imports, with the line ends of the file.
 *
 * @param what - A statement is set off by blank lines; an import follows the others.
 */
export function atTop(code: string, source: SourceView, what: 'import' | 'statement' = 'statement'): Edit {
  const last = source.ast.body.findLast(isPreamble);
  const newline = newlineIn(source.text);
  const text = newline === '\n' ? code : code.replaceAll('\n', newline);
  if (last) return insertAt(last.range[1], `${newline}${what === 'import' ? '' : newline}${text}`);
  // A hashbang must stay the first line.
  const start = /^#!.*\r?\n/.exec(source.text)?.[0].length ?? 0;
  return insertAt(start, `${text}${newline}${newline}`);
}

/** Imports, requires and directives: what stands at the top of a module. */
function isPreamble(statement: TSESTree.ProgramStatement): boolean {
  if (statement.type === 'ImportDeclaration' || statement.type === 'TSImportEqualsDeclaration') return true;
  if (statement.type === 'ExpressionStatement') return 'directive' in statement && statement.directive !== undefined;
  return (
    statement.type === 'VariableDeclaration' && statement.declarations.every(({ init }) => init && isRequire(init))
  );
}

function isRequire(init: TSESTree.Node): boolean {
  if (init.type === 'MemberExpression') return isRequire(init.object);
  return (
    init.type === 'CallExpression' &&
    (isRequire(init.callee) || (init.callee.type === 'Identifier' && init.callee.name === 'require'))
  );
}

const names = new WeakMap<SourceView['ast'], ReadonlySet<string>>();

/** Every name that the file declares or uses. */
export function namesIn(source: SourceView): ReadonlySet<string> {
  const known = names.get(source.ast);
  if (known) return known;
  const found = new Set(declaredVariablesOf(source).map(({ name }) => name));
  for (const { references } of source.scopeManager?.scopes ?? [])
    for (const { identifier } of references) found.add(identifier.name);
  names.set(source.ast, found);
  return found;
}

/** A name like `name` that the file does not use. */
export function freeName(name: string, taken: ReadonlySet<string>): string {
  let free = name;
  for (let count = 2; taken.has(free); count += 1) free = `${name}${count}`;
  return free;
}
