import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { Retry } from '../analysis/facts/retry.ts';
import { isLoop } from '../analysis/functions/statements.ts';
import { contains, functionAround, isFunction, nodesWithin, textIn, walk } from '../analysis/source.ts';
import { memberName } from '../analysis/values/bindings.ts';
import { functionOf } from '../analysis/values/definition.ts';
import { type Edit, insertAt, isIn, overlap, replace } from './edit.ts';
import { isTypeScript, type Target } from './insert-template.ts';
import { askForWait } from './read-retry-after.ts';
import { after, before } from './move-statement.ts';

/** Where a retry has the answer at hand that may say how long to wait. */
interface Known {
  /** What `retryAfterMs` is given: the answer, or an object with its headers. */
  readonly answer: string;
  /** The code that knows it. */
  readonly scope: TSESTree.Node;
  /** Where in the code it is known from. */
  readonly from: number;
  readonly edits: readonly Edit[];
}

/**
 * Makes the pause of a retry at least as long as Retry-After asks; undefined where the pause or the answer is not at hand.
 *
 * @param isRead - The header is read already, but waited for too long, or not long enough: then that is for answers without it.
 */
export function waitAsAsked(
  call: SalesforceCall,
  retry: Retry,
  target: Target,
  isRead: boolean,
): readonly Edit[] | undefined {
  const { mechanism, kind } = retry;
  if (kind === 'client' || kind === 'package' || kind === 'queue' || !isIn(mechanism, call.source)) return undefined;
  const known = answered(call, retry) ?? caught(call, retry, target);
  if (!known) return undefined;
  const { inserted, call: asked } = askForWait(known.answer, target);
  const pausing = prolonged(known, asked, isRead) ?? (isRead ? undefined : paused(known, asked, mechanism));
  const edits = pausing && [...inserted, ...known.edits, ...pausing];
  return edits && !overlap(edits) ? edits : undefined;
}

/** `const response = await fetch(…)`: other libraries hand the headers over as an object. */
function answered({ client, node }: SalesforceCall, { again, mechanism }: Retry): Known | undefined {
  if (client.signature !== 'fetch') return undefined;
  const sent = again.parent?.type === 'AwaitExpression' ? again : node;
  const holder = sent.parent?.type === 'AwaitExpression' ? sent.parent.parent : undefined;
  const id =
    holder?.type === 'VariableDeclarator'
      ? holder.id
      : holder?.type === 'AssignmentExpression'
        ? holder.left
        : undefined;
  const scope = holder && blockAround(holder);
  if (id?.type !== 'Identifier' || !scope || !contains(repeatedIn(mechanism), scope)) return undefined;
  return { answer: id.name, scope, from: holder.range[1], edits: [] };
}

/** Libraries whose errors hold the answer. */
const HOLD_ANSWER = /^(?:axios|got|HttpService|ky|ofetch|request-promise|superagent)\b/;

/** `catch (error)` around a call of a library that throws for a status, or the handler of an interceptor. */
function caught(call: SalesforceCall, { again, mechanism, kind }: Retry, target: Target): Known | undefined {
  if (call.client.status !== 'thrown' || !HOLD_ANSWER.test(call.client.name)) return undefined;
  const handler = kind === 'interceptor' ? functionAround(mechanism) : clauseAround(again, repeatedIn(mechanism));
  const param = handler && (isFunction(handler) ? handler.params[0] : handler.param);
  if (!handler || (param && param.type !== 'Identifier') || (isFunction(handler) && !param)) return undefined;
  const name = param?.name ?? 'error';
  const isKnown = !isTypeScript(target.filename) || isFunction(handler) || Boolean(param?.typeAnnotation);
  const error = isKnown ? name : `(${name} as { response?: { headers?: Record<string, string> } })`;
  const edits = param ? [] : [insertAt(handler.body.range[0], '(error) ')];
  const answer = `{ headers: new Headers(${error}.response?.headers) }`;
  return { answer, scope: handler.body, from: handler.body.range[0], edits };
}

