import type { TSESTree } from '@typescript-eslint/types';
import { type FunctionNode, isFunction, walk } from '../source.ts';

/** The expressions that a function returns. */
export function resultsOf(target: FunctionNode): TSESTree.Expression[] {
  if (target.body.type !== 'BlockStatement') return [target.body];
  const results: TSESTree.Expression[] = [];
  walk(target.body, (node) => {
    if (isFunction(node)) return false;
    if (node.type === 'ReturnStatement' && node.argument) results.push(node.argument);
    return;
  });
  return results;
}
