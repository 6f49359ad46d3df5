import type { TSESTree } from '@typescript-eslint/types';
import { type FunctionNode, sourceOf } from '../analysis/source.ts';
import { type Edit, insertAt } from './edit.ts';

/** A parameter more, at the end; undefined where that has no place. */
export function withParameter(target: FunctionNode, text: string): Edit[] | undefined {
  const last = target.params.at(-1);
  const whole = sourceOf(target).text;
  if (last?.type === 'RestElement' || last?.type === 'TSParameterProperty') return undefined;
  if (!last) {
    const parentheses = /\(\s*\)/.exec(whole.slice(target.range[0], target.body.range[0]));
    return parentheses ? [insertAt(target.range[0] + parentheses.index + 1, text)] : undefined;
  }
  // `url => …` has no parentheses.
  const isBare = target.type === 'ArrowFunctionExpression' && !/^\s*[,)]/.test(whole.slice(last.range[1]));
  if (isBare) return [insertAt(last.range[0], '('), insertAt(last.range[1], `, ${text})`)];
  return [insertAt(last.range[1], `, ${text}`)];
}

/** The argument for a parameter that a function is given at the end, in a call of it. */
export function withArgument(
  { arguments: args, range }: TSESTree.CallExpression,
  { params }: FunctionNode,
  text: string,
): Edit {
  const missing = Array.from({ length: params.length - args.length }, () => 'undefined');
  const last = args.at(-1);
  const given = [...missing, text].join(', ');
  return last ? insertAt(last.range[1], `, ${given}`) : insertAt(range[1] - 1, given);
}
