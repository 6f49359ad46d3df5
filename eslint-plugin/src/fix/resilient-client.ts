import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { callsOf } from '../analysis/calls.ts';
import { originOf } from '../analysis/clients/origin.ts';
import { RESILIENT_FACTORY } from '../analysis/clients/resilient.ts';
import type { KeptToken } from '../analysis/functions/bearer.ts';
import {
  type FunctionNode,
  functionAround,
  isFunction,
  nodesWithin,
  type SourceView,
  textIn,
  unwrap,
  walk,
} from '../analysis/source.ts';
import { memberName, variableOf } from '../analysis/values/bindings.ts';
import { definitionOf } from '../analysis/values/definition.ts';
import { type Edit, insertAt, isIn, overlap, replace } from './edit.ts';
import { freeName, insertTemplate, isTypeScript, namesIn, type Target } from './insert-template.ts';
import { projectClient } from './project-client.ts';
import { intoLiteral, type Options, setOptions } from './set-options.ts';
import { attemptTimeoutOf, timeLimitOf } from './time-limit.ts';
import { TEMPLATES } from './templates.generated.ts';

/** Edits that send a call through the resilient client, and the name the client has in the file. */
export interface ClientFix {
  readonly edits: readonly Edit[];
  readonly name: string;
  /** Whether the client is there already. */
  readonly exists: boolean;
  /** Whether it gets a new token after a 401; what a client does that is there already is the project's affair. */
  readonly refreshes?: boolean | undefined;
}

/** What a token was taken with, and the member of its answer. */
type Taken = Pick<KeptToken, 'login' | 'member'>;

/** Clients whose answers are of other classes than those of the platform: TypeScript would take neither for the other. */
const TYPES_OF_THEIR_OWN: ReadonlySet<string> = new Set(['node-fetch', 'undici']);

/** The suggestion of a rule that offers the client; none where it cannot send the call. */
export function clientSuggestions(fix: ClientFix | undefined): readonly ClientSuggestion[] {
  if (!fix) return [];
  return [{ messageId: fix.exists ? 'useClient' : 'insertClient', data: { client: fix.name }, edits: fix.edits }];
}

/** In the form of the rules; `client` is the name of what the call goes through. */
interface ClientSuggestion {
  readonly messageId: 'insertClient' | 'useClient';
  readonly data: { readonly client: string };
  readonly edits: readonly Edit[];
}

/**
 * Sends `call` through the resilient client: the one the settings name, the one of this file, or one that is put into it.
 *
 * @param around - A wrapper that repeats the call in vain: the client takes its place, since two layers would multiply.
 * @param token - What the token of the call was taken with, where that is known.
 */
export function throughClient(
  call: SalesforceCall,
  target: Target,
  around?: TSESTree.Node,
  token?: Taken,
): ClientFix | undefined {
  const { kind, client, node } = call;
  // Only where the call has the signature of `fetch`, or is given one, can the client take its place.
  if (kind !== 'request' || (client.signature !== 'fetch' && client.fetchOption === undefined)) return undefined;
  // One `fetch` of many, which somebody hands over, cannot be what one client for the whole module sends with.
  if (client.signature === 'fetch' && isHandedOver(node.callee)) return undefined;
  if (TYPES_OF_THEIR_OWN.has(client.name) && isTypeScript(target.filename)) return undefined;
  const unwrapped = around && isIn(around, target.source) ? unwrapping(around) : [];
  // Around a retry that stays, the client would repeat what is repeated.
  if (!unwrapped) return undefined;
  const { import: imported, name, exists, refreshes } = clientFor(call, target, token);
  const sent =
    client.signature === 'fetch'
      ? [replace(node.callee, name), ...(timeLimitOf(call)?.edits ?? [])]
      : sendingWith(name, call);
  const edits = sent && [...(imported ? [imported] : []), ...sent, ...unwrapped];
  return edits && !overlap(edits) ? { edits, name, exists, refreshes } : undefined;
}

/** Whether a function is known within another one only: a parameter, or a member of `this`. */
function isHandedOver(callee: TSESTree.Node): boolean {
  return (
    nodesWithin(callee, 'ThisExpression').length > 0 ||
    nodesWithin(callee, 'Identifier').some((name) => /^(?:function|block)$/.test(variableOf(name)?.scope.type ?? ''))
  );
}

interface FoundClient extends Omit<ClientFix, 'edits'> {
  /** What brings it into the file; undefined where it is there. */
  readonly import: Edit | undefined;
}

