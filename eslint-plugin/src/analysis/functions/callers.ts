import type { TSESTree } from '@typescript-eslint/types';
import { originOf } from '../clients/origin.ts';
import type { CallLike } from '../clients/origin-path.ts';
import { fileSays } from '../file-says.ts';
import { callExpressionsOf, type FunctionNode, functionAround, sourceOf, textIn, unwrap } from '../source.ts';
import { createMemo } from '../memo.ts';
import { bound, keyName, memberName, parameterOf, variableOf } from '../values/bindings.ts';
import { functionOf } from '../values/definition.ts';
import { callsOfDecorated, decoratorsOf, invocationOf } from './decorators.ts';
import { type Redelivery, redeliveryBy, redeliveryByShape, type Settling } from './redelivery.ts';
import { isRetryDecorator, retryWrapperOf } from './retry-wrappers.ts';
import { reads, usesOf } from './uses.ts';

/** A place where a function of the project runs. */
export type Caller = Place & {
  /** The call that it is handed to, where it runs because of that. */
  readonly through?: TSESTree.Node;
};

type Place =
  /** `call` in `root` runs it and gets its result; it lies within `helper` where that was handed the function. */
  | {
      readonly kind: 'call';
      readonly call: TSESTree.Node;
      readonly root: Root;
      readonly helper?: FunctionNode;
      /** Whether it goes by a name that returns a promise instead of taking a callback. */
      readonly promised?: boolean;
    }
  /** `wrapper`, a function of a package or a decorator, runs it again when it throws. */
  | {
      readonly kind: 'retry';
      readonly wrapper: TSESTree.Node;
      /** Statuses of an answer that it looks at, where the settings say so. */
      readonly statuses?: readonly number[];
      readonly retryAfter?: 'honoured' | 'ignored';
    }
  /** A queue or a step runner runs it, and again when it throws: that is not known where it is set elsewhere. */
  | {
      readonly kind: 'queue';
      readonly at: TSESTree.Node;
      readonly name: string;
      readonly again: boolean | undefined;
      readonly settles: Settling;
    }
  /** It is handed to something that cannot be looked into and may well run it again. */
  | { readonly kind: 'unknown'; readonly why: string };

/** What a path is followed through: a function, or the top level of a module. */
export type Root = FunctionNode | TSESTree.Program;

/** Names of functions that may well retry what they are given; to retrieve something is no retry. */
const RETRY_NAME = /retr(?:y|i(?!ev))|backoff|resilien|attempt|circuit|breaker/i;

/** Text that shows that a file takes work from a queue. */
const QUEUE_FILE = /amqplib|\bbullmq?\b|kafkajs|sqs-consumer|@google-cloud\/pubsub|\binngest\b|@trigger\.dev|pg-boss/;

const memo = createMemo<readonly Caller[]>(() => []);

/** The function that `node` is part of; the function that a promise is made with is part of the one around it. */
export function rootOf(node: TSESTree.Node): Root {
  let at = functionAround(node);
  while (at && isExecutor(at)) at = functionAround(at);
  return at ?? sourceOf(node).ast;
}

/** Whether `node` is the function that a `new Promise` is made with. */
export function isExecutor(node: FunctionNode): boolean {
  const { parent } = node;
  return (
    parent.type === 'NewExpression' &&
    parent.arguments[0] === node &&
    parent.callee.type === 'Identifier' &&
    parent.callee.name === 'Promise'
  );
}

/** Where `target` runs, as far as the project shows. */
export function callersOf(target: FunctionNode): readonly Caller[] {
  return memo(target, () => findCallers(target));
}

/** The calls that run `target`, in its file and in others. */
export function callsTo(target: FunctionNode): readonly TSESTree.CallExpression[] {
  return callersOf(target).flatMap((caller) =>
    caller.kind === 'call' && caller.call.type === 'CallExpression' ? [caller.call] : [],
  );
}

function findCallers(target: FunctionNode): Caller[] {
  const { parent } = target;
  const byShape = callersByShape(target);
  if ((parent.type === 'CallExpression' || parent.type === 'NewExpression') && parent.callee !== target) {
    return [...byShape, ...callersThrough(parent, target)];
  }
  const uses = usesOf(target);
  if (!uses) return [{ kind: 'unknown', why: 'the files that call it cannot be looked for' }];
  return [...byShape, ...byDecorators(target), ...optionCaller(target, parent), ...uses.flatMap(callersAt)];
}

