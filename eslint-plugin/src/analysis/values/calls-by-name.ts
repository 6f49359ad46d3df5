import type { TSESTree } from '@typescript-eslint/types';
import { createMemo } from '../memo.ts';
import { callExpressionsOf, type SourceView } from '../source.ts';
import { lastName } from './bindings.ts';

type Calls = readonly TSESTree.CallExpression[];

const memo = createMemo<ReadonlyMap<string, Calls>>(() => new Map());

const NONE: Calls = [];

/** The calls of a file whose callee is `name`, or ends with it, in source order. */
export function callsNamed(name: string, source: SourceView): Calls {
  return memo(source.ast, () => byName(source)).get(name) ?? NONE;
}

function byName(source: SourceView): ReadonlyMap<string, Calls> {
  const found = new Map<string, TSESTree.CallExpression[]>();
  for (const call of callExpressionsOf(source)) {
    const name = lastName(call.callee);
    const same = name === undefined ? undefined : found.get(name);
    if (same) same.push(call);
    else if (name !== undefined) found.set(name, [call]);
  }
  return found;
}
