import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { isFunction } from '../analysis/source.ts';
import { chainedOn, variableOf } from '../analysis/values/bindings.ts';
import { functionOf } from '../analysis/values/definition.ts';
import { type Edit, insertAt } from './edit.ts';

/**
 * `client.get(url, callback)` becomes `retrySalesforceCallback((done) => client.get(url, done), callback)`: the callback,
 * which comes last, stays where it is.
 *
 * @param isTyped - In TypeScript its parameters must have types, since nothing else gives them any there.
 */
export function callingBack(
  call: SalesforceCall,
  options: string,
  isTyped: boolean,
): ((name: string) => readonly Edit[]) | undefined {
  if (call.client.callback !== 'error-first') return undefined;
  const whole = chainEnd(call.node);
  const callback = whole.arguments.at(-1);
  if (!callback || !isCallback(callback) || !isStatement(whole)) return undefined;
  if (isTyped && !hasTypes(callback)) return undefined;
  return (name) => [
    insertAt(whole.range[0], `${name}((done) => `),
    insertAt(callback.range[0], 'done), '),
    insertAt(callback.range[1], options),
  ];
}

function chainEnd(node: TSESTree.CallExpression): TSESTree.CallExpression {
  const next = chainedOn(node);
  return next ? chainEnd(next) : node;
}

/** A function, or a name of one: that of a parameter says so. */
export function isCallback(node: TSESTree.Node): boolean {
  if (isFunction(node)) return true;
  if (node.type !== 'Identifier') return false;
  return (
    functionOf(node) !== undefined ||
    (/^(?:cb|callback|done|next|fn)$|Callback$/.test(node.name) && Boolean(variableOf(node)))
  );
}

/** Whether nobody uses what the call returns. */
function isStatement(whole: TSESTree.Node): boolean {
  const { parent } = whole;
  return parent?.type === 'ExpressionStatement' || parent?.type === 'ReturnStatement';
}

/** Whether TypeScript needs nothing around a callback to know what it is given. */
export function hasTypes(callback: TSESTree.Node): boolean {
  return !isFunction(callback) || callback.params.every((param) => param.type === 'Identifier' && param.typeAnnotation);
}
