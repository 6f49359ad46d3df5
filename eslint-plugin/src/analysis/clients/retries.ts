import type { TSESTree } from '@typescript-eslint/types';
import { callExpressionsOf, sourceOf, textIn, unwrap } from '../source.ts';
import { memberName, variableOf } from '../values/bindings.ts';
import { propertyOf } from '../values/objects.ts';
import { textOf } from '../values/text.ts';
import type { Client, ClientRetry } from './client.ts';
import type { ClientCall } from './index.ts';
import { originOf } from './origin.ts';
import { type CallLike, pathOf } from './origin-path.ts';

/** What a client repeats by itself at one request. */
export interface OwnRetry {
  readonly record: ClientRetry;
  /** The methods it repeats; with a method that is not among them it repeats nothing. */
  readonly methods: 'all' | readonly string[];
  /** Where it is said: an option, a call, or the request itself. */
  readonly node: TSESTree.Node;
}

/**
 * What the client repeats by itself at this request.
 *
 * @returns the retry, `undefined` for none, and `unknown` where something in the way cannot be read.
 */
export function ownRetryOf(call: ClientCall, optionsNode: TSESTree.Node | undefined): OwnRetry | 'unknown' | undefined {
  const record = call.client.retry;
  if (!record) return undefined;
  switch (record.by) {
    case 'always':
      return isBefore(call, record) ? undefined : { record, methods: record.methods, node: call.node };
    case 'attached':
      return attachedTo(call, record);
    case 'chain':
      return inChain(call, record);
    case 'option':
      return byOption(call, record, optionsNode);
  }
}

/** Whether the installed version of a library repeats nothing yet. */
function isBefore({ node }: ClientCall, { since }: ClientRetry): boolean {
  return since !== undefined && (majorAt(node, since) ?? since.major) < since.major;
}

/** The version that a file gets, in the numbers of the package; what the settings say of jsforce goes first. */
function majorAt(node: TSESTree.Node, since: NonNullable<ClientRetry['since']>): number | undefined {
  const { settings, modules, filename = '' } = sourceOf(node).project ?? {};
  if (settings?.jsforceVersion !== undefined) return settings.jsforceVersion < 3 ? since.major - 1 : since.major;
  const { broughtBy } = since;
  const named = modules?.majorOf(since.package, filename);
  const bringing = named === undefined && broughtBy ? modules?.majorOf(broughtBy.package, filename) : undefined;
  if (bringing === undefined || !broughtBy) return named;
  return bringing < broughtBy.major ? since.major - 1 : since.major;
}

/** What repeats by itself, in words; from which version on, where nobody says which one there is. */
export function repeaterAt({ name, retry }: Client, node: TSESTree.Node): string {
  const since = retry?.since;
  return since && majorAt(node, since) === undefined ? `${name} from version ${since.major} on` : name;
}

function byOption(
  call: ClientCall,
  record: ClientRetry,
  optionsNode: TSESTree.Node | undefined,
): OwnRetry | 'unknown' | undefined {
  const key = record.key ?? '';
  const dispatched = key === 'dispatcher' ? ofDispatcher(call.makers, record) : undefined;
  if (dispatched) return dispatched;
  const holders = [optionsNode, ...call.makers.toReversed().flatMap(({ arguments: args }) => args)];
  let unread = false;
  for (const holder of holders) {
    const found = holder && holder.type !== 'SpreadElement' ? propertyOf(holder, key) : undefined;
    if (found?.state === 'present') return fromValue(found.value, record);
    // A URL is no options object; anything else that cannot be read may set it.
    if (found?.state === 'unknown' && isOptionsLike(holder)) unread = true;
  }
  if (record.unless === 'on') return { record, methods: record.methods, node: call.node };
  return unread ? 'unknown' : undefined;
}

function isOptionsLike(node: TSESTree.Node | undefined): boolean {
  return (
    node?.type === 'ObjectExpression' || (node?.type === 'Identifier' && /opt|conf|settings|init/i.test(node.name))
  );
}

function fromValue(value: TSESTree.Node, record: ClientRetry): OwnRetry | undefined {
  const all: OwnRetry = { record, methods: record.allWhenSet ? 'all' : record.methods, node: value };
  if (record.key === 'dispatcher') return ofDispatcher(originOf(value)?.calls ?? [], record);
  if (isOff(value, record)) return undefined;
  const limit = propertyOf(value, 'limit');
  if (limit.state === 'present' && textOf(limit.value).text === '0') return undefined;
  const bounded = record.beyondMaximum && propertyOf(value, 'maxRetryAfter').state === 'present';
  const bound = bounded ? { record: { ...record, retryAfter: record.beyondMaximum } } : {};
  return { ...all, ...bound, methods: methodsIn(value) ?? all.methods };
}

/** Whether a value says that nothing is repeated; of attempts, the first one is none. */
function isOff(value: TSESTree.Node, { key }: ClientRetry): boolean {
  return (key === 'maxAttempts' ? /^[01]$/ : /^(?:0|false)$/).test(textOf(value).text);
}

