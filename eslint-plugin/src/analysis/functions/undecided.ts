import type { TSESTree } from '@typescript-eslint/types';
import { nodesWithin, textIn, unwrap } from '../source.ts';
import { isOpen, type Value } from './outcome.ts';
import { isLoop } from './statements.ts';

const reasons = new WeakMap<Value, readonly TSESTree.Node[]>();

/** A value that cannot be told because these parts of it cannot. */
export function undecided(parts: readonly TSESTree.Node[]): Value {
  const value: Value = { kind: 'unknown' };
  reasons.set(value, parts);
  return value;
}

/** The parts for which a value cannot be told; the expression itself where nothing more is known. */
export function undecidedIn(value: Value, expression: TSESTree.Node): readonly TSESTree.Node[] {
  if (!isOpen(value)) return [];
  return reasons.get(value) ?? [expression];
}

/** Names of what counts attempts. */
const COUNTS = /^(?:\w*(?:attempts?|retries|tries|count|left|remaining)|i|n)$/i;

/** Text of what a failure says of itself. */
const OF_THE_FAILURE = /status|code|message|\b(?:e|err|error|res|response|body|data|result)\b/i;

const TIME = /^(?:Date|performance)\.now$/;

/** Whether a test only asks how often, or for how long, something has been tried. */
export function asksHowOften(test: TSESTree.Node): boolean {
  if (isLoop(test)) return true;
  const node = unwrap(test);
  switch (node.type) {
    case 'UnaryExpression':
    case 'UpdateExpression':
      return asksHowOften(node.argument);
    case 'Identifier':
      return COUNTS.test(node.name);
    case 'MemberExpression':
      return node.property.type === 'Identifier' && COUNTS.test(node.property.name);
    case 'BinaryExpression':
      return (
        !OF_THE_FAILURE.test(textIn(node)) &&
        nodesWithin(node, 'CallExpression').every(({ callee }) => TIME.test(textIn(callee)))
      );
    default:
      return false;
  }
}
