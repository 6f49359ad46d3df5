import type { TSESTree } from '@typescript-eslint/types';
import { originOf } from '../clients/origin.ts';
import type { CallLike } from '../clients/origin-path.ts';
import type { Fact } from '../fact.ts';
import { fileSays } from '../file-says.ts';
import { callersOf, type Root, rootOf } from '../functions/callers.ts';
import { reads } from '../functions/uses.ts';
import { isExportedAt } from '../modules/exports.ts';
import {
  callExpressionsOf,
  functionAround,
  isFunction,
  nodesWithin,
  sourceOf,
  type SourceView,
  textIn,
  unwrap,
} from '../source.ts';
import { lastName, memberName, variableOf } from '../values/bindings.ts';
import type { Retry } from './retry.ts';

/** What is wrong with the circuit breaker around a call; nothing where both are missing. */
export interface Breaker {
  /** What makes a new one for each call, which knows nothing of the calls before. */
  readonly perCall?: TSESTree.Node;
  /** What closes it for everybody when its time is over, instead of letting one call try. */
  readonly closes?: TSESTree.Node;
}

/** Text of a file that knows of circuit breakers. */
const MENTION = /circuit|breaker|opossum|cockatiel|half[-_ ]?open/i;

/** Answers "what keeps callers of this retry from sending more while Salesforce is down?". */
export function breakerOf(node: TSESTree.Node, retry: Fact<Retry>): Fact<Breaker> {
  if (retry.state !== 'present') return retry.state === 'unknown' ? retry : { state: 'unknown', because: NO_RETRY };
  const { kind, mechanism, polls, retryAfter } = retry.value;
  if (polls || kind === 'queue') return { state: 'unknown', because: 'it waits for something else than an answer' };
  if (retryAfter === 'out of reach') return { state: 'unknown', because: 'nothing around the library can change it' };
  const root = rootOf(node);
  const callers = root.type === 'Program' ? [] : callersOf(root);
  if (callers.some((caller) => caller.kind === 'unknown'))
    return { state: 'unknown', because: 'its callers are not known' };
  const places = [node, mechanism, ...callers.flatMap((caller) => (caller.kind === 'call' ? [caller.call] : []))];
  const files = [...new Set(places.map(sourceOf))].filter(({ ast }) => fileSays(ast, MENTION));
  if (files.length > 0) return inFiles(files, node);
  return isShared(root, callers.length) ? { state: 'absent' } : { state: 'unknown', because: 'only one place uses it' };
}

const NO_RETRY = 'nothing repeats the call';

/** Whether several callers share a function: only then can one of them spare the others. */
function isShared(root: Root, callers: number): boolean {
  if (root.type === 'Program') return false;
  if (callers > 1 || /^(?:MethodDefinition|PropertyDefinition)$/.test(root.parent.type)) return true;
  const { parent } = root;
  const name = root.id ?? (parent.type === 'VariableDeclarator' ? parent.id : undefined);
  const variable = name && variableOf(name);
  return [root, ...(variable ? reads(variable) : [])].some(isExportedAt);
}

function inFiles(files: readonly SourceView[], node: TSESTree.Node): Fact<Breaker> {
  const perCall = files.map(madePerCall).find((found) => found !== undefined);
  const closes = files.map(closedForAll).find((found) => found !== undefined);
  const value = { ...(perCall && { perCall }), ...(closes && { closes }) };
  return { state: 'present', value, node: perCall ?? closes ?? node };
}

/** `const breaker = new CircuitBreaker(load)` in a function that only fires it. */
function madePerCall(source: SourceView): TSESTree.Node | undefined {
  const made: CallLike[] = [...callExpressionsOf(source), ...nodesWithin(source.ast, 'NewExpression')];
  // Where something comes from costs most to find out, and is asked last.
  return made.find((call) => functionAround(call) !== undefined && isOnlyFired(call) && isBreaker(call));
}

function isBreaker({ callee, type }: CallLike): boolean {
  const { module } = originOf(callee) ?? {};
  if (module === 'opossum') return type === 'NewExpression';
  return module === 'cockatiel' && /(?:^|\.)circuitBreaker$/.test(textIn(callee));
}

/** Whether what is made goes nowhere but into calls of its own methods, so that it is gone afterwards. */
function isOnlyFired(call: CallLike): boolean {
  const { parent } = call;
  if (parent.type === 'MemberExpression') return isFired(parent);
  const name = parent.type === 'VariableDeclarator' ? variableOf(parent.id) : undefined;
  const uses = name?.references.filter((use) => use.isRead()).map(({ identifier }) => identifier.parent) ?? [];
  return uses.length > 0 && uses.every(isFired);
}

function isFired(use: TSESTree.Node): boolean {
  return use.type === 'MemberExpression' && /^(?:fire|execute|on|fallback)$/.test(memberName(use) ?? '');
}

/** Names of what says that a breaker is open. */
const OPEN = /circuit|breaker|^is_?open$|tripped/i;

/** `if (Date.now() - openedAt > timeout) this.circuitOpen = false`: all that wait are let through at once. */
function closedForAll(source: SourceView): TSESTree.Node | undefined {
  for (const { test, consequent } of nodesWithin(source.ast, 'IfStatement')) {
    if (!/Date\.now\(\)|performance\.now\(\)/.test(textIn(test)) || isFunction(unwrap(test))) continue;
    const closing = nodesWithin(consequent, 'AssignmentExpression').find(({ left, right }) => {
      const value = right.type === 'Literal' ? String(right.value) : '';
      return OPEN.test(lastName(left) ?? '') && /^(?:false|closed)$/i.test(value);
    });
    if (closing) return closing;
  }
  return undefined;
}
