import type { TSESTree } from '@typescript-eslint/types';
import { isFunction } from '../source.ts';
import { assign } from './assign.ts';
import { holdsInCode, matchesCode } from './codes.ts';
import { evaluate } from './evaluate.ts';
import { isExpired, isOpen, namesOnlyExpiredSession, truthOf, UNKNOWN, type Value } from './outcome.ts';
import type { Path } from './path.ts';

/** `/^ERROR_HTTP_5/.test(error.errorCode)`, `error.errorCode.startsWith('ERROR_HTTP_5')` */
export function askedOfCode(
  object: Value,
  name: string | undefined,
  first: Value | undefined,
  { met }: Path,
): Value | undefined {
  if ([object, first].some((one) => one?.kind === 'code' && one.by === 'library')) return undefined;
  const [code, other] = object.kind === 'code' ? [object, first] : [first, object];
  const asked = other?.kind === 'literal' ? other.value : undefined;
  if (asked instanceof RegExp && (name === 'test' || name === 'match')) {
    if (code?.kind === 'code') return met.of((one) => matchesCode(one, asked));
    return code?.kind === 'literal' ? { kind: 'literal', value: String(code.value).search(asked) >= 0 } : undefined;
  }
  const isPart = (name === 'includes' || name === 'startsWith') && object.kind === 'code' && typeof asked === 'string';
  return isPart ? met.of((one) => holdsInCode(one, asked, name)) : undefined;
}

/** `STATUSES.includes(status)` */
export function ofIncludes(list: readonly Value[], item: Value = UNKNOWN, { met }: Path): Value {
  if (isOpen(item) && namesOnlyExpiredSession(list)) return met.test(isExpired);
  return met.withStatus([item, ...list], ([one = UNKNOWN, ...others]) => isIn(one, others));
}

/** `CODES.some((code) => message.includes(code))`. */
export function ofSome(list: readonly Value[], test: TSESTree.Node | undefined, path: Path): Value {
  const [param] = isFunction(test) ? test.params : [];
  if (!isFunction(test) || !param || test.body.type === 'BlockStatement') return UNKNOWN;
  const { body } = test;
  const results = list.map((value) => {
    assign(param, value, path);
    return evaluate(body, path);
  });
  const certain = results.find((one) => truthOf(one) === true);
  if (certain) return { kind: 'literal', value: true };
  if (results.some(({ kind }) => kind === 'unknown')) return UNKNOWN;
  return path.met.test((met) => results.some((one) => one.kind === 'test' && one.holds.includes(met)));
}

function isIn(value: Value, list: readonly Value[]): Value {
  if (value.kind !== 'literal') return UNKNOWN;
  const literals = list.flatMap((item) => (item.kind === 'literal' ? [item.value] : []));
  if (literals.includes(value.value)) return { kind: 'literal', value: true };
  return literals.length === list.length ? { kind: 'literal', value: false } : UNKNOWN;
}
