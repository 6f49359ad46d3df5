import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { branchAround, handlerAround, takesAnswer } from '../analysis/functions/handlers.ts';
import { contains, type FunctionNode, functionAround, isFunction, unwrap } from '../analysis/source.ts';
import { type Edit, insertAt } from './edit.ts';
import { statusOfAnswer } from './status-of-answer.ts';

/** An expression for what has gone wrong, and what must be changed for it to be there. */
export interface ErrorAt {
  readonly error: string;
  readonly edits: readonly Edit[];
}

/** What has gone wrong, as code at a place can say it: what was caught, or an error with the status of the answer. */
export function errorAt(at: TSESTree.Node, call: SalesforceCall): ErrorAt | undefined {
  const clause = at.type === 'CatchClause' ? at : clauseAround(at);
  if (clause) return { error: caughtName(clause), edits: bindError(clause) };
  const handler = isFunction(at) ? at : (handlerAround(at) ?? listenerAround(at));
  if (handler) return ofRejection(handler, call);
  const asked = nameOfTested(at);
  if (asked !== undefined) return { error: asked, edits: [] };
  const answer = statusOfAnswer(call);
  return answer && { error: errorWithStatus(answer.status), edits: answer.edits };
}

/**
 * Throws an error with the status of an answer.
 *
 * @param status - The expression for it.
 */
export function throwStatus(status: string): string {
  return `throw ${errorWithStatus(status)};`;
}

/** An error with the status of an answer. */
function errorWithStatus(status: string): string {
  const data = status === 'status' ? '{ status }' : `{ status: ${status} }`;
  return `Object.assign(new Error(\`Salesforce answered \${${status}}\`), ${data})`;
}

/** What a clause calls the error. */
function caughtName({ param }: TSESTree.CatchClause): string {
  return param?.type === 'Identifier' ? param.name : 'error';
}

/** `catch {` becomes `catch (error) {`. */
function bindError({ param, body }: TSESTree.CatchClause): Edit[] {
  return param ? [] : [insertAt(body.range[0], '(error) ')];
}

/** The clause that a node is part of, in the same function. */
function clauseAround(at: TSESTree.Node): TSESTree.CatchClause | undefined {
  for (let node = at.parent; node && !isFunction(node); node = node.parent) {
    if (node.type === 'CatchClause') return node;
  }
  return undefined;
}

/** `.catch(() => callback(null))`. */
function ofRejection({ params, body, range }: FunctionNode, { source, client }: SalesforceCall): ErrorAt | undefined {
  // What an XMLHttpRequest hands out is an event.
  if (client.callback === 'events') return undefined;
  const [param] = params;
  if (param) return param.type === 'Identifier' ? { error: param.name, edits: [] } : undefined;
  const open = source.text.indexOf('(', range[0]);
  return open >= 0 && open < body.range[0] ? { error: 'error', edits: [insertAt(open + 1, 'error')] } : undefined;
}

/** `.on('error', (error) => { … })` */
function listenerAround(at: TSESTree.Node): FunctionNode | undefined {
  const listener = functionAround(at);
  const [event, second] = listener?.parent.type === 'CallExpression' ? listener.parent.arguments : [];
  return second === listener && event?.type === 'Literal' && event.value === 'error' ? listener : undefined;
}

/** `error` in `(error, response) => { if (error) callback(null); }`. */
function nameOfTested(at: TSESTree.Node): string | undefined {
  const parent = branchAround(at)?.parent;
  const listener = functionAround(at);
  // What `then` hands out first is no error.
  if (listener && takesAnswer(listener)) return undefined;
  if (parent?.type !== 'IfStatement' || !contains(parent.consequent, at)) return undefined;
  const test = unwrap(parent.test);
  const [first] = listener?.params ?? [];
  const isFirst = test.type === 'Identifier' && first?.type === 'Identifier' && test.name === first.name;
  return isFirst ? first.name : undefined;
}
