import type { TSESTree } from '@typescript-eslint/types';
import type { CallLike } from '../analysis/clients/origin-path.ts';
import { type SourceView, unwrap } from '../analysis/source.ts';
import { keyName } from '../analysis/values/bindings.ts';
import { type Edit, insertAt, isIn, replace } from './edit.ts';

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
  const own = object.properties.find((property) => property.type === 'Property' && keyName(property) === key);
  if (own?.type === 'Property') return [replace(own, `${key}: ${text}`)];
  const last = object.properties.at(-1);
  if (!last) return [replace(object, `{ ${key}: ${text} }`)];
  // On a line of its own where the others are.
  const before = source.text.slice(object.range[0] + 1, object.properties[0]?.range[0]);
  return [insertAt(last.range[1], `,${before.includes('\n') ? before : ' '}${key}: ${text}`)];
}
