import type { TSESTree } from '@typescript-eslint/types';
import { classAround, isClass } from '../values/classes.ts';
import { definitionOf } from '../values/definition.ts';
import { extended, type Next, type Origin } from './origin-path.ts';
import { isOperationName } from './tables.ts';

/** What commands of the Salesforce CLI have by the class that they extend, and what lies between a connection and its operations. */
const INHERITED = /^(?:flags|hubOrg|org|parse|analytics|apex|bulk2?|chatter|metadata|oauth2|soap|sobject|tooling)$/;

/** So many classes of the project may be between one and that of the library. */
const MOST_CLASSES = 5;

/**
 * `this.org` in `class Show extends SfdxCommand`, `this.query` in `class Org extends Connection`: a member of the library's
 * class, which the project does not declare.
 */
export function ofInherited({ object }: TSESTree.MemberExpression, name: string, next: Next): Origin | undefined {
  if (object.type !== 'ThisExpression' || !(INHERITED.test(name) || isOperationName(name))) return undefined;
  let at: TSESTree.Node | undefined = classAround(object);
  for (let depth = 0; depth < MOST_CLASSES && isClass(at) && at.superClass; depth++) {
    const named: TSESTree.Node = at.superClass;
    at = definitionOf(named);
    const origin = isClass(at) ? undefined : next(named);
    if (origin?.module !== undefined) return extended(extended(origin, 'new'), name);
  }
  return undefined;
}
