import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { RESILIENT_RETRY } from '../analysis/clients/resilient.ts';
import { isFunction, type SourceView } from '../analysis/source.ts';
import { type Edit, insertAt, isIn, replace } from './edit.ts';
import { insertTemplate, namesIn, type Target } from './insert-template.ts';
import { isRepeatable } from './is-repeatable.ts';
import { promised } from './promised.ts';
import type { ClientFix } from './resilient-client.ts';
import { TEMPLATES } from './templates.generated.ts';

/** Calls that send more than one request, of which the first ones must not be sent again: `conn.bulk.load`. */
const SENDS_SEVERAL = /^(?:bulk2?\.|metadata\.(?!read|list|describe|check)|sobject\.\(\)\.\w+Bulk$)/;

/** Clients whose platform repeats what the code asks it to, or ends it long before an outage is over. */
const PLATFORMS = /^(?:z\.request)$/;

/**
 * Repeats a call of any library that promises its answer with `retrySalesforce`, which is put into the file where it is
 * missing.
 *
 * @param around - A call of a retry package: `retrySalesforce` takes its place, since two layers would multiply.
 */
export function withRetry(call: SalesforceCall, target: Target, around?: TSESTree.Node): ClientFix | undefined {
  const { client, operation, kind } = call;
  if (kind !== 'request' || client.callback === 'answer' || client.callback === 'events') return undefined;
  if (SENDS_SEVERAL.test(operation.call) || PLATFORMS.test(client.name)) return undefined;
  const routed = (name: string): readonly Edit[] | undefined =>
    (around && isIn(around, target.source) ? inPlaceOf(around, name, call, target) : undefined) ?? wrapped(name, call);
  const existing = retryIn(target.source);
  if (existing !== undefined) {
    const edits = routed(existing);
    return edits && { edits, name: existing, exists: true };
  }
  const { edit, nameOf } = insertTemplate(TEMPLATES.retry, target);
  const name = nameOf(RESILIENT_RETRY);
  const edits = routed(name);
  return edits && { edits: [edit, ...edits], name, exists: false };
}

/** The name that `retrySalesforce` has in a file that declares or imports it. */
function retryIn(source: SourceView): string | undefined {
  return [...namesIn(source)].find((name) => name.startsWith(RESILIENT_RETRY));
}

function wrapped(name: string, call: SalesforceCall): readonly Edit[] | undefined {
  const found = promised(call);
  if (!found) return undefined;
  const { whole, waits } = found;
  const start = insertAt(whole.range[0], `${name}(${waits ? 'async ' : ''}() => `);
  return [start, insertAt(whole.range[1], `${optionsFor(call)})`)];
}

/** `pRetry(() => client.get(url), { retries: 5 })`: the function stays, the rest is replaced. */
function inPlaceOf(
  around: TSESTree.Node,
  name: string,
  call: SalesforceCall,
  { source }: Target,
): readonly Edit[] | undefined {
  if (around.type !== 'CallExpression' || around.callee.type !== 'Identifier') return undefined;
  const [first] = around.arguments;
  if (!first || !isFunction(first) || first.params.length > 0) return undefined;
  const after: readonly [number, number] = [first.range[1], around.range[1]];
  const typed = source.text.slice(around.callee.range[1], first.range[0]);
  if (typed.trim() !== '(') return undefined;
  return [replace(around.callee, name), { range: after, text: `${optionsFor(call)})` }];
}

function optionsFor(call: SalesforceCall): string {
  return isRepeatable(call) ? ', { idempotent: true }' : '';
}