/** The client that a call is to go through: of the settings, of the file, or a new one. */
function clientFor(call: SalesforceCall, target: Target, token: Taken | undefined): FoundClient {
  const own = projectClient(target);
  if (own) return { name: own.name, exists: true, import: own.edit, refreshes: true };
  const existing = clientIn(target.source);
  if (existing !== undefined) return { name: existing, exists: true, import: undefined, refreshes: true };
  const name = freeName('salesforceFetch', namesIn(target.source));
  const refresh = refreshWith(target.source) || takenAgain(token);
  const { edit } = insertTemplate(TEMPLATES.core, target, (nameOf) => {
    return `const ${name} = ${nameOf(RESILIENT_FACTORY)}(${optionsFor(call, target, refresh)});`;
  });
  return { name, exists: false, import: edit, refreshes: refresh !== '' };
}

/**
 * What else must be set where a library sends with a client of ours: it would repeat on its own, and end the whole call
 * after the time it has for one attempt.
 */
const BESIDE_FETCH: Readonly<Record<string, Options>> = { ky: { retry: '0', timeout: 'false' } };

/** Hands the client to the library in use: with the request, or with the instance where that alone takes it. */
function sendingWith(name: string, call: SalesforceCall): readonly Edit[] | undefined {
  const { client } = call;
  const options = { [client.fetchOption ?? '']: name, ...BESIDE_FETCH[client.name] };
  if (client.address !== 'instance') return setOptions(call, options);
  const made = makerOf(call);
  const [, given] = made?.arguments ?? [];
  const literal = given && unwrap(given);
  if (!made || !isIn(made, call.source)) return undefined;
  if (literal?.type === 'ObjectExpression') return intoLiteral(literal, options, call.source.text);
  const [address] = made.arguments;
  return address && !given ? [insertAt(address.range[1], `, { ${client.fetchOption}: ${name} }`)] : undefined;
}

/** `new GraphQLClient(url)`, which made the instance that a call is sent with. */
function makerOf({ node }: SalesforceCall): TSESTree.NewExpression | undefined {
  const made = node.callee.type === 'MemberExpression' ? definitionOf(node.callee.object) : undefined;
  return made?.type === 'NewExpression' ? made : undefined;
}

/** The constant of this module that holds a resilient client. */
function clientIn(source: SourceView): string | undefined {
  for (const statement of source.ast.body) {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration') continue;
    for (const { id, init } of declaration.declarations) {
      if (id.type !== 'Identifier' || !init || unwrap(init).type !== 'CallExpression') continue;
      if (originOf(init)?.path.slice(-2).join('') === `${RESILIENT_FACTORY}()`) return id.name;
    }
  }
  return undefined;
}

function optionsFor(call: SalesforceCall, { source }: Target, refresh: string): string {
  const own = call.client.signature === 'fetch' ? source.text.slice(...call.node.callee.range) : 'fetch';
  const options = [
    // Another `fetch` may have its own agent, proxy or types: it stays underneath.
    /^(?:(?:globalThis|window|self|global)\.)?fetch$/.test(own) ? '' : `fetch: ${own}`,
    attemptTimeoutOf(call),
    refresh,
  ].filter(Boolean);
  return options.length > 0 ? `{ ${options.join(', ')} }` : '';
}

/** `refreshToken: () => login()`, where the token that all requests share was taken by `await login()`. */
function takenAgain(token: Taken | undefined): string {
  if (!token?.login) return '';
  const login = token.login.type === 'AwaitExpression' ? textIn(token.login.argument) : textIn(token.login);
  return `refreshToken: ${token.member === undefined ? `() => ${login}` : `async () => (await ${login}).${token.member}`}`;
}

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

/** `pRetry(() => fetch(url), options)` becomes what the function does: `fetch(url)`, or a call of it; undefined where it cannot. */
export function unwrapping(wrapper: TSESTree.Node): Edit[] | undefined {
  const [callback] = wrapper.type === 'CallExpression' ? wrapper.arguments : [];
  if (!callback || (isFunction(callback) && usesParameters(callback))) return undefined;
  const inner =
    callback.type === 'ArrowFunctionExpression' && callback.body.type !== 'BlockStatement' ? callback.body : callback;
  const [before, after] = inner === callback ? (isFunction(callback) ? ['(', ')()'] : ['', '()']) : ['', ''];
  return [
    { range: [wrapper.range[0], inner.range[0]], text: before },
    { range: [inner.range[1], wrapper.range[1]], text: after },
  ];
}

/** Whether a function needs what the wrapper gives it, such as `bail` or the number of the attempt. */
function usesParameters({ params }: FunctionNode): boolean {
  return params.some((param) => param.type !== 'Identifier' || (variableOf(param)?.references.length ?? 0) > 0);
}
