import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { Layer } from '../analysis/facts/layers.ts';
import { callExpressionsOf, functionAround } from '../analysis/source.ts';
import { functionOf } from '../analysis/values/definition.ts';
import { type Edit, isIn } from './edit.ts';
import { helperAround } from './replaced-retry.ts';
import { unwrapping } from './resilient-client.ts';
import { withoutOwnRetry } from './without-own-retry.ts';

/** Takes one of several retries away: the package or the function around the others, or that of the client itself. */
export function keepOneLayer(
  call: SalesforceCall,
  layers: readonly Layer[],
): { readonly by: 'turnOff' | 'unwrap'; readonly edits: readonly Edit[] } | undefined {
  for (const layer of layers.toReversed()) {
    const unwrapped = unwrappedFrom(layer, call);
    if (unwrapped) return { by: 'unwrap', edits: unwrapped };
  }
  const off = layers[0]?.kind === 'client' ? withoutOwnRetry(call) : undefined;
  return off && off.length > 0 ? { by: 'turnOff', edits: off } : undefined;
}

function unwrappedFrom({ kind, at }: Layer, call: SalesforceCall): readonly Edit[] | undefined {
  const around = kind === 'package' ? at : kind === 'helper' ? helperOf(call, at) : undefined;
  return around && isIn(around, call.source) ? unwrapping(around) : undefined;
}

/** The one call of a helper with the mechanism, around the request or around a call of the function that makes it. */
function helperOf({ node, source }: SalesforceCall, mechanism: TSESTree.Node): TSESTree.Node | undefined {
  const sender = functionAround(node);
  const callers = callExpressionsOf(source).filter(({ callee }) => sender && functionOf(callee) === sender);
  const around = new Set([node, ...callers].map((one) => helperAround(one, mechanism)).filter(Boolean));
  return around.size === 1 ? [...around][0] : undefined;
}
