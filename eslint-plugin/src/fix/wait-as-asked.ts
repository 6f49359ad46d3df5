import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { Retry } from '../analysis/facts/retry.ts';
import { isLoop } from '../analysis/functions/statements.ts';
import { contains, functionAround, nodesWithin, textIn, walk } from '../analysis/source.ts';
import { memberName } from '../analysis/values/bindings.ts';
import { answerAtHand, type KnownAnswer } from './answer-at-hand.ts';
import { type Edit, isIn, overlap, replace } from './edit.ts';
import type { Target } from './insert-template.ts';
import { after, before } from './move-statement.ts';
import { askForWait } from './read-retry-after.ts';

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
  const known = answerAtHand(call, retry, target);
  if (!known) return undefined;
  const { inserted, call: asked } = askForWait(known.answer, target);
  const pausing = prolonged(known, asked, isRead) ?? (isRead ? undefined : paused(known, asked, mechanism));
  const edits = pausing && [...inserted, ...known.edits, ...pausing];
  return edits && !overlap(edits) ? edits : undefined;
}

/** `sleep(DELAY)` and `setTimeout(resolve, DELAY)` wait at least as long as asked. */
function prolonged({ scope, from }: KnownAnswer, asked: string, isRead: boolean): Edit[] | undefined {
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
function paused({ scope, from }: KnownAnswer, asked: string, mechanism: TSESTree.Node): Edit[] | undefined {
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
