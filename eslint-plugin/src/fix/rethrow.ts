import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { type FunctionNode, isFunction, sourceOf } from '../analysis/source.ts';
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

/** Throws behind the last statement: on a line of its own, unless that shares its line with what is before it. */
function atEnd(block: TSESTree.BlockStatement, name: string): Edit {
  const last = block.body.at(-1);
  if (!last) return replace(block, `{ throw ${name}; }`);
  const { text } = sourceOf(block);
  const [start, end] = last.range;
  const isEnded = /[;}]$/.test(text.slice(start, end));
  const before = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  if (/\S/.test(before)) return insertAt(end, `${isEnded ? '' : ';'} throw ${name};`);
  const comment = /^[ \t]*\/\/.*/.exec(text.slice(end))?.[0] ?? '';
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  return insertAt(end + comment.length, `${newline}${before}throw ${name}${isEnded ? ';' : ''}`);
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
