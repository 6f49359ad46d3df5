import type { TSESTree } from '@typescript-eslint/types';
import { getPropertyName } from '@eslint-community/eslint-utils';
import { type Definition, isFunction, type SourceView, unwrap } from '../source.ts';
import { constantOf, memberName, variableOf } from '../values/bindings.ts';

/** Where a value comes from: a global (no module), a module, or this file, and the members and calls that lead to it. */
export interface Origin {
  readonly module?: string;
  /** Member names; `()` for a call. A default export is `default`. */
  readonly path: readonly string[];
  /** Whether the first name of the path is declared in this file. */
  readonly local?: boolean;
}

/** A function by its place: the module it is imported from (undefined for a global) and the members that lead to it. */
export interface FunctionPlace {
  readonly module?: string;
  readonly path: readonly string[];
}

/** Whether a value comes from `place`. A CommonJS module is itself what its ES form exports as default. */
export function isFrom(origin: Origin, place: FunctionPlace): boolean {
  if (origin.local || origin.module !== place.module) return false;
  const path = origin.module !== undefined && origin.path.length === 0 ? ['default'] : origin.path;
  return path.join('.') === place.path.join('.');
}

const GLOBAL_OBJECTS = new Set(['globalThis', 'window', 'self', 'global']);

/** Where the value of `expression` comes from, followed through aliases, destructuring, require and import. */
export function originOf(expression: TSESTree.Node, source: SourceView, depth = 8): Origin | undefined {
  if (depth === 0) return undefined;
  const node = unwrap(expression);
  const next = (inner: TSESTree.Node): Origin | undefined => originOf(inner, source, depth - 1);
  switch (node.type) {
    case 'Identifier':
      return ofIdentifier(node, source, next);
    case 'MemberExpression': {
      const name = memberName(node);
      return name === undefined ? undefined : memberOf(next(node.object), name);
    }
    case 'LogicalExpression':
      // `options.fetch ?? fetch`: what it is unless somebody says otherwise.
      return next(node.right) ?? next(node.left);
    case 'AwaitExpression':
      return node.argument.type === 'ImportExpression' ? ofModule(node.argument.source) : undefined;
    case 'CallExpression':
      return ofCall(node, source, next);
    default:
      return undefined;
  }
}

function ofModule(specifier: TSESTree.Node | undefined): Origin | undefined {
  return specifier?.type === 'Literal' && typeof specifier.value === 'string'
    ? { module: specifier.value.replace(/^node:/, ''), path: [] }
    : undefined;
}

function memberOf(origin: Origin | undefined, name: string): Origin | undefined {
  if (!origin) return undefined;
  const [first] = origin.path;
  const onGlobalObject =
    !origin.module && !origin.local && origin.path.length === 1 && first && GLOBAL_OBJECTS.has(first);
  return onGlobalObject ? { path: [name] } : { ...origin, path: [...origin.path, name] };
}

function ofCall(
  node: TSESTree.CallExpression,
  source: SourceView,
  next: (inner: TSESTree.Node) => Origin | undefined,
): Origin | undefined {
  const callee = unwrap(node.callee);
  if (callee.type === 'Identifier' && callee.name === 'require' && !variableOf(callee, source)) {
    return ofModule(node.arguments[0]);
  }
  // `fetch.bind(globalThis)` is fetch.
  if (callee.type === 'MemberExpression' && memberName(callee) === 'bind') return next(callee.object);
  const origin = next(callee);
  return origin && { ...origin, path: [...origin.path, '()'] };
}

function ofIdentifier(
  node: TSESTree.Identifier,
  source: SourceView,
  next: (inner: TSESTree.Node) => Origin | undefined,
): Origin | undefined {
  const variable = variableOf(node, source);
  if (!variable) return { path: [node.name] };
  const [definition] = variable.defs;
  if (variable.defs.length !== 1 || !definition) return undefined;
  if (definition.type === 'ImportBinding') return ofImport(definition);
  if (isFunction(definition.node) && definition.type === 'FunctionName') return { path: [node.name], local: true };
  const value = constantOf(variable);
  if (value) return value.type === 'Identifier' && value.name === node.name ? undefined : next(value);
  return ofDestructured(definition, next);
}

function ofImport({ node, parent }: Definition): Origin | undefined {
  if (parent?.type !== 'ImportDeclaration') return undefined;
  const module = parent.source.value.replace(/^node:/, '');
  if (node.type === 'ImportDefaultSpecifier') return { module, path: ['default'] };
  if (node.type === 'ImportNamespaceSpecifier') return { module, path: [] };
  if (node.type !== 'ImportSpecifier') return undefined;
  return { module, path: [node.imported.type === 'Identifier' ? node.imported.name : node.imported.value] };
}

/** `const { fetch: send } = undici`: the member of the right-hand side that the name takes out. */
function ofDestructured(
  { node, name }: Definition,
  next: (inner: TSESTree.Node) => Origin | undefined,
): Origin | undefined {
  if (node.type !== 'VariableDeclarator' || node.id.type !== 'ObjectPattern' || !node.init) return undefined;
  const property = node.id.properties.find((item) => item.type === 'Property' && bound(item.value) === name);
  const key = property?.type === 'Property' ? getPropertyName(property as never) : undefined;
  return key == null ? undefined : memberOf(next(node.init), key);
}

function bound(pattern: TSESTree.Node): TSESTree.Node {
  return pattern.type === 'AssignmentPattern' ? pattern.left : pattern;
}
