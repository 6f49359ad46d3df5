import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { EarlyAcknowledgement } from '../analysis/facts/acknowledgement.ts';
import { contains, functionAround, isFunction, textIn } from '../analysis/source.ts';
import { statementOf } from '../analysis/values/bindings.ts';
import { acknowledgeByHand } from './acknowledge-by-hand.ts';
import { checkStatus } from './check-status.ts';
import { type Edit, insertAt, isIn, overlap, replace } from './edit.ts';
import { after, atEndOf, withoutStatement, withoutTry } from './move-statement.ts';
import { rethrow } from './rethrow.ts';

/** Edits by which a message stays in the queue until the write has succeeded, and which kind of mending they are. */
export interface LaterFix {
  readonly kind: 'acknowledge' | 'acknowledgeLater' | 'checkStatus' | 'giveBack' | 'leaveIt' | 'rethrow' | 'waitForIt';
  readonly edits: readonly Edit[];
}

/** Lets a message be taken for done only once the write has succeeded. */
export function acknowledgeLater(call: SalesforceCall, early: EarlyAcknowledgement): LaterFix | undefined {
  const fix = isIn(early.call, call.source) ? fixFor(call, early) : undefined;
  return fix && !overlap(fix.edits) ? fix : undefined;
}

function fixFor(call: SalesforceCall, early: EarlyAcknowledgement): LaterFix | undefined {
  const { how, by, unseen } = early;
  if (how === 'before') return by && moved(call, early, by.at);
  if (how === 'handed out') return as('acknowledge', acknowledgeByHand(early));
  if (unseen) return as('waitForIt', waited(early.call)) ?? as('checkStatus', checkStatus(call));
  if (how === 'although' && by) {
    const own = inHandler(early, by.at) ?? (isCaughtHere(early, by.at) ? moved(call, early, by.at) : undefined);
    if (own) return own;
  }
  return as('rethrow', early.swallowedAt && rethrow(call, early.swallowedAt));
}

function as(kind: LaterFix['kind'], edits: readonly Edit[] | undefined): LaterFix | undefined {
  return edits && { kind, edits };
}

/** `send(message);` becomes `await send(message);`. */
function waited(call: TSESTree.Node): Edit[] | undefined {
  const isFloating = call.parent?.type === 'ExpressionStatement' && functionAround(call)?.async === true;
  return isFloating ? [insertAt(call.range[0], 'await ')] : undefined;
}

/** In a branch that only a failure comes to: the message is given back, or left alone. */
function inHandler({ by, call }: EarlyAcknowledgement, at: TSESTree.CallExpression): LaterFix | undefined {
  const branch = failingBranch(at, call);
  const statement = statementOf(at);
  if (!branch || !by) return undefined;
  if (by.back !== undefined) return as('giveBack', [givenBack(at, by.back)]);
  if (!statement) return undefined;
  const clause = branch.type === 'CatchClause' ? branch : undefined;
  const isOnly = statement.parent.type === 'BlockStatement' && statement.parent.body.length === 1;
  if (by.name !== 'Kafka' && !isOnly) return as('leaveIt', [withoutStatement(statement)]);
  if (clause?.param?.type !== 'Identifier') return undefined;
  return as('rethrow', [replace(statement, `throw ${clause.param.name};`)]);
}

function givenBack({ callee }: TSESTree.CallExpression, back: string): Edit {
  return replace(callee.type === 'MemberExpression' ? callee.property : callee, back);
}

/** The handler, or the branch of an `if`, that holds a node and not the call. */
function failingBranch(node: TSESTree.Node, call: TSESTree.Node): TSESTree.Node | undefined {
  for (let at: TSESTree.Node | undefined = node; at && !contains(at, call); at = at.parent) {
    if (at.type === 'CatchClause') return at;
    if (at.parent?.type === 'IfStatement' && at.parent.test !== at) return at;
    if (isFunction(at)) return at;
  }
  return undefined;
}

