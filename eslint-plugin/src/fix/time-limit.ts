import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { contains, textIn, unwrap } from '../analysis/source.ts';
import { variableOf } from '../analysis/values/bindings.ts';
import { propertyOf } from '../analysis/values/objects.ts';
import { type Edit, isIn, replace } from './edit.ts';
import { withoutProperty } from './without-property.ts';

/** A time-out that a call was given as a signal, and how the call is written without it. */
export interface TimeLimit {
  /** Source text of the time in ms; undefined where it is no plain number, which might mean something in this place only. */
  readonly ms: string | undefined;
  readonly edits: readonly Edit[];
}

/**
 * The time-out of a call that no other call shares. Of a client that repeats the call it would end all attempts and the
 * waiting between them, not one attempt.
 */
export function timeLimitOf(call: SalesforceCall): TimeLimit | undefined {
  const { node, optionsNode, source } = call;
  const found = optionsNode && propertyOf(optionsNode, 'signal');
  if (!optionsNode || found?.state !== 'present' || found.node.type !== 'Property') return undefined;
  const made = unwrap(found.value);
  if (made.type !== 'CallExpression' || textIn(made.callee) !== 'AbortSignal.timeout') return undefined;
  if (!isIn(found.node, source) || !isOwn(found.node, node)) return undefined;
  const [time] = made.arguments;
  const ms = time?.type === 'Literal' && typeof time.value === 'number' ? textIn(time) : undefined;
  return { ms, edits: [withoutSignal(found.node, optionsNode, call)] };
}

/** How long the client waits for one attempt unless told otherwise. */
const ATTEMPT_MS = 30_000;

/** The option of the client for the time that one attempt of a call has; empty where the client gives that anyway. */
export function attemptTimeoutOf(call: SalesforceCall): string {
  const ms = call.client.signature === 'fetch' ? timeLimitOf(call)?.ms : undefined;
  return ms === undefined || Number(ms.replaceAll('_', '')) === ATTEMPT_MS ? '' : `attemptTimeoutMs: ${ms}`;
}

/** The options without the signal; no options where it was the only one, and none made around a name. */
function withoutSignal(signal: TSESTree.Property, options: TSESTree.Node, { node, source }: SalesforceCall): Edit {
  const object = signal.parent;
  const at = node.arguments.findIndex((argument) => argument === options);
  const before = node.arguments[at - 1];
  if (object !== unwrap(options) || object.type !== 'ObjectExpression' || !before)
    return withoutProperty(signal, source);
  const [other, ...more] = object.properties.filter((one) => one !== signal);
  if (!other) return { range: [before.range[1], options.range[1]], text: '' };
  if (other.type !== 'SpreadElement' || more.length > 0) return withoutProperty(signal, source);
  return replace(options, textIn(other.argument));
}

/** Whether a property can leave its object without another call missing it. */
function isOwn(property: TSESTree.Property, call: TSESTree.Node): boolean {
  if (contains(call, property)) return true;
  let holder: TSESTree.Node = property.parent;
  while (holder.type !== 'VariableDeclarator') {
    if (!holder.parent) return false;
    holder = holder.parent;
  }
  const reads = variableOf(holder.id)?.references.filter((reference) => reference.isRead());
  return reads?.length === 1;
}
