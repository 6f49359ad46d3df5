import type { TSESTree } from '@typescript-eslint/types';
import { contains, type SourceView, unwrap, walk } from '../source.ts';
import { memberName, variableOf } from '../values/bindings.ts';

/** Methods that take the next item out of something. */
const TAKES_NEXT = /^(?:shift|pop|next|splice|read|dequeue|take)$/;

/**
 * Whether going round `loop` makes another request rather than the same one again: what `call` sends depends on the
 * item or index of the round.
 *
 * @param orAssigned - Whether names that the body assigns count too, such as the address of the next page. A retry may
 *   assign some (a new token), so they only tell paging from polling.
 */
export function isIteration(loop: TSESTree.Node, call: TSESTree.Node, source: SourceView, orAssigned = false): boolean {
  const changing = changingNames(loop, source, orAssigned);
  if (changing.size === 0) return false;
  const seen = new Set<TSESTree.Node>();
  const sent = 'arguments' in call ? call.arguments : [call];
  return sent.some((argument) => dependsOn(argument));

  function dependsOn(node: TSESTree.Node): boolean {
    if (seen.has(node)) return false;
    seen.add(node);
    let found = false;
    walk(node, source, (inner) => {
      if (found) return false;
      const variable = inner.type === 'Identifier' ? variableOf(inner, source) : undefined;
      const declaration = variable?.defs[0]?.node;
      found =
        Boolean(variable && changing.has(variable.name)) ||
        (declaration !== undefined && isWithin(declaration) && dependsOn(declaration));
      return !found;
    });
    return found;
  }

  function isWithin(declaration: TSESTree.Node): boolean {
    return declaration.type === 'VariableDeclarator' && contains(loop, declaration);
  }
}

/** The names that a loop gives another value in each round. */
function changingNames(loop: TSESTree.Node, source: SourceView, orAssigned: boolean): Set<string> {
  const names = new Set<string>();
  const collect = (node: TSESTree.Node | null | undefined): void => {
    if (!node) return;
    walk(node, source, (inner) => {
      if (inner.type === 'Identifier') names.add(inner.name);
    });
  };
  if (loop.type === 'ForOfStatement' || loop.type === 'ForInStatement') collect(loop.left);
  if (loop.type === 'ForStatement') collect(loop.update);
  if (loop.type === 'WhileStatement' || loop.type === 'DoWhileStatement' || loop.type === 'ForStatement') {
    walk(loop.body, source, (node) => {
      if (node.type === 'VariableDeclarator' && node.init && takesNext(node.init)) collect(node.id);
      if (orAssigned && node.type === 'AssignmentExpression' && node.left.type === 'Identifier') collect(node.left);
    });
  }
  return names;
}

function takesNext(init: TSESTree.Node): boolean {
  const value = unwrap(init.type === 'AwaitExpression' ? init.argument : init);
  return (
    value.type === 'CallExpression' &&
    value.callee.type === 'MemberExpression' &&
    TAKES_NEXT.test(memberName(value.callee) ?? '')
  );
}
