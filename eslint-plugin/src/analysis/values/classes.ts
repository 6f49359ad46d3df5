import type { TSESTree } from '@typescript-eslint/types';
import { entryOf } from '../modules/texts.ts';
import { type FunctionNode, functionAround, isFunction, nodesWithin, textIn } from '../source.ts';
import { bound, constantOf, keyName, memberName, variableOf } from './bindings.ts';

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
    if (at.type === 'Property' && at.parent.type === 'ObjectExpression')
      return ownerOfPrototype(at.parent) ?? at.parent;
    if (at.type === 'AssignmentExpression') {
      const owner = ownerOfMethod(at.left);
      if (owner) return owner;
    }
  }
  return undefined;
}

/** `Client` in `Client.prototype.send`, or in `function Client() { this.send = …; }`. */
function ownerOfMethod(left: TSESTree.Node): TSESTree.Identifier | undefined {
  if (left.type !== 'MemberExpression') return undefined;
  const around = left.object.type === 'ThisExpression' ? functionAround(left) : undefined;
  return around?.type === 'FunctionDeclaration' ? (around.id ?? undefined) : ownerOf(left.object);
}

/** `Client` in `Client.prototype = { … }`. */
function ownerOfPrototype({ parent }: TSESTree.ObjectExpression): TSESTree.Identifier | undefined {
  return parent.type === 'AssignmentExpression' ? ownerOf(parent.left) : undefined;
}

/** `Client` in `Client.prototype`. */
function ownerOf(prototype: TSESTree.Node): TSESTree.Identifier | undefined {
  if (prototype.type !== 'MemberExpression' || memberName(prototype) !== 'prototype') return undefined;
  return prototype.object.type === 'Identifier' ? prototype.object : undefined;
}

/** The member `name` that a class declares: a method, the value of a field, or the declaration that gives its type. */
function memberOfClass({ body }: ClassNode, name: string, isStatic: boolean): TSESTree.Node | undefined {
  const member = body.body.find((item) => keyName(item) === name && 'static' in item && item.static === isStatic);
  if (member?.type === 'MethodDefinition') return member.kind === 'get' ? returnedBy(member.value) : member.value;
  if (member?.type === 'PropertyDefinition') return member.value ?? member;
  return undefined;
}

/** The declaration of the field `name` of the class around `this`, which may give its type. */
export function declaredField(node: TSESTree.Node, name: string): TSESTree.Node | undefined {
  const around = classAround(node);
  if (!isClass(around)) return undefined;
  const declared = around.body.body.find((item) => item.type === 'PropertyDefinition' && keyName(item) === name);
  return declared ?? parameterProperty(around, name);
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

/** What `this` is made by: a class, or a function that is called with `new`. */
type Maker = ClassNode | FunctionNode;

/** What the methods of a class do with a field. */
interface Field {
  /** What they assign, `null` and the like aside. */
  readonly values: TSESTree.Expression[];
  /** Whether they add to it: `this.url += path`. */
  isExtended: boolean;
}

const fields = new WeakMap<Maker, ReadonlyMap<string, Field>>();

function fieldsOf(target: Maker): ReadonlyMap<string, Field> {
  const known = fields.get(target);
  if (known) return known;
  const found = new Map<string, Field>();
  for (const { left, operator, right } of nodesWithin(target.body, 'AssignmentExpression')) {
    const key = left.type === 'MemberExpression' && isThis(left.object) ? memberName(left) : undefined;
    if (key === undefined || isEmpty(right)) continue;
    const field = entryOf(found, key, (): Field => ({ values: [], isExtended: false }));
    if (operator === '+=') field.isExtended = true;
    else field.values.push(right);
  }
  fields.set(target, found);
  return found;
}

/** `this`, and `self` where that is what `const self = this` has kept for the functions within. */
function isThis(object: TSESTree.Node): boolean {
  if (object.type !== 'Identifier') return object.type === 'ThisExpression';
  const variable = variableOf(object);
  return variable !== undefined && constantOf(variable)?.type === 'ThisExpression';
}

/** What the methods of a class, or a function, assign to `this.name`; of several values one that may stand for the others. */
export function assignedToThis(target: Maker, name: string): TSESTree.Expression | undefined {
  const values = fieldsOf(target).get(name)?.values ?? [];
  const [first, ...others] = values;
  if (others.length === 0) return first;
  const makers = new Set(values.map(makerIn));
  if (makers.size === 1 && !makers.has(undefined)) return first;
  return values.every((value) => TEXTS.has(value.type)) ? values.find((value) => PATH.test(textIn(value))) : undefined;
}

/** The name of what makes a value: the same client again, with other options. */
function makerIn(value: TSESTree.Expression): string | undefined {
  if (value.type === 'AwaitExpression') return makerIn(value.argument);
  return value.type === 'NewExpression' || value.type === 'CallExpression' ? textIn(value.callee) : undefined;
}

/** What a URL may be put together by. */
const TEXTS: ReadonlySet<string> = new Set([
  ...['BinaryExpression', 'ConditionalExpression', 'Identifier', 'Literal', 'LogicalExpression', 'MemberExpression'],
  'TemplateLiteral',
]);

/** A part of a URL in a string. */
const PATH = /['"`}][^'"`]*\/[^'"`]*['"`]/;

/** Whether a method of the class around adds to the field that `this.name` reads. */
export function isExtendedField(member: TSESTree.MemberExpression): boolean {
  const around = member.object.type === 'ThisExpression' ? classAround(member.object) : undefined;
  const name = memberName(member);
  return isClass(around) && name !== undefined && fieldsOf(around).get(name)?.isExtended === true;
}

function isEmpty(node: TSESTree.Node): boolean {
  return (
    (node.type === 'Literal' && (node.value === null || node.value === '')) ||
    (node.type === 'Identifier' && node.name === 'undefined') ||
    (node.type === 'ObjectExpression' && node.properties.length === 0)
  );
}
