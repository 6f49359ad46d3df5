import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { isFunction, textIn, walk } from '../analysis/source.ts';
import { chainedOn, memberName } from '../analysis/values/bindings.ts';
import { propertyOf } from '../analysis/values/objects.ts';
import { isReadOnce } from './read-once.ts';

/** The expression whose promise is a request, and how a function around it must be written. */
export interface Promised {
  readonly whole: TSESTree.Node;
  /** Whether something within it is waited for. */
  readonly waits: boolean;
}

/** Calls that take the promise: what comes before them is the request. */
const TAKES_PROMISE = /^(?:then|catch|finally|done|fail|always|spread|tap|asCallback|nodeify)$/;

/** Calls that give something else than a promise, or hand over a callback. */
const NO_PROMISE = /^(?:on|once|pipe|stream|end|subscribe|each|eachPage|autoFetch)$/;

/** What of a request can be called again as a function that returns a promise; undefined where there is no promise. */
export function promised(call: SalesforceCall): Promised | undefined {
  if (call.client.wrappable === false || isTold(call)) return undefined;
  // Only where an observable becomes a promise can the request be repeated.
  const whole = call.client.observable ? observed(call) : chained(call);
  if (!whole || takesCallback(whole) || isReadOnce(whole) || !isUsedAsPromise(whole)) return undefined;
  // Who asks for a promise in particular does not take what is called to give one.
  return { whole, waits: awaitsWithin(whole) || whole.parent?.type === 'CallExpression' };
}

/** `$.ajax({ success, error })`: the functions would be told of each attempt. */
function isTold({ client, optionsNode }: SalesforceCall): boolean {
  if (client.name !== 'jQuery.ajax' || !optionsNode) return false;
  return ['success', 'error', 'complete'].some((name) => propertyOf(optionsNode, name).state === 'present');
}

/** The request with everything that is called on it: `conn.sobject('A').find(…).limit(5)`. */
export function chained(call: SalesforceCall): TSESTree.CallExpression | undefined {
  let whole = call.node;
  for (let next = chainedOn(whole); next; next = chainedOn(next)) {
    const name = next.callee.type === 'MemberExpression' ? (memberName(next.callee) ?? '') : '';
    if (TAKES_PROMISE.test(name)) break;
    if (NO_PROMISE.test(name) && !isPromisedEnd(next, name, call)) return undefined;
    whole = next;
  }
  return whole;
}

/** `find(…).include('Contacts').end()`, the query again, and the `end()` that packages around superagent have made a promise. */
function isPromisedEnd(end: TSESTree.CallExpression, name: string, { client, source }: SalesforceCall): boolean {
  if (name !== 'end' || end.arguments.length > 0) return false;
  if (client.salesforce === true) return true;
  return client.name === 'superagent' && /['"]superagent-(?:as-promised|promise)['"]/.test(source.text);
}

/** `firstValueFrom(http.get(url))`, `http.get(url).toPromise()`; axios itself below a service of NestJS. */
function observed(call: SalesforceCall): TSESTree.Node | undefined {
  if (/\.axiosRef\b/.test(textIn(call.node.callee))) return chained(call);
  let whole = call.node;
  for (let next = chainedOn(whole); next; next = chainedOn(next)) {
    const name = next.callee.type === 'MemberExpression' ? memberName(next.callee) : undefined;
    if (name !== 'pipe' && name !== 'toPromise') break;
    whole = next;
  }
  // What a pipe makes of the failure itself, the repetition would not see.
  if (/\bcatchError\b/.test(textIn(whole))) return undefined;
  if (textIn(whole).endsWith('.toPromise()')) return whole;
  const { parent } = whole;
  const isMade = parent.type === 'CallExpression' && parent.arguments[0] === whole;
  return isMade && /^(?:rxjs\.)?(?:first|last)ValueFrom$/.test(textIn(parent.callee)) ? parent : undefined;
}

/** Whether some call in a chain is given a function, which would be called again and again. */
function takesCallback(whole: TSESTree.Node): boolean {
  for (let at = whole; at.type === 'CallExpression' || at.type === 'MemberExpression';) {
    if (at.type === 'CallExpression' && at.arguments.some((one) => isFunction(one) || isCallbackName(one))) return true;
    at = at.type === 'CallExpression' ? at.callee : at.object;
  }
  return false;
}

function isCallbackName(node: TSESTree.Node): boolean {
  return node.type === 'Identifier' && /^(?:cb|callback|done|next)$|Callback$/.test(node.name);
}

/** Whether something waits for the result, or passes it on as the promise that it is. */
function isUsedAsPromise(whole: TSESTree.Node): boolean {
  const { parent } = whole;
  switch (parent?.type) {
    case 'AwaitExpression':
    case 'ReturnStatement':
    case 'ExpressionStatement':
    case 'YieldExpression':
    case 'ArrayExpression':
      return true;
    case 'ArrowFunctionExpression':
      return parent.body === whole;
    case 'MemberExpression':
      return parent.object === whole && TAKES_PROMISE.test(memberName(parent) ?? '');
    case 'ConditionalExpression':
    case 'LogicalExpression':
      return isUsedAsPromise(parent);
    case 'TSAsExpression':
    case 'TSNonNullExpression':
      return isUsedAsPromise(parent);
    case 'CallExpression':
      return textIn(parent.callee) === 'Promise.resolve';
    case 'VariableDeclarator':
      return /^(?:\w*[pP]romise\w*|pending|\w*[rR]equest)$/.test(textIn(parent.id));
    default:
      return false;
  }
}

function awaitsWithin(whole: TSESTree.Node): boolean {
  let waits = false;
  walk(whole, (node) => {
    if (isFunction(node)) return false;
    if (node.type === 'AwaitExpression') waits = true;
    return;
  });
  return waits;
}
