import type { TSESTree } from '@typescript-eslint/types';
import { keyName, variableOf } from '../values/bindings.ts';
import { elementOf, type Value } from './outcome.ts';
import type { Path } from './path.ts';

/** Gives the names in a pattern their values on a path. */
export function assign(pattern: TSESTree.Node, value: Value, path: Path): void {
  switch (pattern.type) {
    case 'Identifier': {
      const variable = variableOf(pattern);
      if (variable) path.set(variable, value);
      return;
    }
    case 'AssignmentPattern':
      assign(pattern.left, value, path);
      return;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'Property') assign(property.value, path.met.member(value, keyName(property)), path);
      }
      return;
    case 'ArrayPattern':
      pattern.elements.forEach((element, index) => {
        if (element) assign(element, elementOf(value, index), path);
      });
      return;
    default:
  }
}
