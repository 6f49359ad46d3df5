import type { TSESTree } from '@typescript-eslint/types';
import { clientCallOf } from '../clients/index.ts';
import { originOf } from '../clients/origin.ts';
import { contains, type FunctionNode, isFunction, textIn, unwrap } from '../source.ts';
import { bound, keyName, lastName, memberName } from '../values/bindings.ts';
import { functionOf } from '../values/definition.ts';
import { propertyOf } from '../values/objects.ts';
import { type Amount, NOTHING, numberIn, type Shown, traitsOf } from './amount.ts';
import { amountOf, ASKED_FOR, hold } from './amount-of.ts';
import { Jump, type Round } from './round.ts';
import { runFunction } from './run.ts';

const TIMER = /^(?:(?:globalThis|window|self|timers)\.)?setTimeout$/;

/** What a timer runs when it limits a request rather than waits. */
const LIMITS = /abort|reject|cancel|destroy|throw|timed/i;

/** Names of functions that wait for as long as their argument says. */
const SLEEPS = /^_?(?:sleep|delay|wait|pause|snooze)(?:Ms|For|Millis|Milliseconds)?$/i;

const MILLISECONDS = /^(?:Utilities|Bun)\.sleep$/;

/** Names of what may well wait in a way of its own. */
const PACES = /back_?off|retr(?:y|ies)|throttl|limiter|sleep|delay|pause|wait/i;

/** What reads an answer or writes to a log. */
const PLAIN =
  /(?:^|\.)(?:text|json|arrayBuffer|blob|formData|clone|cancel|log|info|warn|error|debug|trace)$|^(?:console|logger|log)\b/;

/** Names of what gets a session: that takes a moment, and is no pause. */
const SIGNS_IN = /(?:token|log_?in|auth(?:enticate|orize)?|session|credentials)$/i;

/** What a call comes to in a round: a wait, the next attempt, arithmetic, or a function of the project. */
export function ofCall(node: TSESTree.CallExpression, round: Round): Amount {
  const { course } = round;
  if (node === course.via)
    throw new Jump(
      'again',
      node.arguments.map((argument) => amountOf(argument, round)),
    );
  if (node === course.again) {
    round.sent = true;
    return undefined;
  }
  const { callee, operation, kind } = round.reading(node, () => readingOf(node));
  if (kind === 'timer') return ofTimer(node, round);
  if (kind === 'arithmetic') return ofArithmetic(node, operation, round);
  if (kind === 'race') {
    round.sent ||= contains(node, course.again);
    return undefined;
  }
  if (callee.type === 'MemberExpression') amountOf(callee.object, round);
  if (kind === 'chain') return ofChain(node, round);
  if (kind === 'header') return { value: null };
  if (kind !== 'unknown' && kind !== course.around) return ofFunction(kind, node, round);
  return ofUnknown(node, callee, round);
}

/** What a call is by its name and its first argument, or the function of the project that it calls. */
interface Reading {
  readonly callee: TSESTree.Node;
  /** Of arithmetic, the name of the function, without `Math`. */
  readonly operation: string;
  readonly kind: FunctionNode | 'arithmetic' | 'chain' | 'header' | 'race' | 'timer' | 'unknown';
}

const ARITHMETIC = /^(?:Math\..*|Number|parseInt|parseFloat|Number\.parse\w+|String)$/s;

function readingOf(node: TSESTree.CallExpression): Reading {
  const callee = unwrap(node.callee);
  const text = textIn(callee);
  const [first] = node.arguments;
  const as = (kind: Reading['kind']): Reading => ({ callee, operation: text.replace('Math.', ''), kind });
  if (TIMER.test(text)) return as('timer');
  if (ARITHMETIC.test(text)) return as('arithmetic');
  if (/^Promise\.(?:race|any)$/.test(text)) return as('race');
  if (isChained(callee)) return as('chain');
  if (first?.type === 'Literal' && ASKED_FOR.test(String(first.value))) return as('header');
  return as(functionOf(callee) ?? 'unknown');
}

function ofTimer(node: TSESTree.CallExpression, round: Round): Amount {
  const [callback, delay] = node.arguments;
  if (!callback || LIMITS.test(textIn(callback))) return undefined;
  if (isPromiseTimer(node)) {
    round.wait(node, callback, amountOf(callback, round));
    return undefined;
  }
  round.wait(node, delay, delay ? amountOf(delay, round) : { value: 0 });
  if (callback === round.course.via) throw new Jump('again');
  if (isFunction(callback)) runFunction(callback, round);
  return undefined;
}

/** `setTimeout` of `node:timers/promises`. */
function isPromiseTimer({ callee }: TSESTree.CallExpression): boolean {
  return originOf(callee)?.module === 'timers/promises';
}

function isChained(callee: TSESTree.Node): callee is TSESTree.MemberExpression {
  return callee.type === 'MemberExpression' && /^(?:then|catch|finally)$/.test(memberName(callee) ?? '');
}

