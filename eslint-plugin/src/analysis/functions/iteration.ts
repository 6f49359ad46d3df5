import type { TSESTree } from '@typescript-eslint/types';
import { contains, isFunction, nodesWithin, textIn, unwrap, type Variable } from '../source.ts';
import { bound, constantOf, memberName, variableOf } from '../values/bindings.ts';
import { functionOf } from '../values/definition.ts';

/** Methods that take the next item out of something. */
const TAKES_NEXT = /^(?:shift|pop|next|splice|read|dequeue|take)$/;

/**
 * Whether going round `loop` makes another request rather than the same one again: what `call` sends depends on the
 * item or index of the round.
 *
 * @param orAssigned - Whether names that the body assigns count too, such as the address of the next page. A retry may
 *   assign some (a new token), so they only tell paging from polling.
 */
export function isIteration(loop: TSESTree.Node, call: TSESTree.Node, orAssigned = false): boolean {
  const sent = sentBy(call);
  if (sent.some(takesNext)) return true;
  const recursive = loop.type === 'CallExpression';
  // A counter of attempts is passed on like an index: it is one where something is taken from a list by it.
  const changing = recursive ? countedNames(loop) : changingNames(loop, orAssigned);
  const around = (recursive ? functionOf(loop.callee) : undefined) ?? loop;
  if (changing.size === 0) return false;
  const overItems = isOverItems(loop);
  const seen = new Set<TSESTree.Node>();
  return sent.some((argument) => dependsOn(argument));

  function dependsOn(node: TSESTree.Node): boolean {
    if (seen.has(node)) return false;
    seen.add(node);
    return nodesWithin(node, 'Identifier').some((name) => {
      const variable = variableOf(name);
      if (!variable) return false;
      if (changing.has(variable.name) && (!recursive || isIndex(name))) return true;
      const origin = originIn(around, variable);
      if (origin !== undefined && dependsOn(origin)) return true;
      return overItems && putInto(variable, around).some(dependsOn);
    });
  }
}

/** Methods that put something into a list, a map, a form. */
const PUTS = /^(?:add|append|push|set|unshift)$/;

/** What a round puts into something that is declared before it, or sets it to: `list.push(item)`, `query.q = queryFor(item)`. */
function putInto({ references }: Variable, around: TSESTree.Node): readonly TSESTree.Node[] {
  return references.flatMap(({ identifier, init, writeExpr }) => {
    if (!contains(around, identifier)) return [];
    if (writeExpr) return init === true ? [] : [writeExpr];
    let at: TSESTree.Node = identifier;
    while (at.parent.type === 'MemberExpression' && at.parent.object === at) at = at.parent;
    const { parent: use } = at;
    if (use.type === 'AssignmentExpression' && use.left === at) return [use.right];
    const puts = at.type === 'MemberExpression' && PUTS.test(memberName(at) ?? '');
    return puts && use.type === 'CallExpression' && use.callee === at ? use.arguments : [];
  });
}

/** What a call sends, or sends it with: its arguments, the object whose method it is, and which one where that is computed. */
function sentBy(call: TSESTree.Node): readonly TSESTree.Node[] {
  if (call.type !== 'CallExpression') return 'arguments' in call ? call.arguments : [call];
  const { arguments: sent, callee } = call;
  if (callee.type !== 'MemberExpression') return sent;
  return [...sent, callee.object, ...(callee.computed ? [callee.property] : [])];
}

/** `for (const item of items)`, `for (let i = 0; i < items.length; i++)`: attempts are not counted like that. */
function isOverItems(loop: TSESTree.Node): boolean {
  if (loop.type === 'ForOfStatement' || loop.type === 'ForInStatement') return true;
  const test = loop.type === 'ForStatement' && loop.test ? unwrap(loop.test) : undefined;
  if (test?.type !== 'BinaryExpression') return false;
  const name = variableOf(test.right);
  const end = unwrap((name && constantOf(name)) ?? test.right);
  return end.type === 'MemberExpression' && memberName(end) === 'length';
}

/** What a name stands for that is declared in a loop: its value, the list that it is an item of. */
function originIn(around: TSESTree.Node, { defs: [definition] }: Variable): TSESTree.Node | undefined {
  const node = definition?.node;
  if (!node || node === around || !contains(around, node)) return undefined;
  if (node.type === 'VariableDeclarator') {
    const { parent } = node.parent;
    return parent.type === 'ForOfStatement' || parent.type === 'ForInStatement' ? parent.right : node;
  }
  const given = isFunction(node) && node.parent.type === 'CallExpression' ? node.parent.callee : undefined;
  return given?.type === 'MemberExpression' ? given.object : undefined;
}

/** The parameters that a recursive call counts up or down: `next(all, index + 1)`. */
function countedNames({ callee, arguments: args }: TSESTree.CallExpression): Set<string> {
  const params = functionOf(callee)?.params ?? [];
  const counted = params.flatMap((param, position) => {
    const [name, given] = [bound(param), args[position]];
    const counts =
      given?.type === 'BinaryExpression' && given.left.type === 'Identifier' && /^[-+]$/.test(given.operator);
    return name.type === 'Identifier' && counts && textIn(given.left) === name.name ? [name.name] : [];
  });
  return new Set(counted);
}

/** `index` in `all[index]`. */
function isIndex(name: TSESTree.Node): boolean {
  const { parent } = name;
  return parent?.type === 'MemberExpression' && parent.computed && parent.property === name;
}

/** The names that a loop gives another value in each round. */
function changingNames(loop: TSESTree.Node, orAssigned: boolean): Set<string> {
  const names = new Set<string>();
  const collect = (node: TSESTree.Node | null | undefined): void => {
    if (node) for (const { name } of nodesWithin(node, 'Identifier')) names.add(name);
  };
  if (loop.type === 'ForOfStatement' || loop.type === 'ForInStatement') collect(loop.left);
  if (loop.type === 'ForStatement') collect(loop.update);
  if (loop.type === 'WhileStatement' || loop.type === 'DoWhileStatement' || loop.type === 'ForStatement') {
    for (const { id, init } of nodesWithin(loop, 'VariableDeclarator')) if (init && takesNext(init)) collect(id);
    for (const { left, right } of nodesWithin(loop, 'AssignmentExpression')) {
      if (takesNext(right) || (orAssigned && left.type === 'Identifier')) collect(left);
    }
  }
  return names;
}

/** `queue.shift()`, also waited for. */
function takesNext(init: TSESTree.Node): boolean {
  const value = unwrap(init.type === 'AwaitExpression' ? init.argument : init);
  return (
    value.type === 'CallExpression' &&
    value.callee.type === 'MemberExpression' &&
    TAKES_NEXT.test(memberName(value.callee) ?? '')
  );
}
