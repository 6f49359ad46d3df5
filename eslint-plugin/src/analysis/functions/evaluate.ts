import type { TSESTree } from '@typescript-eslint/types';
import { childrenOf, contains, functionAround, unwrap, type Variable } from '../source.ts';
import { constantOf, keyName, memberName, variableOf } from '../values/bindings.ts';
import { fileSays } from '../file-says.ts';
import { assign } from './assign.ts';
import { GIVES_LOST } from './codes.ts';
import { hasEffect } from './effects.ts';
import { ofCall, ofNew, resume } from './evaluate-calls.ts';
import { comparedWithText } from './evaluate-texts.ts';
import {
  awaited,
  compare,
  isExpired,
  isOpen,
  MANY,
  namesExpiredSession,
  statusIn,
  truthOf,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from './outcome.ts';
import type { Path } from './path.ts';
import { undecided, undecidedIn } from './undecided.ts';

/** What `expression` evaluates to on this path; comes to the probed call where the expression holds it. */
export function evaluate(expression: TSESTree.Node, path: Path): Value {
  const node = unwrap(expression);
  if (node === path.probe.call) return path.atProbe();
  path.step();
  switch (node.type) {
    case 'Literal':
      return { kind: 'literal', value: node.value };
    case 'Identifier':
      return ofIdentifier(node, path);
    case 'ThisExpression':
      return ofThis(node, path);
    case 'AwaitExpression':
      return resume(awaited({ how: 'return', value: evaluate(node.argument, path) }), path);
    case 'MemberExpression':
      return ofMember(node, path);
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
      path.note(node);
      assign(node.argument, UNKNOWN, path);
      return UNKNOWN;
    case 'ArrayExpression':
      return { kind: 'list', values: node.elements.flatMap((element) => ofElement(element, path)) };
    case 'ObjectExpression':
      return ofObject(node, path);
    case 'CallExpression':
      return ofCall(node, path);
    case 'NewExpression':
      return ofNew(node, path);
    case 'SequenceExpression':
      return node.expressions.map((inner) => evaluate(inner, path)).at(-1) ?? UNKNOWN;
    case 'YieldExpression':
      return node.argument ? evaluate(node.argument, path) : UNDEFINED;
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
    case 'ClassExpression':
      return UNKNOWN;
    default:
      for (const child of childrenOf(node)) evaluate(child, path);
      return UNKNOWN;
  }
}

function ofElement(element: TSESTree.Expression | TSESTree.SpreadElement | null, path: Path): readonly Value[] {
  if (element?.type !== 'SpreadElement') return [element ? evaluate(element, path) : UNDEFINED];
  const spread = evaluate(element.argument, path);
  return spread.kind === 'list' && spread.values.length > 0 ? spread.values : [MANY];
}

function ofIdentifier(node: TSESTree.Identifier, path: Path): Value {
  const variable = variableOf(node);
  if (!variable) return node.name === 'undefined' ? UNDEFINED : UNKNOWN;
  const value = path.valueOf(variable);
  if (value) return value;
  const constant = constantOf(variable) ?? presetStatusOf(variable);
  const fixed = constant && /^(?:Literal|ArrayExpression|NewExpression|UnaryExpression)$/.test(constant.type);
  return fixed && !contains(constant, path.probe.call) ? evaluate(constant, path) : UNKNOWN;
}

/** The status that a parameter stands for where nobody gives another one: `(path, expired = 401)`. */
function presetStatusOf({ defs: [definition] }: Variable): TSESTree.Expression | undefined {
  const preset = definition?.type === 'Parameter' ? definition.name.parent : undefined;
  if (preset?.type !== 'AssignmentPattern' || preset.left !== definition?.name) return undefined;
  const { right } = preset;
  const status = right.type === 'Literal' ? right.value : undefined;
  return typeof status === 'number' && status >= 400 && status < 600 ? right : undefined;
}

/** `this` in a handler that is no arrow function. */
function ofThis(node: TSESTree.Node, { probe }: Path): Value {
  if (!probe.self) return UNKNOWN;
  let around = functionAround(node);
  while (around?.type === 'ArrowFunctionExpression') around = functionAround(around);
  return probe.later?.some(({ target }) => target === around) ? probe.self : UNKNOWN;
}

function ofMember(node: TSESTree.MemberExpression, path: Path): Value {
  const object = unwrap(node.object);
  // `error.cause.code` says of the connection what `error.code` does in other clients.
  const isOfCause = object.type === 'MemberExpression' && memberName(object) === 'cause';
  const value = path.met.member(evaluate(isOfCause ? object.object : object, path), memberName(node));
  return value.kind === 'code' && value.by === 'library' && fileSays(node, GIVES_LOST) ? UNKNOWN : value;
}

function ofUnary(node: TSESTree.UnaryExpression, path: Path): Value {
  const value = evaluate(node.argument, path);
  if (node.operator === '!') {
    if (value.kind === 'test') return path.met.test((met) => !value.holds.includes(met));
    const truth = truthOf(value);
    return truth === undefined ? undecided(undecidedIn(value, node.argument)) : { kind: 'literal', value: !truth };
  }
  if (node.operator === 'void') return UNDEFINED;
  const number = node.operator === '-' && value.kind === 'literal' ? value.value : undefined;
  return typeof number === 'number' ? { kind: 'literal', value: -number } : UNKNOWN;
}

function ofBinary(node: TSESTree.BinaryExpression, path: Path): Value {
  const { met } = path;
  const left = met.certain(evaluate(node.left, path));
  const right = met.certain(evaluate(node.right, path));
  const result = met.ofTwo(left, right, (one, other) => compare(node.operator, one, other));
  if (result.kind !== 'unknown') return result;
  if (!namesSession(node.left) && !namesSession(node.right))
    return (path.reached ? comparedWithText(node, path) : undefined) ?? result;
  return met.test((one) => isExpired(one) === node.operator.startsWith('='));
}

function namesSession(side: TSESTree.Node): boolean {
  return side.type === 'Literal' && namesExpiredSession(side.value);
}

function ofLogical(node: TSESTree.LogicalExpression, path: Path): Value {
  let left = evaluate(node.left, path);
  if (left.kind === 'test') {
    if (node.operator === '??') return left;
    const both = isPlain(node.right) ? evaluate(node.right, path) : UNKNOWN;
    if (both.kind === 'test') return combined(left, both, node.operator, path);
    left = path.met.certain(left);
  }
  const truth = node.operator === '??' ? undefined : truthOf(left);
  if (truth !== undefined) {
    if (truth !== (node.operator === '&&')) return left;
    const only = evaluate(node.right, path);
    return only.kind === 'unknown' ? undecided(undecidedIn(only, node.right)) : only;
  }
  if (node.operator === '??' && !isOpen(left)) {
    return left.kind === 'literal' && left.value == null ? evaluate(node.right, path) : left;
  }
  if (contains(node.right, path.probe.call) && !path.decide(node, left)) return left;
  const right = evaluate(node.right, path);
  // Whatever the left side is, `x && false` is not true and `x || true` is not false.
  if (node.operator === '??') return UNKNOWN;
  const other = truthOf(path.met.certain(right));
  if (other === (node.operator === '||')) return { kind: 'literal', value: other };
  return undecided([...undecidedIn(left, node.left), ...undecidedIn(right, node.right)]);
}

type Test = Extract<Value, { kind: 'test' }>;

/** `status === 429 || status === 503`. */
function combined(left: Test, right: Test, operator: '&&' | '||', path: Path): Value {
  const either = operator === '||';
  return path.met.test((met) => {
    const [one, other] = [left.holds.includes(met), right.holds.includes(met)];
    return either ? one || other : one && other;
  });
}

/** Whether an expression only reads, so that it can be evaluated before it is known whether it is: nothing in it is called. */
export function isPlain(expression: TSESTree.Node): boolean {
  const node = unwrap(expression);
  switch (node.type) {
    case 'Identifier':
    case 'Literal':
      return true;
    case 'BinaryExpression':
    case 'LogicalExpression':
      return isPlain(node.left) && isPlain(node.right);
    case 'MemberExpression':
      return isPlain(node.object) && (!node.computed || isPlain(node.property));
    case 'UnaryExpression':
      return isPlain(node.argument);
    case 'TemplateLiteral':
      return node.expressions.every(isPlain);
    default:
      return false;
  }
}

function ofConditional(node: TSESTree.ConditionalExpression, path: Path): Value {
  if (!path.reached) {
    for (const side of [node.consequent, node.alternate]) {
      if (contains(side, path.probe.call)) return evaluate(side, path);
    }
  }
  const test = evaluate(node.test, path);
  if (isOpen(test) && !hasEffect(node.consequent) && !hasEffect(node.alternate)) return UNKNOWN;
  return evaluate(path.decide(node.test, test) ? node.consequent : node.alternate, path);
}

function ofAssignment(node: TSESTree.AssignmentExpression, path: Path): Value {
  const value = evaluate(node.right, path);
  const plain = node.operator === '=' ? value : UNKNOWN;
  path.note(node);
  if (node.left.type !== 'MemberExpression') assign(node.left, plain, path);
  else if (/^status(?:Code)?$/.test(memberName(node.left) ?? '')) {
    const error = evaluate(node.left.object, path);
    const status = statusIn(value);
    if (error.kind === 'error') assign(node.left.object, { ...error, status }, path);
  }
  return plain;
}

/** `{ status: response.status, ok: response.ok, text }`: what wrappers hand out in place of the answer. */
function ofObject(node: TSESTree.ObjectExpression, path: Path): Value {
  const isHandedOut = /^(?:ReturnStatement|ArrowFunctionExpression|CallExpression)$/.test(node.parent.type);
  let members: Record<string, Value> = {};
  for (const property of node.properties) {
    const value = evaluate(property.type === 'Property' ? property.value : property.argument, path);
    // What is spread may have any member.
    if (property.type !== 'Property') members = value.kind === 'record' ? { ...members, ...value.members } : {};
    else {
      const name = keyName(property);
      // In a variable, a plain value may be another one by the time it is read: nobody follows what members are given.
      const isKept = value.kind !== 'unknown' && (isHandedOut || value.kind !== 'literal');
      if (name !== undefined) members[name] = isKept ? value : UNKNOWN;
    }
  }
  return Object.values(members).some(({ kind }) => kind !== 'unknown') ? { kind: 'record', members } : UNKNOWN;
}
