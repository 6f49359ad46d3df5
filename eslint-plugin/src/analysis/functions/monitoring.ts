import type { TSESTree } from '@typescript-eslint/types';
import { functionAround, nodesWithin } from '../source.ts';
import { isLoop } from './statements.ts';

/**
 * Whether a loop looks at something every now and then: nothing in it leaves it, and its own test asks for nothing that
 * it has found out, so that a success ends it no more than a failure does.
 */
export function monitors(via: TSESTree.Node): boolean {
  if (!isLoop(via)) return false;
  const own = functionAround(via);
  const leaves = (['BreakStatement', 'ReturnStatement', 'ThrowStatement'] as const).some((type) =>
    nodesWithin(via.body, type).some((one) => functionAround(one) === own),
  );
  const test = 'test' in via ? via.test : undefined;
  return !leaves && !(test && asksForFindings(test, via.body));
}

/** Whether a test may depend on what the body of a loop finds out. */
function asksForFindings(test: TSESTree.Node, body: TSESTree.Node): boolean {
  if (nodesWithin(test, 'CallExpression').length > 0) return true;
  const asked = new Set(nodesWithin(test, 'Identifier').map(({ name }) => name));
  return nodesWithin(body, 'AssignmentExpression').some(({ left }) =>
    nodesWithin(left, 'Identifier').some(({ name }) => asked.has(name)),
  );
}
