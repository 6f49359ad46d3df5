import type { TSESTree } from '@typescript-eslint/types';
import type { SourceView } from '../analysis/source.ts';
import type { Edit } from './edit.ts';

/** Takes a property out of its object, with the comma and the line that become empty. */
export function withoutProperty(property: TSESTree.Property, source: SourceView): Edit {
  const object = property.parent;
  const all = object.type === 'ObjectExpression' ? object.properties : [];
  const index = all.findIndex((item) => item === property);
  const next = all[index + 1];
  const previous = all[index - 1];
  // With a comment between two properties, only the property and its comma go.
  const between = (start: number, end: number): boolean => /^[\s,]*$/.test(source.text.slice(start, end));
  if (next && between(property.range[1], next.range[0])) return { range: [property.range[0], next.range[0]], text: '' };
  if (previous && between(previous.range[1], property.range[0]))
    return { range: [previous.range[1], property.range[1]], text: '' };
  const comma = /^\s*,/.exec(source.text.slice(property.range[1]))?.[0].length ?? 0;
  return { range: [property.range[0], property.range[1] + comma], text: '' };
}