/** `{ methods: ['GET', 'POST'] }` */
function methodsIn(options: TSESTree.Node): string[] | undefined {
  const methods = propertyOf(options, 'methods');
  const list = methods.state === 'present' ? unwrap(methods.value) : undefined;
  if (list?.type !== 'ArrayExpression') return undefined;
  return list.elements.flatMap((element) => (element ? [textOf(element).text.toUpperCase()] : []));
}

/** `new RetryAgent(agent, options)`, `agent.compose(interceptors.retry(options))`. */
function ofDispatcher(makers: readonly CallLike[], record: ClientRetry): OwnRetry | undefined {
  const parts = makers.flatMap((maker) => (maker.type === 'NewExpression' ? [maker] : maker.arguments));
  for (const part of parts) {
    const origin = originOf(part);
    if (origin?.module !== 'undici' || !/RetryAgent\.new$|interceptors\.retry\.\(\)$/.test(pathOf(origin))) continue;
    const options = origin.calls.at(-1)?.arguments[part.type === 'NewExpression' ? 1 : 0];
    return { record, methods: (options && methodsIn(options)) ?? record.methods, node: part };
  }
  return undefined;
}

/** `request.get(url).retry(3)`, `wretch(url).middlewares([retry()])`. */
function inChain({ node, makers }: ClientCall, record: ClientRetry): OwnRetry | undefined {
  const calls: TSESTree.Node[] = [...makers];
  for (
    let at: TSESTree.Node = node.parent;
    at.type === 'MemberExpression' || at.type === 'CallExpression';
    at = at.parent
  ) {
    calls.push(at);
  }
  for (const call of calls) {
    if (call.type !== 'CallExpression' || call.callee.type !== 'MemberExpression') continue;
    if (memberName(call.callee) !== record.key) continue;
    const [times] = call.arguments;
    if (times && isOff(times, record)) return undefined;
    const says = record.key !== 'middlewares' || call.arguments.some((argument) => /retry/i.test(textIn(argument)));
    if (says) return { record, methods: record.methods, node: call };
  }
  return undefined;
}

/** `axiosRetry(client, …)`, `rax.attach(client)`: what is attached to the instance that sends the request. */
function attachedTo(call: ClientCall, record: ClientRetry): OwnRetry | undefined {
  const holder = instanceOf(call);
  for (const file of filesOf(call)) {
    for (const node of callExpressionsOf(file)) {
      const attaches = attachmentBy(node);
      if (!attaches) continue;
      const [first] = node.arguments;
      const same =
        first && first.type !== 'SpreadElement' ? isSame(first, holder) : attaches === 'retry-axios' && !holder;
      if (same) return { ...attached(node, attaches, record), node };
    }
  }
  return undefined;
}

/** The file of the request, and the one that makes the instance. */
function filesOf({ node, makers }: ClientCall): ReturnType<typeof sourceOf>[] {
  return [...new Set([sourceOf(node), ...makers.map(sourceOf)])];
}

/** Names of what attaches a retry: `axiosRetry`, `rax.attach`. Most calls have none, and need no look at where they come from. */
const ATTACHES = /retry|rax|attach/i;

function attachmentBy({ callee }: TSESTree.CallExpression): 'axios-retry' | 'retry-axios' | undefined {
  if (!ATTACHES.test(textIn(callee))) return undefined;
  const origin = originOf(callee);
  if (origin?.module === 'axios-retry') return 'axios-retry';
  return origin?.module === 'retry-axios' && pathOf(origin).endsWith('attach') ? 'retry-axios' : undefined;
}

/** The call that made the instance; undefined for the library's own one. */
function instanceOf({ makers }: ClientCall): TSESTree.Node | undefined {
  return makers.at(-1);
}

function isSame(node: TSESTree.Node, instance: TSESTree.Node | undefined): boolean {
  const origin = originOf(node);
  if (!origin) return false;
  return origin.calls.at(-1) === instance && /^(?:default|axios|Axios|HttpService)/.test(pathOf(origin));
}

/** axios-retry counts as its default says unless a condition of its own is given; retry-axios skips POST and PATCH and gives up on long waits. */
function attached(
  node: TSESTree.CallExpression,
  by: 'axios-retry' | 'retry-axios',
  record: ClientRetry,
): Omit<OwnRetry, 'node'> {
  if (by === 'retry-axios') return { record: { ...record, retryAfter: 'honoured' }, methods: record.methods };
  const [, options] = node.arguments;
  const condition = options && propertyOf(options, 'retryCondition');
  const own =
    condition?.state === 'present' &&
    !/isNetworkOrIdempotentRequestError|isIdempotentRequestError/.test(textIn(condition.value));
  const delay = options && propertyOf(options, 'retryDelay');
  // Its own delays look at Retry-After; a function that does not mention it ignores it.
  const ignores =
    delay?.state === 'present' && !/exponentialDelay|linearDelay|noDelay|retry-?after/i.test(delayText(delay.value));
  const retryAfter = ignores ? 'ignored' : record.retryAfter;
  return { record: { ...record, retryAfter }, methods: own ? 'all' : record.methods };
}

function delayText(node: TSESTree.Node): string {
  const variable = node.type === 'Identifier' ? variableOf(node) : undefined;
  const declared = variable?.defs[0]?.node;
  return declared ? textIn(declared) : textIn(node);
}
