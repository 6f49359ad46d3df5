import {
  type FunctionNode,
  isFunction,
  nodesWithin,
  textIn,
  variableOf,
} from 'eslint-plugin-salesforce-resilience/analysis';
import { keyName, type Node, type NodeOf, readName } from './node.ts';
import { calleeOf } from './reach.ts';
import { roleAt } from './role-at.ts';
import { elementOf, type Kind, memberOf, newShape, type Shape } from './shape.ts';
import { shapeFromType } from './shapes-from-types.ts';

/** What a function takes, parameter by parameter, up to the last one that must be given. */
export function shapesOf({ params }: FunctionNode): readonly Shape[] {
  const followed = new Set<Node>();
  const shapes = params.flatMap((param, index) => {
    const pattern = param.type === 'TSParameterProperty' ? param.parameter : param;
    if (pattern.type === 'RestElement') return [];
    const shape = newShape(nameOf(pattern) ?? `argument${index + 1}`);
    follow(pattern, shape, followed);
    if (param.type === 'TSParameterProperty') useField(param, shape.name, shape, followed);
    return [shape];
  });
  const last = shapes.findLastIndex(({ isOptional = false }) => !isOptional);
  return shapes.slice(0, last + 1);
}

function nameOf(pattern: Node): string | undefined {
  if (pattern.type === 'Identifier') return pattern.name;
  return pattern.type === 'AssignmentPattern' ? nameOf(pattern.left) : undefined;
}

/** Follows a value into the names that it is given. */
function follow(pattern: Node, shape: Shape, followed: Set<Node>): void {
  if (followed.has(pattern)) return;
  followed.add(pattern);
  if ('typeAnnotation' in pattern && pattern.typeAnnotation?.type === 'TSTypeAnnotation')
    shapeFromType(pattern.typeAnnotation.typeAnnotation, shape);
  if (pattern.type === 'AssignmentPattern') {
    shape.isOptional = true;
    return;
  }
  if (pattern.type === 'Identifier') {
    if (pattern.optional) shape.isOptional = true;
    for (const { identifier } of variableOf(pattern)?.references ?? [])
      if (identifier !== pattern && identifier.type === 'Identifier') use(identifier, shape, followed);
  }
  if (pattern.type !== 'ObjectPattern') return;
  shape.kind ??= 'object';
  for (const item of pattern.properties) {
    const name = item.type === 'Property' ? keyName(item) : undefined;
    if (item.type === 'RestElement') follow(item.argument, shape, followed);
    else if (name !== undefined) follow(item.value, memberOf(shape, name), followed);
  }
}

/** Takes note of what is done with a value at one place. */
function use(node: Node, shape: Shape, followed: Set<Node>): void {
  const { parent } = node;
  if (!parent) return;
  shape.role ??= roleAt(node);
  switch (parent.type) {
    case 'MemberExpression':
      if (parent.object === node) useMember(parent, shape, followed);
      return;
    case 'VariableDeclarator':
      if (parent.init === node) follow(parent.id, shape, followed);
      return;
    case 'ForOfStatement':
      if (parent.right === node && parent.left.type === 'VariableDeclaration')
        follow(parent.left.declarations[0].id, elementOf(shape), followed);
      return;
    case 'BinaryExpression':
      if (/^(?:[-*/%<>]|[<>]=)$/.test(parent.operator)) shape.kind ??= 'number';
      if (/^[!=]==?$/.test(parent.operator)) mayBe(parent.left === node ? parent.right : parent.left, shape);
      return;
    case 'SwitchStatement':
      for (const { test } of parent.cases) if (test) mayBe(test, shape);
      return;
    case 'AssignmentExpression':
      if (parent.right === node) useKept(parent.left, shape, followed);
      return;
    case 'Property':
      if (parent.value === node) sendAs(keyName(parent), shape);
      return;
    case 'CallExpression':
    case 'NewExpression':
      useArgument(parent, node, shape, followed);
      return;
    case 'SpreadElement':
      shape.kind ??= 'object';
      // What it is spread into is used as it is itself.
      if (parent.parent.type === 'ObjectExpression') use(parent.parent, shape, followed);
      return;
    default:
      if (SEE_THROUGH.has(parent.type)) use(parent, shape, followed);
  }
}

/** A text that it is compared with is one that it may be. */
function mayBe(other: Node, shape: Shape): void {
  if (other.type === 'Literal' && typeof other.value === 'string' && other.value !== '') shape.literal ??= other.raw;
}

