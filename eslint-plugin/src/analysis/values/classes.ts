import type { TSESTree } from '@typescript-eslint/types';
import { isFunction, nodesWithin } from '../source.ts';
import { bound, keyName, memberName } from './bindings.ts';

/** A class, however it is written. */
export type ClassNode = TSESTree.ClassDeclaration | TSESTree.ClassExpression;

/** Whether `node` is a class. */
export function isClass(node: TSESTree.Node | null | undefined): node is ClassNode {
  return node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression';
}

/** What `this` is in the code around `node`: a class, an object literal, or the constructor that a prototype method belongs to. */
export function classAround(
  node: TSESTree.Node,
): ClassNode | TSESTree.Identifier | TSESTree.ObjectExpression | undefined {
  let inner = node;
  for (let at = node.parent; at; inner = at, at = at.parent) {
    if (at.type === 'ClassBody') return at.parent;
    if (!isFunction(inner) || inner.type === 'ArrowFunctionExpression') continue;
    if (at.type === 'Property' && at.parent.type === 'ObjectExpression') return at.parent;
    if (at.type === 'AssignmentExpression') {
      const owner = prototypeOwner(at.left);
      if (owner) return owner;
    }
  }
  return undefined;
}

/** `Client` in `Client.prototype.send`. */
function prototypeOwner(left: TSESTree.Node): TSESTree.Identifier | undefined {
  const prototype = left.type === 'MemberExpression' ? left.object : undefined;
  if (prototype?.type !== 'MemberExpression' || memberName(prototype) !== 'prototype') return undefined;
  return prototype.object.type === 'Identifier' ? prototype.object : undefined;
}

/** The member `name` that a class declares: a method, the value of a field, or the declaration that gives its type. */
function memberOfClass({ body }: ClassNode, name: string, isStatic: boolean): TSESTree.Node | undefined {
  const member = body.body.find((item) => keyName(item) === name && 'static' in item && item.static === isStatic);
  if (member?.type === 'MethodDefinition') return member.kind === 'get' ? returnedBy(member.value) : member.value;
  if (member?.type === 'PropertyDefinition') return member.value ?? member;
  return undefined;
}

/** What a getter answers, when that is all it does. */
export function returnedBy({ body }: TSESTree.MethodDefinition['value']): TSESTree.Expression | undefined {
  const [only, ...others] = body?.body ?? [];
  return only?.type === 'ReturnStatement' && others.length === 0 ? (only.argument ?? undefined) : undefined;
}

/**
 * The member `name` of an instance: what the class declares, else what a method assigns to `this.name`, else what the
 * class it extends has. Where the declaration only gives a type, the value that is assigned goes first.
 */
export function instanceMemberOf(
  start: ClassNode,
  name: string,
  superOf: (node: ClassNode) => ClassNode | undefined,
): TSESTree.Node | undefined {
  const seen = new Set<ClassNode>();
  for (let at: ClassNode | undefined = start; at && !seen.has(at); at = superOf(at)) {
    seen.add(at);
    const declared = memberOfClass(at, name, false) ?? parameterProperty(at, name);
    const typeOnly =
      !declared || isEmpty(declared) || /^(?:PropertyDefinition|TSParameterProperty)$/.test(declared.type);
    const found = (typeOnly ? assignedToThis(at, name) : undefined) ?? declared;
    if (found) return found;
  }
  return undefined;
}

/** The static member `name` of a class, else what the class it extends has. */
export function staticMemberOf(
  start: ClassNode,
  name: string,
  superOf: (node: ClassNode) => ClassNode | undefined,
): TSESTree.Node | undefined {
  const seen = new Set<ClassNode>();
  for (let at: ClassNode | undefined = start; at && !seen.has(at); at = superOf(at)) {
    seen.add(at);
    const found = memberOfClass(at, name, true);
    if (found) return found;
  }
  return undefined;
}

/** Whether `this` at `node` is a class itself: in a static method, field or block. */
export function isInStatic(node: TSESTree.Node): boolean {
  let member = node;
  while (member.parent && member.parent.type !== 'ClassBody') member = member.parent;
  return member.type === 'StaticBlock' || ('static' in member && member.static);
}

/** `constructor(private readonly http: HttpService)`. */
function parameterProperty({ body }: ClassNode, name: string): TSESTree.Node | undefined {
  const constructor = body.body.find((item) => item.type === 'MethodDefinition' && item.kind === 'constructor');
  const params = constructor?.type === 'MethodDefinition' ? constructor.value.params : [];
  return params.find((param) => {
    const inner = param.type === 'TSParameterProperty' ? bound(param.parameter) : undefined;
    return inner?.type === 'Identifier' && inner.name === name;
  });
}

const assigned = new WeakMap<ClassNode, ReadonlyMap<string, TSESTree.Expression | undefined>>();

/** The one thing that the methods of a class assign to `this.name`; nothing where several are, `null` and the like aside. */
function assignedToThis(target: ClassNode, name: string): TSESTree.Expression | undefined {
  let values = assigned.get(target);
  if (!values) {
    const found = new Map<string, TSESTree.Expression | undefined>();
    for (const { left, right } of nodesWithin(target.body, 'AssignmentExpression')) {
      const assignsThis = left.type === 'MemberExpression' && left.object.type === 'ThisExpression';
      const key = assignsThis ? memberName(left) : undefined;
      if (key === undefined || isEmpty(right)) continue;
      found.set(key, found.has(key) ? undefined : right);
    }
    values = found;
    assigned.set(target, values);
  }
  return values.get(name);
}

function isEmpty(node: TSESTree.Node): boolean {
  return (
    (node.type === 'Literal' && (node.value === null || node.value === '')) ||
    (node.type === 'Identifier' && node.name === 'undefined')
  );
}
