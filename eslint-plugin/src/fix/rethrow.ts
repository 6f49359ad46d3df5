import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { type FunctionNode, isFunction } from '../analysis/source.ts';
import { chainedOn, memberName } from '../analysis/values/bindings.ts';
import { type Edit, insertAt, isIn, replace } from './edit.ts';

/**
 * Lets a failure that is swallowed at a statement, or in a handler, reach the caller: the exception that was caught, or
 * a new one with the status of the answer.
 */
export function rethrow(call: SalesforceCall, at: TSESTree.Node): readonly Edit[] | undefined {
  if (!isIn(at, call.source)) return undefined;
  if (at.type === 'CatchClause') return afterAll(at);
  if (isFunction(at)) return inHandler(at, call);
  const clause = clauseAround(at);
  if (clause) return [replace(at, `throw ${caughtName(clause)};`), ...bindError(clause)];
  const response = answerNameOf(call);
  if (response === undefined) return undefined;
  return [replace(at, throwStatus(response))];
}

/** Throws an error with the status of an answer. */
export function throwStatus(response: string): string {
  return `throw Object.assign(new Error(\`Salesforce answered \${${response}.status}\`), { status: ${response}.status });`;
}

function caughtName({ param }: TSESTree.CatchClause): string {
  return param?.type === 'Identifier' ? param.name : 'error';
}

/** `catch {` becomes `catch (error) {`. */
function bindError({ param, body }: TSESTree.CatchClause): Edit[] {
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
  return last ? insertAt(last.range[1], ` throw ${name};`) : replace(block, `{ throw ${name}; }`);
}

function inHandler({ params: [param], body }: FunctionNode, { source }: SalesforceCall): Edit[] | undefined {
  if (param?.type !== 'Identifier') return undefined;
  if (body.type === 'BlockStatement') return [atEnd(body, param.name)];
  return [replace(body, `{ ${source.text.slice(...body.range)}; throw ${param.name}; }`)];
}

function clauseAround(at: TSESTree.Node): TSESTree.CatchClause | undefined {
  for (let node = at.parent; node && !isFunction(node); node = node.parent) {
    if (node.type === 'CatchClause') return node;
  }
  return undefined;
}

/** The variable that holds the answer of a call, where its status can be read from. */
function answerNameOf({ node, client }: SalesforceCall): string | undefined {
  if (client.status !== 'returned') return undefined;
  const awaited = node.parent.type === 'AwaitExpression' ? node.parent : node;
  const { parent } = awaited;
  if (parent.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return parent.id.name;
  // `.then((response) => …)`
  const next = chainedOn(node);
  const chain = next?.callee.type === 'MemberExpression' && memberName(next.callee) === 'then' ? next : undefined;
  const [handler] = chain?.arguments ?? [];
  const [first] = handler && isFunction(handler) ? handler.params : [];
  return first?.type === 'Identifier' ? first.name : undefined;
}
