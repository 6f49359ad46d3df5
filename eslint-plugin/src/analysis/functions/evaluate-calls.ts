import type { TSESTree } from '@typescript-eslint/types';
import { originOf } from '../clients/origin.ts';
import { contains, type FunctionNode, isFunction, unwrap } from '../source.ts';
import { lastName, memberName } from '../values/bindings.ts';
import { functionOf } from '../values/definition.ts';
import { askedOfCode, ofIncludes, ofSome } from './evaluate-asking.ts';
import { evaluate } from './evaluate.ts';
import { askedOfText } from './evaluate-texts.ts';
import { ofPipe, ofSubscription } from './evaluate-pipes.ts';
import { invokedThrough } from '../values/invoked.ts';
import {
  awaited,
  isExpired,
  isOpen,
  memberOf,
  namesExpiredSession,
  type Outcome,
  type Settlement,
  statusIn,
  truthOf,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from './outcome.ts';
import type { Path } from './path.ts';
import { settled } from './jump.ts';
import { isLog } from './quiet.ts';

/** Functions that run the function they are given, sooner or later. */
const RUNS_ARGUMENT = /^(?:setTimeout|setImmediate|queueMicrotask|nextTick)$/;

/** Names of functions that give back the promise they are given, sooner or later. */
const PASSES_ON = /time|deadline|limit|abort|cancel|trace|span|measure/i;

/** What a call comes to: of a function of the project by running it, of promises and pipes by what they are known to do. */
export function ofCall(node: TSESTree.CallExpression, path: Path): Value {
  const callee = unwrap(node.callee);
  if (callee.type === 'MemberExpression') {
    const chained = ofPromiseChain(node, callee, path);
    if (chained) return chained;
  }
  const piped =
    callee.type === 'MemberExpression' ? (ofPipe(node, callee, path) ?? ofSubscription(node, callee, path)) : undefined;
  if (piped) return piped;
  const object = callee.type === 'MemberExpression' ? evaluate(callee.object, path) : UNKNOWN;
  const name = lastName(callee);
  const ofPromises = callee.type === 'MemberExpression' && isPromise(callee.object);
  const raced = ofPromises && /^(?:any|race)$/.test(name ?? '') ? ofRace(node.arguments[0], path) : undefined;
  if (raced) return resume(raced, path);
  const args = ofArguments(node, ofPromises && name === 'allSettled', path);
  const [first] = args;
  path.note(node);
  if (object.kind === 'list' && (name === 'includes' || name === 'has')) return ofIncludes(object.values, first, path);
  if (object.kind === 'list' && name === 'some') return ofSome(object.values, node.arguments[0], path);
  if (object.kind === 'response') return ofResponse(node, object, name, path);
  const asked = name === 'test' ? object : first;
  const asksForSession = asked?.kind === 'literal' && namesExpiredSession(asked.value);
  if (asksForSession && ASKS.test(name ?? '')) return path.met.test(isExpired);
  if (!path.reached) return UNKNOWN;
  const ofCode = askedOfCode(object, name, first, path);
  if (ofCode) return ofCode;
  const ofText = askedOfText(node, name, path);
  if (ofText) return ofText;
  if (path.probe.repeats?.(node) === true) path.repeatingOnce(node);
  const settled = callee.type === 'Identifier' ? settle(evaluate(callee, path), args, node) : undefined;
  if (settled) return settled;
  mayRun(node, name, path);
  const target = functionOf(node.callee);
  if (target) return path.call(target, args, node);
  if (isLog(callee)) return UNDEFINED;
  // Giving a message back has it delivered again, as an exception does.
  if (givesBack(callee, args)) return path.throwing(UNKNOWN);
  const through = invokedThrough(callee);
  if (through) return path.call(through.target, through.by === 'call' ? args.slice(1) : listed(args[1]), node);
  const [handed] = node.arguments;
  if (handed && RUNS_ARGUMENT.test(name ?? '')) runHandler(handed, [], node, path);
  if (name === 'throwError' && handed)
    return path.throwing(isFunction(handed) ? runHandler(handed, [], node, path) : (args[0] ?? UNKNOWN));
  if (ofPromises) {
    if (name === 'reject') return path.throwing(first ?? UNDEFINED);
    if (name === 'resolve') return first ?? UNDEFINED;
    const among = first?.kind === 'list' ? first.values : [];
    if (name === 'all') return among.find(({ kind }) => kind === 'rejection') ?? first ?? UNKNOWN;
    return name === 'race' || name === 'any' ? (among.find(isKnown) ?? UNKNOWN) : UNKNOWN;
  }
  // `withTimeout(fetch(url), 5_000)` hands the promise on; a function that is given the answer may return anything.
  const handsOn = node.arguments.findIndex((argument) => argument === path.probe.call);
  const promise = args[handsOn] ?? UNKNOWN;
  if (name === 'to' && handsOn >= 0 && originOf(callee)?.module === 'await-to-js') return asPair(promise);
  // Others make a value of it.
  const mayTurn = promise.kind === 'rejection' && !PASSES_ON.test(name ?? '');
  return mayTurn && !path.either() ? UNKNOWN : promise;
}

/** `const [error, answer] = await to(fetch(url))` */
function asPair(promise: Value): Value {
  const [error, answer] = promise.kind === 'rejection' ? [promise.value, UNDEFINED] : [NULL, promise];
  return { kind: 'list', values: [error, answer] };
}

const NULL: Value = { kind: 'literal', value: null };

/** `Promise.race([request, timeout()])`: the request ends it; what else may do so throws only where there is no answer yet. */
function ofRace(list: TSESTree.Node | undefined, path: Path): Outcome | undefined {
  if (list?.type !== 'ArrayExpression') return undefined;
  const runners = list.elements.flatMap((element) =>
    element ? [{ element, outcome: settled(() => evaluate(element, path)) }] : [],
  );
  const first =
    runners.find(({ element }) => contains(element, path.probe.call)) ??
    runners.find(({ outcome }) => outcome.how === 'return' && isKnown(outcome.value)) ??
    runners.find(({ outcome }) => outcome.how === 'throw');
  return first?.outcome ?? { how: 'return', value: UNKNOWN };
}

/** What a call is given; `Promise.allSettled` throws nothing of that. */
function ofArguments(node: TSESTree.CallExpression, isSettled: boolean, path: Path): Value[] {
  const values: Value[] = [];
  const add = (): Value => {
    for (const argument of node.arguments) values.push(ofArgument(argument, node, path));
    return UNKNOWN;
  };
  if (isSettled) settled(add);
  else add();
  return values;
}

/** The promise of the request in `await withTimeout(fetch(url))` is rejected, but nobody has waited for it yet. */
function ofArgument(argument: TSESTree.Node, call: TSESTree.CallExpression, path: Path): Value {
  const { parent } = call;
  const isTaken =
    parent.type === 'AwaitExpression' ||
    parent.type === 'ReturnStatement' ||
    (parent.type === 'ArrowFunctionExpression' && parent.body === call);
  if (!isTaken || !isPromised(argument, path.probe.call)) return evaluate(argument, path);
  const { how, value } = settled(() => evaluate(argument, path));
  return how === 'throw' ? { kind: 'rejection', value } : value;
}

/** Whether an expression is a request, or what is chained on its promise. */
export function isPromised(expression: TSESTree.Node, request: TSESTree.Node): boolean {
  const node = unwrap(expression);
  if (node === request) return true;
  const { callee } = node as Partial<TSESTree.CallExpression>;
  if (callee?.type !== 'MemberExpression' || !/^(?:then|catch|finally)$/.test(memberName(callee) ?? '')) return false;
  return isPromised(callee.object, request);
}

/** `channel.nack(message)`, `message.retry()`; not `nack(message, false, false)`, which gives it up. */
function givesBack(callee: TSESTree.Node, args: readonly Value[]): boolean {
  if (callee.type !== 'MemberExpression') return false;
  const { object } = callee;
  const name = memberName(callee) ?? '';
  const requeues = args[2]?.kind !== 'literal' || args[2].value !== false;
  if (/^nack(?:All)?$/.test(name)) return requeues;
  return /^retry(?:All)?$/.test(name) && object.type === 'Identifier' && /^(?:batch|message|msg)$/.test(object.name);
}

function listed(value: Value | undefined): readonly Value[] {
  return value?.kind === 'list' ? value.values : [];
}

/** Whatever is given a function that leads back runs it, as in `later(() => send())`; listeners wait for something else. */
function mayRun({ arguments: args }: TSESTree.CallExpression, name: string | undefined, path: Path): void {
  if (/^(?:addEventListener|addListener|on|once)$/.test(name ?? '')) return;
  for (const argument of args) {
    const handed = isFunction(argument) ? argument : argument.type === 'Identifier' ? functionOf(argument) : undefined;
    if (handed && path.leadsBack(handed)) settled(() => path.call(handed, [], argument));
  }
}

function isPromise(node: TSESTree.Node): boolean {
  return node.type === 'Identifier' && node.name === 'Promise';
}

function isKnown(value: Value): boolean {
  return /^(?:response|error|rejection)$/.test(value.kind);
}

/** Methods that ask whether a text contains another one, or has a form. */
const ASKS = /^(?:includes|match|startsWith|test)$/;

/** `.then`, `.catch` and `.finally`: their callbacks run with what the promise settles with. */
function ofPromiseChain(
  node: TSESTree.CallExpression,
  callee: TSESTree.MemberExpression,
  path: Path,
): Value | undefined {
  const name = memberName(callee);
  if (name === undefined || !CHAINED.test(name)) return undefined;
  const before = awaited(settled(() => evaluate(callee.object, path)));
  if (!path.reached) return UNKNOWN;
  const callback = node.arguments[positionOf(name, before.how)];
  const handed = callback ? evaluate(callback, path) : UNKNOWN;
  if (callback && before.how === 'throw' && !ALWAYS.test(name)) path.fate.caught.push(callback);
  const resolved = settle(handed, [before.value]);
  if (resolved) return resolved;
  const target = callback && functionOf(callback);
  // `.catch(console.error)`: what cannot be looked into has caught it.
  if (callback && !target && before.how === 'throw' && !LOOKS_ON.test(name))
    return isLog(callback) ? UNDEFINED : UNKNOWN;
  if (!target) return resume(before, path);
  if (before.how === 'throw' && !LOOKS_ON.test(name)) path.catching();
  const value = path.call(target, name === 'finally' ? [] : [before.value], node);
  // jQuery's `done` and `fail` look on, as `finally` does.
  return LOOKS_ON.test(name) ? resume(before, path) : value;
}

const LOOKS_ON = /^(?:finally|always|done|fail)$/;

const ALWAYS = /^(?:finally|always)$/;

const CHAINED = /^(?:then|catch|finally|done|fail|always)$/;

/** Which argument of a chained call runs; -1 for none. */
function positionOf(name: string, how: Outcome['how']): number {
  if (ALWAYS.test(name)) return 0;
  if (name === 'then') return how === 'throw' ? 1 : 0;
  return (how === 'throw') === (name === 'catch' || name === 'fail') ? 0 : -1;
}

/** Runs what `handler` stands for: a function of the project, or what settles a promise. */
export function runHandler(handler: TSESTree.Node, args: readonly Value[], at: TSESTree.Node, path: Path): Value {
  const target = functionOf(handler);
  if (target) return path.call(target, args, at);
  return settle(evaluate(handler, path), args) ?? UNKNOWN;
}

/** Tells a promise that is being made, or a callback; the first outcome counts. Nothing for any other value. */
function settle(settler: Value, args: readonly Value[], at?: TSESTree.CallExpression): Value | undefined {
  const [first = UNDEFINED, second = UNKNOWN] = args;
  if (settler.kind !== 'settler' && settler.kind !== 'callback') return undefined;
  const { promise } = settler;
  if (promise.outcome) return UNKNOWN;
  promise.at = at;
  if (settler.kind === 'settler') promise.outcome = { how: settler.how, value: first };
  else {
    const failed = isOpen(first) ? tellsError(at) : truthOf(first) === true && first.kind !== 'response';
    promise.outcome = failed ? { how: 'throw', value: first } : { how: 'return', value: second };
  }
  return UNKNOWN;
}

/** `callback(body.error)`: what is called an error, and told alone, is no answer. */
function tellsError(call: TSESTree.CallExpression | undefined): boolean {
  const [first, second] = call?.arguments ?? [];
  if (!first || second) return false;
  return /^(?:e|err|errors?)$/.test(lastName(first) ?? '');
}

/** A method of the answer: its status in Apps Script, what listens to it in Node. */
function ofResponse(node: TSESTree.CallExpression, object: Response, name: string | undefined, path: Path): Value {
  if (name === 'clone') return object;
  if (name === 'getResponseCode') return memberOf(object, 'status');
  const [, listener] = node.arguments;
  const target = name === 'on' || name === 'once' ? listener && functionOf(listener) : undefined;
  if (target && path.reached) path.call(target, [], node);
  return name === 'on' || name === 'once' || name === 'setEncoding' ? object : UNKNOWN;
}

type Response = Extract<Value, { kind: 'response' }>;

/** Goes on with an outcome. */
export function resume(outcome: Outcome, path: Path): Value {
  return outcome.how === 'throw' ? path.throwing(outcome.value) : outcome.value;
}

/** An error, a promise that is being made, or a set. */
export function ofNew(node: TSESTree.NewExpression, path: Path): Value {
  const [first] = node.arguments;
  const name = node.callee.type === 'Identifier' ? node.callee.name : '';
  if (name === 'Promise' && isFunction(first)) return ofPromise(first, path);
  const args = node.arguments.map((argument) => evaluate(argument, path));
  if (name === 'Set') return args[0] ?? UNKNOWN;
  if (!name.endsWith('Error') && !name.endsWith('Exception')) return UNKNOWN;
  const status = args.map(statusIn).find((value) => value !== undefined);
  return { kind: 'error', status, response: false, final: STOPS.test(name) };
}

/** Errors by which code tells a retry package, a queue or a step runner not to try again. */
const STOPS = /^(?:AbortError|UnrecoverableError|NonRetriableError|NonRetryableError|AbortTaskRunError|FatalError)$/;

/** `new Promise((resolve, reject) => …)`: what the executor, or a callback in it, settles the promise with. */
function ofPromise(executor: FunctionNode, path: Path): Value {
  if (!path.reached && !contains(executor, path.probe.call)) return UNKNOWN;
  const promise: Settlement = { outcome: undefined };
  if (contains(executor, path.probe.call)) path.fate.promise = promise;
  const settlers = (['return', 'throw'] as const).map((how) => ({ kind: 'settler' as const, promise, how }));
  path.call(executor, settlers, executor.parent);
  return promise.outcome ? resume(promise.outcome, path) : UNKNOWN;
}
