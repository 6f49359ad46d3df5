import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { callersOf, rootOf } from '../analysis/functions/callers.ts';
import { endsOf } from '../analysis/functions/ends.ts';
import type { End } from '../analysis/functions/outcome.ts';
import { playsWith } from '../analysis/functions/plays.ts';
import { type FunctionNode, isFunction } from '../analysis/source.ts';
import { functionOf } from '../analysis/values/definition.ts';

/** Whether `leading`, a call that leads to the request, gives its answer as it is, rather than something made of it. */
export function givesAnswer(call: SalesforceCall, leading: TSESTree.Node): boolean {
  const root = rootOf(call.node);
  const target = leading.type === 'CallExpression' ? functionOf(leading.callee) : undefined;
  const sent = playsWith(call, [200]).flatMap((play) => play.ends().ends);
  if (!sent.every(isAnswer)) return false;
  if (!target || target === root) return true;
  // Behind several functions nothing is known of what the last one gives, but for a helper that was handed the first.
  const handed = isFunction(root) ? endsOfHelper(target, root) : [];
  return handed.length > 0 && handed.every(isAnswer);
}

/** How a helper ends, such as `throughBreaker(() => fetch(url))`, when what it was handed gives an answer. */
function endsOfHelper(helper: FunctionNode, handed: FunctionNode): readonly End[] {
  return callersOf(handed).flatMap((caller) => {
    if (caller.kind !== 'call' || caller.helper !== helper || caller.root !== helper) return [];
    const outcome = { how: 'return', value: { kind: 'response', status: 'met' } } as const;
    return endsOf(helper, { call: caller.call, outcome, met: [200] }).ends;
  });
}

function isAnswer(end: End): boolean {
  return end.how !== 'return' || end.value.kind === 'response';
}
