import type { TSESTree } from '@typescript-eslint/types';
import { isLoop } from '../analysis/functions/statements.ts';
import { contains, nodesWithin, sourceOf, textIn } from '../analysis/source.ts';
import { variableOf } from '../analysis/values/bindings.ts';
import { functionOf } from '../analysis/values/definition.ts';
import { type Edit, insertAt } from './edit.ts';

/** The variable of a `for` that counts attempts, and what it begins with. */
export interface Counter {
  readonly name: string;
  readonly first: 0 | 1;
}

/** The counter of a loop that counts up by one from 0 or 1; undefined for every other loop. */
export function counterOf({ init, update }: TSESTree.ForStatement): Counter | undefined {
  const [declared, ...others] = init?.type === 'VariableDeclaration' ? init.declarations : [];
  if (declared?.id.type !== 'Identifier' || others.length > 0 || declared.init?.type !== 'Literal') return undefined;
  const { name } = declared.id;
  const first = declared.init.value;
  if ((first !== 0 && first !== 1) || !update) return undefined;
  const text = sourceOf(update)
    .text.slice(...update.range)
    .replaceAll(/\s/g, '');
  return [`${name}++`, `++${name}`, `${name}+=1`].includes(text) ? { name, first } : undefined;
}

/** What counts the attempts of a retry: the counter of a loop, or a parameter that is given on, and one more. */
export function counterIn(mechanism: TSESTree.Node): Counter | undefined {
  if (mechanism.type === 'ForStatement') return counterOf(mechanism);
  if (isLoop(mechanism)) return countedWithin(mechanism);
  const target = mechanism.type === 'CallExpression' ? functionOf(mechanism.callee) : undefined;
  for (const [position, param] of (target?.params ?? []).entries()) {
    const given = mechanism.type === 'CallExpression' ? mechanism.arguments[position] : undefined;
    const name = param.type === 'AssignmentPattern' && param.left.type === 'Identifier' ? param.left.name : undefined;
    const first = param.type === 'AssignmentPattern' && param.right.type === 'Literal' ? param.right.value : undefined;
    if (name === undefined || !given || (first !== 0 && first !== 1)) continue;
    if (textIn(given).replaceAll(/\s/g, '') === `${name}+1`) return { name, first };
  }
  return undefined;
}

/** `attempt++` in a loop, of a variable that begins with 0 or 1 before it. */
function countedWithin(loop: TSESTree.Node): Counter | undefined {
  const counted = nodesWithin(loop, 'UpdateExpression').flatMap(({ argument, operator }) => {
    const variable = operator === '++' ? variableOf(argument) : undefined;
    const declarator = variable?.defs[0]?.node;
    const init = declarator?.type === 'VariableDeclarator' && !contains(loop, declarator) ? declarator.init : undefined;
    const first = init?.type === 'Literal' ? init.value : undefined;
    return variable && (first === 0 || first === 1) ? [{ name: variable.name, first } as const] : [];
  });
  return counted.length === 1 ? counted[0] : undefined;
}

/** What holds in every round but the last one of a counted loop. */
export function notTheLast(loop: TSESTree.ForStatement): string | undefined {
  const counter = counterOf(loop);
  const { test } = loop;
  if (!counter || test?.type !== 'BinaryExpression' || test.left.type !== 'Identifier') return undefined;
  if (test.left.name !== counter.name || !/^<=?$/.test(test.operator)) return undefined;
  const limit = sourceOf(test).text.slice(...test.right.range);
  if (test.operator === '<=') return `${counter.name} < ${limit}`;
  const isNumber = test.right.type === 'Literal' && typeof test.right.value === 'number';
  return `${counter.name} < ${isNumber ? Number(test.right.type === 'Literal' && test.right.value) - 1 : `${limit} - 1`}`;
}

/** Lets a loop wait only where another attempt follows; nothing where the wait is part of something else. */
export function guardWait(site: TSESTree.Node | undefined, loop: TSESTree.Node, condition: string): Edit[] {
  let at: TSESTree.Node | undefined = site;
  while (at && at.type !== 'ExpressionStatement' && contains(loop, at)) at = at.parent;
  if (at?.type !== 'ExpressionStatement' || !contains(loop, at) || at.parent.type !== 'BlockStatement') return [];
  const waits = at.expression.type === 'AwaitExpression' || at.expression === site;
  return waits ? [insertAt(at.range[0], `if (${condition}) `)] : [];
}
