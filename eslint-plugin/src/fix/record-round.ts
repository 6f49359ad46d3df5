import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { resilientRetryAround } from '../analysis/clients/resilient.ts';
import { functionAround, isFunction, sourceOf, textIn } from '../analysis/source.ts';
import { memberName } from '../analysis/values/bindings.ts';
import { promised } from './promised.ts';

/** What goes through records: a loop, or a function that is run for each of them at once. */
export interface EachRecord {
  /** The name, or the pattern, of one record. */
  readonly item: TSESTree.Node;
  /** The statement that all of it is. */
  readonly whole: TSESTree.Node;
  /** What is done with one record. */
  readonly body: TSESTree.Node;
  /** Whether nothing waits for what is done. */
  readonly floats: boolean;
  /** Whether what takes its place can wait. */
  readonly canWait: boolean;
}

/**
 * `for (const item of records) body`, `await Promise.all(records.map((item) => body));`, and `records.forEach((item) => body);`,
 * for which nothing waits.
 */
export function eachRecordIn(loop: TSESTree.Node): EachRecord | undefined {
  if (loop.type === 'ForOfStatement') {
    const item = loop.left.type === 'VariableDeclaration' ? loop.left.declarations[0].id : undefined;
    return item && { item, whole: loop, body: loop.body, floats: false, canWait: canWaitAt(loop) };
  }
  const callback = loop.type === 'CallExpression' ? loop.arguments[0] : undefined;
  if (loop.type !== 'CallExpression' || !callback || !isFunction(callback) || callback.params.length > 1)
    return undefined;
  const [item] = callback.params;
  const floats = loop.parent.type === 'ExpressionStatement' && isForEach(loop);
  const whole = floats ? loop.parent : statementOfAll(loop);
  return item && whole ? { item, whole, body: callback.body, floats, canWait: canWaitAt(loop) } : undefined;
}

/** Whether `await` may stand at a place: in an async function, or in a module outside of all functions. */
function canWaitAt(node: TSESTree.Node): boolean {
  const around = functionAround(node);
  return around ? around.async : sourceOf(node).ast.sourceType === 'module';
}

function isForEach({ callee }: TSESTree.CallExpression): boolean {
  return callee.type === 'MemberExpression' && memberName(callee) === 'forEach';
}

/** `await Promise.all(…);` around the list of promises. */
function statementOfAll(loop: TSESTree.CallExpression): TSESTree.Node | undefined {
  const all = loop.parent;
  const isAll = all.type === 'CallExpression' && textIn(all.callee) === 'Promise.all' && all.arguments[0] === loop;
  const awaited = isAll && all.parent.type === 'AwaitExpression' ? all.parent : undefined;
  return awaited?.parent.type === 'ExpressionStatement' ? awaited.parent : undefined;
}

/** A request that is sent for one record, and a look at its status, if there is one. */
export interface SentRequest {
  /** The call with what is called on it. */
  readonly whole: TSESTree.Node;
  /** The expression that waits for it, or the call itself where nothing does. */
  readonly awaited: TSESTree.Node;
  /** The name of the answer, or the pattern that takes parts of it; undefined where nothing does. */
  readonly answer: TSESTree.Node | undefined;
  /** Whether `.json()` stands behind the request. */
  readonly isParsed: boolean;
  /** The statement with the request, and the one that looks at the status: the same where none does, and no statement where all is one expression. */
  readonly first: TSESTree.Node;
  readonly last: TSESTree.Node;
}

/** `{ const response = await fetch(…); if (!response.ok) throw … }`, or as much of that as there is. */
export function sentIn(body: TSESTree.Node, call: SalesforceCall): SentRequest | undefined {
  const whole = promised(call)?.whole ?? call.node;
  const isParsed = whole !== call.node && textIn(whole).endsWith('.json()');
  const sent = resilientRetryAround(whole) ?? whole;
  const awaited = sent.parent?.type === 'AwaitExpression' ? sent.parent : sent;
  if (body === awaited) return { whole, awaited, answer: undefined, isParsed, first: body, last: body };
  // In Apps Script nothing has to be waited for.
  if (awaited === sent && call.client.name !== 'UrlFetchApp') return undefined;
  const [first, check, ...others] =
    body.type === 'BlockStatement' ? body.body : body.type === 'ExpressionStatement' ? [body] : [];
  if (!first || others.length > 0 || (check && !isCheck(check))) return undefined;
  const declared = first.type === 'VariableDeclaration' ? first.declarations[0] : undefined;
  const isSent = first.type === 'ExpressionStatement' ? first.expression === awaited : declared?.init === awaited;
  return isSent ? { whole, awaited, answer: declared?.id, isParsed, first, last: check ?? first } : undefined;
}

/** Whether a statement only throws. */
function isCheck(statement: TSESTree.Node): boolean {
  if (statement.type !== 'IfStatement' || statement.alternate) return false;
  const { consequent } = statement;
  const [only, ...others] = consequent.type === 'BlockStatement' ? consequent.body : [consequent];
  return only?.type === 'ThrowStatement' && others.length === 0;
}
