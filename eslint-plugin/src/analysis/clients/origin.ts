import type { TSESTree } from '@typescript-eslint/types';
import { exportOf, exportsPlainFunction, moduleOf } from '../modules/exports.ts';
import { createMemo } from '../memo.ts';
import { type Definition, type FunctionNode, isFunction, unwrap, type Variable } from '../source.ts';
import {
  constantOf,
  defaultOf,
  fixedString,
  keyName,
  lastName,
  memberName,
  valuesOf,
  variableOf,
} from '../values/bindings.ts';
import { argumentsFor, forwardedBy, injectedName, placeOf } from './given.ts';
import { ofInherited } from './inherited.ts';
import { type Next, extended, type Origin, pathOf } from './origin-path.ts';
import { ofCast, ofResultType, ofType, ofTypeDeclaration, ofTypeName } from './type-origin.ts';
import { RESILIENT_FACTORY } from './resilient.ts';
import { clientsOf } from './tables.ts';
import { declaredField, isClass } from '../values/classes.ts';
import { definitionOf, functionOf, importedName, memberOf, takenFrom } from '../values/definition.ts';
import { resultsOf } from '../values/results.ts';

const memo = createMemo<Origin | undefined>(() => undefined);

/** Where the value of `expression` comes from, followed through aliases, destructuring, classes, parameters and files. */
export function originOf(expression: TSESTree.Node): Origin | undefined {
  const node = unwrap(expression);
  const found = memo(node, () => findOrigin(node));
  return isClient(found) ? found : (ofCast(expression, originOf) ?? found);
}

/** Whether something comes from a client: of what another package makes, a type says more. */
function isClient(origin: Origin | undefined): boolean {
  return origin?.module !== undefined && clientsOf(origin.module).length > 0;
}

function findOrigin(node: TSESTree.Node): Origin | undefined {
  const next: Next = originOf;
  switch (node.type) {
    case 'Identifier':
      return ofIdentifier(node, next);
    case 'ThisExpression':
      return { path: ['this'], calls: [] };
    case 'MemberExpression':
      return ofMember(node, next);
    case 'LogicalExpression':
      // `options.fetch ?? fetch`: what it is unless somebody says otherwise.
      return next(node.right) ?? next(node.left);
    case 'ConditionalExpression':
      return next(node.consequent) ?? next(node.alternate);
    case 'AssignmentExpression':
      return next(node.right);
    case 'AwaitExpression':
      return next(node.argument);
    case 'ImportExpression':
      return ofModule(node.source);
    case 'CallExpression':
      return ofCall(node, next);
    case 'NewExpression':
      return ofNew(node, next);
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return ofFunction(node, next);
    default:
      return undefined;
  }
}

function ofModule(specifier: TSESTree.Node | undefined): Origin | undefined {
  const name = fixedString(specifier);
  return name === undefined ? undefined : { module: name.replace(/^node:/, ''), path: [], calls: [] };
}

function ofMember(node: TSESTree.MemberExpression, next: Next): Origin | undefined {
  const name = memberName(node);
  if (name === undefined) return extended(next(node.object), '*');
  const client = ofClientIn(node.object, name, next);
  if (client) return client;
  const defined = memberOf(node.object, name);
  const own = defined && ofDefinition(defined, next);
  if (own) return own;
  const held = defined && !isClass(defined) ? next(defined) : undefined;
  if (isClient(held)) return held;
  const declared = node.object.type === 'ThisExpression' ? declaredField(node.object, name) : undefined;
  const typed = declared && ofType(declared, next);
  return typed ?? held ?? ofInherited(node, name, next) ?? extended(next(node.object), name);
}

/** A class field or a parameter property that only has a type. */
function ofDefinition(defined: TSESTree.Node, next: Next): Origin | undefined {
  if (isFunction(defined)) return { path: [defined.id?.name ?? 'function'], calls: [], local: 'function' };
  return /^(?:PropertyDefinition|TSParameterProperty|TSPropertySignature)$/.test(defined.type)
    ? ofType(defined, next)
    : undefined;
}

/** `fetch.bind(globalThis)` is fetch, and `connect().catch(log)` is a connection. */
const SAME = /^(?:bind|catch|finally)$/;

