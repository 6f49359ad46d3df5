import { resultsOf } from './results.ts';
import type { TSESTree } from '@typescript-eslint/types';
import { exportOf, moduleOf } from '../modules/exports.ts';
import { type Definition, type FunctionNode, isFunction, sourceOf, unwrap, type Variable } from '../source.ts';
import { bound, constantOf, keyName, memberName, variableOf } from './bindings.ts';
import { createMemo } from '../memo.ts';
import {
  assignedToThis,
  classAround,
  type ClassNode,
  instanceMemberOf,
  isClass,
  isInStatic,
  returnedBy,
  staticMemberOf,
} from './classes.ts';
import { memberOfEnum } from './enums.ts';
import { memberOfDeclared, typeNameOf } from './types.ts';

const memo = createMemo<TSESTree.Node>((node) => node);

/**
 * The node that gives an expression its value: a literal, a function, a class, an instance (`new X()`), or the
 * `Program` of a module. It is followed through names, members, classes and files; the expression itself where it ends.
 */
export function definitionOf(expression: TSESTree.Node): TSESTree.Node {
  const node = unwrap(expression);
  return DEFINED_ELSEWHERE.has(node.type) ? memo(node, () => findDefinition(node)) : node;
}

const DEFINED_ELSEWHERE: ReadonlySet<string> = new Set([
  'AwaitExpression',
  'CallExpression',
  'Identifier',
  'MemberExpression',
]);

function findDefinition(node: TSESTree.Node): TSESTree.Node {
  switch (node.type) {
    case 'Identifier':
      return ofIdentifier(node);
    case 'MemberExpression':
      return ofMember(node) ?? node;
    case 'CallExpression':
      return ofCall(node);
    case 'AwaitExpression':
      return ofAwaited(unwrap(node.argument)) ?? node;
    default:
      return node;
  }
}

/** `await import('./api.js')`, and what a function of the project resolves with. */
function ofAwaited(promise: TSESTree.Node): TSESTree.Node | undefined {
  if (promise.type === 'ImportExpression') return moduleOf(promise.source);
  if (promise.type !== 'CallExpression') return undefined;
  const made = ofCall(promise);
  return made === promise ? undefined : made;
}

/** The function that calling `callee` runs, in this file or another one of the project. */
export function functionOf(callee: TSESTree.Node): FunctionNode | undefined {
  const found = wholeOf(callee);
  return isFunction(found) ? found : undefined;
}

/** The class that an expression names, in this file or another one of the project. */
function classNamed(name: TSESTree.Node): ClassNode | undefined {
  const found = wholeOf(name);
  return isClass(found) ? found : undefined;
}

/** What an expression is defined as. A CommonJS module that is one function or class is used as such. */
function wholeOf(expression: TSESTree.Node): TSESTree.Node | undefined {
  const found = definitionOf(expression);
  const whole = found.type === 'Program' ? exportOf(found, 'default') : undefined;
  return whole ? definitionOf(whole) : found;
}

function ofIdentifier(node: TSESTree.Identifier): TSESTree.Node {
  const variable = variableOf(node);
  const [definition] = variable?.defs ?? [];
  if (!variable || !definition) return node;
  if (definition.type === 'ImportBinding') return importedBy(definition) ?? node;
  if (isFunction(definition.node) && definition.type === 'FunctionName') return definition.node;
  if (isClass(definition.node) || definition.node.type === 'TSEnumDeclaration') return definition.node;
  const value = constantOf(variable);
  if (value && value !== node) return definitionOf(value);
  const taken = takenFrom(definition);
  if (taken) return memberOf(taken.from, taken.key) ?? node;
  return definition.type === 'Parameter' ? definition.name : node;
}

/** What an import names, where it is a file of the project. */
function importedBy({ node, parent }: Definition): TSESTree.Node | undefined {
  const module = parent?.type === 'ImportDeclaration' ? moduleOf(parent.source) : undefined;
  if (!module) return undefined;
  if (node.type === 'ImportNamespaceSpecifier') return module;
  const name = node.type === 'ImportSpecifier' ? importedName(node) : 'default';
  const exported = exportOf(module, name);
  // `import { get } from './api.cjs'`, which is `module.exports = { get }`.
  return exported ? definitionOf(exported) : memberOfDefault(module, name);
}

