import type { TSESTree } from '@typescript-eslint/types';
import type { Fate } from './fate.ts';

/** What a request may meet: the status of an answer, or no answer. */
export type Scenario = number | 'network';

/** The status of an answer: a certain one, or whichever the path has met. */
type Status = number | 'met';

/** What is known of a value while a path is followed. */
export type Value =
  | { readonly kind: 'response'; readonly status: Status }
  /** An error; `response` when it carries the answer, as axios' does, `final` when it tells whoever retries to stop. */
  | {
      readonly kind: 'error';
      readonly status: Status | undefined;
      readonly response: boolean;
      readonly final?: boolean;
      /** Whether it has a code of Salesforce, as jsforce's have. */
      readonly coded?: boolean;
    }
  | { readonly kind: 'literal'; readonly value: unknown }
  /** Whichever status the path has met, as a number. */
  | { readonly kind: 'status' }
  /** The code of Salesforce for that; `library`: a name that a library gives, which tells of lost connections, too. */
  | { readonly kind: 'code'; readonly by?: 'library' }
  /** A boolean that is true for some of what the path may have met. */
  | { readonly kind: 'test'; readonly holds: readonly Scenario[] }
  | { readonly kind: 'list'; readonly values: readonly Value[] }
  /** An object whose members are partly known: what else it has may be anything. */
  | { readonly kind: 'record'; readonly members: Readonly<Record<string, Value>> }
  /** A promise that is rejected with a value, and that nobody has waited for yet. */
  | { readonly kind: 'rejection'; readonly value: Value }
  /** `resolve` or `reject` of a promise that is being made. */
  | { readonly kind: 'settler'; readonly promise: Settlement; readonly how: Outcome['how'] }
  /** The callback that a function is given, by whose first argument it tells of a failure. */
  | { readonly kind: 'callback'; readonly promise: Settlement }
  | { readonly kind: 'unknown' };

/** How a call, or a function, ends: with a value or with an exception. */
export interface Outcome {
  readonly how: 'return' | 'throw';
  readonly value: Value;
  /** Whether it is told to a callback, the last argument of the call, rather than returned or thrown. */
  readonly told?: boolean;
  /** `resolve` or `reject` of the function around, which a promise is made with, where that is told. */
  readonly settles?: TSESTree.Node;
}

/** What a promise that is being made settles with, the first time. */
export interface Settlement {
  outcome: Outcome | undefined;
  /** The call that has settled it. */
  at?: TSESTree.CallExpression | undefined;
}

/** What whoever waits for a value gets: a promise may turn out to be rejected. */
export function awaited({ how, value }: Outcome): Outcome {
  return value.kind === 'rejection' ? { how: 'throw', value: value.value } : { how, value };
}

/** What a callback `(error, answer) => …` is given. */
export function errorFirst({ how, value }: Outcome): Value[] {
  return how === 'throw' ? [value, UNDEFINED] : [{ kind: 'literal', value: null }, value];
}

/** How one path through a function ends, once the probed call has had its outcome, and what it may have met. */
export type End = (Finish | Repetition) & {
  readonly met: readonly Scenario[];
  /** What has been called and assigned since the outcome, in this function and those it has run. */
  readonly ran: readonly Ran[];
  /** The tests of what was met that decide nothing but whether a log is written. */
  readonly passed: readonly Passed[];
  readonly fate: Fate;
  /** Whether something else than the number of attempts was left open on the way. */
  readonly doubtful?: boolean;
};

/** An `if` neither branch of which matters to the path. */
export interface Passed {
  readonly statement: TSESTree.IfStatement;
  /** What its test holds of. */
  readonly holds: readonly Scenario[];
}

/** Something on a path that may matter to others. */
export type Ran = TSESTree.AssignmentExpression | TSESTree.CallExpression | TSESTree.UpdateExpression;

/** The path leaves the function. */
export interface Finish extends Outcome {
  /** The statement that it ends with, where that is one of the function itself. */
  readonly at?: TSESTree.ReturnStatement | undefined;
}

/** The path comes to the probed call again. */
export interface Repetition {
  readonly how: 'repeat';
  /** The loop, or the call, that leads back. */
  readonly via: TSESTree.Node;
  /** The branches taken since the outcome; equal routes after different outcomes mean that nobody looked at them. */
  readonly route: string;
  /** Whether an exception has been caught on the way. */
  readonly caught: boolean;
  /** Whether what leads back is the same call written a second time: when that fails, too, the code behind it goes on. */
  readonly once: boolean;
}

export const UNKNOWN: Value = { kind: 'unknown' };
export const UNDEFINED: Value = { kind: 'literal', value: undefined };

/** How Salesforce says that a session has ended, in answers with status 401. */
const SESSION_EXPIRED =
  /INVALID_SESSION_ID|INVALID_AUTH_HEADER|INVALID_LOGIN|InvalidSessionId|Bad_OAuth_Token|(?:session|token)\W*_?(?:(?:has|is)\W+)?(?:expired|invalid)|(?:expired|invalid)\W*_?(?:[a-z/\\]+\W+)?(?:session|token)|unauthorized|(?<!\d)401(?!\d)/i;

/** Whether an answer may name an expired session. */
export function isExpired(met: Scenario): boolean {
  return met === 401;
}