function ofChain({ arguments: args }: TSESTree.CallExpression, round: Round): Amount {
  for (const argument of args) {
    if (argument === round.course.via) throw new Jump('again');
    const handler = isFunction(argument) ? argument : undefined;
    if (handler) runFunction(handler, round);
  }
  return undefined;
}

function ofArithmetic(from: TSESTree.CallExpression, name: string, round: Round): Amount {
  if (name === 'random') return { value: 1, random: true, from };
  const amounts = from.arguments.map((argument) => amountOf(argument, round));
  if (name === 'min' || name === 'max') return extreme(name, amounts, from);
  const [first, second] = amounts;
  if (!first || amounts.includes(undefined)) return undefined;
  const one = numberIn(first.value) ?? Number.NaN;
  switch (name) {
    case 'pow':
      return {
        ...traitsOf(amounts.filter((amount) => amount !== undefined)),
        value: one ** (numberIn(second?.value) ?? Number.NaN),
        from,
      };
    case 'floor':
    case 'ceil':
    case 'round':
    case 'trunc':
    case 'abs':
      return { ...first, value: Math[name](one) };
    case 'Number':
      return { ...first, value: one };
    default:
      // `parseInt(null)` is NaN, `Number(null)` is 0.
      return name.includes('parse') ? { ...first, value: first.value == null ? Number.NaN : one } : undefined;
  }
}

/** A bound that is only a setting says nothing of the size of what it bounds. */
function extreme(name: 'max' | 'min', amounts: readonly Amount[], from: TSESTree.Node): Amount {
  const shown = amounts.filter((amount) => amount !== undefined);
  if (shown.length < amounts.length) return undefined;
  const numbers = shown.filter(({ value }) => typeof value === 'number' && !Number.isNaN(value));
  const telling = numbers.filter((amount) => !isBareSetting(amount));
  const among = telling.length > 0 ? telling : numbers;
  const values = among.map(({ value }) => value as number);
  const value = name === 'min' ? Math.min(...values) : Math.max(...values);
  const chosen = among.find((amount) => amount.value === value);
  if (!chosen) return undefined;
  const traits = { ...traitsOf(among), assumed: among.length < numbers.length || traitsOf(among).assumed === true };
  // A minimum is part of the formula; of a maximum, the side that counts is.
  return { value, ...traits, from: name === 'min' ? from : chosen.from };
}

function isBareSetting({ assumed, from }: Shown): boolean {
  return assumed === true && (from?.type === 'Identifier' || from?.type === 'MemberExpression');
}

function ofFunction(target: FunctionNode, node: TSESTree.CallExpression, round: Round): Amount {
  return round.within(target, node, () => {
    target.params.forEach((param, position) => {
      bindParameter(param, node.arguments[position], round);
    });
    const amount = runFunction(target, round);
    // What a reader of the header gives when it is not there is not followed further than that.
    return amount ?? (ASKED_FOR.test(textIn(node.callee)) ? NOTHING : undefined);
  });
}

function bindParameter(param: TSESTree.Node, argument: TSESTree.Node | undefined, round: Round): void {
  const pattern = bound(param);
  if (pattern.type !== 'ObjectPattern') {
    const fallback = param.type === 'AssignmentPattern' ? param.right : undefined;
    const value = argument ?? fallback;
    const amount = value && amountOf(value, round);
    // In the function that is called, it is a value like any other.
    if (value) hold(pattern, amount && { ...amount, carried: false }, round);
    return;
  }
  for (const property of pattern.properties) {
    if (property.type !== 'Property' || !argument) continue;
    const found = propertyOf(argument, keyName(property) ?? '');
    const fallback = property.value.type === 'AssignmentPattern' ? property.value.right : undefined;
    const value = found.state === 'present' ? found.value : found.state === 'absent' ? fallback : undefined;
    hold(bound(property.value), value && amountOf(value, round), round);
  }
}

/** A call that cannot be looked into: it may wait, by its name, or in any other way where it is waited for. */
function ofUnknown(node: TSESTree.CallExpression, callee: TSESTree.Node, round: Round): Amount {
  const name = lastName(callee);
  const text = textIn(callee);
  const [first] = node.arguments;
  if (SLEEPS.test(name ?? '') && first) {
    const amount = amountOf(first, round);
    // In which unit is not known of every function with such a name.
    const isMs = isPromiseTimer(node) || MILLISECONDS.test(text);
    round.wait(node, first, amount && (isMs ? amount : { ...amount, assumed: true }));
    return undefined;
  }
  for (const argument of node.arguments) {
    if (argument === round.course.via) throw new Jump('again');
    if (!isFunction(argument)) amountOf(argument, round);
    else if ([round.course.via, round.course.again].some((inner) => inner && contains(argument, inner)))
      runFunction(argument, round);
  }
  if (ASKED_FOR.test(text)) return NOTHING;
  const isWaitedFor = node.parent.type === 'AwaitExpression' || isChained(node.parent);
  const isPlain = PLAIN.test(text) || SIGNS_IN.test(text) || clientCallOf(node) !== undefined;
  const matters = (isWaitedFor && !isPlain) || PACES.test(name ?? '');
  if (matters && !contains(node, round.course.again)) round.unclear ??= node;
  return undefined;
}
