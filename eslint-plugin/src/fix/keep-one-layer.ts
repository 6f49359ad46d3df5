import type { SalesforceCall } from '../analysis/call.ts';
import type { Layer } from '../analysis/facts/layers.ts';
import { type Edit, isIn } from './edit.ts';
import { unwrapping } from './resilient-client.ts';
import { setOption } from './set-option.ts';

/** How a client is told to repeat nothing. */
const OFF: Readonly<Record<string, string>> = { got: '{ limit: 0 }', ky: '0', ofetch: '0' };

/** Takes one of several retries away: the package around the others, or that of the client itself. */
export function keepOneLayer(
  call: SalesforceCall,
  layers: readonly Layer[],
): { readonly by: 'turnOff' | 'unwrap'; readonly edits: readonly Edit[] } | undefined {
  const outer = layers.findLast(({ kind, at }) => kind === 'package' && isIn(at, call.source));
  const unwrapped = outer && unwrapping(outer.at);
  if (unwrapped) return { by: 'unwrap', edits: unwrapped };
  const off = layers[0]?.kind === 'client' ? OFF[call.client.name] : undefined;
  const position = call.operation.slots.indexOf('options');
  const edits =
    off === undefined || position < 0
      ? undefined
      : setOption(call.node, position, { key: 'retry', text: off }, call.source);
  return edits && { by: 'turnOff', edits };
}
