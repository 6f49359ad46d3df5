import type { TSESTree } from '@typescript-eslint/types';
import { getPropertyName } from '@eslint-community/eslint-utils';
import type { Fact } from '../fact.ts';
import { type SourceView, unwrap } from '../source.ts';
import { constantOf, memberName, variableOf } from './bindings.ts';

/** The object literal that `node` is, or that the constant it names was initialised with. */
export function objectOf(node: TSESTree.Node, source: SourceView): TSESTree.ObjectExpression | undefined {
  const value = unwrap(node);
  if (value.type === 'ObjectExpression') return value;
  if (value.type !== 'Identifier') return undefined;
  const variable = variableOf(value, source);
  const constant = variable && constantOf(variable);
  return constant && constant !== value ? objectOf(constant, source) : undefined;
}

/**
 * The property `name` of an options object, looked for in the literal itself, in what is spread into it, and in
 * assignments to the variable that holds it. `unknown` when something in the way cannot be read.
 */
export function propertyOf(node: TSESTree.Node, name: string, source: SourceView): Fact<TSESTree.Node> {
  const assigned = assignedProperty(node, name, source);
  if (assigned) return { state: 'present', value: assigned, node: assigned };
  const object = objectOf(node, source);
  if (!object) return { state: 'unknown', because: 'the object is not written in this file' };
  let unknown: string | undefined;
  for (const property of object.properties.toReversed()) {
    if (property.type === 'SpreadElement') {
      const inner = propertyOf(property.argument, name, source);
      if (inner.state === 'present') return inner;
      if (inner.state === 'unknown') unknown ??= 'another object is spread into it';
    } else if (getPropertyName(property as never) === name) {
      return unknown === undefined
        ? { state: 'present', value: property.value, node: property }
        : { state: 'unknown', because: unknown };
    } else if (property.computed && property.key.type !== 'Literal') unknown ??= 'a property has a computed name';
  }
  return unknown === undefined ? { state: 'absent' } : { state: 'unknown', because: unknown };
}

/** What `options.name = …` sets, after the object literal was written. */
function assignedProperty(node: TSESTree.Node, name: string, source: SourceView): TSESTree.Node | undefined {
  const value = unwrap(node);
  const variable = value.type === 'Identifier' ? variableOf(value, source) : undefined;
  for (const { identifier } of variable?.references ?? []) {
    const member = identifier.parent;
    if (member.type !== 'MemberExpression' || member.object !== identifier || memberName(member) !== name) continue;
    const assignment = member.parent;
    if (assignment.type === 'AssignmentExpression' && assignment.left === member && assignment.operator === '=') {
      return assignment.right;
    }
  }
  return undefined;
}
