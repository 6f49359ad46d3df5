import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { throwsOnStatus } from '../analysis/functions/scenario.ts';
import { isFunction } from '../analysis/source.ts';
import { bound, chainedOn, keyName, memberName } from '../analysis/values/bindings.ts';
import { type Edit, insertAt } from './edit.ts';

/** An expression for the status of an answer, and what must be changed for it to be there. */
export interface AnsweredStatus {
  readonly status: string;
  readonly edits: readonly Edit[];
}

/** Reads the status from the variable that holds the answer of a call, where the client hands out any answer. */
export function statusOfAnswer(call: SalesforceCall): AnsweredStatus | undefined {
  if (throwsOnStatus(call)) return undefined;
  const name = call.client.answer?.status ?? 'status';
  const holder = holderOf(call.node);
  if (holder?.type === 'Identifier') return { status: `${holder.name}.${name}`, edits: [] };
  if (holder?.type !== 'ObjectPattern' || name.endsWith(')')) return undefined;
  const taken = holder.properties.find((item) => item.type === 'Property' && keyName(item) === name);
  const local = taken?.type === 'Property' ? bound(taken.value) : undefined;
  if (local?.type === 'Identifier') return { status: local.name, edits: [] };
  const [first] = holder.properties;
  return first && !taken ? { status: name, edits: [insertAt(first.range[0], `${name}, `)] } : undefined;
}

/** What an answer is given to: a variable, or the parameter of `.then((response) => …)`. */
function holderOf(node: TSESTree.CallExpression): TSESTree.Node | undefined {
  const awaited = node.parent.type === 'AwaitExpression' ? node.parent : node;
  const { parent } = awaited;
  if (parent.type === 'VariableDeclarator') return parent.id;
  if (parent.type === 'AssignmentExpression' && parent.right === awaited) return parent.left;
  const next = chainedOn(node);
  const chain = next?.callee.type === 'MemberExpression' && memberName(next.callee) === 'then' ? next : undefined;
  const [handler] = chain?.arguments ?? [];
  return handler && isFunction(handler) ? handler.params[0] : undefined;
}
