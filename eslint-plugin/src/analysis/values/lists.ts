import type { TSESTree } from '@typescript-eslint/types';
import { unwrap } from '../source.ts';
import { bound, memberName, valuesOf, variableOf } from './bindings.ts';

/** Methods that answer a list. */
const GIVES_LIST = /^(?:map|filter|flatMap|flat|slice|concat|toSorted|toReversed|sort|reverse|values|entries|from)$/;

/** Whether an expression is known to hold a list: by how it is made, or by its type. */
export function isList(expression: TSESTree.Node, depth = 3): boolean {
  const value = unwrap(expression);
  if (value.type === 'ArrayExpression') return true;
  if (value.type === 'CallExpression')
    return value.callee.type === 'MemberExpression' && GIVES_LIST.test(memberName(value.callee) ?? '');
  const variable = variableOf(value);
  const [definition] = variable?.defs ?? [];
  if (!variable || !definition || depth === 0) return false;
  if (hasListType(definition.name)) return true;
  const values = valuesOf(variable);
  return values.length > 0 && values.every((one) => isList(one, depth - 1));
}

/** `records: Account[]`, `records: ReadonlyArray<Account>`. */
function hasListType(name: TSESTree.Node): boolean {
  const declared = bound(name);
  const type = declared.type === 'Identifier' ? declared.typeAnnotation?.typeAnnotation : undefined;
  return type !== undefined && isListType(type);
}

function isListType(type: TSESTree.TypeNode): boolean {
  if (type.type === 'TSArrayType' || type.type === 'TSTupleType') return true;
  // `readonly Account[]`
  if (type.type === 'TSTypeOperator') return type.typeAnnotation !== undefined && isListType(type.typeAnnotation);
  return (
    type.type === 'TSTypeReference' &&
    type.typeName.type === 'Identifier' &&
    /^(?:Readonly)?Array$/.test(type.typeName.name)
  );
}
