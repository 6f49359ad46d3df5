import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { contains, textIn, unwrap } from '../analysis/source.ts';
import { definitionOf } from '../analysis/values/definition.ts';
import { propertyOf } from '../analysis/values/objects.ts';

/** The expression for the signal that the caller aborts a request with, where the request is given one beside a time limit. */
export function callerSignalOf({ node, optionsNode }: SalesforceCall): string | undefined {
  const found = optionsNode && propertyOf(optionsNode, 'signal');
  // What stands elsewhere may go by names that mean something else here.
  if (found?.state !== 'present' || !contains(node, found.value)) return undefined;
  const signal = signalsIn(unwrap(found.value)).find((one) => !isTimeLimit(one));
  return signal && textIn(signal);
}

/** The names and members in `AbortSignal.any([signal, AbortSignal.timeout(10_000)])`, or the one that stands alone. */
function signalsIn(value: TSESTree.Node): TSESTree.Node[] {
  if (value.type === 'Identifier' || value.type === 'MemberExpression') return [value];
  const [list] = value.type === 'CallExpression' && textIn(value.callee) === 'AbortSignal.any' ? value.arguments : [];
  return list?.type === 'ArrayExpression' ? list.elements.flatMap((one) => (one ? signalsIn(one) : [])) : [];
}

/** Whether a name stands for `AbortSignal.timeout(10_000)`. */
function isTimeLimit(signal: TSESTree.Node): boolean {
  return /^AbortSignal\.timeout\b/.test(textIn(definitionOf(signal)));
}
