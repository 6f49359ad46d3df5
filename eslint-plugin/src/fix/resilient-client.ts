import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { callsOf } from '../analysis/calls.ts';
import { originOf } from '../analysis/clients/origin.ts';
import { RESILIENT_FACTORY } from '../analysis/clients/resilient.ts';
import { type FunctionNode, functionAround, isFunction, type SourceView, walk } from '../analysis/source.ts';
import { memberName } from '../analysis/values/bindings.ts';
import { type Edit, isIn, replace } from './edit.ts';
import { freeName, insertTemplate, namesIn, type Target } from './insert-template.ts';
import { projectClient } from './project-client.ts';
import { type TimeLimit, timeLimitOf } from './time-limit.ts';
import { TEMPLATES } from './templates.generated.ts';

/** Edits that send a call through the resilient client, and the name the client has in the file. */
export interface ClientFix {
  readonly edits: readonly Edit[];
  readonly name: string;
  /** Whether the client is there already. */
  readonly exists: boolean;
}

/**
 * Sends `call` through the resilient client: the one the settings name, the one of this file, or one that is put into it.
 *
 * @param around - A wrapper that repeats the call in vain: the client takes its place, since two layers would multiply.
 */
export function throughClient(call: SalesforceCall, target: Target, around?: TSESTree.Node): ClientFix | undefined {
  // Only where the call has the signature of `fetch` can the client take its place.
  if (call.kind !== 'request' || call.client.signature !== 'fetch') return undefined;
  const { node } = call;
  const inVain = around && isIn(around, target.source) ? around : undefined;
  const limit = timeLimitOf(call);
  const through = (name: string): Edit[] => [
    replace(node.callee, name),
    ...(limit?.edits ?? []),
    ...(inVain ? unwrapping(inVain) : []),
  ];
  const own = projectClient(target);
  if (own) return { edits: [...(own.edit ? [own.edit] : []), ...through(own.name)], name: own.name, exists: true };
  const existing = clientIn(target.source);
  const name = existing ?? freeName('salesforceFetch', namesIn(target.source));
  const routed = through(name);
  if (existing !== undefined) return { edits: routed, name, exists: true };
  const { edit } = insertTemplate(TEMPLATES.core, target, (nameOf) => {
    return `const ${name} = ${nameOf(RESILIENT_FACTORY)}(${optionsFor(call, target, limit)});`;
  });
  return { edits: [edit, ...routed], name, exists: false };
}

/** The constant of this module that holds a resilient client. */
function clientIn(source: SourceView): string | undefined {
  for (const statement of source.ast.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of declaration.declarations) {
      const origin = init && originOf(init);
      if (id.type === 'Identifier' && origin?.path.slice(-2).join('') === `${RESILIENT_FACTORY}()`) return id.name;
    }
  }
  return undefined;
}

function optionsFor(call: SalesforceCall, { source }: Target, limit: TimeLimit | undefined): string {
  const own = source.text.slice(...call.node.callee.range);
  const options = [
    // Another `fetch` may have its own agent, proxy or types: it stays underneath.
    /^(?:(?:globalThis|window|self|global)\.)?fetch$/.test(own) ? '' : `fetch: ${own}`,
    attemptTimeout(limit),
    refreshWith(source),
  ].filter(Boolean);
  return options.length > 0 ? `{ ${options.join(', ')} }` : '';
}

/** The time that one attempt has, where it is not what the client gives it anyway. */
function attemptTimeout(limit: TimeLimit | undefined): string {
  if (limit?.ms === undefined || Number(limit.ms.replaceAll('_', '')) === ATTEMPT_MS) return '';
  return `attemptTimeoutMs: ${limit.ms}`;
}

/** How long the client waits for one attempt unless told otherwise. */
const ATTEMPT_MS = 30_000;

const refreshing = new WeakMap<SourceView['ast'], string>();

/** `refreshToken: () => login()`, where the file has a function that logs in and needs no arguments. */
function refreshWith(source: SourceView): string {
  const known = refreshing.get(source.ast) ?? findRefresh(source);
  refreshing.set(source.ast, known);
  return known;
}

function findRefresh(source: SourceView): string {
  for (const { endpoint, facts, node } of callsOf(source)) {
    if (endpoint?.id !== 'oauth-token' || facts.singleUse) continue;
    const login = functionAround(node);
    const name = login && topLevelName(login);
    if (!login || name === undefined || login.params.length > 0) continue;
    const gives = whatIsReturned(login, source);
    if (gives === 'token') return `refreshToken: () => ${name}()`;
    if (gives === 'answer') return `refreshToken: async () => (await ${name}()).access_token`;
  }
  return '';
}

/** The name of a function that the whole module can call. */
function topLevelName(login: FunctionNode): string | undefined {
  const holder =
    login.type === 'FunctionDeclaration'
      ? login
      : login.parent.type === 'VariableDeclarator'
        ? login.parent.parent
        : undefined;
  const level = holder?.parent.type === 'ExportNamedDeclaration' ? holder.parent.parent : holder?.parent;
  if (level?.type !== 'Program') return undefined;
  if (login.type === 'FunctionDeclaration') return login.id?.name;
  return login.parent.type === 'VariableDeclarator' && login.parent.id.type === 'Identifier'
    ? login.parent.id.name
    : undefined;
}

/** Whether a login function resolves with the access token, or with the whole answer that holds it. */
function whatIsReturned(login: FunctionNode, source: SourceView): 'answer' | 'token' | undefined {
  let gives: 'answer' | 'token' | undefined;
  walk(login.body, (node) => {
    if (isFunction(node)) return false;
    if (node.type !== 'ReturnStatement' || !node.argument) return;
    const value = node.argument.type === 'AwaitExpression' ? node.argument.argument : node.argument;
    const name =
      value.type === 'MemberExpression' ? memberName(value) : value.type === 'Identifier' ? value.name : undefined;
    if (name !== undefined && /token$/i.test(name)) gives = 'token';
    else if (source.text.slice(...value.range).endsWith('.json()')) gives ??= 'answer';
    return;
  });
  return gives;
}

/** `pRetry(() => fetch(url), options)` becomes what the function does: `fetch(url)`, or a call of it. */
function unwrapping(wrapper: TSESTree.Node): Edit[] {
  if (wrapper.type !== 'CallExpression') return [];
  const [callback] = wrapper.arguments;
  if (!callback) return [];
  const inner =
    callback.type === 'ArrowFunctionExpression' && callback.body.type !== 'BlockStatement' ? callback.body : callback;
  const [before, after] = inner === callback ? (isFunction(callback) ? ['(', ')()'] : ['', '()']) : ['', ''];
  return [
    { range: [wrapper.range[0], inner.range[0]], text: before },
    { range: [inner.range[1], wrapper.range[1]], text: after },
  ];
}