/** Whether the function that acknowledges is also the one that goes on after the failure. */
function isCaughtHere({ call, swallowedAt }: EarlyAcknowledgement, at: TSESTree.Node): boolean {
  const attempt = attemptAround(call, at);
  if (!attempt) return false;
  const { finalizer, handler } = attempt;
  if (finalizer && contains(finalizer, at)) return true;
  return handler !== null && swallowedAt !== undefined && contains(handler, swallowedAt);
}

/** The acknowledgement goes to the end of what must succeed; a handler for failures gives the message back. */
function moved(call: SalesforceCall, early: EarlyAcknowledgement, at: TSESTree.CallExpression): LaterFix | undefined {
  const statement = statementOf(at);
  if (!statement) return undefined;
  const attempt = attemptAround(early.call, statement);
  const block = attempt?.block ?? blockAround(early.call, statement);
  const text = textIn(statement);
  const end = block && atEndOf(block, text, early.call);
  const checks = early.unseen ? checkStatus(call) : [];
  if (!end || !checks) return undefined;
  const finalizer = attempt?.finalizer;
  const inFinally = finalizer && contains(finalizer, statement) ? finalizer : undefined;
  const back = early.by?.back === undefined ? undefined : replacedIn(text, at, early.by.back);
  if (attempt && inFinally && !attempt.handler) {
    if (inFinally.body.length !== 1) return undefined;
    if (back !== undefined)
      return as('acknowledgeLater', [...checks, ...end, ...caughtInstead(attempt, inFinally, back)]);
    return as('acknowledgeLater', checks.length === 0 ? withoutTry(attempt, text) : undefined);
  }
  const giving = back !== undefined && attempt?.handler ? backIn(attempt.handler, back) : [];
  const gone = inFinally?.body.length === 1 ? withoutFinally(attempt, inFinally) : withoutStatement(statement);
  return as('acknowledgeLater', [...checks, ...end, ...giving, gone]);
}

/** Without a handler, `finally` becomes one that gives the message back. */
function caughtInstead(attempt: TSESTree.TryStatement, finalizer: TSESTree.BlockStatement, back: string): Edit[] {
  const keyword = attempt.range[0] + textIn(attempt).lastIndexOf('finally', finalizer.range[0] - attempt.range[0]);
  const [only] = finalizer.body;
  return [
    { range: [keyword, finalizer.range[0]], text: 'catch (error) ' },
    ...(only ? [replace(only, back), after(only, 'throw error;')] : []),
  ];
}

function withoutFinally(attempt: TSESTree.TryStatement | undefined, finalizer: TSESTree.BlockStatement): Edit {
  const start = attempt?.handler?.range[1] ?? finalizer.range[0];
  return { range: [start, finalizer.range[1]], text: '' };
}

function backIn({ body }: TSESTree.CatchClause, text: string): Edit[] {
  const last = body.body.at(-1);
  return last ? [after(last, text)] : [replace(body, `{ ${text} }`)];
}

/** The statement that acknowledges, with the method that gives back. */
function replacedIn(text: string, { callee }: TSESTree.CallExpression, back: string): string {
  const name = callee.type === 'MemberExpression' ? textIn(callee.property) : '';
  return text.replace(`.${name}(`, `.${back}(`);
}

/** The innermost `try` that the call stands in, unless the acknowledgement does so too. */
function attemptAround(call: TSESTree.Node, statement: TSESTree.Node): TSESTree.TryStatement | undefined {
  for (let at = call.parent; at && !isFunction(at); at = at.parent) {
    if (at.type !== 'TryStatement' || !contains(at.block, call)) continue;
    return contains(at.block, statement) ? undefined : at;
  }
  return undefined;
}

/** The block that the statement stands in, where the call does too. */
function blockAround(call: TSESTree.Node, statement: TSESTree.Node): TSESTree.BlockStatement | undefined {
  const { parent } = statement;
  return parent?.type === 'BlockStatement' && contains(parent, call) ? parent : undefined;
}
