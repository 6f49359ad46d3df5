import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { callsOf } from '../analysis/calls.ts';
import { contains, type FunctionNode, isFunction, nodesWithin } from '../analysis/source.ts';
import { chainedOn, memberName, variableOf } from '../analysis/values/bindings.ts';
import { type Edit, insertAt, replace } from './edit.ts';

/** Two minutes: most outages of Salesforce are over by then, and senders wait longer each time. */
export const AGAIN = "'Retry-After', '120'";

/** `res.status(500)` becomes `res.setHeader('Retry-After', '120').status(503)`. */
export function inChain(branch: TSESTree.Node): Edit[] | undefined {
  for (const node of nodesWithin(branch, 'CallExpression')) {
    const { callee, arguments: args } = node;
    const [status] = args;
    if (callee.type !== 'MemberExpression' || status?.type !== 'Literal' || args.length !== 1) continue;
    const name = memberName(callee) ?? '';
    if (!/^(?:code|sendStatus|status)$/.test(name) || callee.object.type !== 'Identifier') continue;
    const header = name === 'code' ? 'header' : 'setHeader';
    return [insertAt(callee.object.range[1], `.${header}(${AGAIN})`), replace(status, '503')];
  }
  return undefined;
}

/**
 * In callbacks of a handler of Express, `if (error) return res.json(…)` answers with a 503 that says when to come again:
 * undefined where the callback of the write says nothing of a failure.
 */
export function toldInCallbacks({ node, source }: SalesforceCall, handler: FunctionNode): Edit[] | undefined {
  const own = failingBranch(node);
  if (!own || !contains(handler, own)) return undefined;
  const branches = callsOf(source).flatMap((call) =>
    contains(handler, call.node) ? (failingBranch(call.node) ?? []) : [],
  );
  const edits = branches.map((branch) => [branch, inChain(branch) ?? inAnswer(branch, handler)] as const);
  if (!edits.some(([branch, told]) => branch === own && told)) return undefined;
  return edits.flatMap(([, told]) => told ?? []);
}

/** `if (error) …` at the beginning of what a call calls back, as its last argument or that of the last call on it. */
function failingBranch(node: TSESTree.CallExpression): TSESTree.Node | undefined {
  let whole = node;
  for (let next = chainedOn(whole); next; next = chainedOn(next)) whole = next;
  const callback = whole.arguments.at(-1);
  if (!callback || !isFunction(callback) || callback.body.type !== 'BlockStatement') return undefined;
  const [error] = callback.params;
  const variable = error?.type === 'Identifier' ? variableOf(error) : undefined;
  const first = callback.body.body.find((statement) => statement.type === 'IfStatement');
  let test: TSESTree.Node | undefined = first?.test;
  while (test?.type === 'LogicalExpression' && test.operator === '||') test = test.left;
  return variable && test?.type === 'Identifier' && variableOf(test) === variable ? first?.consequent : undefined;
}

/** `res.json(…)` becomes `res.setHeader('Retry-After', '120').status(503).json(…)`. */
function inAnswer(branch: TSESTree.Node, { params: [, second] }: FunctionNode): Edit[] | undefined {
  const variable = second?.type === 'Identifier' ? variableOf(second) : undefined;
  for (const { callee } of nodesWithin(branch, 'CallExpression')) {
    if (callee.type !== 'MemberExpression' || !/^(?:end|json|send)$/.test(memberName(callee) ?? '')) continue;
    if (variable && callee.object.type === 'Identifier' && variableOf(callee.object) === variable)
      return [insertAt(callee.object.range[1], `.setHeader(${AGAIN}).status(503)`)];
  }
  return undefined;
}
