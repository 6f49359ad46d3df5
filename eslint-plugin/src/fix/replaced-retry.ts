import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { contains, isFunction } from '../analysis/source.ts';
import { functionOf } from '../analysis/values/definition.ts';
import { isIn } from './edit.ts';

/** What a resilient client takes the place of: nothing where only the client in use repeats. */
interface ReplacedRetry {
  readonly around: TSESTree.Node | undefined;
}

/**
 * The retry that goes when a call is sent through a resilient client: that of a package, or of a function of the project
 * that repeats what it is given.
 *
 * @returns undefined where the retry would stay around the client: then each multiplies the other.
 */
export function replacedRetry({ facts: { retry }, node, source }: SalesforceCall): ReplacedRetry | undefined {
  if (retry.state !== 'present' || retry.value.kind === 'client') return { around: undefined };
  const { kind, mechanism } = retry.value;
  const around = kind === 'package' ? mechanism : kind === 'helper' ? helperAround(node, mechanism) : undefined;
  return around && isIn(around, source) ? { around } : undefined;
}

/** `withRetry(() => fetch(url))`, where the mechanism is in the function that is called. */
export function helperAround(node: TSESTree.Node, mechanism: TSESTree.Node): TSESTree.Node | undefined {
  for (let at = node; at.parent; at = at.parent) {
    const call = at.parent;
    if (!isFunction(at) || call.type !== 'CallExpression' || call.arguments[0] !== at) continue;
    const helper = functionOf(call.callee);
    if (helper && contains(helper, mechanism)) return call;
  }
  return undefined;
}
