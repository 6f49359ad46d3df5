import type { TSESTree } from '@typescript-eslint/types';
import type { Fact } from '../fact.ts';
import { rootOf } from '../functions/callers.ts';
import { branchAround, handlerAround } from '../functions/handlers.ts';
import { isIteration } from '../functions/iteration.ts';
import { isOpen, type Value } from '../functions/outcome.ts';
import { isQuiet, isQuietRan, logsIn } from '../functions/quiet.ts';
import type { Request } from '../functions/scenario.ts';
import { contains, textIn } from '../source.ts';
import { variableOf } from '../values/bindings.ts';
import { functionOf } from '../values/definition.ts';
import {
  type Around,
  failuresOf,
  givesNothing,
  isApart,
  isDoubtful,
  isLeft,
  isLogged,
  isQuietAfterFailure,
  isSuccess,
  type Left,
  nothingIn,
  onlyAfterFailure,
} from './failure-ends.ts';
import { keptValue } from './kept-value.ts';
import { leftInCallback, loggingBranch, placeOfFailure } from './failure-place.ts';
import { isErrorAnswer } from './error-answer.ts';
import { howGone } from './unanswered.ts';

/** How a failure ends where nobody gets to know. */
export interface Swallowed {
  /**
   * `returned`: the function around gives something else; `told`: it tells its callback so; `dropped`: the handler, or a
   * branch, ends it; `unanswered`: the promise, or the callback, that a success is told to never hears of it.
   */
  readonly how: 'dropped' | 'returned' | 'told' | 'unanswered';
  /** What the function around gives instead; `undefined` where it gives nothing even after a success. */
  readonly instead: string;
  /** Whether it is written to a log first. */
  readonly logged: boolean;
  /** What fails: Salesforce answers 503, or does not answer. */
  readonly failure: Around['failure'];
  /**
   * The statement that gives something else, the call that tells a promise or a callback so, the handler that ends without
   * throwing, or the branch of an `if` that only writes to a log.
   */
  readonly at: TSESTree.Node;
  /** Whether the request is sent again in spite of it, which an exception there would prevent. */
  readonly repeats: boolean;
}

type Found = Pick<Swallowed, 'at' | 'how' | 'instead' | 'logged'>;

/**
 * Answers "does a failure of this call become an answer like any other?": the function around it gives `null`, `false` or
 * an empty list after a 503 and something else after a success, or a handler does nothing but write to a log.
 */
export function failureHandlingOf(request: Request): Fact<Swallowed> {
  const root = rootOf(request.node);
  // What runs at the top level of a module has no caller that would have to know.
  if (root.type === 'Program') return { state: 'absent' };
  for (const failure of ['status', 'no answer'] as const) {
    const around = failuresOf(request, root, failure);
    for (const end of around.ends.filter(isLeft)) {
      const found = end.how === 'return' && !isDoubtful(end, around) ? swallowedAt(end, around) : undefined;
      if (!found) continue;
      const repeats = around.ends.some((one) => one.how === 'repeat' && !isIteration(one.via, request.node));
      return { state: 'present', value: { ...found, failure, repeats }, node: found.at };
    }
  }
  return { state: 'absent' };
}

function swallowedAt(end: Left, around: Around): Found | undefined {
  if (end.told === true) return toldAsSuccess(end, around);
  const { promise } = end.fate;
  if (promise ? !promise.outcome : around.later) return goneAt(end, around);
  const instead = insteadIn(end, around);
  if (instead === undefined) return undefined;
  if (promise?.at && promise.outcome?.how === 'return' && !isAnswer(promise.outcome.value))
    return settledAt(promise.at, instead, end, around);
  return returnedAt(instead, end, around);
}

/** What is given instead of an answer; undefined for what may say what happened. */
function insteadIn(end: Left, around: Around): string | undefined {
  const { value } = end;
  if (isOpen(value)) return keptValue(end, around);
  return nothingIn(value) ?? (isErrorAnswer(end, around) ? 'an Error' : undefined);
}

