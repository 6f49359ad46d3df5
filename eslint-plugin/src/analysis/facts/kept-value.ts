import type { TSESTree } from '@typescript-eslint/types';
import { isLoop } from '../functions/statements.ts';
import { contains, functionAround, isFunction, unwrap, type Variable } from '../source.ts';
import { variableOf } from '../values/bindings.ts';
import type { Around, Left } from './failure-ends.ts';

/**
 * `let rows = []; try { rows = await query(); } catch (error) { … } return rows;`: what a variable still holds when it is
 * returned, where a failure keeps it from being given the answer.
 *
 * @returns `null`, `[]` and the like; undefined for what says something, or may have been changed.
 */
export function keptValue({ at, fate }: Left, { request, root }: Around): string | undefined {
  const clause = fate.caught.at(-1);
  const variable = at?.argument ? variableOf(unwrap(at.argument)) : undefined;
  const declarator = variable?.defs[0]?.node;
  if (declarator?.type !== 'VariableDeclarator' || clause?.type !== 'CatchClause') return undefined;
  if (functionAround(declarator) !== root || declarator.range[0] > request.node.range[0]) return undefined;
  const { block } = clause.parent;
  if (isInLoop(request.node) || !isOnlyUsed(variable, [declarator.id, block, ...(at ? [at] : [])])) return undefined;
  return nothingWritten(declarator.init);
}

function isInLoop(node: TSESTree.Node): boolean {
  for (let at = node.parent; at && !isFunction(at); at = at.parent) if (isLoop(at)) return true;
  return false;
}

function isOnlyUsed(variable: Variable | undefined, places: readonly TSESTree.Node[]): boolean {
  return (variable?.references ?? []).every(({ identifier }) => places.some((place) => contains(place, identifier)));
}

/** `null`, `[]` and the like, as they are written. */
function nothingWritten(init: TSESTree.Expression | null): string | undefined {
  if (!init) return 'undefined';
  const node = unwrap(init);
  if (node.type === 'ArrayExpression') return node.elements.length === 0 ? '[]' : undefined;
  if (node.type === 'Identifier') return node.name === 'undefined' ? 'undefined' : undefined;
  if (node.type !== 'Literal') return undefined;
  return node.value === '' ? "''" : node.raw === 'null' || node.value === false ? node.raw : undefined;
}
