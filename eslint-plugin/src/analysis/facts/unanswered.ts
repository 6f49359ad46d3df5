import type { TSESTree } from '@typescript-eslint/types';
import { isExecutor } from '../functions/callers.ts';
import type { Request } from '../functions/scenario.ts';
import { contains, type FunctionNode, functionAround, type Variable } from '../source.ts';
import { chainedOn, memberName, statementOf, variableOf } from '../values/bindings.ts';
import { type Around, failuresOf, isLeft, type Left } from './failure-ends.ts';

/**
 * How a failure is gone that no value tells of: `unanswered` where a promise or a callback waits for it, which a success
 * settles; `dropped` where nothing waits.
 *
 * @returns undefined where somebody may be told in a way that is not followed.
 */
export function howGone({ fate }: Left, around: Around): 'dropped' | 'unanswered' | undefined {
  const { request, root, success = [] } = around;
  if (fate.promise) {
    const isSettled = success.some((end) => end.fate.promise?.outcome);
    const settlers = executorsAround(request.node, root).flatMap(({ params }) => params.map(variableOf));
    return isSettled && isOnlyCalled(settlers, around) ? 'unanswered' : undefined;
  }
  const isTold = success.some(({ told }) => told === true);
  if (isTold) return isOnlyCalled([variableOf(root.params.at(-1) ?? root)], around) ? 'unanswered' : undefined;
  return success.length > 0 && isUnused(request) ? 'dropped' : undefined;
}

/** The functions that promises are made with, between a request and the function around it. */
function executorsAround(node: TSESTree.Node, root: FunctionNode): FunctionNode[] {
  const found: FunctionNode[] = [];
  for (let at = functionAround(node); at && at !== root; at = functionAround(at)) if (isExecutor(at)) found.push(at);
  return found;
}

/** Whether names are only called, in functions that some outcome comes to: not by a timer, and by nobody else. */
function isOnlyCalled(names: readonly (Variable | undefined)[], { request, root }: Around): boolean {
  const ends = (['status', 'no answer'] as const).flatMap((failure) => {
    const { ends: failures, success = [] } = failuresOf(request, root, failure);
    return [...failures.filter(isLeft), ...success];
  });
  return names.every((name) =>
    (name?.references ?? []).every(({ identifier }) => {
      const { parent } = identifier;
      if (parent.type !== 'CallExpression' || parent.callee !== identifier) return false;
      const around = functionAround(identifier);
      if (!around || contains(around, request.node)) return true;
      return ends.some(({ ran }) => ran.some((node) => functionAround(node) === around));
    }),
  );
}

/** Methods by which somebody else may hear of the failure. */
const HEARS = /^(?:then|catch|finally|done|fail|always|on|once|pipe)$/;

/** Whether nobody takes what the call of a request gives, which may be a promise that tells of the failure as well. */
function isUnused({ node, client }: Request): boolean {
  if (client.callback === 'answer' || client.callback === 'events') return true;
  let whole = node;
  for (let next = chainedOn(whole); next; next = chainedOn(next)) {
    if (next.callee.type === 'MemberExpression' && HEARS.test(memberName(next.callee) ?? '')) return false;
    whole = next;
  }
  return whole.parent.type !== 'AwaitExpression' && statementOf(whole) !== undefined;
}
