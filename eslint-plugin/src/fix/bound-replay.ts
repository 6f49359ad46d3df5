import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { contains, type FunctionNode, functionAround, nodesWithin, sourceOf, textIn } from '../analysis/source.ts';
import { functionOf } from '../analysis/values/definition.ts';
import { type Edit, insertAt, isIn } from './edit.ts';
import { freeName, namesIn } from './insert-template.ts';
import { before } from './move-statement.ts';
import { withArgument, withParameter } from './one-more-parameter.ts';

/** What a condition says that asks whether the session has ended. */
const ASKS = /\b401\b|INVALID_SESSION|unauthori[sz]ed|expired/i;

/** Lets a replay after a 401 happen once; undefined where the condition for it is not at hand. */
export function boundReplay({ source }: SalesforceCall, via: TSESTree.Node): readonly Edit[] | undefined {
  if (!isIn(via, source)) return undefined;
  const name = freeName('isReplay', namesIn(source));
  if (via.type !== 'CallExpression') return inLoop(via, name);
  const target = functionOf(via.callee);
  return target && contains(target, via) ? inRecursion(via, target, name) : inInterceptor(via, name);
}

/** `send(url)` becomes `send(url, true)`, by which the function knows that it is run for the second time. */
function inRecursion(via: TSESTree.CallExpression, target: FunctionNode, name: string): Edit[] | undefined {
  const condition = conditionAround(via, target);
  const parameter = withParameter(target, `${name} = false`);
  if (!condition || !parameter || via.arguments.some(({ type }) => type === 'SpreadElement')) return undefined;
  return [...parameter, unless(condition, `!${name}`), withArgument(via, target, 'true')];
}

/** A loop remembers that it has gone round for a 401. */
function inLoop(loop: TSESTree.Node, name: string): Edit[] | undefined {
  const asking = nodesWithin(loop, 'IfStatement').filter(({ test }) => ASKS.test(textIn(test)));
  const [only] = asking;
  if (!only || asking.length > 1 || only.consequent.type !== 'BlockStatement') return undefined;
  const [first] = only.consequent.body;
  if (!first) return undefined;
  return [before(loop, `let ${name} = false;`), unless(only.test, `!${name}`), before(first, `${name} = true;`)];
}

/** An interceptor marks the request that it sends again. */
function inInterceptor(via: TSESTree.CallExpression, name: string): Edit[] | undefined {
  const handler = functionAround(via);
  const condition = handler && conditionAround(via, handler);
  const [sent] = via.arguments;
  if (!condition || !sent || !/^(?:Identifier|MemberExpression)$/.test(sent.type)) return undefined;
  const config = textIn(sent);
  // A name that is declared behind the condition cannot be asked there.
  if (sent.type === 'Identifier' && !isKnownAt(sent, condition)) return undefined;
  return [
    unless(condition, `!('${name}' in ${config})`),
    insertAt(sent.range[0], 'Object.assign('),
    insertAt(sent.range[1], `, { ${name}: true })`),
  ];
}

function isKnownAt(name: TSESTree.Node, condition: TSESTree.Node): boolean {
  const before = sourceOf(name).text.slice(0, condition.range[0]);
  return new RegExp(String.raw`\b${textIn(name)}\b`).test(before);
}

/** The condition on which a node is reached: of the innermost `if` or `?:` that asks for the session, else of the innermost. */
function conditionAround(node: TSESTree.Node, target: FunctionNode): TSESTree.Expression | undefined {
  const found: TSESTree.Expression[] = [];
  for (let at: TSESTree.Node | undefined = node; at && at !== target; at = at.parent) {
    const parent: TSESTree.Node | undefined = at.parent;
    const branches = parent?.type === 'IfStatement' || parent?.type === 'ConditionalExpression';
    if (branches && parent.consequent === at) found.push(parent.test);
  }
  return found.find((test) => ASKS.test(textIn(test))) ?? (found.length === 1 ? found[0] : undefined);
}

/** `status === 401` becomes `status === 401 && !isReplay`. */
function unless(condition: TSESTree.Expression, test: string): Edit {
  const own = textIn(condition);
  const binds = /^(?:Binary|Call|Member|Unary)Expression$|^Identifier$/.test(condition.type);
  const isAnd = condition.type === 'LogicalExpression' && condition.operator === '&&';
  return { range: condition.range, text: `${binds || isAnd ? own : `(${own})`} && ${test}` };
}
