import type { TSESTree } from '@typescript-eslint/types';
import { contains, type FunctionNode, functionAround, nodesWithin, textIn } from '../source.ts';
import { bound } from '../values/bindings.ts';
import { functionOf } from '../values/definition.ts';
import { isLoop } from './statements.ts';
import type { WayBack } from './ways-back.ts';

/** Names of what counts or remembers attempts. */
const COUNTS =
  /retr(?:y|i(?!ev))|attempt|again|replay|repeat|refreshed|refreshing|count|limit|max|once|already|first|tries|tried|flag/i;

/**
 * Whether nothing that the code shows ends a way back: a recursion that hands on what it was given, a loop without a
 * condition, an interceptor that sends what failed, and no condition about anything but the answer.
 */
export function isEndless({ kind, via }: WayBack): boolean {
  const around = rangeOf(kind, via);
  const handed = via.type === 'CallExpression' ? via.arguments : [];
  if (!around || handed.some((argument) => COUNTS.test(textIn(argument)))) return false;
  const tests = testsIn(around, via).map((test) => textIn(test));
  if (
    tests.some((test) => COUNTS.test(test)) ||
    changedIn(around).some((name) => tests.some((test) => test.includes(name)))
  )
    return false;
  return !nodesWithin(around, 'CallExpression').some(({ callee }) => mayCount(functionOf(callee), around));
}

/** The code that decides whether the way is taken. */
function rangeOf(kind: WayBack['kind'], via: TSESTree.Node): TSESTree.Node | undefined {
  switch (kind) {
    case 'loop':
      return isLoop(via) && !isLimited(via) ? via : undefined;
    case 'interceptor':
      return functionAround(via);
    case 'recursion': {
      const target = via.type === 'CallExpression' ? functionOf(via.callee) : undefined;
      return target && via.type === 'CallExpression' && handsOn(via, target) ? target : undefined;
    }
    default:
      return undefined;
  }
}

function isLimited(loop: TSESTree.Node): boolean {
  const test = 'test' in loop ? loop.test : undefined;
  if (loop.type === 'ForOfStatement' || loop.type === 'ForInStatement') return true;
  return Boolean(test) && !/^(?:true|1)$/.test(textIn(test as TSESTree.Node));
}

/** Whether a function calls itself with just what it was given. */
function handsOn(via: TSESTree.CallExpression, target: FunctionNode): boolean {
  if (!contains(target, via)) return false;
  return via.arguments.every((argument, position) => {
    const param = target.params[position];
    const name = param && bound(param);
    return name?.type === 'Identifier' && textIn(argument) === name.name;
  });
}

/** The conditions that decide whether a piece of code comes to `via`: those around it, and those that leave before. */
function testsIn(around: TSESTree.Node, via: TSESTree.Node): TSESTree.Node[] {
  const decides = ({ consequent, alternate }: TSESTree.IfStatement): boolean =>
    via === around || contains(consequent, via) || Boolean(alternate && contains(alternate, via)) || leaves(consequent);
  return [
    ...nodesWithin(around, 'IfStatement')
      .filter(decides)
      .map(({ test }) => test),
    ...nodesWithin(around, 'ConditionalExpression').flatMap((one) => (contains(one, via) ? [one.test] : [])),
    ...nodesWithin(around, 'LogicalExpression').filter((one) => contains(one, via)),
  ];
}

function leaves(branch: TSESTree.Node): boolean {
  return nodesWithin(branch, 'ReturnStatement').length > 0 || nodesWithin(branch, 'ThrowStatement').length > 0;
}

/** What a piece of code assigns and counts. */
function changedIn(around: TSESTree.Node): string[] {
  const assigned = nodesWithin(around, 'AssignmentExpression').map(({ left }) => textIn(left));
  const counted = nodesWithin(around, 'UpdateExpression').map(({ argument }) => textIn(argument));
  return [...assigned, ...counted];
}

/** Whether a function that is called, such as the one that gets a new token, counts by itself. */
function mayCount(target: FunctionNode | undefined, around: TSESTree.Node): boolean {
  if (!target || target === around) return false;
  return (
    nodesWithin(target, 'UpdateExpression').length > 0 ||
    testsIn(target, target).some((test) => COUNTS.test(textIn(test)))
  );
}
