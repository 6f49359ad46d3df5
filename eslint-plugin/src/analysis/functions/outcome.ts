import type { TSESTree } from '@typescript-eslint/types';

/** What is known of a value while a path is followed. */
export type Value =
  | { readonly kind: 'response'; readonly status: number }
  /** An error; `response` when it carries the answer, as axios' does. */
  | { readonly kind: 'error'; readonly status: number | undefined; readonly response: boolean }
  | { readonly kind: 'literal'; readonly value: unknown }
  | { readonly kind: 'list'; readonly values: readonly Value[] }
  | { readonly kind: 'unknown' };

/** How a call, or a function, ends: with a value or with an exception. */
export interface Outcome {
  readonly how: 'return' | 'throw';
  readonly value: Value;
}

/** How one path through a function ends, once the probed call has had its outcome. */
export type End = Outcome | Repetition;

/** The path comes to the probed call again. */
interface Repetition {
  readonly how: 'repeat';
  /** The loop, or the call, that leads back. */
  readonly via: TSESTree.Node;
  /** The branches taken since the outcome; equal routes after different outcomes mean that nobody looked at them. */
  readonly route: string;
}

export const UNKNOWN: Value = { kind: 'unknown' };
export const UNDEFINED: Value = { kind: 'literal', value: undefined };

/** `true`, `false`, or undefined when it cannot be told. */
export function truthOf(value: Value): boolean | undefined {
  if (value.kind === 'unknown') return undefined;
  return value.kind === 'literal' ? Boolean(value.value) : true;
}

/** Whether two values are the same, as far as that is known. */
function equals(left: Value, right: Value): boolean | undefined {
  if (left.kind === 'unknown' || right.kind === 'unknown') return undefined;
  if (left.kind === 'literal' && right.kind === 'literal') return left.value === right.value;
  return left.kind === right.kind ? undefined : false;
}

/** What a member of a response or an error holds. */
export function memberOf(object: Value, name: string | undefined): Value {
  if (object.kind === 'response') {
    if (name === 'status' || name === 'statusCode') return { kind: 'literal', value: object.status };
    if (name === 'ok') return { kind: 'literal', value: object.status >= 200 && object.status < 300 };
  }
  if (object.kind === 'error') {
    if (name === 'response') {
      return object.response && object.status !== undefined ? { kind: 'response', status: object.status } : UNDEFINED;
    }
    if (name === 'status' || name === 'statusCode') return { kind: 'literal', value: object.status };
  }
  return UNKNOWN;
}

/** The result of a comparison; unknown unless both sides are literals, or one side cannot be what the other is. */
export function compare(operator: string, left: Value, right: Value): Value {
  const same = equals(left, right);
  if (/^={2,3}$/.test(operator)) return same === undefined ? UNKNOWN : { kind: 'literal', value: same };
  if (/^!={1,2}$/.test(operator)) return same === undefined ? UNKNOWN : { kind: 'literal', value: !same };
  if (left.kind !== 'literal' || right.kind !== 'literal') return UNKNOWN;
  const [a, b] = [left.value, right.value];
  if (typeof a !== 'number' || typeof b !== 'number') return UNKNOWN;
  const results: Readonly<Record<string, unknown>> = {
    '<': a < b,
    '<=': a <= b,
    '>': a > b,
    '>=': a >= b,
    '+': a + b,
    '-': a - b,
    '*': a * b,
    '/': a / b,
    '%': a % b,
  };
  return operator in results ? { kind: 'literal', value: results[operator] } : UNKNOWN;
}
