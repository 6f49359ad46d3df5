import type { TSESTree } from '@typescript-eslint/types';
import type { ClientTimeout } from '../clients/client.ts';
import type { ClientCall } from '../clients/index.ts';
import type { Fact } from '../fact.ts';
import { fileSays } from '../file-says.ts';
import { isLoop } from '../functions/statements.ts';
import { callExpressionsOf, contains, sourceOf, textIn } from '../source.ts';
import { chainedOn, constantOf, memberName, variableOf } from '../values/bindings.ts';
import { propertyOf } from '../values/objects.ts';
import { textOf } from '../values/text.ts';

/** What ends a request that is never answered. */
export interface Timeout {
  /** Whether one signal runs for all attempts, so that later ones have no time left. */
  readonly shared: boolean;
}

/** An option that does nothing, for the message. */
export interface IgnoredTimeout {
  readonly ignored?: TSESTree.Node;
}

/** A request with the options that it and its instance were given. */
export interface TimedRequest {
  readonly call: ClientCall;
  readonly optionsNode: TSESTree.Node | undefined;
  readonly defaults: readonly TSESTree.Node[];
  /** What stands for the URL, which may be an object with more in it. */
  readonly urlNode: TSESTree.Node | undefined;
}

/** Names of what waits for a request for a limited time, or ends it. */
const LIMITS = /time-?out|deadline|\brace\b/i;

/** Answers "what ends this request when nobody answers?". */
export function timeoutOf({ call, optionsNode, defaults, urlNode }: TimedRequest): Fact<Timeout> & IgnoredTimeout {
  const { timeout } = call.client;
  if (!timeout) return { state: 'unknown', because: `${call.client.name} may have a time-out of its own` };
  const { options, calls = [], ignored = [] } = timeout;
  let unread: string | undefined;
  let inVain: TSESTree.Node | undefined;
  for (const holder of [optionsNode, ...defaults, urlNode]) {
    if (!holder) continue;
    for (const name of options) {
      const found = propertyOf(holder, name);
      if (found.state === 'unknown' && holder !== urlNode) unread ??= found.because;
      if (found.state !== 'present' || isOff(found.value)) continue;
      return { state: 'present', value: { shared: isShared(found.value, call.node) }, node: found.node };
    }
    for (const name of ignored) {
      const found = propertyOf(holder, name);
      if (found.state === 'present') inVain ??= found.node;
    }
  }
  const around = inChain(call, calls) ?? limitedBy(call.node) ?? setOnLibrary(call, timeout);
  if (around) return { state: 'present', value: { shared: false }, node: around };
  if (unread !== undefined) return { state: 'unknown', because: unread };
  return inVain ? { state: 'absent', ignored: inVain } : { state: 'absent' };
}

/** `timeout: 0`, which is how most libraries say that there is none. */
function isOff(value: TSESTree.Node): boolean {
  return /^(?:0|false|null|undefined|Infinity)$/.test(textOf(value).text);
}

/** Whether a time-out was made outside the loop, or the callback of the retry, that makes the attempts. */
function isShared(value: TSESTree.Node, request: TSESTree.Node): boolean {
  const variable = variableOf(value);
  const made = variable && constantOf(variable);
  if (made?.type !== 'CallExpression' || !/^AbortSignal\.timeout$/.test(textIn(made.callee))) return false;
  for (let at: TSESTree.Node | undefined = request.parent; at && !contains(at, made); at = at.parent) {
    if (isLoop(at)) return true;
  }
  return false;
}

/** `superagent.get(url).timeout(5000)`, `request.setTimeout(5000)`, `request.on('timeout', …)`. */
function inChain({ node }: ClientCall, names: readonly string[]): TSESTree.Node | undefined {
  if (names.length === 0) return undefined;
  const holder = node.parent.type === 'VariableDeclarator' ? variableOf(node.parent.id) : undefined;
  const starts = [node, ...(holder?.references.map(({ identifier }) => identifier) ?? [])];
  for (const start of starts) {
    for (let next = chainedOn(start); next; next = chainedOn(next)) {
      const [first] = next.arguments;
      const name = next.callee.type === 'MemberExpression' ? (memberName(next.callee) ?? '') : '';
      const isEvent = /^(?:on|once)$/.test(name) && first && names.includes(textOf(first).text);
      if (isEvent || names.includes(name)) return next;
    }
  }
  return undefined;
}

/** `withTimeout(fetch(url))`, `Promise.race([fetch(url), …])`, `http.get(url).pipe(timeout(5000))`, in the same function. */
function limitedBy(node: TSESTree.CallExpression): TSESTree.Node | undefined {
  const names = new Set<TSESTree.Node>([node]);
  const holder = node.parent.type === 'VariableDeclarator' ? variableOf(node.parent.id) : undefined;
  for (const { identifier } of holder?.references ?? []) names.add(identifier);
  for (const start of names) {
    for (let at: TSESTree.Node | undefined = start.parent; at; at = at.parent) {
      if (at.type === 'CallExpression' && LIMITS.test(textIn(at.callee))) return at;
      if (
        at.type === 'CallExpression' &&
        at.arguments.some((one) => /\btimeout\(/.test(textIn(one)) && !contains(one, node))
      )
        return at;
      if (at.type.includes('Function') && at.parent?.type !== 'CallExpression') break;
    }
  }
  return undefined;
}

const SET_AS_DEFAULT = /\.defaults\.timeout\s*=/;

/** `axios.defaults.timeout = 5000`, `$.ajaxSetup({ timeout: 5000 })`: for every request of the instance, or of the page. */
function setOnLibrary({ client, node, makers }: ClientCall, { options }: ClientTimeout): TSESTree.Node | undefined {
  const files = new Set([sourceOf(node), ...makers.map((maker) => sourceOf(maker))]);
  for (const file of files) {
    if (fileSays(file.ast, SET_AS_DEFAULT)) return file.ast;
    if (client.name !== 'jQuery.ajax' || !file.text.includes('ajaxSetup')) continue;
    const setup = callExpressionsOf(file).find(({ callee }) => textIn(callee).endsWith('.ajaxSetup'));
    const [given] = setup?.arguments ?? [];
    if (given && options.some((name) => propertyOf(given, name).state === 'present')) return setup;
  }
  return undefined;
}
