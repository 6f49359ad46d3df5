import type { TSESTree } from '@typescript-eslint/types';
import type { Fact } from '../fact.ts';
import { rootOf } from '../functions/callers.ts';
import { type End, type Finish, isOk, memberOf, type Scenario, statusIn, type Value } from '../functions/outcome.ts';
import { playsWith } from '../functions/plays.ts';
import { isQuiet, isQuietCall, logsIn } from '../functions/quiet.ts';
import { type Request, throwsOnStatus } from '../functions/scenario.ts';
import { contains, type FunctionNode, functionAround, isFunction, nodesWithin, textIn } from '../source.ts';
import { memberName, variableOf } from '../values/bindings.ts';

/** How a failure ends where nobody gets to know. */
export interface Swallowed {
  /** What the function around gives instead; `undefined` where it gives nothing even after a success. */
  readonly instead: string;
  /** Whether it is written to a log first. */
  readonly logged: boolean;
  /** What fails: Salesforce answers 503, or does not answer. */
  readonly failure: 'no answer' | 'status';
  /**
   * The statement that gives something else, the call that tells a callback so, the handler that ends without throwing, or
   * the branch of an `if` that only writes to a log.
   */
  readonly at: TSESTree.Node;
}

/**
 * Answers "does a failure of this call become an answer like any other?": the function around it gives `null`, `false` or
 * an empty list after a 503 and something else after a success, or a handler does nothing but write to a log.
 */
export function failureHandlingOf(request: Request): Fact<Swallowed> {
  const root = rootOf(request.node);
  // What runs at the top level of a module has no caller that would have to know.
  if (root.type === 'Program') return { state: 'absent' };
  const caught = catchAround(request.node, root);
  for (const [failure, scenario] of [
    ['status', 503],
    ['no answer', 'network'],
  ] as const) {
    for (const end of endsAfter(request, scenario)) {
      if (end.how !== 'return') continue;
      const found = swallowedAt(end, { request, root, failure, caught });
      if (found) return { state: 'present', value: found, node: found.at };
    }
  }
  return { state: 'absent' };
}

type Returned = Extract<End, Finish>;

function endsAfter(request: Request, scenario: Scenario): Returned[] {
  const [play] = playsWith(request, [scenario]);
  if (!play) return [];
  const { ends, complete } = play.ends();
  const returned = complete ? ends.filter((end) => end.how !== 'repeat') : [];
  // Where the answer comes later, the function itself ends before: only what it tells then counts.
  return play.probe.later ? returned.filter(({ told }) => told === true) : returned;
}

interface Around {
  readonly request: Request;
  readonly root: FunctionNode;
  readonly failure: Swallowed['failure'];
  readonly caught: TSESTree.CatchClause | FunctionNode | undefined;
}

function swallowedAt(end: Returned, around: Around): Swallowed | undefined {
  const { value, at } = end;
  const { failure, caught } = around;
  if (end.told === true) return toldAsSuccess(end, around);
  const instead = nothingIn(value);
  if (instead === undefined) return undefined;
  if (at) {
    const branch = branchAround(at);
    if (!branch || !isQuiet(branch) || givesNothing(around)) return undefined;
    return { instead, logged: logsIn(branch), failure, at };
  }
  if (caught && runsThrough(end, caught, around)) {
    return isQuiet(caught.body)
      ? { instead: 'undefined', logged: logsIn(caught.body), failure, at: caught }
      : undefined;
  }
  const branch = loggingBranch(end, around);
  return branch && { instead: 'undefined', logged: true, failure, at: branch };
}

/** Whether a failure has come to a handler: something in it has run, or nothing could and something throws before. */
function runsThrough(
  { ran }: Returned,
  caught: TSESTree.CatchClause | FunctionNode,
  { request, failure }: Around,
): boolean {
  const calls = nodesWithin(caught.body, 'CallExpression');
  if (calls.length > 0) return calls.some((call) => ran.includes(call));
  const before = caught.type === 'CatchClause' ? caught.parent.block : caught.parent;
  return failure === 'no answer' || throwsOnStatus(request) || nodesWithin(before, 'ThrowStatement').length > 0;
}