function callersByShape(target: FunctionNode): Caller[] {
  const shape = redeliveryByShape(target);
  if (!shape) return [];
  // A failure that is caught may be among those that the answer names.
  const named: Caller = { kind: 'unknown', why: 'a Lambda may name the records that failed' };
  return [asCaller(shape, target), ...(shape.settles === 'by hand' ? [named] : [])];
}

/** What runs a function at a place that names it. */
function callersAt(use: TSESTree.Node): Caller[] {
  const at = boundUse(use);
  const aliased = callersByAlias(at);
  if (aliased) return [...aliased];
  const { parent } = at;
  const call = invocationOf(at);
  if (call) return [callAt(call)];
  if (parent?.type === 'NewExpression') return callersThrough(parent, at);
  if (parent?.type === 'CallExpression') {
    return unwrap(parent.callee) === at ? [callAt(parent)] : callersThrough(parent, at);
  }
  const options = parent && optionCaller(at, parent);
  if (options && options.length > 0) return options;
  // A handler that is put into a table is run by whoever looks it up there.
  const kept = parent?.type === 'Property' || parent?.type === 'ArrayExpression';
  return kept && fileSays(use, QUEUE_FILE)
    ? [{ kind: 'unknown', why: 'it is kept in a table of handlers, in a file that takes work from a queue' }]
    : [];
}

/** The callers by another name: `const other = work`, `const other = promisify(work)`. */
function callersByAlias({ parent }: TSESTree.Node): readonly Caller[] | undefined {
  const promised = parent?.type === 'CallExpression' && /\bpromisify$/.test(textIn(parent.callee));
  const declarator = promised ? parent.parent : parent;
  const name = declarator?.type === 'VariableDeclarator' ? variableOf(declarator.id) : undefined;
  if (declarator?.type !== 'VariableDeclarator' || !name) return undefined;
  // Remembered like those of a function, so that names in a circle end.
  const callers = memo(declarator, () => reads(name).flatMap(callersAt));
  return callers.map((caller) => (promised && caller.kind === 'call' ? { ...caller, promised } : caller));
}

/** `this.work.bind(this)` stands for `this.work`. */
function boundUse(use: TSESTree.Node): TSESTree.Node {
  const member = use.parent;
  if (member?.type !== 'MemberExpression' || member.object !== use || memberName(member) !== 'bind') return use;
  return member.parent.type === 'CallExpression' && member.parent.callee === member ? member.parent : use;
}

/** `{ handleMessage: work }` or `{ async run() {} }`, an option of a queue or a step runner. */
function optionCaller(handed: TSESTree.Node, property: TSESTree.Node): Caller[] {
  if (property.type !== 'Property' || property.value !== handed) return [];
  let outer = property;
  // `{ activities: { work } }`
  while (outer.parent.parent.type === 'Property') outer = outer.parent.parent;
  const object = outer.parent;
  const call = object.parent;
  if (call.type !== 'CallExpression' && call.type !== 'NewExpression') return [];
  const redelivery = redeliveryBy(call, keyName(outer));
  if (redelivery) return [asCaller(redelivery, call)];
  const helper = outer === property ? functionOf(call.callee) : undefined;
  const position = call.arguments.findIndex((argument) => argument === object);
  return helper ? callsOfParameter(helper, position, keyName(property), 0) : [];
}

function asCaller({ name, certain, settles }: Redelivery, at: TSESTree.Node): Caller {
  const again = settles === 'on delivery' ? false : certain || undefined;
  return { kind: 'queue', at, name, again, settles };
}

function byDecorators(target: FunctionNode): Caller[] {
  return decoratorsOf(target).flatMap((expression) => {
    if (isRetryDecorator(expression)) return [{ kind: 'retry' as const, wrapper: expression }];
    const redelivery = expression.type === 'CallExpression' ? redeliveryBy(expression) : undefined;
    if (redelivery) return [asCaller(redelivery, expression)];
    const named = expression.type === 'CallExpression' ? expression.callee : expression;
    const factory = functionOf(named);
    if (factory) return callsOfDecorated(factory).map((call) => callAt(call, factory));
    return mayRetry(named) ? [opaque(textIn(named))] : [];
  });
}

/** Something that may well retry and whose code is not at hand. */
function opaque(name: string): Caller {
  return { kind: 'unknown', why: `${name} cannot be looked into` };
}

