import type { TSESTree } from '@typescript-eslint/types';
import { contains, type SourceView } from '../analysis/source.ts';
import { variableOf } from '../analysis/values/bindings.ts';
import type { Edit } from './edit.ts';

/** Whether a property can leave its object without another call missing it. */
export function isOwnProperty(property: TSESTree.Property, call: TSESTree.Node): boolean {
  if (contains(call, property)) return true;
  let holder: TSESTree.Node = property.parent;
  while (holder.type !== 'VariableDeclarator') {
    if (!holder.parent) return false;
    holder = holder.parent;
  }
  const reads = variableOf(holder.id)?.references.filter((reference) => reference.isRead());
  return reads?.length === 1;
}

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
