import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { contains, textIn, unwrap } from '../analysis/source.ts';
import { memberName } from '../analysis/values/bindings.ts';
import { propertyOf } from '../analysis/values/objects.ts';
import { isSet } from './parsed-body.ts';

/** A record where a request is given it. */
export interface SentRecord {
  readonly value: TSESTree.Node;
  /** Whether it is also the name of the option that holds it: `{ json }`. */
  readonly isShort: boolean;
}

/**
 * The record that a request sends: an object for libraries that take one, and else what `JSON.stringify` is given.
 *
 * @param whole - The call with what is called on it.
 */
export function sentRecord(call: SalesforceCall, whole: TSESTree.Node): SentRecord | undefined {
  const { client, node, operation } = call;
  const { by, where } = client.objects ?? {};
  const object = where && !isSet(call, where) ? undefined : by;
  const place = operation.slots.indexOf('body');
  const handed = node.arguments[place] ?? sentAfter(whole, node);
  if (handed) return asRecord(handed, object !== undefined);
  for (const name of new Set(['json', 'data', ...client.keys.body])) {
    const option = ownOption(call, name);
    const record = option && asRecord(option.value, name === object);
    if (record) return { ...record, isShort: option.shorthand };
  }
  return undefined;
}

function asRecord(given: TSESTree.Node, isObject: boolean): SentRecord | undefined {
  const node = unwrap(given);
  const isText = node.type === 'CallExpression' && textIn(node.callee) === 'JSON.stringify';
  const value = isText ? node.arguments[0] : isObject && !node.type.endsWith('Literal') ? given : undefined;
  return value && { value, isShort: false };
}

/** `agent.patch(url).send(record)` */
function sentAfter(whole: TSESTree.Node, node: TSESTree.Node): TSESTree.Node | undefined {
  for (let at = whole; at !== node && at.type === 'CallExpression';) {
    if (at.callee.type !== 'MemberExpression') return undefined;
    if (memberName(at.callee) === 'send') return at.arguments[0];
    at = at.callee.object;
  }
  return undefined;
}

/** An option that stands in the call itself. */
function ownOption({ node, optionsNode }: SalesforceCall, name: string): TSESTree.Property | undefined {
  const found = optionsNode && propertyOf(optionsNode, name);
  const property = found?.state === 'present' ? found.node : undefined;
  return property?.type === 'Property' && contains(node, property) ? property : undefined;
}
