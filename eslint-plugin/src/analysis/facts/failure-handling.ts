import type { TSESTree } from '@typescript-eslint/types';
import type { Fact } from '../fact.ts';
import { rootOf } from '../functions/callers.ts';
import type { End, Finish, Scenario, Value } from '../functions/outcome.ts';
import { playsWith } from '../functions/plays.ts';
import { isQuiet, logsIn } from '../functions/quiet.ts';
import type { Request } from '../functions/scenario.ts';
import { contains, type FunctionNode, isFunction } from '../source.ts';
import { memberName } from '../values/bindings.ts';

/** How a failure ends where nobody gets to know. */
export interface Swallowed {
  /** What the function around gives instead; `undefined` where it gives nothing even after a success. */
  readonly instead: string;
  /** Whether it is written to a log first. */
  readonly logged: boolean;
  /** What fails: Salesforce answers 503, or does not answer. */
  readonly failure: 'no answer' | 'status';
  /** The statement that gives something else, or the handler that ends without throwing. */
  readonly at: TSESTree.CatchClause | TSESTree.ReturnStatement | FunctionNode;
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
  if (!play || play.probe.later) return [];
  const { ends, complete } = play.ends();
  return complete ? ends.filter((end) => end.how !== 'repeat') : [];
}

interface Around {
  readonly request: Request;
  readonly root: FunctionNode;
  readonly failure: Swallowed['failure'];
  readonly caught: TSESTree.CatchClause | FunctionNode | undefined;
}

function swallowedAt({ value, at }: Returned, around: Around): Swallowed | undefined {
  const { failure, caught } = around;
  const instead = nothingIn(value);
  if (instead === undefined) return undefined;
  if (at) {
    const branch = branchAround(at);
    if (!branch || !isQuiet(branch) || givesNothing(around)) return undefined;
    return { instead, logged: logsIn(branch), failure, at };
  }
  if (!caught || !isQuiet(caught.body)) return undefined;
  return { instead: 'undefined', logged: logsIn(caught.body), failure, at: caught };
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