function callAt(call: TSESTree.Node, helper?: FunctionNode): Caller {
  return { kind: 'call', call, root: rootOf(call), ...(helper ? { helper } : {}) };
}

/** Where a function that is handed to `call` runs: inside a helper of the project, inside a package, or unknown. */
function callersThrough(call: CallLike, handed: TSESTree.Node, depth = 0): Caller[] {
  return placesThrough(call, handed, depth).map((place) => ({ ...place, through: call }));
}

function placesThrough(call: CallLike, handed: TSESTree.Node, depth: number): Place[] {
  const position = call.arguments.findIndex((argument) => argument === handed);
  const redelivery = redeliveryBy(call);
  if (redelivery) return [asCaller(redelivery, call), callAt(call)];
  const wrapper = retryWrapperOf(call.callee, position);
  if (wrapper) return [{ kind: 'retry', wrapper: call, ...wrapper }, callAt(call)];
  const helper = functionOf(call.callee);
  if (helper) return [...callsOfParameter(helper, position, undefined, depth), callAt(call)];
  if (isBreaker(call)) return firesOf(call);
  return mayRetry(call.callee) ? [opaque(textIn(call.callee))] : [callAt(call)];
}

/** Whether a callee has a name of what retries; what runs behind a promise is not repeated by what has made that. */
function mayRetry(callee: TSESTree.Node): boolean {
  const [last = '', ...others] = namesOf(callee);
  return !/^(?:then|catch|finally)$/.test(last) && [last, ...others].some((name) => RETRY_NAME.test(name));
}

/** The names in a callee, the last one first; what the calls in it are given is no part of them. */
function namesOf(callee: TSESTree.Node): readonly string[] {
  const node = unwrap(callee);
  if (node.type === 'MemberExpression') return [memberName(node) ?? '', ...namesOf(node.object)];
  if (node.type === 'CallExpression' || node.type === 'NewExpression') return namesOf(node.callee);
  return node.type === 'Identifier' ? [node.name] : [];
}

/** So many helpers hand a function on to each other. */
const MOST_HELPERS = 3;

/** Where a helper runs what it is given at `position`, or as the option `key` there. */
function callsOfParameter(helper: FunctionNode, position: number, key: string | undefined, depth: number): Caller[] {
  return usesOfParameter(helper, position, key).flatMap((use): Caller[] => {
    const call = invocationOf(use);
    if (call) return [callAt(call, helper)];
    const { parent } = use;
    if ((parent?.type !== 'CallExpression' && parent?.type !== 'NewExpression') || depth >= MOST_HELPERS) return [];
    // A helper that calls itself runs nothing that it does not run already.
    if (parent.callee === use || functionOf(parent.callee) === helper) return [];
    return callersThrough(parent, use, depth + 1).map((caller) =>
      caller.kind === 'call' && !caller.helper ? { ...caller, helper } : caller,
    );
  });
}

/** The expressions in a helper that stand for what it is given. */
function usesOfParameter(helper: FunctionNode, position: number, key: string | undefined): TSESTree.Node[] {
  const param = helper.params[position];
  const pattern = param && bound(param);
  if (pattern?.type !== 'ObjectPattern') {
    const uses = (parameterOf(helper, position)?.references ?? []).map(({ identifier }) => identifier);
    return key === undefined ? uses : uses.flatMap((use) => memberOfOptions(use, key) ?? []);
  }
  const property = pattern.properties.find((item) => item.type === 'Property' && keyName(item) === key);
  const name = property?.type === 'Property' ? variableOf(bound(property.value)) : undefined;
  return (name?.references ?? []).map(({ identifier }) => identifier);
}

/** `options.run`. */
function memberOfOptions({ parent }: TSESTree.Node, key: string): TSESTree.Node | undefined {
  return parent?.type === 'MemberExpression' && memberName(parent) === key ? parent : undefined;
}

/** Whether `new CircuitBreaker(work)` is opossum's, which runs `work` where it is fired and never by itself. */
function isBreaker({ callee }: CallLike): boolean {
  return originOf(callee)?.module === 'opossum';
}

function firesOf(breaker: CallLike): Caller[] {
  return callExpressionsOf(sourceOf(breaker))
    .filter(({ callee }) => callee.type === 'MemberExpression' && memberName(callee) === 'fire')
    .filter(({ callee }) => originOf(callee)?.calls.includes(breaker))
    .map((call) => callAt(call));
}
