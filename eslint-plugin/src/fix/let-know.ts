import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { Swallowed } from '../analysis/facts/failure-handling.ts';
import { rootOf } from '../analysis/functions/callers.ts';
import { contains, functionAround, isFunction } from '../analysis/source.ts';
import { chainedOn, memberName, statementOf } from '../analysis/values/bindings.ts';
import { type Edit, isIn, replace } from './edit.ts';
import { errorAt } from './error-at.ts';
import { rethrow } from './rethrow.ts';
import { sayAt } from './say-at.ts';
import { madeAround } from './settled-in-promise.ts';
import { tellCallback } from './tell-callback.ts';

/** How whoever waits for an answer gets to know of a failure. */
export interface LetKnow {
  readonly way: 'reject' | 'rethrow' | 'tell';
  readonly edits: readonly Edit[];
}

/** Lets the caller know of a failure that is swallowed: by an exception, by the promise, or by the callback. */
export function letKnow(call: SalesforceCall, swallowed: Swallowed): LetKnow | undefined {
  const { how, at } = swallowed;
  if (!isIn(at, call.source)) return undefined;
  if (how === 'told') return at.type === 'CallExpression' ? asWay('tell', tellCallback(call, at)) : undefined;
  if (at.type === 'CallExpression') return asWay('reject', rejectInstead(call, at));
  if (how === 'unanswered') return answer(call, at);
  return isThrownToCaller(at, call) && !stopsRepeating(swallowed, call)
    ? asWay('rethrow', rethrow(call, at))
    : undefined;
}

function asWay(way: LetKnow['way'], edits: readonly Edit[] | undefined): LetKnow | undefined {
  return edits && { way, edits };
}

/** `resolve([])` becomes `reject(error)`. */
function rejectInstead(call: SalesforceCall, at: TSESTree.CallExpression): Edit[] | undefined {
  const made = madeAround(call);
  const known = made && contains(made.promise, at) ? errorAt(at, call) : undefined;
  return made && known && [...made.edits, ...known.edits, replace(at, `${made.reject}(${known.error})`)];
}

/** Rejects the promise, or calls the callback, that has not been told. */
function answer(call: SalesforceCall, at: TSESTree.Node): LetKnow | undefined {
  const made = madeAround(call);
  const root = rootOf(call.node);
  const last = root.type === 'Program' ? undefined : root.params.at(-1);
  const name = made?.reject ?? (last?.type === 'Identifier' ? last.name : undefined);
  const leave = at.type === 'ReturnStatement' ? 'return ' : '';
  const said = name === undefined ? undefined : sayAt(at, call, (error) => `${leave}${name}(${error});`);
  return said && asWay(made ? 'reject' : 'tell', [...(made?.edits ?? []), ...said]);
}

/** Whether what is thrown at a place reaches the caller of the function around the request, through promises that are waited for. */
function isThrownToCaller(at: TSESTree.Node, call: SalesforceCall): boolean {
  const root = rootOf(call.node);
  const isHandler = isFunction(at) || at.type === 'Identifier' || at.type === 'MemberExpression';
  let within = isHandler ? at : functionAround(at);
  while (within && within !== root) {
    if (!isPassedOn(within)) return false;
    within = functionAround(within);
  }
  return within === root;
}

/** `.catch(handler)`, `.then(use, handler)`, unless nobody waits for what comes of it. */
function isPassedOn(handler: TSESTree.Node): boolean {
  const chained = handler.parent;
  if (chained?.type !== 'CallExpression' || chained.callee.type !== 'MemberExpression') return false;
  if (!/^(?:then|catch)$/.test(memberName(chained.callee) ?? '')) return false;
  let whole = chained;
  for (let next = chainedOn(whole); next; next = chainedOn(next)) whole = next;
  return whole.parent.type === 'AwaitExpression' || !statementOf(whole);
}

/** Whether an exception would keep the request from being sent again. */
function stopsRepeating({ repeats, at }: Swallowed, call: SalesforceCall): boolean {
  return repeats && !(at.type === 'ReturnStatement' && functionAround(at) === rootOf(call.node));
}
