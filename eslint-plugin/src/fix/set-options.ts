import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { isFunction, unwrap } from '../analysis/source.ts';
import { keyName } from '../analysis/values/bindings.ts';
import { type Edit, insertAt, isIn, replace } from './edit.ts';

/** Options as text, by name. */
export type Options = Readonly<Record<string, string>>;

/** Sets options of one request: over those that its literal has, beside the others, or as an argument more. */
export function setOptions(call: SalesforceCall, options: Options): readonly Edit[] | undefined {
  const { optionsNode, source } = call;
  if (!optionsNode) return asArgument(call, written(options));
  return isIn(optionsNode, source) ? intoOptions(optionsNode, options, call) : undefined;
}

/**
 * Sets properties of an object literal in the style that it has: on lines of their own where the others are.
 *
 * @param place - Where those go that it does not have.
 */
export function intoLiteral(
  object: TSESTree.ObjectExpression,
  options: Options,
  text: string,
  place: 'behind' | 'in front' = 'in front',
): readonly Edit[] {
  const own = object.properties.flatMap((property) => {
    const value = property.type === 'Property' ? options[keyName(property) ?? ''] : undefined;
    return property.type === 'Property' && value !== undefined ? [{ property, value }] : [];
  });
  const set = new Set(own.map(({ property }) => keyName(property)));
  const others = Object.entries(options).filter(([name]) => !set.has(name));
  const replaced = own.map(({ property: { value, shorthand, key }, value: put }) =>
    replace(value, shorthand ? `${text.slice(...key.range)}: ${put}` : put),
  );
  const [first] = object.properties;
  const last = object.properties.at(-1);
  if (others.length === 0) return replaced;
  if (!first || !last) return [replace(object, `{ ${written(Object.fromEntries(others))} }`)];
  const gap = text.slice(object.range[0] + 1, first.range[0]);
  const between = gap.includes('\n') ? gap : ' ';
  if (place === 'behind') {
    const added = others.map(([name, value]) => `,${between}${entry(name, value)}`).join('');
    return [insertAt(last.range[1], added), ...replaced];
  }
  const added = others.map(([name, value]) => `${entry(name, value)},${between}`).join('');
  return [insertAt(first.range[0], added), ...replaced];
}

function intoOptions(
  holder: TSESTree.Node,
  options: Options,
  { node, source }: SalesforceCall,
): readonly Edit[] | undefined {
  const object = unwrap(holder);
  if (object.type === 'ObjectExpression') return intoLiteral(object, options, source.text);
  // A variable may serve several requests.
  const isOwn = node.arguments.includes(holder as TSESTree.CallExpressionArgument);
  return isOwn ? [replace(holder, `{ ...${source.text.slice(...holder.range)}, ${written(options)} }`)] : undefined;
}

/** An argument more, after those that may be left out. */
function asArgument({ client, node, operation }: SalesforceCall, text: string): readonly Edit[] | undefined {
  const position = operation.slots.indexOf('options');
  const [last] = node.arguments.slice(-1);
  if (position < 0 || !last || node.arguments.some(({ type }) => type === 'SpreadElement')) return undefined;
  // Where options are left out, a callback takes their place.
  const callback = client.callback !== undefined && isFunction(last) ? last : undefined;
  if (callback && node.arguments.length === position + 1) return [insertAt(callback.range[0], `{ ${text} }, `)];
  if (callback || node.arguments.length > position) return undefined;
  const between = Array.from({ length: position - node.arguments.length }, () => ', undefined').join('');
  return [insertAt(last.range[1], `${between}, { ${text} }`)];
}

function written(options: Options): string {
  return Object.entries(options)
    .map(([name, value]) => entry(name, value))
    .join(', ');
}

/** `fetch` where name and value are the same. */
function entry(name: string, value: string): string {
  return name === value ? name : `${name}: ${value}`;
}
