import type { TSESTree } from '@typescript-eslint/types';
import { createMemo } from '../memo.ts';
import { functionAround, type FunctionNode, nodesWithin } from '../source.ts';

const memo = createMemo<readonly TSESTree.Expression[]>(() => []);

/** The expressions that a function returns. */
export function resultsOf(target: FunctionNode): readonly TSESTree.Expression[] {
  return memo(target, () => findResults(target));
}

function findResults(target: FunctionNode): readonly TSESTree.Expression[] {
  if (target.body.type !== 'BlockStatement') return [target.body];
  return nodesWithin(target.body, 'ReturnStatement').flatMap((node) =>
    node.argument && functionAround(node) === target ? [node.argument] : [],
  );
}
