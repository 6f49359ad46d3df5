import type { TSESTree } from '@typescript-eslint/types';
import type { Project } from './project.ts';

/** What the analysis asks of a parsed file. ESLint's `SourceCode` satisfies it, and so does any host with ESTree and scopes. */
export interface SourceView {
  readonly ast: TSESTree.Program;
  readonly text: string;
  readonly scopeManager: ScopeManager | null;
  readonly visitorKeys: Readonly<Record<string, readonly string[] | undefined>>;
  /** The project around the file; without it, what other files say is unknown. */
  readonly project?: Project | undefined;
  /** Every node of the file, parents before children, where the host has walked over it anyway. */
  readonly visited?: (() => Iterable<TSESTree.Node>) | undefined;
}

/** A file, with what has been found out about it. */
export interface KnownFile {
  readonly root: TSESTree.Program;
  source: SourceView;
  /** What is kept for each kind of question, by its number. */
  readonly kept: unknown[];
}

const files = new WeakMap<TSESTree.Program, KnownFile>();

/** The file that was asked for last, which nearly every question is about. */
let latest: KnownFile | undefined;

/** Lets go of the file that was asked for last: until another is asked for, it would be kept with its whole tree. */
export function letGo(): void {
  latest = undefined;
}

/** Makes a parsed file known, so that each of its nodes leads back to it. */
export function register(source: SourceView): SourceView {
  const file = files.get(source.ast);
  if (!file) {
    files.set(source.ast, { root: source.ast, source, kept: [] });
    return source;
  }
  const { project } = file.source;
  // The rules of one run register the same file, each with a view of its own.
  if (project?.settings !== source.project?.settings || project?.modules !== source.project?.modules)
    file.source = source;
  return file.source;
}

/**
 * The file that a node is part of: a question about a node needs no second argument, wherever its file is.
 *
 * @throws {TypeError} for a node of a file that was never registered: a mistake of the caller.
 */
export function sourceOf(node: TSESTree.Node): SourceView {
  return fileOf(node).source;
}

/**
 * The file of a node, with room for what is found out about it.
 *
 * @throws {TypeError} for a node of a file that was never registered: a mistake of the caller.
 */
export function fileOf(node: TSESTree.Node): KnownFile {
  let root: TSESTree.Node = node;
  while (root.parent) root = root.parent;
  if (latest?.root === root) return latest;
  const file = files.get(root);
  if (!file) throw new TypeError('The node belongs to no registered file.');
  latest = file;
  return file;
}

let questions = 0;

/** The number of a new kind of question, under which its answers are kept. */
export function nextQuestion(): number {
  questions += 1;
  return questions - 1;
}

/** The text that a node was written as. */
export function textIn(node: TSESTree.Node): string {
  return sourceOf(node).text.slice(...node.range);
}

/** The part of eslint-scope's manager that names are resolved with. */
interface ScopeManager {
  readonly scopes: readonly Scope[];
}

/** A lexical scope. */
interface Scope {
  readonly type: string;
  readonly block: TSESTree.Node;
  readonly upper: Scope | null;
  readonly references: readonly Reference[];
  readonly variables: readonly Variable[];
}

/** One use of a name. */
interface Reference {
  readonly identifier: TSESTree.Identifier | TSESTree.JSXIdentifier;
  readonly resolved: Variable | null;
  readonly writeExpr?: TSESTree.Node | null | undefined;
  readonly init?: boolean | undefined;
  isRead(): boolean;
  isWrite(): boolean;
}

/** A name that is declared in the file, or a global one (which has no definitions). */
export interface Variable {
  readonly name: string;
  readonly defs: readonly Definition[];
  readonly references: readonly Reference[];
  readonly scope: Scope;
}

/** Where a variable is declared. */
export interface Definition {
  readonly type: string;
  readonly name: TSESTree.Node;
  readonly node: TSESTree.Node;
  readonly parent?: TSESTree.Node | null | undefined;
}

/** A node that opens a function body. */
export type FunctionNode =
  TSESTree.ArrowFunctionExpression | TSESTree.FunctionDeclaration | TSESTree.FunctionExpression;

/** Whether `node` opens a function body. */
export function isFunction(node: TSESTree.Node | null | undefined): node is FunctionNode {
  return (
    node?.type === 'ArrowFunctionExpression' ||
    node?.type === 'FunctionDeclaration' ||
    node?.type === 'FunctionExpression'
  );
}

/** The innermost function around `node`; undefined at the top level of the module. */
export function functionAround(node: TSESTree.Node): FunctionNode | undefined {
  for (let at = node.parent; at; at = at.parent) if (isFunction(at)) return at;
  return undefined;
}

