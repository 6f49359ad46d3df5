import type { TSESTree } from '@typescript-eslint/types';
import { type FunctionNode, unwrap } from '../source.ts';
import { constantOf, memberName, variableOf } from './bindings.ts';
import { functionOf } from './definition.ts';

/** A function of the project that a call runs, and what it is given. */
export interface Invoked {
  readonly target: FunctionNode;
  /** One for each of the parameters, that for `this` among them where it is declared. */
  readonly args: readonly TSESTree.Node[];
}

/** What a call runs: `send(path)`, `send.call(this, path)`, `send.apply(this, [path])`, or `post(path)` of `send.bind(this, 'POST')`. */
export function invokedBy({ callee, arguments: args }: TSESTree.CallExpression): Invoked | undefined {
  const target = functionOf(callee);
  if (target) return invoking(target, callee, [...boundBefore(callee), ...args]);
  const through = invokedThrough(callee);
  const given = through?.by === 'apply' ? listedIn(args[1]) : args.slice(1);
  return through && given && invoking(through.target, callee, given);
}

/** `send` in `send.call(this)` and `send.apply(this)`. */
export function invokedThrough(
  callee: TSESTree.Node,
): { readonly target: FunctionNode; readonly by: 'apply' | 'call' } | undefined {
  const member = unwrap(callee);
  const by = member.type === 'MemberExpression' ? memberName(member) : undefined;
  if (member.type !== 'MemberExpression' || (by !== 'apply' && by !== 'call')) return undefined;
  const target = functionOf(member.object);
  return target && { target, by };
}

/** What `apply` hands on; undefined where it cannot be told. */
function listedIn(list: TSESTree.Node | undefined): readonly TSESTree.Node[] | undefined {
  const node = list && unwrap(list);
  const elements = node?.type === 'ArrayExpression' ? node.elements : undefined;
  const given = elements?.filter((element) => element !== null);
  return given?.length === elements?.length ? given : undefined;
}

/** What `bind` has given already to the function that a name stands for. */
function boundBefore(callee: TSESTree.Node): readonly TSESTree.Node[] {
  const name = variableOf(callee);
  const made = unwrap((name && constantOf(name)) ?? callee);
  if (made.type !== 'CallExpression' || made.callee.type !== 'MemberExpression') return [];
  return memberName(made.callee) === 'bind' ? made.arguments.slice(1) : [];
}

function invoking(target: FunctionNode, callee: TSESTree.Node, args: readonly TSESTree.Node[]): Invoked {
  return { target, args: declaresThis(target) ? [callee, ...args] : args };
}

/** `function send(this: Context, path: string)`. */
export function declaresThis({ params: [first] }: FunctionNode): boolean {
  return first?.type === 'Identifier' && first.name === 'this';
}