/** What becomes a field of an object is used by all of its methods. */
function useKept(field: Node, shape: Shape, followed: Set<Node>): void {
  if (field.type === 'MemberExpression' && field.object.type === 'ThisExpression')
    useField(field, readName(field), shape, followed);
}

function useField(from: Node, name: string | undefined, shape: Shape, followed: Set<Node>): void {
  if (name === undefined || followed.has(from)) return;
  followed.add(from);
  for (let at: Node | undefined = from; at; at = at.parent) {
    if (at.type !== 'ClassBody') continue;
    for (const one of nodesWithin(at, 'MemberExpression'))
      if (one !== from && one.object.type === 'ThisExpression' && readName(one) === name) use(one, shape, followed);
  }
}

const SEE_THROUGH: ReadonlySet<string> = new Set([
  'AwaitExpression',
  'ChainExpression',
  'ConditionalExpression',
  'LogicalExpression',
  'TSAsExpression',
  'TSNonNullExpression',
  'TSSatisfiesExpression',
]);

/** It goes to a header, or to a field of Salesforce. */
function sendAs(field: string | undefined, shape: Shape): void {
  if (field === undefined) return;
  if (/^authorization$/i.test(field)) shape.role ??= 'authorization';
  if (field === 'Id') shape.role ??= 'record';
  shape.field ??= field;
}

/** Methods that tell what they are called on. */
const METHODS: readonly (readonly [Kind, RegExp])[] = [
  ['list', /^(?:map|filter|forEach|flatMap|reduce|find|some|every|push|join|flat|entries|values)$/],
  [
    'text',
    /^(?:trim|split|replace|replaceAll|toLowerCase|toUpperCase|startsWith|endsWith|match|substring|substr|padStart)$/,
  ],
  ['number', /^(?:toFixed|toPrecision)$/],
  ['date', /^(?:toISOString|getTime|toUTCString|getFullYear|getMonth)$/],
];

function useMember(member: NodeOf<'MemberExpression'>, shape: Shape, followed: Set<Node>): void {
  const name = readName(member);
  const call = member.parent;
  const isCalled = call.type === 'CallExpression' && call.callee === member;
  const kind = isCalled ? METHODS.find(([, names]) => names.test(name ?? ''))?.[0] : undefined;
  if (kind === 'list' && isCalled) {
    const [callback] = call.arguments;
    const element = elementOf(shape);
    const [item] = isFunction(callback) ? callback.params : [];
    if (item && name !== 'reduce') follow(item, element, followed);
  } else if (kind !== undefined) shape.kind ??= kind;
  else if (name === undefined) {
    // By a number: an item of a list.
    if (member.property.type === 'Literal') use(member, elementOf(shape), followed);
  } else if (name === 'length' || /^(?:toString|slice|includes|concat|indexOf)$/.test(name)) {
    shape.kind ??= isCalled ? 'text' : 'list';
  } else {
    shape.kind ??= 'object';
    if (isCalled && isOfConnection(name, shape)) shape.role = 'connection';
    const inner = memberOf(shape, name);
    if (isCalled) inner.kind = 'function';
    else use(member, inner, followed);
  }
}

/** Whether a method is one of a connection of jsforce; what other things have as well asks for a name that says so. */
function isOfConnection(method: string, { name }: Shape): boolean {
  const isPlain = /^(?:query|queryMore|queryAll|search|create|insert|update|upsert|retrieve|identity|request)$/.test(
    method,
  );
  return (
    /^(?:sobject|describeGlobal|describeSObject)$/.test(method) ||
    (isPlain && /^(?:conn(?:ection)?|jsforce|salesforce|sf|org)$/i.test(name))
  );
}

function useArgument(
  call: NodeOf<'CallExpression' | 'NewExpression'>,
  node: Node,
  shape: Shape,
  followed: Set<Node>,
): void {
  if (call.callee === node) {
    shape.kind = 'function';
    return;
  }
  const name = textIn(call.callee);
  if (/^(?:encodeURIComponent|encodeURI|String)$/.test(name)) use(call, shape, followed);
  else if (/^(?:Number|parseInt|parseFloat)$/.test(name)) shape.kind ??= 'number';
  else if (name === 'JSON.stringify') shape.kind ??= 'object';
  else if (/^Object\.(?:keys|entries|values|assign)$/.test(name)) shape.kind ??= 'object';
  else if (call.callee.type === 'MemberExpression' && call.callee.object.type === 'ArrayExpression')
    for (const item of call.callee.object.elements) if (item) mayBe(item, shape);
  const inner = calleeOf(call);
  const param = inner?.params[call.arguments.findIndex((argument) => argument === node)];
  if (param) follow(param, shape, followed);
}
