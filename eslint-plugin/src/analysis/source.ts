import type { TSESTree } from '@typescript-eslint/types';

/** What the analysis asks of a parsed file. ESLint's `SourceCode` satisfies it, and so does any host with ESTree and scopes. */
export interface SourceView {
  readonly ast: TSESTree.Program;
  readonly text: string;
  readonly scopeManager: ScopeManager | null;
  readonly visitorKeys: Readonly<Record<string, readonly string[] | undefined>>;
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
  return outer.range[0] <= inner.range[0] && inner.range[1] <= outer.range[1];
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
export function childrenOf(node: TSESTree.Node, source: SourceView): TSESTree.Node[] {
  const children: TSESTree.Node[] = [];
  for (const key of source.visitorKeys[node.type] ?? []) {
    const child = (node as unknown as Record<string, TSESTree.Node | (TSESTree.Node | null)[] | null | undefined>)[key];
    if (Array.isArray(child)) children.push(...child.filter((item) => item !== null));
    else if (child) children.push(child);
  }
  return children;
}

/** Every node within `root`, `root` first; a callback that answers `false` keeps the walk out of that node. */
export function walk(root: TSESTree.Node, source: SourceView, visit: (node: TSESTree.Node) => boolean | void): void {
  if (visit(root) === false) return;
  for (const child of childrenOf(root, source)) walk(child, source, visit);
}

const callExpressions = new WeakMap<TSESTree.Program, readonly TSESTree.CallExpression[]>();

/** Every call of the file, in source order: the one walk over it that everything else shares. */
export function callExpressionsOf(source: SourceView): readonly TSESTree.CallExpression[] {
  const known = callExpressions.get(source.ast);
  if (known) return known;
  const found: TSESTree.CallExpression[] = [];
  walk(source.ast, source, (node) => {
    if (node.type === 'CallExpression') found.push(node);
  });
  callExpressions.set(source.ast, found);
  return found;
}
