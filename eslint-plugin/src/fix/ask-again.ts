import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { InProcess } from '../analysis/facts/in-process.ts';
import type { Answering } from '../analysis/functions/inbound.ts';
import { contains, type FunctionNode, isFunction, nodesWithin, textIn } from '../analysis/source.ts';
import { bound, keyName, memberName } from '../analysis/values/bindings.ts';
import { type Edit, insertAt, isIn, overlap, replace } from './edit.ts';
import { atEndOf, withoutStatement, wrapped } from './move-statement.ts';
import { AGAIN, inChain, toldInCallbacks } from './tell-sender.ts';

const HEADERS = "{ 'Retry-After': '120' }";

/** Edits by which the sender of a request sends it again, and whether they only move the answer. */
export interface AskingFix {
  readonly kind: 'answerLater' | 'askAgain';
  readonly edits: readonly Edit[];
}

/** Lets the sender know that a write has failed, so that it sends the request again. */
export function askAgain(request: SalesforceCall, { inbound, call, answered }: InProcess): AskingFix | undefined {
  const { handler, answers } = inbound;
  const { source } = request;
  if (!isIn(handler, source) || !isIn(call, source)) return undefined;
  if (answered) {
    const edits = later(answered, call);
    return edits && { kind: 'answerLater', edits };
  }
  const edits =
    inClause(call, handler, answers) ??
    around(handler, answers, call) ??
    (answers === 'express' ? toldInCallbacks(request, handler) : undefined);
  return edits && !overlap(edits) ? { kind: 'askAgain', edits } : undefined;
}

function later(answered: TSESTree.ExpressionStatement, call: TSESTree.Node): Edit[] | undefined {
  const block = answered.parent;
  const end = block.type === 'BlockStatement' ? atEndOf(block, textIn(answered), call) : undefined;
  return end && [...end, withoutStatement(answered)];
}

/** The answer in the handler for failures becomes a 503 that says when to come again. */
function inClause(call: TSESTree.Node, handler: FunctionNode, answers: Answering): Edit[] | undefined {
  const clause = clauseAround(call, handler);
  if (!clause) return undefined;
  switch (answers) {
    case 'express':
    case 'fastify':
      return inChain(clause.body);
    case 'hono':
      return ofHono(clause);
    case 'koa':
      return ofKoa(clause);
    case 'lambda':
      return ofObject(clause, 'statusCode');
    case 'web':
      return ofObject(clause, 'status');
    case 'nest':
      return undefined;
  }
}

function clauseAround(call: TSESTree.Node, handler: FunctionNode): TSESTree.CatchClause | undefined {
  for (let at = call.parent; at && at !== handler; at = at.parent) {
    if (at.type === 'TryStatement' && at.handler && contains(at.block, call)) return at.handler;
  }
  return undefined;
}

/** `c.json(body, 500)` becomes `c.json(body, 503, { 'Retry-After': '120' })`. */
function ofHono(clause: TSESTree.CatchClause): Edit[] | undefined {
  const answer = nodesWithin(clause, 'CallExpression').find(
    ({ callee, arguments: args }) =>
      callee.type === 'MemberExpression' && /^(?:body|json|text)$/.test(memberName(callee) ?? '') && args.length === 2,
  );
  const status = answer?.arguments[1];
  return status?.type === 'Literal' ? [replace(status, `503, ${HEADERS}`)] : undefined;
}

/** `ctx.status = 500` becomes `ctx.set('Retry-After', '120'); ctx.status = 503`. */
function ofKoa(clause: TSESTree.CatchClause): Edit[] | undefined {
  for (const { left, right, parent } of nodesWithin(clause, 'AssignmentExpression')) {
    if (left.type !== 'MemberExpression' || memberName(left) !== 'status' || right.type !== 'Literal') continue;
    if (parent.type !== 'ExpressionStatement') continue;
    return [insertAt(parent.range[0], `${textIn(left.object)}.set(${AGAIN}); `), replace(right, '503')];
  }
  return undefined;
}

/** `{ status: 500 }` becomes `{ status: 503, headers: { 'Retry-After': '120' } }`. */
function ofObject(clause: TSESTree.CatchClause, name: string): Edit[] | undefined {
  for (const object of nodesWithin(clause, 'ObjectExpression')) {
    const status = object.properties.find((item) => keyName(item) === name);
    if (status?.type !== 'Property' || status.value.type !== 'Literal') continue;
    if (object.properties.some((item) => item.type === 'SpreadElement' || keyName(item) === 'headers'))
      return undefined;
    return [replace(status.value, `503, headers: ${HEADERS}`)];
  }
  return undefined;
}

/** A handler without one of its own gets a `catch` around all that it does. */
function around(handler: FunctionNode, answers: Answering, call: TSESTree.Node): Edit[] | undefined {
  if (handler.body.type !== 'BlockStatement' || clauseAround(call, handler) || !handler.async) return undefined;
  if (isInner(call, handler)) return undefined;
  const lines = answerOf(handler, answers);
  return lines && wrapped(handler.body, lines);
}

/** Whether a call stands in a callback, from where a failure need not reach the handler. */
function isInner(call: TSESTree.Node, handler: FunctionNode): boolean {
  for (let at = call.parent; at && at !== handler; at = at.parent) if (isFunction(at)) return true;
  return false;
}

function answerOf({ params }: FunctionNode, answers: Answering): string[] | undefined {
  const [first, second] = params
    .map((param) => bound(param))
    .map((param) => (param.type === 'Identifier' ? param.name : undefined));
  switch (answers) {
    case 'express':
      return second === undefined ? undefined : [`${second}.setHeader(${AGAIN}).status(503).end();`];
    case 'fastify':
      return second === undefined ? undefined : [`return ${second}.header(${AGAIN}).code(503).send();`];
    case 'koa':
      return first === undefined ? undefined : [`${first}.set(${AGAIN});`, `${first}.status = 503;`];
    case 'hono':
      return first === undefined ? undefined : [`return ${first}.body(null, 503, ${HEADERS});`];
    case 'lambda':
      return [`return { statusCode: 503, headers: ${HEADERS}, body: '' };`];
    case 'web':
      return [`return new Response(null, { status: 503, headers: ${HEADERS} });`];
    case 'nest':
      return undefined;
  }
}
