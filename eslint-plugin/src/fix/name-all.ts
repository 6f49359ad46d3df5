import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { Judgement } from '../analysis/facts/judgement.ts';
import type { Retry } from '../analysis/facts/retry.ts';
import { isPassingCode } from '../analysis/functions/codes.ts';
import { TRANSIENT_STATUSES } from '../analysis/functions/scenario.ts';
import { functionAround, nodesWithin, textIn } from '../analysis/source.ts';
import { constantOf, variableOf } from '../analysis/values/bindings.ts';
import { functionOf } from '../analysis/values/definition.ts';
import { type Edit, insertAt, isIn, replace } from './edit.ts';
import { PASSING_CODES, PASSING_STATUSES } from './what-passes.ts';

/** Names every status that passes where a retry names some of them; undefined where it is not one place that does. */
export function nameAll(
  call: SalesforceCall,
  { list, missed }: Judgement,
  { again }: Retry,
): readonly Edit[] | undefined {
  const { source } = call;
  if (list) return isIn(list, source) ? [replace(list, `[${withMissed(list, missed).join(', ')}]`)] : undefined;
  const region = regionOf([call.node, again]).filter((root) => isIn(root, source));
  const edits = region.flatMap((root) => [
    ...nodesWithin(root, 'ArrayExpression').flatMap((array) => ofList(array, missed) ?? ofCodes(array, missed) ?? []),
    ...nodesWithin(root, 'Literal').flatMap((literal) => ofPattern(literal) ?? []),
    ...comparisonsIn(root).flatMap((test) => ofComparison(test, source.text) ?? []),
    ...rangesIn(root, missed),
  ]);
  return edits.length === 1 ? edits : undefined;
}

/** The functions around an attempt, those of the file that they ask, and the lists that all of these know by name. */
function regionOf(nodes: readonly TSESTree.Node[]): TSESTree.Node[] {
  const region = new Set<TSESTree.Node>(nodes.flatMap((node) => functionAround(node) ?? []));
  for (const root of [...region]) {
    for (const { callee } of nodesWithin(root, 'CallExpression')) {
      const called = functionOf(callee);
      if (called && ![...region].some((one) => one === called)) region.add(called);
    }
  }
  for (const name of [...region].flatMap((root) => nodesWithin(root, 'Identifier'))) {
    const variable = variableOf(name);
    const constant = variable && constantOf(variable);
    if (constant && /^(?:Array|New)Expression$|^Literal$/.test(constant.type)) region.add(constant);
  }
  // What lies within another one is looked through with it.
  return [...region].filter((one) => ![...region].some((outer) => outer !== one && isPartOf(one, outer)));
}

function isPartOf(inner: TSESTree.Node, outer: TSESTree.Node): boolean {
  let at: TSESTree.Node | undefined = inner;
  while (at && at !== outer) at = at.parent;
  return at === outer;
}

function numbersIn({ elements }: TSESTree.ArrayExpression): number[] | undefined {
  const numbers = elements.flatMap((element) =>
    element?.type === 'Literal' && typeof element.value === 'number' ? [element.value] : [],
  );
  return numbers.length === elements.length ? numbers : undefined;
}

function withMissed(list: TSESTree.ArrayExpression, missed: readonly number[]): number[] {
  return [...(numbersIn(list) ?? []), ...missed].toSorted((one, other) => one - other);
}

function ofList(list: TSESTree.ArrayExpression, missed: readonly number[]): Edit[] | undefined {
  const numbers = numbersIn(list);
  if (!numbers?.some((status) => TRANSIENT_STATUSES.some((known) => known === status))) return undefined;
  return missed.some((status) => !numbers.includes(status))
    ? [replace(list, `[${withMissed(list, missed).join(', ')}]`)]
    : undefined;
}

/** `['SERVER_UNAVAILABLE']`: an answer without a code of Salesforce has one with its status. */
function ofCodes({ elements }: TSESTree.ArrayExpression, missed: readonly number[]): Edit[] | undefined {
  const last = elements.at(-1);
  if (!last || !elements.some((element) => element?.type === 'Literal' && isPassingCode(element.value)))
    return undefined;
  return [insertAt(last.range[1], missed.map((status) => `, 'ERROR_HTTP_${status}'`).join(''))];
}

/** `/SERVER_UNAVAILABLE|UNABLE_TO_LOCK_ROW/` */
function ofPattern(literal: TSESTree.Literal): Edit[] | undefined {
  const names = 'regex' in literal ? literal.regex.pattern.split(/[^A-Z_\d]+/).filter(Boolean) : [];
  return names.length > 0 && names.every(isPassingCode) ? [replace(literal, PASSING_CODES)] : undefined;
}