/** The name that an import specifier takes from its module. */
export function importedName({ imported }: TSESTree.ImportSpecifier): string {
  return imported.type === 'Identifier' ? imported.name : imported.value;
}

/** For `const { fetch: send } = undici`: the right-hand side and the member that the name takes out. */
export function takenFrom({ node, name }: Definition): { from: TSESTree.Expression; key: string } | undefined {
  if (node.type !== 'VariableDeclarator' || node.id.type !== 'ObjectPattern' || !node.init) return undefined;
  const property = node.id.properties.find((item) => item.type === 'Property' && bound(item.value) === name);
  const key = property && keyName(property);
  return key === undefined ? undefined : { from: node.init, key };
}

function ofMember(node: TSESTree.MemberExpression): TSESTree.Node | undefined {
  const name = memberName(node);
  return name === undefined ? undefined : memberOf(node.object, name);
}

/** What the member `name` of an expression is defined as. */
export function memberOf(object: TSESTree.Node, name: string): TSESTree.Node | undefined {
  const next = (found: TSESTree.Node | undefined): TSESTree.Node | undefined => found && definitionOf(found);
  const inner = unwrap(object);
  if (inner.type === 'ThisExpression' || inner.type === 'Super') return next(memberOfThis(inner, name));
  const own = inner.type === 'Identifier' ? variableOf(inner) : undefined;
  const holder = definitionOf(inner);
  // `const self = this`
  if (holder.type === 'ThisExpression') return next(memberOfThis(holder, name));
  return (
    next(memberOfHolder(holder, name)) ??
    next(own && assignedMember(own, name)) ??
    (isModuleExports(inner) ? next(exportOf(sourceOf(inner).ast, name)) : undefined) ??
    next(own?.defs[0] && memberOfDeclared(own.defs[0].name, name))
  );
}

function memberOfHolder(holder: TSESTree.Node, name: string): TSESTree.Node | undefined {
  switch (holder.type) {
    case 'Program':
      return exportOf(holder, name) ?? memberOfDefault(holder, name);
    case 'ObjectExpression':
      return memberOfObject(holder, name);
    case 'ClassDeclaration':
    case 'ClassExpression':
      return staticMemberOf(holder, name, superOf);
    case 'TSEnumDeclaration':
      return memberOfEnum(holder, name);
    default: {
      const instance = classOf(holder);
      if (instance) return instanceMemberOf(instance, name, superOf);
      const constructor = holder.type === 'NewExpression' ? holder.callee : undefined;
      if (constructor) return constructor.type === 'Identifier' ? memberOfPrototype(constructor, name) : undefined;
      return memberOfDeclared(holder, name);
    }
  }
}

/** `require('./api').get` where the module is `module.exports = { get }`. */
function memberOfDefault(module: TSESTree.Program, name: string): TSESTree.Node | undefined {
  const whole = exportOf(module, 'default');
  return whole && name !== 'default' ? memberOf(whole, name) : undefined;
}

function memberOfObject(object: TSESTree.ObjectExpression, name: string): TSESTree.Node | undefined {
  for (const property of object.properties.toReversed()) {
    if (property.type === 'SpreadElement') {
      const inner = memberOf(property.argument, name);
      if (inner) return inner;
    } else if (keyName(property) === name) return valueOf(property);
  }
  return undefined;
}

/** The value of a property; for a getter what it answers. */
export function valueOf({ kind, value }: TSESTree.Property): TSESTree.Node {
  return kind === 'get' && value.type === 'FunctionExpression' ? (returnedBy(value) ?? value) : value;
}

