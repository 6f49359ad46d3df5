import type { TSESTree } from '@typescript-eslint/types';
import type { Fact } from '../fact.ts';
import { functionAround, unwrap, type Variable } from '../source.ts';
import { constantOf, isReassigned, keyName, memberName, variableOf } from './bindings.ts';
import { definitionOf, isFreezing, valueOf } from './definition.ts';
import { resultsOf } from './results.ts';
import { type Bound, type Environment, UNBOUND } from './environment.ts';
import { bindCall, invokedOn } from './instance.ts';

/** An object literal together with what the parameters in it stand for. */
interface BoundObject {
  readonly node: TSESTree.ObjectExpression;
  readonly env: Environment;
}

/** The object literal that `node` is, or that the name it is stands for. */
export function objectOf(node: TSESTree.Node, env: Environment = UNBOUND): TSESTree.ObjectExpression | undefined {
  return boundObjectOf(node, env)?.node;
}

const DEEPEST = 10;

/** The object literal behind an expression, followed through names, parameters and the functions that build it. */
export function boundObjectOf(node: TSESTree.Node, env: Environment, depth = DEEPEST): BoundObject | undefined {
  if (depth === 0) return undefined;
  const value = unwrap(node);
  if (value.type === 'ObjectExpression') return { node: value, env };
  const next = nextOf(value, env);
  return next && boundObjectOf(next.node, next.env, depth - 1);
}

/** One step from an expression towards the literal that gives it its value. */
function nextOf(value: TSESTree.Node, env: Environment): Bound | undefined {
  if (value.type === 'Identifier') {
    const variable = variableOf(value);
    const argument = variable && env.get(variable);
    if (argument) return argument;
    const constant = variable && constantOf(variable);
    if (constant) return { node: constant, env };
    const rest = leftOver(value);
    if (rest?.from) return { node: rest.from, env };
  }
  if (value.type === 'AssignmentPattern') return { node: value.right, env };
  if (value.type === 'AwaitExpression') return { node: value.argument, env };
  if (value.type === 'CallExpression') {
    const [first] = value.arguments;
    if (first && isFreezing(value.callee)) return { node: first, env };
    const invoked = invokedOn(value, env);
    const [result, ...others] = invoked && functionAround(value) !== invoked.target ? resultsOf(invoked.target) : [];
    // A function that builds options, with what it is given.
    if (invoked && result && others.length === 0)
      return { node: result, env: bindCall(value, invoked, env, readMember) };
  }
  const defined = definitionOf(value);
  return defined === value ? undefined : { node: defined, env };
}

/** What is left of an object that is taken apart: `rest` in `const { step, ...rest } = options`, or among parameters. */
function leftOver(value: TSESTree.Node): LeftOver | undefined {
  const variable = variableOf(value);
  const rest = variable?.defs[0]?.name.parent;
  const pattern = rest?.type === 'RestElement' ? rest.parent : undefined;
  if (!variable || pattern?.type !== 'ObjectPattern') return undefined;
  const { parent, properties } = pattern;
  const from = parent.type === 'VariableDeclarator' && !isReassigned(variable) ? parent.init : null;
  return { taken: properties.map((property) => keyName(property)), from };
}

interface LeftOver {
  /** The names of the properties that are no longer in it. */
  readonly taken: readonly (string | undefined)[];
  readonly from: TSESTree.Node | null;
}

/** A property that was found, with what the parameters in it stand for. */
export type PropertyFact = Exclude<Fact<TSESTree.Node>, { state: 'present' }> | PresentProperty;

interface PresentProperty {
  readonly state: 'present';
  readonly value: TSESTree.Node;
  readonly node: TSESTree.Node;
  readonly env: Environment;
}

/**
 * The property `name` of an options object, looked for in the literal itself, in what is spread into it, and in
 * assignments to the variable that holds it. `unknown` when something in the way cannot be read.
 */
export function propertyOf(
  node: TSESTree.Node,
  name: string,
  env: Environment = UNBOUND,
  depth = DEEPEST,
): PropertyFact {
  if (depth === 0) return { state: 'unknown', because: 'the object is built in too many steps' };
  const value = unwrap(node);
  if (isNothing(value)) return { state: 'absent' };
  // `...(signal && { signal })` gives what stands there, or nothing.
  if (value.type === 'LogicalExpression' && value.operator === '&&')
    return propertyOf(value.right, name, env, depth - 1);
  if (leftOver(value)?.taken.includes(name) === true) return { state: 'absent' };
  const merged = mergedParts(value);
  if (merged) return propertyOfParts(merged, name, env, depth);
  if (value.type === 'ObjectExpression') return propertyOfLiteral({ node: value, env }, name, depth);
  const next = nextOf(value, env);
  const found: PropertyFact = next
    ? propertyOf(next.node, name, next.env, depth - 1)
    : { state: 'unknown', because: 'the object is not written in this file' };
  const variable = value.type === 'Identifier' ? variableOf(value) : undefined;
  if (!variable || (found.state === 'present' && env.has(variable))) return found;
  return assignedProperty({ variable, name, env, depth }, found) ?? found;
}