/** The status that a value is, or an answer has. */
export function statusIn(value: Value): Status | undefined {
  if (value.kind === 'response') return value.status;
  if (value.kind === 'status') return 'met';
  return value.kind === 'literal' && typeof value.value === 'number' ? value.value : undefined;
}

/** Whether a literal is a name of an expired session; of a pattern, each alternative. */
export function namesExpiredSession(literal: unknown): boolean {
  return (
    /^(?:string|object)$/.test(typeof literal) &&
    String(literal)
      .split('|')
      .every((one) => SESSION_EXPIRED.test(one))
  );
}

/** Whether something of a failure is asked for in a list of names, all of which are those of an expired session. */
export function namesOnlyExpiredSession(list: readonly Value[]): boolean {
  return list.length > 0 && list.every((one) => one.kind === 'literal' && namesExpiredSession(one.value));
}

/** `true`, `false`, or undefined when it cannot be told, or not for everything that may have been met. */
export function truthOf(value: Value): boolean | undefined {
  if (isOpen(value) || value.kind === 'test') return undefined;
  return value.kind === 'literal' ? Boolean(value.value) : true;
}

/** Whether nothing is known of a value, or only that it is a name which a library may have given to a failure. */
export function isOpen(value: Value): boolean {
  return value.kind === 'unknown' || (value.kind === 'code' && value.by === 'library');
}

/** Whether two values are the same, as far as that is known. */
function equals(left: Value, right: Value): boolean | undefined {
  if (isOpen(left) || isOpen(right)) return undefined;
  if (left.kind === 'literal' && right.kind === 'literal') return left.value === right.value;
  return left.kind === right.kind ? undefined : false;
}

/** A status as a value of its own. */
function statusValue(status: Status | undefined): Value {
  return status === 'met' ? { kind: 'status' } : { kind: 'literal', value: status };
}

/** Whether a status tells of success. */
export function isOk(status: Scenario): boolean {
  return status !== 'network' && status >= 200 && status < 300;
}

/** Whether a value says something of how the request ended. */
export function isTelling(value: Value): boolean {
  if (value.kind === 'list') return value.values.some(isTelling);
  if (value.kind === 'literal') return typeof value.value === 'number' && value.value >= 100 && value.value < 600;
  return !isOpen(value);
}

/** Whether a value is the answer, or an error in its place. */
export function isAnswer({ kind }: Value): boolean {
  return kind === 'response' || kind === 'error';
}

/** Any number of values that are not known: what is spread into a list. */
export const MANY: Value = { kind: 'unknown' };

/** What a list holds at a place; an empty one may have been filled since. */
export function elementOf(list: Value, index: number): Value {
  if (list.kind !== 'list' || list.values.length === 0 || list.values.slice(0, index + 1).includes(MANY))
    return UNKNOWN;
  return list.values[index] ?? UNDEFINED;
}

/** How libraries name a failure: by a code, or by the kind of error. */
const GIVEN_NAME = /^(?:code|errno|name)$/;

/** What a member of a response or an error holds; `ok` depends on the status. */
export function memberOf(object: Value, name: string | undefined): Value {
  // `error.response?.status` without a response.
  if (object.kind === 'literal' && object.value == null) return UNDEFINED;
  if (object.kind === 'response') {
    if (name === 'status' || name === 'statusCode') return statusValue(object.status);
    if (name === 'readyState') return { kind: 'literal', value: 4 };
    // `event.target` in a handler of an XMLHttpRequest.
    if (/^(?:currentTarget|srcElement|target)$/.test(name ?? '')) return object;
    // What is thrown in place of an error, where it is asked what kind of error it is.
    if (name === 'code') return { kind: 'code', by: 'library' };
  }
  if (object.kind === 'list') return /^\d+$/.test(name ?? '') ? elementOf(object, Number(name)) : UNKNOWN;
  if (object.kind === 'record') {
    return name !== undefined && Object.hasOwn(object.members, name) ? (object.members[name] ?? UNKNOWN) : UNKNOWN;
  }
  if (object.kind === 'error') {
    if (name === 'response') {
      return object.response && object.status !== undefined ? { kind: 'response', status: object.status } : UNDEFINED;
    }
    if (name === 'status' || name === 'statusCode') return statusValue(object.status);
    if (name === 'errorCode' && object.coded === true) return object.status === 'met' ? { kind: 'code' } : UNDEFINED;
    if (GIVEN_NAME.test(name ?? '')) return { kind: 'code', by: 'library' };
  }
  return UNKNOWN;
}

/** The result of a comparison; unknown unless both sides are literals, or one side cannot be what the other is. */
export function compare(operator: string, left: Value, right: Value): Value {
  switch (operator) {
    case '==':
    case '===':
    case '!=':
    case '!==': {
      const same = equals(left, right);
      return same === undefined ? UNKNOWN : { kind: 'literal', value: same === operator.startsWith('=') };
    }
    default: {
      const a = left.kind === 'literal' ? left.value : undefined;
      const b = right.kind === 'literal' ? right.value : undefined;
      const value = typeof a === 'number' && typeof b === 'number' ? computed(operator, a, b) : undefined;
      return value === undefined ? UNKNOWN : { kind: 'literal', value };
    }
  }
}

function computed(operator: string, a: number, b: number): boolean | number | undefined {
  switch (operator) {
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    case '>=':
      return a >= b;
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return a / b;
    case '%':
      return a % b;
    default:
      return undefined;
  }
}
