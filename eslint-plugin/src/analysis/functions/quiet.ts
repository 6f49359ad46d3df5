import type { TSESTree } from '@typescript-eslint/types';
import { createMemo } from '../memo.ts';
import { type FunctionNode, functionAround, nodesWithin, textIn, unwrap } from '../source.ts';
import { variableOf } from '../values/bindings.ts';
import { functionOf } from '../values/definition.ts';
import type { Ran } from './outcome.ts';

const LOG = /^(?:console|log|logger|winston|pino|debug|Sentry)\b|\blog(?:ger)?\.|^(?:log|debug|logError|logger)$/i;

/** Functions of a log, which give nothing back. */
const WRITES_LOG =
  /^(?:console|debug|log|logger|pino|winston)\.\w+$|\blog(?:ger)?\.(?:debug|error|fatal|info|log|trace|warn)$|^(?:log|debug|logError|logger)$/i;

/** Whether a callee writes to a log, and gives nothing back. */
export function isLog(callee: TSESTree.Node): boolean {
  return WRITES_LOG.test(textIn(unwrap(callee)));
}

/** Calls that read an answer or put a text together, and tell nobody. */
const READS =
  /(?:^|\.)(?:text|json|toString|stringify|get|parse|String|slice|join|map|getContentText|getResponseCode)$/;

/** Whether a call reads an answer, or puts a text together; `response.json(answer)` of a web server tells one. */
function reads(text: string, { arguments: args }: TSESTree.CallExpression): boolean {
  return READS.test(text) && (args.length === 0 || !/(?:^|\.)(?:json|text)$/.test(text));
}

/** Calls that ask something of a text, a list or an error. */
const ASKS =
  /(?:^|\.)(?:is[A-Z]\w*|includes|match|test|startsWith|endsWith|indexOf|search|some|every|has|trim|split|replace|replaceAll|toLowerCase|toUpperCase)$/;

/** Calls that only wait, or compute for how long. */
const WAITS =
  /(?:^|\.)(?:sleep|delay|wait|backoff|promise|setTimeout|clearTimeout)$|^(?:Math|Number|Date|Object|Promise|JSON|performance)\.|^(?:parseInt|parseFloat|Number|Boolean|isNaN|resolve|require)$/i;

/**
 * Whether code does nothing but write to a log, and read and ask what it writes: anything else may tell somebody.
 *
 * @param except - A call that is known to tell nobody.
 */
export function isQuiet(branch: TSESTree.Node, except?: TSESTree.Node): boolean {
  if (nodesWithin(branch, 'ThrowStatement').length > 0 || nodesWithin(branch, 'AssignmentExpression').length > 0)
    return false;
  return nodesWithin(branch, 'CallExpression').every((call) => {
    const text = textIn(unwrap(call.callee));
    return call === except || LOG.test(text) || ASKS.test(text) || reads(text, call);
  });
}

/** Whether code writes to a log. */
export function logsIn(branch: TSESTree.Node): boolean {
  return nodesWithin(branch, 'CallExpression').some(({ callee }) => LOG.test(textIn(callee)));
}

const memo = createMemo<boolean>(() => true);

/** Whether a call tells nobody but a log: it writes there, reads, computes or waits, or runs code of the project that does. */
function isQuietCall(call: TSESTree.CallExpression): boolean {
  const { callee } = call;
  const text = textIn(unwrap(callee));
  if (LOG.test(text) || reads(text, call) || ASKS.test(text) || WAITS.test(text)) return true;
  const target = functionOf(callee);
  return target !== undefined && memo(target, () => isQuietFunction(target));
}

/** Whether something that has run tells nobody but a log, and keeps nothing for longer than its function runs. */
export function isQuietRan(node: Ran): boolean {
  return node.type === 'CallExpression' ? isQuietCall(node) : staysWithin(node);
}

/** Whether what is assigned is forgotten when the function ends. */
function staysWithin(node: Exclude<Ran, TSESTree.CallExpression>): boolean {
  const [definition] = variableOf(node.type === 'UpdateExpression' ? node.argument : node.left)?.defs ?? [];
  return definition !== undefined && functionAround(definition.node) === functionAround(node);
}

/** What a function throws reaches its caller, where the path shows it. */
function isQuietFunction(target: FunctionNode): boolean {
  if (nodesWithin(target.body, 'AssignmentExpression').some(({ left }) => left.type === 'MemberExpression'))
    return false;
  return nodesWithin(target.body, 'CallExpression').every(isQuietCall);
}