function ofCall(node: TSESTree.CallExpression, next: Next): Origin | undefined {
  const callee = unwrap(node.callee);
  if (isRequire(callee, next)) return ofRequired(node.arguments[0], next);
  const name = callee.type === 'MemberExpression' ? memberName(callee) : undefined;
  if (callee.type === 'MemberExpression' && SAME.test(name ?? '')) return next(callee.object);
  // `import('axios').then((module) => module.default)`
  const [answered] = name === 'then' ? node.arguments : [];
  if (answered) {
    const handler = functionOf(answered);
    return handler && ofResult(handler, next);
  }
  const promised = promisified(node, callee);
  if (promised) return next(promised);
  const origin = next(callee);
  if (origin?.path.at(-1) === RESILIENT_FACTORY) return extended(origin, '()', node);
  // `connect.call(this, options)`
  const called = callee.type === 'MemberExpression' && /^(?:call|apply)$/.test(name ?? '') ? callee.object : callee;
  const target = functionOf(called);
  const result = target ? ofResult(target, next) : extended(origin, '()', node);
  return isClient(result) ? result : (ofResultType(target ?? definitionOf(callee), next) ?? result);
}

/** `require`, also one that `createRequire(import.meta.url)` made. */
function isRequire(callee: TSESTree.Node, next: Next): boolean {
  if (callee.type !== 'Identifier' || callee.name !== 'require') return false;
  if (!variableOf(callee)) return true;
  const origin = next(callee);
  return origin?.module === 'module' && pathOf(origin).endsWith('createRequire.()');
}

function ofRequired(specifier: TSESTree.Node | undefined, next: Next): Origin | undefined {
  const inProject = specifier && moduleOf(specifier);
  if (!inProject) return ofModule(specifier);
  const exported = exportOf(inProject, 'default');
  return exported && next(exported);
}

/** `util.promisify(request.post)` is `request.post`, with a promise instead of a callback. */
function promisified(node: TSESTree.CallExpression, callee: TSESTree.Node): TSESTree.Node | undefined {
  const name = lastName(callee);
  return /^(?:promisify|promisifyAll|pify|denodeify)$/.test(name ?? '') ? node.arguments[0] : undefined;
}

/** What a function of the project returns, or what the promise it returns is resolved with. */
function ofResult(target: FunctionNode, next: Next): Origin | undefined {
  for (const result of resultsOf(target)) {
    const value = unwrap(result);
    const executor = value.type === 'NewExpression' ? value.arguments[0] : undefined;
    const origin = isFunction(executor) ? ofResolved(executor, next) : next(value);
    if (origin?.module !== undefined) return origin;
  }
  return undefined;
}

function ofResolved(executor: FunctionNode, next: Next): Origin | undefined {
  const [resolve] = executor.params;
  const uses = resolve ? (variableOf(resolve)?.references ?? []) : [];
  for (const { identifier } of uses) {
    const call = identifier.parent;
    const value = call.type === 'CallExpression' && call.callee === identifier ? call.arguments[0] : undefined;
    const origin = value && next(value);
    if (origin?.module !== undefined) return origin;
  }
  return undefined;
}

function ofNew(node: TSESTree.NewExpression, next: Next): Origin | undefined {
  const made = definitionOf(node.callee);
  if (!isClass(made)) return extended(next(node.callee), 'new', node);
  return made.superClass ? extended(next(made.superClass), 'new', node) : undefined;
}

function ofIdentifier(node: TSESTree.Identifier, next: Next): Origin | undefined {
  const variable = variableOf(node);
  const [definition] = variable?.defs ?? [];
  if (!variable || !definition) return ofGlobal(node.name);
  if (definition.type === 'ImportBinding') return ofImport(definition, next);
  if (definition.type === 'Parameter') return ofParameter(variable, definition, next);
  if (isFunction(definition.node) && definition.type === 'FunctionName') {
    return ofFunction(definition.node, next) ?? { path: [node.name], calls: [], local: 'function' };
  }
  if (definition.type === 'Type') return ofTypeDeclaration(definition, next);
  if (isClass(definition.node)) return definition.node.superClass ? next(definition.node.superClass) : undefined;
  const value = constantOf(variable);
  if (value?.type === 'Identifier' && value.name === node.name) return undefined;
  const taken = value ? undefined : takenFrom(definition);
  if (taken) return ofTaken(taken, next);
  const given = valuesOf(variable).flatMap((one) => next(one) ?? []);
  // What it is given says more than a type, which knows no defaults; an unknown function's result says less.
  return (
    given.find(isClient) ??
    ofType(definition.name, next) ??
    given.find(({ module }) => module !== undefined) ??
    given[0]
  );
}

