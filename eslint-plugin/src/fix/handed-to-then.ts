import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { isFunction, nodesWithin, textIn, unwrap } from '../analysis/source.ts';
import { keyName } from '../analysis/values/bindings.ts';
import { functionOf } from '../analysis/values/definition.ts';
import { type Edit, insertAt } from './edit.ts';

/** What jQuery tells in options. */
const TOLD = /^(?:success|error|complete)$/;

/**
 * `$.ajax({ url, success, error })` becomes `retrySalesforce(() => $.ajax({ url })).then(success, error)`: as options, the
 * functions would be told of each attempt.
 */
export function handedToThen(
  { client, node }: SalesforceCall,
  options: string,
): ((name: string) => readonly Edit[]) | undefined {
  const settings = client.name === 'jQuery.ajax' ? unwrap(node.arguments.at(-1) ?? node) : undefined;
  if (settings?.type !== 'ObjectExpression' || node.parent.type !== 'ExpressionStatement') return undefined;
  const told = settings.properties.flatMap((one) => {
    return one.type === 'Property' && TOLD.test(keyName(one) ?? '') ? [one] : [];
  });
  const [success, error] = ['success', 'error'].map((name) => told.find((one) => keyName(one) === name));
  const taken = takenFrom(settings, told);
  if (!success || !taken || told.length !== (error ? 2 : 1) || !told.every(isHandler)) return undefined;
  const handlers = error ? [success, error] : [success];
  return (name) => [
    insertAt(node.range[0], `${name}(() => `),
    taken,
    insertAt(node.range[1], `${options}).then(${handlers.map(({ value }) => textIn(value)).join(', ')})`),
  ];
}

/** A function that asks for no more than what a promise tells: neither the request nor the settings, which are `this`. */
function isHandler({ value, method }: TSESTree.Property): boolean {
  const handler = functionOf(value);
  if (method || !handler || (!isFunction(value) && value.type !== 'Identifier')) return false;
  return handler.params.length <= 1 && nodesWithin(handler, 'ThisExpression').length === 0;
}

/** Takes neighbours out of an object, with the commas that they need. */
function takenFrom({ properties }: TSESTree.ObjectExpression, told: readonly TSESTree.Property[]): Edit | undefined {
  const start = properties.findIndex((one) => one === told[0]);
  const end = start + told.length - 1;
  const [first, last] = [properties[start], properties[end]];
  if (!first || !last || told.some((one, index) => properties[start + index] !== one)) return undefined;
  const [before, after] = [properties[start - 1], properties[end + 1]];
  if (before) return { range: [before.range[1], last.range[1]], text: '' };
  return { range: [first.range[0], after ? after.range[0] : last.range[1]], text: '' };
}
