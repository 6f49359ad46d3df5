import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { type FunctionNode, isFunction } from '../analysis/source.ts';
import { memberName } from '../analysis/values/bindings.ts';
import { type Edit, isIn } from './edit.ts';
import { sayAt } from './say-at.ts';

/**
 * Lets a failure that is swallowed at a statement, or in a handler, reach the caller: the exception that was caught, or
 * a new one with the status of the answer.
 */
export function rethrow(call: SalesforceCall, at: TSESTree.Node): readonly Edit[] | undefined {
  if (!isIn(at, call.source)) return undefined;
  return withoutHandler(at) ?? sayAt(at, call, (error) => `throw ${error};`);
}

/** A handler of a promise that only gives a value goes. */
function withoutHandler(handler: TSESTree.Node): Edit[] | undefined {
  const { parent } = handler;
  if (!isFunction(handler) || parent?.type !== 'CallExpression' || !onlyGives(handler)) return undefined;
  const { callee, arguments: args } = parent;
  if (callee.type !== 'MemberExpression') return undefined;
  const [first, second] = args;
  if (first && second === handler) return [{ range: [first.range[1], handler.range[1]], text: '' }];
  return memberName(callee) === 'catch' ? [{ range: [callee.object.range[1], parent.range[1]], text: '' }] : undefined;
}

function onlyGives({ body }: FunctionNode): boolean {
  const isEmpty = body.type === 'BlockStatement' && body.body.length === 0;
  return isEmpty || /^(?:Literal|Identifier|ArrayExpression|ObjectExpression)$/.test(body.type);
}
