import type { TSESTree } from '@typescript-eslint/types';
import { childrenOf, contains, isFunction, unwrap } from '../source.ts';
import { constantOf, functionOf, memberName, variableOf } from '../values/bindings.ts';
import { compare, memberOf, type Outcome, truthOf, UNDEFINED, UNKNOWN, type Value } from './outcome.ts';
import type { Path } from './path.ts';

/** What `expression` evaluates to on this path; comes to the probed call where the expression holds it. */
export function evaluate(expression: TSESTree.Node, path: Path): Value {
  const node = unwrap(expression);
  if (node === path.probe.call) return path.atProbe();
  switch (node.type) {
    case 'Literal':
      return { kind: 'literal', value: node.value };
    case 'Identifier':
      return ofIdentifier(node, path);
    case 'AwaitExpression':
      return evaluate(node.argument, path);
    case 'MemberExpression':
      return memberOf(evaluate(node.object, path), memberName(node));
    case 'UnaryExpression':
      return ofUnary(node, path);
    case 'BinaryExpression':
      return ofBinary(node, path);
    case 'LogicalExpression':
      return ofLogical(node, path);
    case 'ConditionalExpression':
      return ofConditional(node, path);
    case 'AssignmentExpression':
      return ofAssignment(node, path);
    case 'UpdateExpression':
      path.assign(node.argument, UNKNOWN);
      return UNKNOWN;
    case 'ArrayExpression':
      return { kind: 'list', values: node.elements.map((element) => (element ? evaluate(element, path) : UNDEFINED)) };
    case 'CallExpression':
      return ofCall(node, path);
    case 'NewExpression':
      return ofNew(node, path);
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'ClassExpression':
      return UNKNOWN;
    default:
      for (const child of childrenOf(node, path.source)) evaluate(child, path);
      return UNKNOWN;
  }
}

function ofIdentifier(node: TSESTree.Identifier, path: Path): Value {
  const variable = variableOf(node, path.source);
  if (!variable) return node.name === 'undefined' ? UNDEFINED : UNKNOWN;
  const value = path.valueOf(variable);
  if (value) return value;
  const constant = constantOf(variable);
  const fixed = constant && /^(?:Literal|ArrayExpression|NewExpression|UnaryExpression)$/.test(constant.type);
  return fixed && !contains(constant, path.probe.call) ? evaluate(constant, path) : UNKNOWN;
}

function ofUnary(node: TSESTree.UnaryExpression, path: Path): Value {
  const value = evaluate(node.argument, path);
  if (node.operator === '!') {
    const truth = truthOf(value);
    return truth === undefined ? UNKNOWN : { kind: 'literal', value: !truth };
  }
  if (node.operator === 'void') return UNDEFINED;
  return UNKNOWN;
}

/** How Salesforce says that a session has ended, in answers with status 401. */
const SESSION_EXPIRED = /^(?:INVALID_SESSION_ID|Session expired or invalid)$/;

function ofBinary(node: TSESTree.BinaryExpression, path: Path): Value {
  const result = compare(node.operator, evaluate(node.left, path), evaluate(node.right, path));
  const namesSession = [node.left, node.right].some(
    (side) => side.type === 'Literal' && SESSION_EXPIRED.test(String(side.value)),
  );
  if (result.kind !== 'unknown' || !namesSession) return result;
  return { kind: 'literal', value: path.probe.sessionExpired === node.operator.startsWith('=') };
}

function ofLogical(node: TSESTree.LogicalExpression, path: Path): Value {
  const left = evaluate(node.left, path);
  const truth = node.operator === '??' ? undefined : truthOf(left);
  if (truth !== undefined) return truth === (node.operator === '&&') ? evaluate(node.right, path) : left;
  if (node.operator === '??' && left.kind !== 'unknown') {
    return left.kind === 'literal' && left.value == null ? evaluate(node.right, path) : left;
  }
  if (contains(node.right, path.probe.call) && !path.decide(node, left)) return left;
  const right = evaluate(node.right, path);
  // Whatever the left side is, `x && false` is not true and `x || true` is not false.
  const settles = truthOf(right) === (node.operator === '||');
  return node.operator !== '??' && settles && truthOf(right) !== undefined
    ? { kind: 'literal', value: truthOf(right) }
    : UNKNOWN;
}

function ofConditional(node: TSESTree.ConditionalExpression, path: Path): Value {
  if (!path.reached) {
    for (const side of [node.consequent, node.alternate]) {
      if (contains(side, path.probe.call)) return evaluate(side, path);
    }
  }
  const test = evaluate(node.test, path);
  const calls = [node.consequent, node.alternate].some((side) => /Call|Await/.test(side.type));
  if (test.kind === 'unknown' && !calls) return UNKNOWN;
  return evaluate(path.decide(node.test, test) ? node.consequent : node.alternate, path);
}

