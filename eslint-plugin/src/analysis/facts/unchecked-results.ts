import type { TSESTree } from '@typescript-eslint/types';
import type { ClientCall } from '../clients/index.ts';
import { RESILIENT_CALLBACK, resilientRetryAround } from '../clients/resilient.ts';
import type { Fact } from '../fact.ts';
import { type AnswerFlow, answerFlowOf } from '../functions/answer-flow.ts';
import { rootOf } from '../functions/callers.ts';
import { effectOfBody } from '../salesforce/bodies.ts';
import type { Endpoint } from '../salesforce/endpoints.ts';
import { isFunction, nodesWithin, textIn } from '../source.ts';
import { functionOf } from '../values/definition.ts';
import { isList } from '../values/lists.ts';
import { textOf } from '../values/text.ts';

/** Results of many records in one answer that nobody looks at. */
export interface UncheckedResults {
  readonly of: 'load' | 'records' | 'subrequests';
  /** The expressions that stand for the answer or for a part of it, from the call on. */
  readonly values: readonly TSESTree.Node[];
  /** Whether a callback is told the answer. */
  readonly told: boolean;
}

/** A request whose answer may say more than its status. */
interface Written {
  readonly call: ClientCall;
  /** The call in the file at hand: that of the request, or of a function that leads to it. */
  readonly node: TSESTree.CallExpression;
  readonly endpoint: Endpoint | undefined;
  readonly body: TSESTree.Node | undefined;
}

/** What tells of a record that was refused, in every shape that Salesforce and jsforce know. */
const TELLS =
  /^(?:success|isSuccess|isSuccessful|errors?|hasErrors?|httpStatusCode|errorCode|failed\w*|failures?|unprocessed\w*|number(?:Records|Batches)\w*)$/;

/**
 * Answers "does nobody look at what became of each record?": one request carries many, Salesforce answers 200 although it
 * refused some, and neither `success` nor `errors` is read. What is returned or handed on is left to whoever gets it.
 */
export function uncheckedResultsOf(written: Written): Fact<UncheckedResults> {
  const { call, node, endpoint } = written;
  const of = resultsIn(written);
  if (of === undefined) return { state: 'absent' };
  // A function of the project in between may look at the answer before it returns it.
  if (node !== call.node && !isPlain(node, call.node))
    return { state: 'unknown', because: 'a function in between may look at it' };
  const last = toldOf(call) ?? call.args.at(-1);
  const callback = call.client.callback === 'error-first' && last && isFunction(last) ? last : undefined;
  if (call.client.callback !== undefined && !callback && isNamedCallback(last, call))
    return { state: 'unknown', because: 'a callback is told the answer' };
  const flow = answerFlowOf(node, callback);
  if (isLookedAt(flow, endpoint)) return { state: 'absent' };
  if (flow.leaves) return { state: 'unknown', because: 'the answer goes to other code' };
  if (of === 'unknown' && flow.reads.size > 0) return { state: 'unknown', because: 'the subrequests may only read' };
  const value = {
    of: of === 'unknown' ? 'subrequests' : of,
    values: flow.values,
    told: callback !== undefined,
  } as const;
  return { state: 'present', value, node };
}

/** The callback of `retrySalesforceCallback((done) => conn.create(records, done), callback)`. */
function toldOf({ node, args }: ClientCall): TSESTree.Node | undefined {
  const around = args.at(-1)?.type === 'Identifier' ? resilientRetryAround(node) : undefined;
  return around && textIn(around.callee) === RESILIENT_CALLBACK ? around.arguments[1] : undefined;
}

/** What an answer has results of; `unknown` for subrequests of which it is not known whether they write. */
function resultsIn({ call, endpoint, body }: Written): UncheckedResults['of'] | 'unknown' | undefined {
  // Its units of work are looked at by the SDK itself, and records by the libraries of Marketing Cloud.
  if (call.client.name === '@heroku/applink' || endpoint?.id === 'mc-soap') return undefined;
  const known = call.client.salesforce === true ? resultsOfLibrary(call) : undefined;
  if (known) return known;
  switch (endpoint?.id) {
    case 'collections-create':
    case 'collections-update':
    case 'collections-upsert':
    case 'collections-delete':
      return 'records';
    case 'composite':
    case 'composite-batch':
    case 'composite-graph': {
      const effect = effectOfBody(endpoint, body);
      if (effect === undefined) return 'unknown';
      return effect === 'read' ? undefined : 'subrequests';
    }
    default:
      return undefined;
  }
}

/** jsforce throws for a single record, and resolves with a result for each of many. */
function resultsOfLibrary({ operation, args }: ClientCall): UncheckedResults['of'] | undefined {
  const { call } = operation;
  if (call === 'bulk.load') return args[1] && textOf(args[1]).text.startsWith('query') ? undefined : 'load';
  if (/^bulk2\.loadAndWaitForResults$|^sobject\.\(\)\.\w+Bulk$/.test(call)) return 'load';
  const named = /^(sobject\.\(\)\.)?(?:create|insert|update|upsert|destroy|delete|del)$/.exec(call);
  const records = named && args[named[1] === undefined ? 1 : 0];
  return records && records.type !== 'SpreadElement' && isList(records) ? 'records' : undefined;
}

/** What a function names that looks at results, or may. */
const LOOKS = /\b(?:success|hasErrors|errors|httpStatusCode|failedResults)\b/;

/**
 * Whether the function that a call runs makes the request itself and only passes its answer on: neither it nor what it
 * calls names anything that tells of a record.
 */
function isPlain({ callee }: TSESTree.CallExpression, request: TSESTree.Node): boolean {
  const target = functionOf(callee);
  if (!target || rootOf(request) !== target || LOOKS.test(textIn(target))) return false;
  return nodesWithin(target, 'CallExpression').every((inner) => {
    const called = functionOf(inner.callee);
    return !called || !LOOKS.test(textIn(called));
  });
}

/** What the fixes put around a callback, which is told of refused records then. */
const TOLD_OF_REFUSED = 'toldOfRefused';

/** Whether the last argument is a name that may stand for a callback. */
function isNamedCallback(last: TSESTree.Node | undefined, { operation, args }: ClientCall): boolean {
  const position = last ? args.findIndex((one) => one === last) : -1;
  const isPart = operation.slots[position] === 'body' || operation.slots[position] === 'sobject';
  if (last?.type === 'CallExpression') return textIn(last.callee).startsWith(TOLD_OF_REFUSED);
  return last?.type === 'Identifier' && !isPart && functionOf(last) !== undefined;
}

function isLookedAt({ reads }: AnswerFlow, endpoint: Endpoint | undefined): boolean {
  const inBatch = endpoint?.id === 'composite-batch' && reads.has('statusCode');
  return inBatch || [...reads].some((name) => TELLS.test(name));
}
