import type { TSESTree } from '@typescript-eslint/types';
import type { CallLike } from '../analysis/clients/origin-path.ts';
import { type SourceView, unwrap } from '../analysis/source.ts';
import { type Edit, insertAt, isIn, replace } from './edit.ts';
import { intoLiteral } from './set-options.ts';

/** An option as it is to be written. */
interface Option {
  readonly key: string;
  readonly text: string;
}

/** Sets an option among the arguments of a call; undefined where its options are written elsewhere. */
export function setOption(
  call: CallLike,
  position: number,
  option: Option,
  source: SourceView,
): readonly Edit[] | undefined {
  if (!isIn(call, source) || call.arguments.some(({ type }) => type === 'SpreadElement')) return undefined;
  const given = call.arguments[position];
  const text = `{ ${option.key}: ${option.text} }`;
  if (given) return inObject(given, option, source);
  if (call.arguments.length !== position) return undefined;
  const last = call.arguments.at(-1);
  return [last ? insertAt(last.range[1], `, ${text}`) : insertAt(call.range[1] - 1, text)];
}

/** Sets an option in an object literal, in its style; an object that has a name is spread into a new one. */
export function inObject(given: TSESTree.Node, { key, text }: Option, source: SourceView): readonly Edit[] | undefined {
  const object = unwrap(given);
  if (object.type !== 'ObjectExpression') {
    const named = object.type === 'Identifier' || object.type === 'MemberExpression';
    return named ? [replace(given, `{ ...${source.text.slice(...given.range)}, ${key}: ${text} }`)] : undefined;
  }
  return intoLiteral(object, { [key]: text }, source.text, 'behind');
}