/** Libraries that a page loads by a script of its own. */
const OF_SCRIPTS: ReadonlySet<string> = new Set(['axios', 'jsforce']);

function ofGlobal(name: string): Origin {
  return OF_SCRIPTS.has(name) ? { module: name, path: [], calls: [] } : { path: [name], calls: [] };
}

/** A function that only stands for another one: how CommonJS gets at node-fetch. */
function ofFunction(target: FunctionNode, next: Next): Origin | undefined {
  const forwarded = forwardedBy(target);
  const origin = forwarded && next(forwarded);
  return clientsOf(origin?.module ?? '').some(({ modules, signature }) => modules.length > 0 && signature === 'fetch')
    ? origin
    : undefined;
}

function ofTaken({ from, key }: { from: TSESTree.Node; key: string }, next: Next): Origin | undefined {
  const client = ofClientIn(from, key, next);
  if (client) return client;
  const defined = memberOf(from, key);
  return (defined && (ofDefinition(defined, next) ?? next(defined))) ?? extended(next(from), key);
}

/** The resilient client that CommonJS exports: what its factory returns, one function of many, says nothing of it. */
function ofClientIn(from: TSESTree.Node, key: string, next: Next): Origin | undefined {
  const holder = definitionOf(from);
  if (holder.type !== 'Program') return undefined;
  const whole = exportOf(holder, 'default');
  const property = whole?.type === 'ObjectExpression' && whole.properties.find((item) => keyName(item) === key);
  const origin = property && property.type === 'Property' ? next(property.value) : undefined;
  return origin && pathOf(origin).endsWith(`${RESILIENT_FACTORY}.()`) ? origin : undefined;
}

function ofImport({ node, parent }: Definition, next: Next): Origin | undefined {
  // `import jsforce = require('jsforce')`
  if (node.type === 'TSImportEqualsDeclaration') {
    const { moduleReference: from } = node;
    return from.type === 'TSExternalModuleReference' ? ofRequired(from.expression, next) : ofTypeName(from, next);
  }
  if (parent?.type !== 'ImportDeclaration') return undefined;
  const name =
    node.type === 'ImportSpecifier'
      ? importedName(node)
      : node.type === 'ImportDefaultSpecifier'
        ? 'default'
        : undefined;
  if (name !== undefined && exportsPlainFunction(parent.source, name))
    return { path: [name], calls: [], local: 'function' };
  const inProject = moduleOf(parent.source);
  if (inProject) {
    const exported = name === undefined ? undefined : exportOf(inProject, name);
    return exported && next(exported);
  }
  const origin = ofModule(parent.source);
  return name === undefined ? origin : extended(origin, name);
}

/** A parameter: by its type, else by what it is given where the function is called in its file. */
function ofParameter(variable: Variable, definition: Definition, next: Next): Origin | undefined {
  const typed = ofType(definition.name, next);
  if (typed) return typed;
  const target = definition.node;
  const place = isFunction(target) ? placeOf(target, definition.name) : undefined;
  if (isFunction(target) && place) {
    const { position, key } = place;
    for (const argument of argumentsFor(target, position)) {
      const origin = key === undefined ? next(argument) : ofTaken({ from: argument, key }, next);
      if (origin && origin.local !== 'parameter') return origin;
    }
  }
  // `({ fetch = globalThis.fetch })`: what it is unless somebody says otherwise.
  const fallback = defaultOf(definition.name);
  const usual = fallback && next(fallback);
  const injected = isFunction(target) && place ? injectedName(target, place.position) : undefined;
  return usual ?? { path: [injected ?? variable.name], calls: [], local: 'parameter' };
}
