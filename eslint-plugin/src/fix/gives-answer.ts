import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { rootOf } from '../analysis/functions/callers.ts';
import { playsWith } from '../analysis/functions/plays.ts';
import { functionOf } from '../analysis/values/definition.ts';

/** Whether `leading`, a call that leads to the request, gives its answer as it is, rather than something made of it. */
export function givesAnswer(call: SalesforceCall, leading: TSESTree.Node): boolean {
  const target = leading.type === 'CallExpression' ? functionOf(leading.callee) : undefined;
  // What a helper was handed has no name there; behind several functions nothing is known of what the last one gives.
  if (target && target !== rootOf(call.node)) return false;
  const ends = playsWith(call, [200]).flatMap((play) => play.ends().ends);
  return ends.every((end) => end.how !== 'return' || end.value.kind === 'response');
}