function ofAssignment(node: TSESTree.AssignmentExpression, path: Path): Value {
  const value = evaluate(node.right, path);
  const plain = node.operator === '=' ? value : UNKNOWN;
  if (node.left.type !== 'MemberExpression') path.assign(node.left, plain);
  else if (/^status(?:Code)?$/.test(memberName(node.left) ?? '') && value.kind === 'literal') {
    const error = evaluate(node.left.object, path);
    const status = typeof value.value === 'number' ? value.value : undefined;
    if (error.kind === 'error') path.assign(node.left.object, { ...error, status });
  }
  return plain;
}

/** Functions that run the function they are given, sooner or later. */
const RUNS_ARGUMENT = /^(?:setTimeout|setImmediate|queueMicrotask|nextTick)$/;

function ofCall(node: TSESTree.CallExpression, path: Path): Value {
  const callee = unwrap(node.callee);
  if (callee.type === 'MemberExpression') {
    const chained = ofPromiseChain(node, callee, path);
    if (chained) return chained;
  }
  const object = callee.type === 'MemberExpression' ? evaluate(callee.object, path) : UNKNOWN;
  const name =
    callee.type === 'MemberExpression' ? memberName(callee) : callee.type === 'Identifier' ? callee.name : undefined;
  const args = node.arguments.map((argument) => evaluate(argument, path));
  const [first] = args;
  if (object.kind === 'list' && (name === 'includes' || name === 'has')) return isIn(first ?? UNKNOWN, object.values);
  if (object.kind === 'response') return name === 'clone' ? object : UNKNOWN;
  const asksForSession = first?.kind === 'literal' && SESSION_EXPIRED.test(String(first.value));
  if (name === 'includes' && asksForSession) return { kind: 'literal', value: path.probe.sessionExpired };
  if (!path.reached) return UNKNOWN;
  const target = functionOf(node.callee, path.source);
  if (target) return path.call(target, args, node);
  const handed = node.arguments[0] && functionOf(node.arguments[0], path.source);
  if (handed && RUNS_ARGUMENT.test(name ?? '')) path.call(handed, [], node);
  if (callee.type === 'MemberExpression' && isPromise(callee.object)) {
    if (name === 'reject') return path.throwing(first ?? UNDEFINED);
    if (name === 'resolve') return first ?? UNDEFINED;
    if (name === 'race' || name === 'any')
      return first?.kind === 'list' ? (first.values.find(isKnown) ?? UNKNOWN) : UNKNOWN;
    return UNKNOWN;
  }
  // `withTimeout(fetch(url), 5_000)` hands the promise on; a function that is given the answer may return anything.
  const handsOn = node.arguments.findIndex((argument) => argument === path.probe.call);
  return handsOn < 0 ? UNKNOWN : (args[handsOn] ?? UNKNOWN);
}

function isPromise(node: TSESTree.Node): boolean {
  return node.type === 'Identifier' && node.name === 'Promise';
}

function isKnown(value: Value): boolean {
  return value.kind === 'response' || value.kind === 'error';
}

function isIn(value: Value, list: readonly Value[]): Value {
  if (value.kind !== 'literal') return UNKNOWN;
  const literals = list.flatMap((item) => (item.kind === 'literal' ? [item.value] : []));
  if (literals.includes(value.value)) return { kind: 'literal', value: true };
  return literals.length === list.length ? { kind: 'literal', value: false } : UNKNOWN;
}

/** `.then`, `.catch` and `.finally`: their callbacks run with what the promise settles with. */
function ofPromiseChain(
  node: TSESTree.CallExpression,
  callee: TSESTree.MemberExpression,
  path: Path,
): Value | undefined {
  const name = memberName(callee);
  if (name !== 'then' && name !== 'catch' && name !== 'finally') return undefined;
  const before = path.settle(() => evaluate(callee.object, path));
  if (!path.reached) return UNKNOWN;
  const position = before.how === 'throw' ? (name === 'then' ? 1 : 0) : name === 'catch' ? -1 : 0;
  const callback = node.arguments[position];
  const target = callback && functionOf(callback, path.source);
  if (!target) return resume(before, path);
  const value = path.call(target, name === 'finally' ? [] : [before.value], node);
  return name === 'finally' ? resume(before, path) : value;
}

function resume(outcome: Outcome, path: Path): Value {
  return outcome.how === 'throw' ? path.throwing(outcome.value) : outcome.value;
}

function ofNew(node: TSESTree.NewExpression, path: Path): Value {
  const [first] = node.arguments;
  const name = node.callee.type === 'Identifier' ? node.callee.name : '';
  if (name === 'Promise' && path.reached && isFunction(first)) {
    path.call(first, [], node);
    return UNKNOWN;
  }
  const args = node.arguments.map((argument) => evaluate(argument, path));
  if (name === 'Set') return args[0] ?? UNKNOWN;
  if (!name.endsWith('Error') && !name.endsWith('Exception')) return UNKNOWN;
  const numbers = args.flatMap((value) =>
    value.kind === 'response' ? [value.status] : value.kind === 'literal' ? [value.value] : [],
  );
  const status = numbers.find((value) => typeof value === 'number');
  return { kind: 'error', status, response: false };
}
