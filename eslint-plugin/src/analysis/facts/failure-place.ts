import type { TSESTree } from '@typescript-eslint/types';
import { branchAround, takesAnswer } from '../functions/handlers.ts';
import { isQuiet, logsIn } from '../functions/quiet.ts';
import { type FunctionNode, isFunction } from '../source.ts';
import { functionOf } from '../values/definition.ts';
import { type Around, type Left, onlyAfterFailure } from './failure-ends.ts';

/**
 * Where a failure ends that neither a statement of the function nor a call gives an answer for: the statement that its
 * handler ends with, the handler, or the branch that only a failure comes to.
 */
export function placeOfFailure(end: Left, around: Around): TSESTree.Node | undefined {
  const caught = end.fate.caught.at(-1);
  return caught ? endOf(caught, end) : (whereHeard(end, around) ?? loggingBranch(end, around));
}

/** The statement that a handler ends with; the handler itself where it goes to its end, or is a name. */
function endOf(handler: TSESTree.Node, { fate }: Left): TSESTree.Node {
  return (isFunction(handler) ? fate.left.get(handler) : undefined) ?? handler;
}

/** A callback that only a failure is told to, or the statement that only a failure comes to in one. */
function whereHeard(end: Left, around: Around): TSESTree.Node | undefined {
  const { success = [] } = around;
  for (const target of end.fate.heard.toReversed()) {
    if (!success.some(({ fate }) => fate.heard.includes(target))) return endOf(target, end);
    const listener = functionOf(target);
    const left = listener && leftAfterFailure(listener, end, around);
    if (left) return left;
  }
  return undefined;
}

/** `.then((response) => { if (!response.ok) return null; … })`: the statement that ends a callback after a failure alone. */
export function leftInCallback(end: Left, around: Around): TSESTree.ReturnStatement | undefined {
  for (const target of end.fate.left.keys()) {
    const left = isFunction(target) && takesAnswer(target) ? leftAfterFailure(target, end, around) : undefined;
    if (left && target !== around.root) return left;
  }
  return undefined;
}

function leftAfterFailure(
  target: FunctionNode,
  { fate }: Left,
  { success = [] }: Around,
): TSESTree.ReturnStatement | undefined {
  const left = fate.left.get(target);
  return left && branchAround(left) && !success.some((end) => end.fate.left.get(target) === left) ? left : undefined;
}

/** `if (error) console.error(error);`, or `if (!response.ok) console.error(response.status);` */
export function loggingBranch(end: Left, around: Around): TSESTree.Node | undefined {
  const log = onlyAfterFailure(end, around)?.find(logsIn);
  const branch = log && branchAround(log);
  return branch && isQuiet(branch) ? branch : passedBranch(end, around);
}

/** The branch of a test that nothing else depends on. */
function passedBranch({ passed }: Left, { failure }: Around): TSESTree.Node | undefined {
  if (failure !== 'status') return undefined;
  const branches = passed.map(({ statement: { consequent, alternate }, holds }) => {
    if (holds.includes(503) === holds.includes(200)) return undefined;
    return holds.includes(503) ? consequent : alternate;
  });
  return branches.find((branch) => branch && logsIn(branch) && isQuiet(branch)) ?? undefined;
}