/** Whether `inner` lies within `outer`, or is it. */
export function contains(outer: TSESTree.Node, inner: TSESTree.Node): boolean {
  if (outer.range[0] > inner.range[0] || inner.range[1] > outer.range[1]) return false;
  // The two may be of different files.
  let at: TSESTree.Node | undefined = inner;
  while (at && at !== outer) at = at.parent;
  return at === outer;
}

/** The expression beneath what only types, parentheses or optional chaining add. */
export function unwrap(node: TSESTree.Node): TSESTree.Node {
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
    case 'ChainExpression':
      return unwrap(node.expression);
    default:
      return node;
  }
}

/** The direct children of `node`, in source order. */
export function childrenOf(node: TSESTree.Node): TSESTree.Node[] {
  const children: TSESTree.Node[] = [];
  forEachChild(node, sourceOf(node).visitorKeys, (child) => children.push(child));
  return children;
}

/** Every node within `root`, `root` first; a callback that answers `false` keeps the walk out of that node. */
export function walk(root: TSESTree.Node, visit: (node: TSESTree.Node) => boolean | void): void {
  const { visitorKeys } = sourceOf(root);
  enter(root);
  function enter(node: TSESTree.Node): void {
    if (visit(node) !== false) forEachChild(node, visitorKeys, enter);
  }
}

type Child = TSESTree.Node | readonly (TSESTree.Node | null)[] | null | undefined;

const NO_KEYS: readonly string[] = [];

/** Hands the direct children of `node` to `visit`, in source order. */
function forEachChild(
  node: TSESTree.Node,
  visitorKeys: SourceView['visitorKeys'],
  visit: (child: TSESTree.Node) => void,
): void {
  for (const key of visitorKeys[node.type] ?? NO_KEYS) {
    const child = (node as unknown as Record<string, Child>)[key];
    if (!child) continue;
    if (!isList(child)) visit(child);
    else for (const item of child) if (item) visit(item);
  }
}

/** `Array.isArray`, which says nothing of arrays that are only read. */
function isList(child: NonNullable<Child>): child is readonly (TSESTree.Node | null)[] {
  return Array.isArray(child);
}

/** Leads from each node to its parent, as ESLint does for the file at hand. */
export function linkParents(root: TSESTree.Program, visitorKeys: SourceView['visitorKeys']): void {
  const waiting: TSESTree.Node[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    const parent = node;
    forEachChild(node, visitorKeys, (child) => {
      (child as { parent: TSESTree.Node }).parent = parent;
      waiting.push(child);
    });
  }
}

type NodeOf<Type extends string> = Extract<TSESTree.Node, { type: Type }>;

const INDEX = nextQuestion();

type Index = ReadonlyMap<string, readonly TSESTree.Node[]>;

/** Every node of a file by its type, in source order: the one walk over it that everything else shares. */
function indexOf({ source, kept }: KnownFile): Index {
  return (kept[INDEX] ??= findIndex(source)) as Index;
}

function findIndex({ ast, visited }: SourceView): Index {
  const index = new Map<string, TSESTree.Node[]>();
  const add = (node: TSESTree.Node): void => {
    const { type } = node;
    const same = index.get(type);
    if (same) same.push(node);
    else index.set(type, [node]);
  };
  if (visited) for (const node of visited()) add(node);
  else walk(ast, add);
  return index;
}

/** The nodes of one type within `root`, itself among them, in source order. */
export function nodesWithin<Type extends TSESTree.Node['type']>(
  root: TSESTree.Node,
  type: `${Type}`,
): readonly NodeOf<Type>[] {
  const all = (indexOf(fileOf(root)).get(type) ?? []) as unknown as readonly NodeOf<Type>[];
  // What ESLint counts to a program differs between its versions.
  if (root.type === 'Program') return all;
  const [start, end] = root.range;
  const found: NodeOf<Type>[] = [];
  for (let at = firstFrom(start, all); at < all.length; at += 1) {
    const node = all[at];
    if (!node || node.range[0] >= end) break;
    if (node.range[1] <= end) found.push(node);
  }
  return found;
}

/** The index of the first node that begins at `start` or later. */
function firstFrom(start: number, nodes: readonly TSESTree.Node[]): number {
  let [low, high] = [0, nodes.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((nodes[middle]?.range[0] ?? start) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Every call of the file, in source order. */
export function callExpressionsOf({ ast }: SourceView): readonly TSESTree.CallExpression[] {
  return nodesWithin(ast, 'CallExpression');
}
