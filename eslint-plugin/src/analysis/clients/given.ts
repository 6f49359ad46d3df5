import type { TSESTree } from '@typescript-eslint/types';
import { type FunctionNode, sourceOf } from '../source.ts';
import { bound, keyName, lastName, memberName, variableOf } from '../values/bindings.ts';
import { callsNamed } from '../values/calls-by-name.ts';
import { functionOf } from '../values/definition.ts';

/** Where a function takes a parameter: the position, and the member where it takes an argument apart. */
export function placeOf(target: FunctionNode, name: TSESTree.Node): { position: number; key?: string } | undefined {
  for (const [position, param] of target.params.entries()) {
    const pattern = bound(param);
    if (pattern === name) return { position };
    const properties = pattern.type === 'ObjectPattern' ? pattern.properties : [];
    const property = properties.find((item) => item.type === 'Property' && bound(item.value) === name);
    const key = property && keyName(property);
    if (key !== undefined) return { position, key };
  }
  return undefined;
}

/** The name by which AngularJS gives a function its argument: `['$http', function (http) { … }]`. */
export function injectedName({ parent }: FunctionNode, position: number): string | undefined {
  const name = parent.type === 'ArrayExpression' && parent.elements.length > position + 1 && parent.elements[position];
  return name && name.type === 'Literal' && typeof name.value === 'string' ? name.value : undefined;
}

/** What is handed all arguments: `(...args) => import('node-fetch').then(({ default: fetch }) => fetch(...args))`. */
export function forwardedBy({ params: [rest, ...others] }: FunctionNode): TSESTree.Node | undefined {
  if (rest?.type !== 'RestElement' || others.length > 0) return undefined;
  for (const { identifier } of variableOf(rest.argument)?.references ?? []) {
    const call = identifier.parent.type === 'SpreadElement' ? identifier.parent.parent : undefined;
    if (call?.type === 'CallExpression' && call.arguments.length === 1) return call.callee;
  }
  return undefined;
}

/** The expressions that the file gives a function at `position`. */
export function argumentsFor(target: FunctionNode, position: number): TSESTree.Node[] {
  const { parent } = target;
  if (parent.type === 'CallExpression' && parent.callee !== target) return givenByHelper(parent, target, position);
  const name = nameOf(target);
  // Only calls by the same name are looked at: finding out what a callee is costs more.
  const calls = name === undefined ? [] : callsNamed(name, sourceOf(target));
  return calls.flatMap((call) => (functionOf(call.callee) === target ? (call.arguments[position] ?? []) : []));
}

/** The name that a function is called by where it is declared. */
function nameOf({ id, parent }: FunctionNode): string | undefined {
  if (parent.type === 'VariableDeclarator') return lastName(parent.id);
  if (parent.type === 'AssignmentExpression') return lastName(parent.left);
  return keyName(parent) ?? id?.name;
}

/** `withConnection((conn) => …)`: what the helper calls its parameter with; `connect().then((conn) => …)`: what is waited for. */
function givenByHelper(call: TSESTree.CallExpression, handed: FunctionNode, position: number): TSESTree.Node[] {
  const { callee } = call;
  if (callee.type === 'MemberExpression' && memberName(callee) === 'then' && position === 0) return [callee.object];
  const helper = functionOf(callee);
  const parameter = helper?.params[call.arguments.findIndex((argument) => argument === handed)];
  const uses = parameter ? (variableOf(bound(parameter))?.references ?? []) : [];
  return uses.flatMap(({ identifier }) => {
    const { parent } = identifier;
    return parent.type === 'CallExpression' && parent.callee === identifier ? (parent.arguments[position] ?? []) : [];
  });
}
