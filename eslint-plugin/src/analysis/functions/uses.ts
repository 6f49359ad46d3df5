import type { TSESTree } from '@typescript-eslint/types';
import { fileSays } from '../file-says.ts';
import { createMemo } from '../memo.ts';
import {
  callExpressionsOf,
  contains,
  type FunctionNode,
  nodesWithin,
  sourceOf,
  type SourceView,
  type Variable,
} from '../source.ts';
import { keyName, memberName, valuesOf, variableOf } from '../values/bindings.ts';
import { functionOf, memberOf } from '../values/definition.ts';
import { textOf } from '../values/text.ts';
import { type Importer, importersOf } from './importing.ts';

const memoUses = createMemo<readonly TSESTree.Node[] | undefined>(() => undefined);

/** The places of the project that name `target`; undefined where there are too many files to look through. */
export function usesOf(target: FunctionNode): readonly TSESTree.Node[] | undefined {
  return memoUses(target, () => {
    const inFile = usesInFile(target);
    if (!isExported(target, inFile)) return inFile;
    const source = sourceOf(target);
    const name = nameOf(target);
    const importers = importersOf(source, name && nameText(name), name?.type !== 'Identifier');
    return importers && [...inFile, ...importers.flatMap((importer) => usesInImporter(importer, target))];
  });
}

/** The places in its own file: of its variable where it has one, `this.method` and `api.method` otherwise. */
function usesInFile(target: FunctionNode): TSESTree.Node[] {
  const name = nameOf(target);
  const variable = name?.type === 'Identifier' ? variableOf(name) : undefined;
  const named = variable ? reads(variable) : [];
  // `{ work }` makes it a member as well.
  if (name === undefined || (variable && !named.some(isKept))) return named;
  return [...named, ...membersCalled(sourceOf(target), nameText(name), target)];
}

function isKept({ parent }: TSESTree.Node): boolean {
  return parent?.type === 'Property';
}

/** The name that a function is declared by: its own, its variable's, or the key it stands under. */
function nameOf(target: FunctionNode): TSESTree.Node | undefined {
  const { parent } = target;
  if (target.id) return target.id;
  if (parent.type === 'VariableDeclarator') return parent.id;
  if (parent.type === 'AssignmentExpression') return parent.left;
  return /^(?:MethodDefinition|PropertyDefinition|Property)$/.test(parent.type) ? parent : undefined;
}

function nameText(name: TSESTree.Node): string | undefined {
  if (name.type === 'Identifier') return name.name;
  return name.type === 'MemberExpression' ? memberName(name) : keyName(name);
}

/** The places that read a variable. */
export function reads(variable: Variable): TSESTree.Node[] {
  return variable.references.filter((use) => use.isRead()).map((use) => use.identifier);
}

/** The members that a file calls or hands on by the name of `target`, or by one that is computed, and that may be it. */
function membersCalled(source: SourceView, name: string | undefined, target: FunctionNode): readonly TSESTree.Node[] {
  const { called, computed } = membersOf(source);
  return [
    ...(called.get(name) ?? []).filter((node) => functionOf(node) === target),
    ...(name === undefined ? [] : computed.filter((member) => mayBe(member, name, target))),
  ];
}

/** Whether a member with a computed name may be `target`: `client[method]` is any method, `client[`get${type}`]` a getter. */
function mayBe(member: TSESTree.MemberExpression, name: string, target: FunctionNode): boolean {
  if (contains(target, member) || !holdersOf(member).some((holder) => memberOf(holder, name) === target)) return false;
  const [first = '', ...others] = textOf(member.property).text.split('{}');
  if (others.length === 0) return first === name;
  return name.startsWith(first) && name.endsWith(others.at(-1) ?? '');
}

/** What the object of a member stands for, also where that is made when it is first needed: `client ??= new Client()`. */
function holdersOf({ object }: TSESTree.MemberExpression): readonly TSESTree.Node[] {
  const variable = variableOf(object);
  return [object, ...(variable ? valuesOf(variable) : [])];
}

/** The members that a file names, by their names. */
interface Members {
  /** Those that it calls or hands on. */
  readonly called: ReadonlyMap<string | undefined, readonly TSESTree.Node[]>;
  /** Those that it keeps: in a table of handlers. */
  readonly kept: ReadonlyMap<string | undefined, readonly TSESTree.Node[]>;
  /** Those that it calls or hands on by a name that the program computes. */
  readonly computed: readonly TSESTree.MemberExpression[];
}

const members = new WeakMap<TSESTree.Program, Members>();

function membersOf(source: SourceView): Members {
  const known = members.get(source.ast);
  if (known) return known;
  const called = callExpressionsOf(source).flatMap((call): TSESTree.Node[] => [...calledBy(call), ...call.arguments]);
  const kept = nodesWithin(source.ast, 'Property').map(({ value }) => value);
  const computed = called.flatMap((node) =>
    node.type === 'MemberExpression' && memberName(node) === undefined ? [node] : [],
  );
  const found = { called: byName(called), kept: byName(kept), computed };
  members.set(source.ast, found);
  return found;
}

function byName(nodes: readonly TSESTree.Node[]): Map<string, TSESTree.Node[]> {
  const found = new Map<string, TSESTree.Node[]>();
  for (const node of nodes) {
    const name = node.type === 'MemberExpression' ? memberName(node) : undefined;
    if (name === undefined) continue;
    const same = found.get(name);
    if (same) same.push(node);
    else found.set(name, [node]);
  }
  return found;
}

/** The callee, also beneath `.bind`, `.call` and `.apply`. */
function calledBy({ callee }: TSESTree.CallExpression): TSESTree.Node[] {
  const inner = callee.type === 'MemberExpression' && /^(?:apply|bind|call)$/.test(memberName(callee) ?? '');
  return inner ? [callee, callee.object] : [callee];
}

const EXPORTS = /\bexports?\b/;

/** Whether other files can name a function: it, or what it is part of, stands at the top of a module. */
function isExported(target: FunctionNode, uses: readonly TSESTree.Node[]): boolean {
  // A member is named through whatever it is a member of, which may be made by a function.
  const isMember = isKept(target) || uses.some(isKept);
  for (let at: TSESTree.Node | undefined = target.parent; at; at = at.parent) {
    if (at.type === 'BlockStatement' && !isMember) return false;
  }
  return fileSays(target, EXPORTS);
}

/** What a file that imports the module of `target` says of it: the imported name, or a member that is called like it. */
function usesInImporter({ source, names }: Importer, target: FunctionNode): TSESTree.Node[] {
  const declared = nameOf(target);
  const name = declared && nameText(declared);
  const named = [...names.flatMap(reads), ...(membersOf(source).kept.get(name) ?? [])];
  const nodes = [...named.filter((node) => functionOf(node) === target), ...membersCalled(source, name, target)];
  return [...new Set(nodes)];
}