/** The handler of the `try` that a failure ends in. */
function clauseAround(node: TSESTree.Node, root: TSESTree.Node): TSESTree.CatchClause | undefined {
  for (let at = node.parent; at && at !== root.parent && !isFunction(at); at = at.parent) {
    if (at.type === 'TryStatement' && at.handler && contains(at.block, node)) return at.handler;
  }
  return undefined;
}

/** What is run again: the loop, or the function that is called once more. */
function repeatedIn(mechanism: TSESTree.Node): TSESTree.Node {
  if (isLoop(mechanism)) return mechanism;
  const target = mechanism.type === 'CallExpression' ? functionOf(mechanism.callee) : undefined;
  return target ?? mechanism;
}

function blockAround(node: TSESTree.Node): TSESTree.Node | undefined {
  let at: TSESTree.Node | undefined = node;
  while (at && at.type !== 'BlockStatement') at = at.parent;
  return at;
}

/** `sleep(DELAY)` and `setTimeout(resolve, DELAY)` wait at least as long as asked. */
function prolonged({ scope, from }: Known, asked: string, isRead: boolean): Edit[] | undefined {
  let delay: TSESTree.Node | undefined;
  walk(scope, (node) => {
    if (node.type !== 'CallExpression' || node.range[0] < from) return;
    const name =
      node.callee.type === 'Identifier'
        ? node.callee.name
        : node.callee.type === 'MemberExpression'
          ? memberName(node.callee)
          : undefined;
    // A timer that aborts is a time limit.
    if (name === 'setTimeout' && !/abort/i.test(textIn(node.arguments[0] ?? node))) delay ??= node.arguments[1];
    else if (/^_?(?:sleep|delay|wait|pause)(?:Ms|For)?$/i.test(name ?? '') && functionAround(node))
      delay ??= node.arguments[0];
  });
  if (!delay) return undefined;
  const own = textIn(delay);
  // A former fix has seen to it.
  if (/\bretryAfterMs\d*\(/.test(own)) return undefined;
  const isLoose = /^(?:Conditional|Logical)/.test(delay.type);
  return [replace(delay, isRead ? `${asked} ?? ${isLoose ? `(${own})` : own}` : `Math.max(${own}, ${asked} ?? 0)`)];
}

/** A pause where there is none, on the way back. */
function paused({ scope, from }: Known, asked: string, mechanism: TSESTree.Node): Edit[] | undefined {
  if (functionAround(isLoop(mechanism) ? mechanism : scope)?.async !== true) return undefined;
  const wait = `await new Promise((resolve) => setTimeout(resolve, ${asked} ?? 0));`;
  const leaving = leavingIn(scope, from, mechanism);
  if (leaving) {
    const isInBlock = leaving.parent?.type === 'BlockStatement';
    return isInBlock ? [before(leaving, wait)] : [replace(leaving, `{ ${wait} ${textIn(leaving)} }`)];
  }
  if (scope.type !== 'BlockStatement' || !isLoop(mechanism)) return undefined;
  const last = scope.body.at(-1);
  const isEnd = !last || /^(?:Return|Throw|Break|Continue)Statement$/.test(last.type);
  return isEnd ? undefined : [after(last, wait)];
}

/** The `continue`, or the statement with the recursive call. */
function leavingIn(scope: TSESTree.Node, from: number, mechanism: TSESTree.Node): TSESTree.Node | undefined {
  if (isLoop(mechanism)) {
    const [only, ...others] = nodesWithin(scope, 'ContinueStatement').filter(({ range }) => range[0] > from);
    return others.length === 0 ? only : undefined;
  }
  let at: TSESTree.Node | undefined = mechanism;
  while (at && at !== scope && !at.type.endsWith('Statement')) at = at.parent;
  return at && at !== scope && contains(scope, at) ? at : undefined;
}