/** `this.name`: a member of the class, the object literal or the prototype that the code around it belongs to. */
function memberOfThis(node: TSESTree.Node, name: string): TSESTree.Node | undefined {
  const around = classAround(node);
  if (isClass(around)) {
    const start = node.type === 'Super' ? superOf(around) : around;
    if (isInStatic(node)) return start && staticMemberOf(start, name, superOf);
    // `this.constructor.BASE`
    return name === 'constructor' ? around : start && instanceMemberOf(start, name, superOf);
  }
  if (around?.type === 'ObjectExpression') return memberOfObject(around, name);
  // `Client.prototype.send = function () { this.request() }`
  return around?.type === 'Identifier' ? memberOfPrototype(around, name) : undefined;
}

/** What a prototype has, else what the function that it belongs to assigns to `this.name`, or one of its methods. */
function memberOfPrototype(constructor: TSESTree.Identifier, name: string): TSESTree.Node | undefined {
  const target = functionOf(constructor);
  const makers = target ? [target] : [];
  for (const { identifier } of variableOf(target?.id ?? constructor)?.references ?? []) {
    const prototype = identifier.parent;
    if (prototype.type !== 'MemberExpression' || memberName(prototype) !== 'prototype') continue;
    const { parent: member } = prototype;
    const method = member.type === 'MemberExpression' ? assignedTo(member) : undefined;
    if (isFunction(method)) makers.push(method);
    const assigned = member.type === 'MemberExpression' && memberName(member) === name ? member : prototype;
    const value = assignedTo(assigned);
    if (assigned === member && value) return value;
    // `Client.prototype = { send() {} }`
    const found = value?.type === 'ObjectExpression' ? memberOfObject(value, name) : undefined;
    if (found) return found;
  }
  for (const maker of makers) {
    const given = assignedToThis(maker, name);
    if (given) return given;
  }
  return undefined;
}

/** What is assigned to `node`. */
function assignedTo(node: TSESTree.Node): TSESTree.Expression | undefined {
  const { parent } = node;
  return parent?.type === 'AssignmentExpression' && parent.left === node ? parent.right : undefined;
}

/** The class that `extends` names, when the project declares it. */
export function superOf({ superClass }: ClassNode): ClassNode | undefined {
  return superClass ? classNamed(superClass) : undefined;
}

/** The class of the project that a value is an instance of: `new X()`, or something declared with the type `X`. */
export function classOf(holder: TSESTree.Node): ClassNode | undefined {
  const callee = holder.type === 'NewExpression' ? holder.callee : typeNameOf(holder);
  return callee && classNamed(callee);
}

/** What `api.name = …` sets on an object that was written elsewhere. */
function assignedMember(variable: Variable, name: string): TSESTree.Node | undefined {
  for (const { identifier } of variable.references) {
    const member = identifier.parent;
    if (member.type !== 'MemberExpression' || member.object !== identifier || memberName(member) !== name) continue;
    const value = assignedTo(member);
    if (value) return value;
  }
  return undefined;
}

function isModuleExports(node: TSESTree.Node): boolean {
  if (node.type === 'Identifier') return node.name === 'exports' && !variableOf(node);
  return node.type === 'MemberExpression' && node.object.type === 'Identifier' && node.object.name === 'module';
}

function ofCall(node: TSESTree.CallExpression): TSESTree.Node {
  const callee = unwrap(node.callee);
  const [first] = node.arguments;
  if (callee.type === 'Identifier' && callee.name === 'require' && first && !variableOf(callee)) {
    return moduleOf(first) ?? node;
  }
  if (callee.type === 'MemberExpression' && memberName(callee) === 'bind') return definitionOf(callee.object);
  if (first && isFreezing(callee)) return definitionOf(first);
  // What a function of the project makes: `createApi()`, `(() => { …; return methods; })()`.
  const maker = definitionOf(callee);
  const [made, ...others] = isFunction(maker) && !maker.generator ? resultsOf(maker) : [];
  return made && others.length === 0 ? definitionOf(made) : node;
}

/** `Object.freeze` and the like, which answer what they are given. */
export function isFreezing(callee: TSESTree.Node): boolean {
  if (callee.type !== 'MemberExpression' || callee.object.type !== 'Identifier') return false;
  return callee.object.name === 'Object' && /^(?:freeze|seal|preventExtensions)$/.test(memberName(callee) ?? '');
}