/** The tests of a status: `status === 503`, or several of them that are joined. */
function comparisonsIn(root: TSESTree.Node): TSESTree.Node[] {
  const tests = nodesWithin(root, 'BinaryExpression').filter((node) => comparedIn(node) !== undefined);
  return [...new Set(tests.map(joined))];
}

function joined(test: TSESTree.Node): TSESTree.Node {
  const { parent } = test;
  return parent?.type === 'LogicalExpression' && partsOf(parent).every((part) => comparedIn(part))
    ? joined(parent)
    : test;
}

function partsOf(node: TSESTree.Node): TSESTree.Node[] {
  return node.type === 'LogicalExpression' ? [...partsOf(node.left), ...partsOf(node.right)] : [node];
}

interface Compared {
  readonly what: TSESTree.Node;
  readonly operator: string;
  /** Whether it is a code of Salesforce. */
  readonly isCode: boolean;
}

/** What is compared with one of the statuses that pass, or with the code of such a failure. */
function comparedIn(node: TSESTree.Node): Compared | undefined {
  if (node.type !== 'BinaryExpression' || !/^[!=]==?$/.test(node.operator)) return undefined;
  const { left, right, operator } = node;
  if (right.type !== 'Literal') return undefined;
  const isCode = isPassingCode(right.value);
  const isStatus = TRANSIENT_STATUSES.some((status) => status === right.value);
  return isCode || isStatus ? { what: left, operator: operator.startsWith('!') ? '!' : '', isCode } : undefined;
}

function ofComparison(test: TSESTree.Node, text: string): Edit[] | undefined {
  const compared = partsOf(test).map(comparedIn);
  const [first] = compared;
  const textOf = (node: TSESTree.Node): string => text.slice(...node.range);
  if (!first || !compared.every((one) => one && textOf(one.what) === textOf(first.what))) return undefined;
  const operator = test.type === 'LogicalExpression' ? test.operator : undefined;
  if (compared.some((one) => one?.operator !== first.operator || one.isCode !== first.isCode)) return undefined;
  if (operator !== undefined && operator !== (first.operator === '!' ? '&&' : '||')) return undefined;
  const what = textOf(first.what);
  const isMaybe = what.includes('?.');
  if (first.isCode)
    return [replace(test, `${first.operator}${PASSING_CODES}.test(${isMaybe ? `${what} ?? ''` : what})`)];
  const status = isMaybe ? `${what} ?? 0` : what;
  return [replace(test, `${first.operator}${PASSING_STATUSES}.includes(${status})`)];
}

/** `status >= 500` or `status < 500`: 429 is the one status that passes and is missed so. */
function rangesIn(root: TSESTree.Node, missed: readonly number[]): Edit[] {
  if (missed.some((status) => status !== 429)) return [];
  return nodesWithin(root, 'BinaryExpression').flatMap((test) => {
    const bounds = boundsOf(test);
    if (!bounds) return [];
    const isSimple = /^(?:CallExpression|ChainExpression|Identifier|MemberExpression)$/.test(test.left.type);
    const status = isSimple ? textIn(test.left) : `(${textIn(test.left)})`;
    if (test.operator.startsWith('<')) return bounds === test ? [insertAt(test.range[1], ` && ${status} !== 429`)] : [];
    const both = `${status} === 429 || ${bounds === test ? textIn(test) : `(${textIn(bounds)})`}`;
    // Beside other conditions that must hold as well, the two need brackets.
    const isOne = bounds.parent?.type === 'LogicalExpression' && bounds.parent.operator === '&&';
    return [replace(bounds, isOne ? `(${both})` : both)];
  });
}

/** A test whether a status is below 500 or not, with the other end of the range where it has one. */
function boundsOf(test: TSESTree.BinaryExpression): TSESTree.Node | undefined {
  const { left, right, operator, parent } = test;
  const limit = right.type === 'Literal' ? `${operator} ${right.raw}` : '';
  // Lists are that long as well.
  if (!/^(?:>= 500|> 499|< 500|<= 499)$/.test(limit) || !/status|code/i.test(textIn(left))) return undefined;
  if (parent.type !== 'LogicalExpression' || parent.operator !== '&&') return test;
  const other = parent.left === test ? parent.right : parent.left;
  return other.type === 'BinaryExpression' && textIn(other.left) === textIn(left) ? parent : test;
}
