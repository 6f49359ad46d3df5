import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { type FunctionNode, isFunction, textIn } from '../analysis/source.ts';
import { type Edit, insertAt, isIn, replace } from './edit.ts';
import { after } from './move-statement.ts';
import { statusOfAnswer } from './status-of-answer.ts';
import { withParentheses } from './with-parentheses.ts';

/**
 * Lets a failure that is swallowed at a statement, or in a handler, reach the caller: the exception that was caught, or
 * a new one with the status of the answer.
 */
export function rethrow(call: SalesforceCall, at: TSESTree.Node): readonly Edit[] | undefined {
  if (!isIn(at, call.source)) return undefined;
  if (at.type === 'CatchClause') return afterAll(at);
  if (isFunction(at)) return inHandler(at, call);
  const clause = at.type === 'ReturnStatement' ? clauseAround(at) : undefined;
  if (clause) return [replace(at, `throw ${caughtName(clause)};`), ...bindError(clause)];
  const answer = statusOfAnswer(call);
  if (!answer) return undefined;
  const thrown = throwStatus(answer.status);
  return [...answer.edits, at.type === 'ReturnStatement' ? replace(at, thrown) : afterLog(at, thrown)];
}

/** Throws at the end of a branch that only writes to a log. */
function afterLog(branch: TSESTree.Node, thrown: string): Edit {
  const last = branch.type === 'BlockStatement' ? branch.body.at(-1) : undefined;
  return last ? after(last, thrown) : replace(branch, `{ ${textIn(branch)} ${thrown} }`);
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
export function errorWithStatus(status: string): string {
  const data = status === 'status' ? '{ status }' : `{ status: ${status} }`;
  return `Object.assign(new Error(\`Salesforce answered \${${status}}\`), ${data})`;
}

/** What a clause calls the error. */
export function caughtName({ param }: TSESTree.CatchClause): string {
  return param?.type === 'Identifier' ? param.name : 'error';
}

/** `catch {` becomes `catch (error) {`. */
export function bindError({ param, body }: TSESTree.CatchClause): Edit[] {
  return param ? [] : [insertAt(body.range[0], '(error) ')];
}

/** Throws at the end of a clause, once the log is written. */
function afterAll(clause: TSESTree.CatchClause): Edit[] {
  const { body, param } = clause;
  // Two edits at one place: the name goes in with the block.
  if (body.body.length === 0) return [replace(body, `${param ? '' : '(error) '}{ throw ${caughtName(clause)}; }`)];
  return [...bindError(clause), atEnd(body, caughtName(clause))];
}

function atEnd(block: TSESTree.BlockStatement, name: string): Edit {
  const last = block.body.at(-1);
  return last ? after(last, `throw ${name};`) : replace(block, `{ throw ${name}; }`);
}

/** `.catch((error) => log(error))`, also where the handler takes no error yet; one that only gives a value goes. */
function inHandler(handler: FunctionNode, { source }: SalesforceCall): Edit[] | undefined {
  const { params, body, parent } = handler;
  const [param] = params;
  if (param && param.type !== 'Identifier') return undefined;
  const isEmpty = body.type === 'BlockStatement' && body.body.length === 0;
  const stands = isEmpty || /^(?:Literal|Identifier|ArrayExpression|ObjectExpression)$/.test(body.type);
  if (stands && parent.type === 'CallExpression' && parent.callee.type === 'MemberExpression')
    return [{ range: [parent.callee.object.range[1], parent.range[1]], text: '' }];
  const name = param?.name ?? 'error';
  const open = param ? -1 : source.text.indexOf('(', handler.range[0]);
  if (!param && (open < 0 || open > body.range[0])) return undefined;
  const named = param ? [] : [insertAt(open + 1, name)];
  if (body.type === 'BlockStatement') return [...named, atEnd(body, name)];
  const [start, end] = withParentheses(body.range, source.text);
  return [...named, { range: [start, end], text: `{ ${source.text.slice(start, end)}; throw ${name}; }` }];
}

/** The clause that a node is part of, in the same function. */
export function clauseAround(at: TSESTree.Node): TSESTree.CatchClause | undefined {
  for (let node = at.parent; node && !isFunction(node); node = node.parent) {
    if (node.type === 'CatchClause') return node;
  }
  return undefined;
}
