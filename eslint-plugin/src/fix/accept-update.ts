import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { memberName, variableOf } from '../analysis/values/bindings.ts';
import { type Edit, replace } from './edit.ts';

/** An upsert that found its record is answered with 200, or with 204 before version 46.0 of the API. */
const SUCCESSES = '[200, 201, 204]';

/** Lets a look at the answer of a create, `response.status === 201`, accept that of an upsert. */
export function acceptUpdate({ node }: SalesforceCall): readonly Edit[] {
  const awaited = node.parent.type === 'AwaitExpression' ? node.parent : node;
  const holder = awaited.parent.type === 'VariableDeclarator' ? variableOf(awaited.parent.id) : undefined;
  return (holder?.references ?? []).flatMap(({ identifier }) => {
    const read = identifier.parent;
    const comparison = read.type === 'MemberExpression' && read.object === identifier ? read.parent : undefined;
    if (read.type !== 'MemberExpression' || comparison?.type !== 'BinaryExpression') return [];
    if (!/^status(?:Code)?$/.test(memberName(read) ?? '') || !isCreated(comparison)) return [];
    const isNot = comparison.operator.startsWith('!');
    return [replace(comparison, `${isNot ? '!' : ''}${SUCCESSES}.includes(${identifier.name}.${memberName(read)})`)];
  });
}

function isCreated({ left, operator, right }: TSESTree.BinaryExpression): boolean {
  const is201 = [left, right].some((side) => side.type === 'Literal' && side.value === 201);
  return is201 && /^[!=]==?$/.test(operator);
}
