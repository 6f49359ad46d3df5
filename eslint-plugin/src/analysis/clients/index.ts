import type { TSESTree } from '@typescript-eslint/types';
import { sourceOf, unwrap } from '../source.ts';
import { memberName } from '../values/bindings.ts';
import { definitionOf } from '../values/definition.ts';
import type { Client, Operation } from './client.ts';
import { originOf } from './origin.ts';
import { type CallLike, type Origin, pathOf } from './origin-path.ts';
import { ownClientOf } from './own.ts';
import { RESILIENT_CLIENT, RESILIENT_FACTORY, RESILIENT_URL_FETCH, RESILIENT_URL_FETCH_CLIENT } from './resilient.ts';
import { clientsOf, isOperationName } from './tables.ts';
import { callOnUnknown, OF_RECORDS } from './unknown-receiver.ts';

/** A call of a client's function. */
export interface ClientCall {
  readonly node: TSESTree.CallExpression;
  readonly client: Client;
  readonly operation: Operation;
  /** The arguments that the operation gets, also where something else hands them over. */
  readonly args: readonly TSESTree.CallExpressionArgument[];
  /** The calls that made the instance, outermost last: their arguments are its defaults. */
  readonly makers: readonly CallLike[];
  /** The calls between the instance and the operation, as in `conn.sobject('Account').create`. */
  readonly between: readonly CallLike[];
  /** The computed name in `request[method]`. */
  readonly computed: TSESTree.Node | undefined;
  /** Whether the receiver is known to be the client; otherwise only the operation's name speaks for it. */
  readonly sure: boolean;
}

/** The client's function that `node` calls; undefined for every other call. */
export function clientCallOf(node: TSESTree.CallExpression): ClientCall | undefined {
  const invoked = invokedBy(node);
  const own = ownCallOf(node);
  if (own) return own;
  if (invoked.method === undefined && !mayBeOperation(invoked.callee)) return undefined;
  const origin = originOf(invoked.callee);
  if (origin) {
    const found = matched(node, origin, invoked);
    if (found) return found;
  }
  // Of what a function of the project is, or comes from a client, more is known than a name.
  if (origin?.local === 'function') return undefined;
  if (origin?.module === undefined) return callOnUnknown(node);
  return clientsOf(origin.module).length > 0 ? undefined : callOnUnknown(node, OF_RECORDS);
}

/** Names of instances that are called as functions: `this.http({ url })`, `lib.salesforceRequest(url)`, `module.default(url)`. */
const CALLED_INSTANCE =
  /^default$|fetch|axios|got|ky|http|request|client|api|send|salesforce|sfdc|needle|agent|rest|call/i;

/** Whether a callee is named as some operation is: most members are not, and need no look at where they come from. */
function mayBeOperation(callee: TSESTree.Node): boolean {
  const node = unwrap(callee);
  const name = node.type === 'MemberExpression' ? memberName(node) : undefined;
  if (name === undefined) return true;
  return isOperationName(name.replace(/Async$/, '')) || isOperationName(name) || CALLED_INSTANCE.test(name);
}

/** A call of a function that the settings name. */
function ownCallOf(node: TSESTree.CallExpression): ClientCall | undefined {
  const { project } = sourceOf(node);
  const client = project && ownClientOf(node.callee, project.settings);
  const [operation] = client?.operations ?? [];
  if (!client || !operation) return undefined;
  const { arguments: args } = node;
  return { node, client, operation, args, makers: [], between: [], computed: undefined, sure: true };
}

interface Invoked {
  readonly callee: TSESTree.Node;
  readonly args: readonly TSESTree.CallExpressionArgument[];
  /** A method that is named by a string: `Q.ninvoke(request, 'post', options)`. */
  readonly method?: string;
}

/** What a call runs: its callee, or the function that `ninvoke` and `nfcall` are given. */
function invokedBy(node: TSESTree.CallExpression): Invoked {
  const callee = unwrap(node.callee);
  const name = callee.type === 'MemberExpression' ? memberName(callee) : undefined;
  const [first, second, ...rest] = node.arguments;
  if (/^n(?:post|invoke|send)$|^ninvoke$/.test(name ?? '') && first && second?.type === 'Literal') {
    return { callee: first, args: rest, method: String(second.value) };
  }
  if (/^n?f(?:call|apply)$|^nfcall$/.test(name ?? '') && first) return { callee: first, args: node.arguments.slice(1) };
  return { callee, args: node.arguments };
}

function matched(node: TSESTree.CallExpression, origin: Origin, invoked: Invoked): ClientCall | undefined {
  const path = invoked.method === undefined ? pathOf(origin) : `${pathOf(origin)}.${invoked.method}`;
  const found = matchOf(origin, path);
  if (!found) return undefined;
  const { client, operation, rest } = found;
  // What makes the instance is no call where only a type tells what a parameter is.
  const made = origin.calls.length - rest.split('.').filter((name) => name === '()' || name === 'new').length;
  // `const send = request[method]` has the name elsewhere.
  const member = definitionOf(node.callee);
  const computed = rest === '*' && member.type === 'MemberExpression' ? member.property : undefined;
  return {
    node,
    client,
    operation,
    args: invoked.args,
    makers: origin.calls.slice(0, made),
    between: origin.calls.slice(made),
    computed,
    sure: true,
  };
}

/** The operation that a path leads to, and the part of the path that names it. */
interface Match {
  readonly client: Client;
  readonly operation: Operation;
  readonly rest: string;
}

/** So many paths are remembered: `JSON.stringify`, `console.error` and the like come in every file. */
const MOST_PATHS = 2_000;

const matches = new Map<string, Match | undefined>();

function matchOf(origin: Origin, path: string): Match | undefined {
  const key = `${origin.local ?? ''} ${origin.module ?? ''} ${path}`;
  if (matches.has(key)) return matches.get(key);
  if (matches.size >= MOST_PATHS) matches.clear();
  const found = findMatch(origin, path);
  matches.set(key, found);
  return found;
}

function findMatch({ module, local }: Origin, path: string): Match | undefined {
  if (path.endsWith(`${RESILIENT_FACTORY}.()`)) return asMatch(RESILIENT_CLIENT, '');
  if (path === RESILIENT_URL_FETCH) return matchIn(RESILIENT_URL_FETCH_CLIENT, module, path);
  if (local === 'function') return undefined;
  for (const client of clientsOf(module ?? '')) {
    const found = local === 'parameter' && client.handed !== true ? undefined : matchIn(client, module, path);
    if (found) return found;
  }
  return undefined;
}

function matchIn(client: Client, module: string | undefined, path: string): Match | undefined {
  // `require('got').post` and `import got from 'got'; got.post` are the same function.
  const paths = module === undefined || /^default(?:\.|$)/.test(path) ? [path] : [path, `default.${path}`];
  for (const one of paths) {
    const [root] = client.root.exec(one) ?? [];
    if (root !== undefined) return asMatch(client, one.slice(root.length));
  }
  return undefined;
}

function asMatch(client: Client, behind: string): Match | undefined {
  const rest = behind.replace(/^\./, '');
  // Bluebird's `promisifyAll` adds a method of each with this ending.
  const named = (name: string): Operation | undefined => client.operations.find(({ call }) => call === name);
  const operation = named(rest) ?? named(rest.replace(/Async$/, ''));
  return operation && { client, operation, rest };
}