/** `if (!response.ok) console.error(response.status);`, after which the function ends as it does after a success. */
function loggingBranch({ ran, passed }: Returned, { failure }: Around): TSESTree.Node | undefined {
  if (failure !== 'status' || !ran.every((node) => node.type === 'CallExpression' && isQuietCall(node)))
    return undefined;
  const branches = passed.map(({ statement: { consequent, alternate }, holds }) => {
    if (holds.includes(503) === holds.includes(200)) return undefined;
    return holds.includes(503) ? consequent : alternate;
  });
  return branches.find((branch) => branch && logsIn(branch) && isQuiet(branch)) ?? undefined;
}

/** `callback(null)`, or `callback(null, { statusCode: 200 })`, in what runs only after a failure. */
function toldAsSuccess({ value, ran }: Returned, { root, failure }: Around): Swallowed | undefined {
  const callback = root.params.at(-1);
  const name = callback && variableOf(callback);
  const at = ran.find((node) => node.type === 'CallExpression' && name && variableOf(node.callee) === name);
  if (at?.type !== 'CallExpression') return undefined;
  const branch = branchAround(at) ?? handlerAround(at);
  const saysNothing = at.arguments.length < 2 || nothingIn(value) !== undefined || isSuccess(value);
  if (!branch || !saysNothing || !isQuiet(branch, at)) return undefined;
  return { instead: textIn(at), logged: logsIn(branch), failure, at };
}

/** `{ statusCode: 200 }`. */
function isSuccess(value: Value): boolean {
  const status = statusIn(memberOf(value, 'statusCode'));
  return typeof status === 'number' && isOk(status);
}

/** The handler of a rejected promise that a node is part of. */
export function handlerAround(at: TSESTree.Node): FunctionNode | undefined {
  const handler = functionAround(at);
  const chained = handler?.parent.type === 'CallExpression' ? handler.parent : undefined;
  const name = chained?.callee.type === 'MemberExpression' ? memberName(chained.callee) : undefined;
  const position = chained?.arguments.findIndex((one) => one === handler);
  return (name === 'catch' && position === 0) || (name === 'then' && position === 1) ? handler : undefined;
}

/** Whether nothing is given after a success, too: then it says nothing of a failure. */
function givesNothing({ request }: Around): boolean {
  return endsAfter(request, 200).some(({ how, value }) => how === 'return' && nothingIn(value) !== undefined);
}

/** `null`, `false` and the like; undefined for what may say something. */
function nothingIn(value: Value): string | undefined {
  if (value.kind === 'list') return value.values.length === 0 ? '[]' : undefined;
  if (value.kind !== 'literal') return undefined;
  if (value.value === null || value.value === undefined || value.value === false) return String(value.value);
  return value.value === '' ? "''" : undefined;
}

/** The handler of a `try`, or of a chained `catch`, that a failure of the call ends in. */
export function catchAround(node: TSESTree.Node, root: TSESTree.Node): TSESTree.CatchClause | FunctionNode | undefined {
  for (let at = node.parent; at && at !== root.parent; at = at.parent) {
    if (at.type === 'TryStatement' && at.handler && contains(at.block, node)) return at.handler;
    if (at.type !== 'CallExpression' || at.callee.type !== 'MemberExpression' || !contains(at.callee, node)) continue;
    const [handler] = memberName(at.callee) === 'catch' ? at.arguments : [];
    if (handler && isFunction(handler)) return handler;
  }
  return undefined;
}

/** What runs only because the call has failed: the handler, or the branch of an `if`, that a statement ends. */
export function branchAround(at: TSESTree.Node): TSESTree.Node | undefined {
  for (let node: TSESTree.Node | undefined = at; node && !isFunction(node); node = node.parent) {
    const parent: TSESTree.Node | undefined = node.parent;
    if (parent?.type === 'CatchClause') return node;
    if (parent?.type === 'IfStatement' && parent.test !== node) return node;
  }
  return undefined;
}
