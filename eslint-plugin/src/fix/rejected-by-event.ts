import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { contains, functionAround, isFunction, nodesWithin } from '../analysis/source.ts';
import { chainedOn, memberName, variableOf } from '../analysis/values/bindings.ts';
import { type Edit, insertAt } from './edit.ts';
import { type Made, madeAround } from './settled-in-promise.ts';

/**
 * `new Promise((resolve, reject) => { conn.query(soql).on('record', …).on('error', reject) })`: the promise is made again
 * for each attempt, where its events do nothing outside of it.
 */
export function rejectedByEvent(
  call: SalesforceCall,
  options: string,
): ((name: string) => readonly Edit[]) | undefined {
  const made = call.client.salesforce === true ? madeAround(call) : undefined;
  if (!made || made.edits.length > 0 || !isToldOfErrors(call.node, made) || actsOutside(made.promise)) return undefined;
  const [start, end] = made.promise.range;
  return (name) => [insertAt(start, `${name}(() => `), insertAt(end, `${options})`)];
}

/** Whether an event of the request rejects the promise. */
function isToldOfErrors(request: TSESTree.CallExpression, { reject }: Made): boolean {
  for (let next = chainedOn(request); next; next = chainedOn(next)) {
    const [event, handler] = next.arguments;
    const name = next.callee.type === 'MemberExpression' ? memberName(next.callee) : undefined;
    if (name !== 'on' || event?.type !== 'Literal' || event.value !== 'error' || !handler) continue;
    if (handler.type === 'Identifier') return handler.name === reject;
    return isFunction(handler) && nodesWithin(handler, 'Identifier').some((one) => one.name === reject);
  }
  return false;
}

/** Whether what handles the events does anything outside of the promise, which a second run would do again. */
function actsOutside(promise: TSESTree.NewExpression): boolean {
  const [executor] = promise.arguments;
  const isHandled = (node: TSESTree.Node): boolean => functionAround(node) !== executor;
  const isOwn = (node: TSESTree.Node): boolean => {
    const root = rootOf(node);
    const declared = variableOf(root)?.defs[0]?.name;
    return declared ? contains(promise, declared) : root.type === 'Identifier' && HARMLESS.test(root.name);
  };
  return (
    nodesWithin(promise, 'CallExpression').some((node) => isHandled(node) && !isOwn(node.callee)) ||
    nodesWithin(promise, 'AssignmentExpression').some(({ left }) => !isOwn(left)) ||
    nodesWithin(promise, 'UpdateExpression').some(({ argument }) => !isOwn(argument))
  );
}

/** Globals that remember nothing, or nothing that a program reads. */
const HARMLESS = /^(?:Array|Boolean|console|Date|JSON|Math|Number|Object|String)$/;

/** `records` in `records.all.push`. */
function rootOf(node: TSESTree.Node): TSESTree.Node {
  if (node.type === 'MemberExpression') return rootOf(node.object);
  return node.type === 'CallExpression' ? rootOf(node.callee) : node;
}
