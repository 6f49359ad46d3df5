import type { TSESTree } from '@typescript-eslint/types';

/** Where a value comes from: a global (no module), a module, or this file, and the members and calls that lead to it. */
export interface Origin {
  readonly module?: string;
  /** Member names; `()` for a call, `new` for an instance, `*` for a computed name. A default export is `default`. */
  readonly path: readonly string[];
  /** The calls behind `()` and `new` in the path, in order. */
  readonly calls: readonly CallLike[];
  /** Whether the first name of the path is declared in the project: a function, or a parameter that nobody is seen to give. */
  readonly local?: 'function' | 'parameter';
}

/** A call, or the construction of an instance. */
export type CallLike = TSESTree.CallExpression | TSESTree.NewExpression;

/** Finds the origin of an expression within the one that is looked at. */
export type Next = (inner: TSESTree.Node) => Origin | undefined;

/** The path in one string; a module as a whole is its default export. */
export function pathOf({ module, path }: Origin): string {
  return module !== undefined && path.length === 0 ? 'default' : path.join('.');
}

const GLOBAL_OBJECTS = new Set(['globalThis', 'window', 'self', 'global']);

/** The origin of a member, or of what a call gives, of something with an origin. */
export function extended(origin: Origin | undefined, name: string, call?: CallLike): Origin | undefined {
  if (!origin) return undefined;
  const [first] = origin.path;
  const onGlobalObject =
    origin.module === undefined && !origin.local && origin.path.length === 1 && first && GLOBAL_OBJECTS.has(first);
  if (onGlobalObject) return { path: [name], calls: [] };
  return { ...origin, path: [...origin.path, name], calls: call ? [...origin.calls, call] : origin.calls };
}
