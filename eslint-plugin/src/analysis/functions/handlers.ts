import type { TSESTree } from '@typescript-eslint/types';
import { contains, type FunctionNode, functionAround, isFunction } from '../source.ts';
import { memberName } from '../values/bindings.ts';

/** The handler of a rejected promise that a node is part of. */
export function handlerAround(at: TSESTree.Node): FunctionNode | undefined {
  const handler = functionAround(at);
  const chained = handler?.parent.type === 'CallExpression' ? handler.parent : undefined;
  const name = chained?.callee.type === 'MemberExpression' ? memberName(chained.callee) : undefined;
  const position = chained?.arguments.findIndex((one) => one === handler);
  return (name === 'catch' && position === 0) || (name === 'then' && position === 1) ? handler : undefined;
}

/** Whether a function is handed to `then` for the answer: what it returns, the promise goes on with. */
export function takesAnswer(target: FunctionNode): boolean {
  const { parent } = target;
  const callee = parent.type === 'CallExpression' && parent.arguments[0] === target ? parent.callee : undefined;
  return callee?.type === 'MemberExpression' && memberName(callee) === 'then';
}

/** The handler of a `try`, or of a chained `catch`, that a failure of the call ends in. */
export function catchAround(node: TSESTree.Node, root: TSESTree.Node): TSESTree.CatchClause | FunctionNode | undefined {
  for (let at = node.parent; at && at !== root.parent; at = at.parent) {
    if (at.type === 'TryStatement' && at.handler && contains(at.block, node)) return at.handler;
    if (at.type !== 'CallExpression' || at.callee.type !== 'MemberExpression' || !contains(at.callee, node)) continue;
    const [handler] = memberName(at.callee) === 'catch' ? at.arguments : [];
    if (handler && isFunction(handler)) return handler;
  }
  return undefined;
}

/** What runs only because the call has failed: the handler, or the branch of an `if`, that a statement ends. */
export function branchAround(at: TSESTree.Node): TSESTree.Node | undefined {
  for (let node: TSESTree.Node | undefined = at; node && !isFunction(node); node = node.parent) {
    const parent: TSESTree.Node | undefined = node.parent;
    if (parent?.type === 'CatchClause') return node;
    if (parent?.type === 'IfStatement' && parent.test !== node) return node;
  }
  return undefined;
}
