import type { TSESTree } from '@typescript-eslint/types';
import { type ClientCall, clientCallOf } from '../clients/index.ts';
import { requestPartsOf } from '../clients/request.ts';
import { repeatsItsArgument } from '../clients/resilient.ts';
import type { Fact } from '../fact.ts';
import { answerFlowOf } from '../functions/answer-flow.ts';
import { isIteration } from '../functions/iteration.ts';
import { retryWrapperOf } from '../functions/retry-wrappers.ts';
import { isLoop } from '../functions/statements.ts';
import { requestsBehind } from '../functions/wrappers.ts';
import type { Endpoint } from '../salesforce/endpoints.ts';
import { contains, type FunctionNode, isFunction, nodesWithin, textIn, unwrap } from '../source.ts';
import { constantOf, memberName, parameterOf, variableOf } from '../values/bindings.ts';
import { isList } from '../values/lists.ts';
import { UNBOUND } from '../values/environment.ts';

/** A request that is made for each record of many. */
export interface SingleRecords {
  /** The loop, or the call that runs a function for each record. */
  readonly loop: TSESTree.Node;
  /** What is gone through. */
  readonly records: TSESTree.Node;
  /** Whether all requests are sent at once. */
  readonly atOnce: boolean;
}

/** A request that may write one record. */
interface Writing {
  readonly call: ClientCall;
  readonly node: TSESTree.CallExpression;
  readonly endpoint: Endpoint | undefined;
}

const WRITES_ONE = /^(?:sobject-create|sobject-update|sobject-upsert-extid|sobject-delete|sobject-extid-delete)$/;

/** What is taken from a queue is acknowledged one by one, or is no list of records. */
const NO_RECORDS = /\bRecords\b|messages?\b|events?\b|queue|chunk|batch|page|attempt|retr(?:y|i(?!ev))/i;

/** Answers "is this request made once for each record of a list?". */
export function singleRecordsOf({ call, node, endpoint }: Writing): Fact<SingleRecords> {
  if (!endpoint || !WRITES_ONE.test(endpoint.id) || endpoint.tooling) return { state: 'absent' };
  // An array is one request; what is not known to be none may be one.
  if (call.client.salesforce === true && call.args.some((one) => one.type !== 'SpreadElement' && isList(one)))
    return { state: 'absent' };
  const found = iterationAround(node);
  if (!found) return { state: 'absent' };
  if (isSmall(found.records) || NO_RECORDS.test(textIn(found.records)))
    return { state: 'unknown', because: 'there may be few records' };
  if (namesObjects(call, found.loop)) return { state: 'unknown', because: 'each round is about another object' };
  if (isFollowed(node, found.loop)) return { state: 'unknown', because: 'another request needs the answer' };
  // One loop is one defect, whatever it sends for each record.
  const earlier = nodesWithin(found.loop, 'CallExpression').find((one) => one.range[0] < node.range[0] && isWrite(one));
  if (earlier && !contains(earlier, node))
    return { state: 'unknown', because: 'another write of the loop comes first' };
  return { state: 'present', value: found, node: found.loop };
}

/** Whether the items of a loop are names of objects: `for (const type of types) await conn.sobject(type).create(batch)`. */
function namesObjects({ operation, args, between }: ClientCall, loop: TSESTree.Node): boolean {
  const position = operation.slots.indexOf('sobject');
  const [of] = operation.call.startsWith('sobject.()')
    ? (between[0]?.arguments ?? [])
    : args.slice(position, position + 1);
  const definition = (position >= 0 || between.length > 0) && of && variableOf(of)?.defs[0];
  if (!definition || !contains(loop, definition.name)) return false;
  const { node } = definition;
  return node.type === 'VariableDeclarator' ? node.init === null : isFunction(node) && node.parent === loop;
}

/** The loop, or the list's method, whose rounds each make the request. */
function iterationAround(node: TSESTree.CallExpression): SingleRecords | undefined {
  for (let at: TSESTree.Node | undefined = node.parent; at; at = at.parent) {
    // What only repeats a function, or lets it through, stands for it.
    if (isFunction(at) && isHandedOn(at)) continue;
    if (isFunction(at)) return callbackIteration(at);
    if (!isLoop(at) || !isIteration(at, node)) continue;
    if (at.type === 'ForOfStatement') return at.await ? undefined : { loop: at, records: at.right, atOnce: false };
    if (at.type === 'ForStatement') return byIndex(at);
    return undefined;
  }
  return undefined;
}

/** `retrySalesforce(() => …)`, `throughBreaker(() => …)`, `pRetry(() => …)`. */
function isHandedOn(target: FunctionNode): boolean {
  const { parent: call } = target;
  if (call.type !== 'CallExpression') return false;
  const position = call.arguments.findIndex((one) => one === target);
  return (
    position >= 0 &&
    (textIn(call.callee).startsWith('throughBreaker') ||
      repeatsItsArgument(call) ||
      retryWrapperOf(call.callee, position) !== undefined)
  );
}

/** `records.map(async (record) => …)`, `records.forEach((record) => …)`. */
function callbackIteration(callback: TSESTree.Node): SingleRecords | undefined {
  const { parent: loop } = callback;
  if (!isFunction(callback) || loop?.type !== 'CallExpression' || loop.arguments[0] !== callback) return undefined;
  const callee = unwrap(loop.callee);
  if (callee.type !== 'MemberExpression' || !/^(?:map|flatMap|forEach)$/.test(memberName(callee) ?? ''))
    return undefined;
  const item = parameterOf(callback, 0);
  const isUsed = callback.params[0] !== undefined && (!item || item.references.length > 0);
  return isUsed ? { loop, records: callee.object, atOnce: true } : undefined;
}

/** `for (let i = 0; i < records.length; i++)`. */
function byIndex({ test }: TSESTree.ForStatement): SingleRecords | undefined {
  const limit = test?.type === 'BinaryExpression' ? unwrap(test.right) : undefined;
  const loop = test?.parent;
  if (!loop || limit?.type !== 'MemberExpression' || memberName(limit) !== 'length') return undefined;
  return { loop, records: limit.object, atOnce: false };
}

/** Whether what is gone through is written out: such lists are short. */
function isSmall(records: TSESTree.Node): boolean {
  const value = unwrap(records);
  const variable = variableOf(value);
  const constant = variable ? constantOf(variable) : undefined;
  const list = constant ? unwrap(constant) : value;
  return (
    list.type === 'ArrayExpression' &&
    list.elements.length > 0 &&
    list.elements.every((one) => one?.type !== 'SpreadElement')
  );
}

/** Whether another request of the same round is given something of the answer, such as the new id. */
function isFollowed(node: TSESTree.CallExpression, loop: TSESTree.Node): boolean {
  const names = new Set(
    answerFlowOf(node).values.flatMap((value) => (value.type === 'Identifier' ? [value.name] : [])),
  );
  if (names.size === 0) return false;
  return nodesWithin(loop, 'CallExpression').some((other) => {
    if (other.range[0] <= node.range[0] || contains(other, node)) return false;
    const given = other.arguments.some((one) => nodesWithin(one, 'Identifier').some(({ name }) => names.has(name)));
    return given && (clientCallOf(other) !== undefined || requestsBehind(other).length > 0);
  });
}

function isWrite(node: TSESTree.CallExpression): boolean {
  const call = clientCallOf(node);
  if (!call) return false;
  const { method } = requestPartsOf(call, UNBOUND);
  return method.state === 'present' && /^(?:POST|PATCH|PUT|DELETE)$/.test(method.value);
}
