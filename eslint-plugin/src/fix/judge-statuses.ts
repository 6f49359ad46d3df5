import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import type { Judgement } from '../analysis/facts/judgement.ts';
import type { Retry } from '../analysis/facts/retry.ts';
import { throwsOnStatus, TRANSIENT_STATUSES } from '../analysis/functions/scenario.ts';
import { functionAround, isFunction, nodesWithin, textIn, unwrap } from '../analysis/source.ts';
import { memberName } from '../analysis/values/bindings.ts';
import { functionOf } from '../analysis/values/definition.ts';
import { type Edit, insertAt, isIn, replace } from './edit.ts';
import { lastingTest } from './lasting-test.ts';

const ALL = `[${TRANSIENT_STATUSES.join(', ')}]`;

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
    ...nodesWithin(root, 'ArrayExpression').flatMap((array) => ofList(array, missed) ?? []),
    ...comparisonsIn(root).flatMap((test) => ofComparison(test, source.text) ?? []),
    ...rangesIn(root, missed),
  ]);
  return edits.length === 1 ? edits : undefined;
}

/** The functions around an attempt, and those of the file that they ask. */
function regionOf(nodes: readonly TSESTree.Node[]): TSESTree.Node[] {
  const region = new Set<TSESTree.Node>(nodes.flatMap((node) => functionAround(node) ?? []));
  for (const root of [...region]) {
    for (const { callee } of nodesWithin(root, 'CallExpression')) {
      const called = functionOf(callee);
      if (called && ![...region].some((one) => one === called)) region.add(called);
    }
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
}

/** What is compared with one of the statuses that pass. */
function comparedIn(node: TSESTree.Node): Compared | undefined {
  if (node.type !== 'BinaryExpression' || !/^[!=]==?$/.test(node.operator)) return undefined;
  const { left, right, operator } = node;
  const isStatus = right.type === 'Literal' && TRANSIENT_STATUSES.some((status) => status === right.value);
  return isStatus ? { what: left, operator: operator.startsWith('!') ? '!' : '' } : undefined;
}

function ofComparison(test: TSESTree.Node, text: string): Edit[] | undefined {
  const compared = partsOf(test).map(comparedIn);
  const [first] = compared;
  const textOf = (node: TSESTree.Node): string => text.slice(...node.range);
  if (!first || !compared.every((one) => one && textOf(one.what) === textOf(first.what))) return undefined;
  const operator = test.type === 'LogicalExpression' ? test.operator : undefined;
  if (compared.some((one) => one?.operator !== first.operator)) return undefined;
  if (operator !== undefined && operator !== (first.operator === '!' ? '&&' : '||')) return undefined;
  const what = textOf(first.what);
  const status = what.includes('?.') ? `${what} ?? 0` : what;
  return [replace(test, `${first.operator}${ALL}.includes(${status})`)];
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
  if (!/^(?:>= 500|> 499|< 500|<= 499)$/.test(limit)) return undefined;
  if (parent.type !== 'LogicalExpression' || parent.operator !== '&&') return test;
  const other = parent.left === test ? parent.right : parent.left;
  return other.type === 'BinaryExpression' && textIn(other.left) === textIn(left) ? parent : test;
}

/** Gives up at once after what does not pass; undefined where the code has no place for that. */
export function giveUpOnOthers(call: SalesforceCall, { again }: Retry): readonly Edit[] | undefined {
  if (!isIn(again, call.source)) return undefined;
  return throwsOnStatus(call) ? inHandler(again, call) : atReturn(again, call);
}

/** `catch (error) {` goes on with what passes; everything else is thrown on. */
function inHandler(again: TSESTree.Node, call: SalesforceCall): Edit[] | undefined {
  const handler = handlerAround(again);
  const [first] = handler?.body.body ?? [];
  if (!first || handler?.param?.type !== 'Identifier') return undefined;
  const test = lastingTest(handler.param, call);
  const indent = ' '.repeat(first.loc.start.column);
  return test === undefined
    ? undefined
    : [insertAt(first.range[0], `if (${test}) throw ${handler.param.name};\n${indent}`)];
}

function handlerAround(node: TSESTree.Node): TSESTree.CatchClause | undefined {
  for (let at = node; at.parent && !isFunction(at.parent); at = at.parent) {
    if (at.parent.type === 'TryStatement' && at.parent.block === at) return at.parent.handler ?? undefined;
  }
  return undefined;
}

/** `if (response.ok) return response;` hands out every answer that no repetition changes. */
function atReturn(again: TSESTree.Node, { source }: SalesforceCall): Edit[] | undefined {
  const around = functionAround(again);
  const tests = around ? nodesWithin(around, 'IfStatement') : [];
  const edits = tests.flatMap(({ test, consequent }) => {
    const good = succeededIn(test, source.text);
    const leaving = consequent.type === 'BlockStatement' ? consequent.body.at(-1) : consequent;
    const given = leaving?.type === 'ReturnStatement' ? leaving.argument : undefined;
    if (!good || given?.type !== 'Identifier' || given.name !== good.answer) return [];
    return [replace(test, `${source.text.slice(...test.range)} || !${ALL}.includes(${good.status})`)];
  });
  return edits.length === 1 ? edits : undefined;
}

/** The answer that a test finds good, and the expression for its status: `response.ok`, `response.statusCode < 300`. */
function succeededIn(test: TSESTree.Node, text: string): { answer: string; status: string } | undefined {
  const node = unwrap(test);
  const below = node.type === 'BinaryExpression' && node.operator === '<' ? node : undefined;
  const read = below ? unwrap(below.left) : node;
  const member = read.type === 'CallExpression' ? unwrap(read.callee) : read;
  if (member.type !== 'MemberExpression' || member.object.type !== 'Identifier') return undefined;
  const { name } = member.object;
  if (!below) return memberName(member) === 'ok' ? { answer: name, status: `${name}.status` } : undefined;
  const isGood = below.right.type === 'Literal' && (below.right.value === 300 || below.right.value === 400);
  const isStatus = /^(?:status(?:Code)?|getResponseCode)$/.test(memberName(member) ?? '');
  return isGood && isStatus ? { answer: name, status: text.slice(...read.range) } : undefined;
}