/** What has no properties at all. */
function isNothing(value: TSESTree.Node): boolean {
  if (value.type === 'Identifier') return value.name === 'undefined' && !variableOf(value);
  return value.type === 'Literal' && !value.value;
}

/** The objects that `Object.assign({}, a, b)`, `a ?? {}` or `x ? a : b` may consist of, the last one wins. */
function mergedParts(value: TSESTree.Node): readonly TSESTree.Node[] | undefined {
  if (value.type === 'LogicalExpression') return [value.right, value.left];
  if (value.type === 'ConditionalExpression') return [value.alternate, value.consequent];
  if (value.type !== 'CallExpression' || value.callee.type !== 'MemberExpression') return undefined;
  const { object } = value.callee;
  const merges = memberName(value.callee) === 'assign' && object.type === 'Identifier' && object.name === 'Object';
  return merges ? value.arguments : undefined;
}

function propertyOfParts(parts: readonly TSESTree.Node[], name: string, env: Environment, depth: number): PropertyFact {
  let unknown: PropertyFact | undefined;
  for (const part of parts.toReversed()) {
    const found = propertyOf(part, name, env, depth - 1);
    if (found.state === 'present') return found;
    if (found.state === 'unknown') unknown ??= found;
  }
  return unknown ?? { state: 'absent' };
}

function propertyOfLiteral({ node: object, env }: BoundObject, name: string, depth: number): PropertyFact {
  let unknown: string | undefined;
  for (const property of object.properties.toReversed()) {
    if (property.type === 'SpreadElement') {
      const inner = propertyOf(property.argument, name, env, depth - 1);
      if (inner.state === 'present') return unknown === undefined ? inner : { state: 'unknown', because: unknown };
      if (inner.state === 'unknown') unknown ??= 'another object is spread into it';
    } else if (keyName(property) === name) {
      return unknown === undefined
        ? { state: 'present', value: valueOf(property), node: property, env }
        : { state: 'unknown', because: unknown };
    } else if (property.computed && property.key.type !== 'Literal') unknown ??= 'a property has a computed name';
  }
  return unknown === undefined ? { state: 'absent' } : { state: 'unknown', because: unknown };
}

/** What is looked for among the uses of a variable that holds an object. */
interface Wanted {
  readonly variable: Variable;
  readonly name: string;
  readonly env: Environment;
  readonly depth: number;
}

/**
 * What `options.name = …` or `Object.assign(options, { name: … })` sets, after the object literal was written.
 *
 * @param literal - What the literal says.
 */
function assignedProperty(wanted: Wanted, literal: PropertyFact): PropertyFact | undefined {
  let computed = false;
  for (const { identifier } of wanted.variable.references) {
    const found = assignedAt(identifier, wanted, literal) ?? assignedInto(identifier, wanted);
    if (found === 'computed') computed = true;
    else if (found) return { state: 'present', value: found, node: found, env: wanted.env };
  }
  return computed && literal.state === 'absent'
    ? { state: 'unknown', because: 'a property with a computed name is assigned' }
    : undefined;
}

function assignedAt(
  identifier: TSESTree.Node,
  { name }: Wanted,
  literal: PropertyFact,
): TSESTree.Node | 'computed' | undefined {
  const member = identifier.parent;
  const assignment = member?.parent;
  if (member?.type !== 'MemberExpression' || member.object !== identifier) return undefined;
  if (assignment?.type !== 'AssignmentExpression' || assignment.left !== member) return undefined;
  const key = memberName(member);
  if (key === undefined) return 'computed';
  if (key !== name) return undefined;
  const { operator, right } = assignment;
  const kept = right.type === 'LogicalExpression' && mentions(right.left, member) ? right.right : undefined;
  // `options.method ||= 'GET'` and `options.method = options.method ?? 'GET'` only say something where nothing else does.
  if (kept || /^(?:\?\?|\|\|)=$/.test(operator)) return literal.state === 'absent' ? (kept ?? right) : undefined;
  // `options.path = '/' + options.path` only mends what is there.
  return operator === '=' && !mentions(right, member) ? right : undefined;
}

function mentions(node: TSESTree.Node, member: TSESTree.MemberExpression): boolean {
  if (node.type === 'BinaryExpression') return mentions(node.left, member) || mentions(node.right, member);
  return (
    node.type === 'MemberExpression' &&
    node.object.type === 'Identifier' &&
    member.object.type === 'Identifier' &&
    node.object.name === member.object.name &&
    memberName(node) === memberName(member)
  );
}

function assignedInto(identifier: TSESTree.Node, { variable, name, depth }: Wanted): TSESTree.Node | undefined {
  const call = identifier.parent;
  const parts = call?.type === 'CallExpression' && call.arguments[0] === identifier ? mergedParts(call) : undefined;
  if (!parts || variable.defs[0]?.node === call) return undefined;
  const found = propertyOfParts(parts.slice(1), name, UNBOUND, depth - 1);
  return found.state === 'present' ? found.value : undefined;
}

/** The member `name` of an argument, for parameters that are taken apart. */
export function readMember({ node, env }: Bound, name: string): Bound | undefined {
  const found = propertyOf(node, name, env);
  return found.state === 'present' ? { node: found.value, env: found.env } : undefined;
}