function isAnswer(value: Value): boolean {
  return nothingIn(value) === undefined && value.kind !== 'error';
}

/** `resolve([])`, in what runs only after a failure. */
function settledAt(at: TSESTree.CallExpression, instead: string, end: Left, around: Around): Found | undefined {
  const isOnly = onlyAfterFailure(end, around)?.includes(at) === true;
  if (!isOnly || !isQuietAfterFailure(end, around, at)) return undefined;
  return { how: 'returned', instead, logged: isLogged(end, around), at };
}

/** Where a function gives something else, or a handler ends without throwing. */
function returnedAt(instead: string, end: Left, around: Around): Found | undefined {
  const caught = end.fate.caught.at(-1);
  const own = end.at && branchAround(end.at) ? end.at : undefined;
  const at = own ?? (caught ? undefined : leftInCallback(end, around));
  const branch = at && branchAround(at);
  if (branch && !isQuiet(branch)) return undefined;
  if (branch && (!caught || contains(caught, at))) {
    // Where nothing is found is no answer for a failure that was caught.
    const isTold = caught ? !isQuietIn(caught, end) || isApart(instead, around) : givesNothing(around);
    return isTold || (!own && !isQuietAfterFailure(end, around))
      ? undefined
      : { how: 'returned', instead, logged: logsIn(branch), at };
  }
  if (caught) return handledAt(instead, end, around);
  const logging = end.at ? undefined : loggedAt(end, around);
  return logging && { how: 'dropped', instead: 'undefined', logged: true, at: logging };
}

/** Whether what has run within a node tells nobody. */
function isQuietIn(node: TSESTree.Node, { ran }: Left): boolean {
  return ran.every((one) => !contains(node, one) || isQuietRan(one));
}

/** A handler after which the function goes on, and ends as if nothing had happened. */
function handledAt(instead: string, end: Left, around: Around): Found | undefined {
  const at = placeOfFailure(end, around);
  const caught = end.fate.caught.at(-1);
  if (!at || !caught || !isQuietIn(caught, end) || !isQuietAfterFailure(end, around)) return undefined;
  const isGiven = at.type === 'ReturnStatement' || (instead !== 'undefined' && !givesNothing(around));
  return { how: isGiven ? 'returned' : 'dropped', instead, logged: isLogged(end, around), at };
}

/** `if (!response.ok) console.error(response.status);`, after which the function ends as it does after a success. */
function loggedAt(end: Left, around: Around): TSESTree.Node | undefined {
  return around.failure === 'status' && end.ran.every(isQuietRan) ? loggingBranch(end, around) : undefined;
}

/** Where a failure ends in a callback, and nobody else is told. */
function goneAt(end: Left, around: Around): Found | undefined {
  const how = howGone(end, around);
  const at = how && placeOfFailure(end, around);
  // What a callback does after a success as well may still be told of the failure.
  const isQuietThere = end.fate.heard.every((callback) => isQuietIn(functionOf(callback) ?? callback, end));
  if (!how || !at || !isQuietThere || !isQuietAfterFailure(end, around)) return undefined;
  return { how, instead: 'undefined', logged: isLogged(end, around), at };
}

/** `callback(null)`, or `callback(null, { statusCode: 200 })`, in what runs only after a failure. */
function toldAsSuccess(end: Left, { root }: Around): Found | undefined {
  const { value, ran } = end;
  const callback = root.params.at(-1);
  const name = callback && variableOf(callback);
  const at = ran.find((node) => node.type === 'CallExpression' && name && variableOf(node.callee) === name);
  if (at?.type !== 'CallExpression') return undefined;
  const branch = branchAround(at) ?? handlerAround(at);
  const saysNothing = at.arguments.length < 2 || nothingIn(value) !== undefined || isSuccess(value);
  if (!branch || !saysNothing || !isQuiet(branch, at)) return undefined;
  return { how: 'told', instead: textIn(at), logged: logsIn(branch), at };
}
