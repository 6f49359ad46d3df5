import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { type Edit, isIn } from './edit.ts';
import { errorAt } from './error-at.ts';

/** `callback(null)` becomes `callback(error)`: with what was caught, or an error with the status of the answer. */
export function tellCallback(call: SalesforceCall, at: TSESTree.CallExpression): readonly Edit[] | undefined {
  const told = isIn(at, call.source) ? errorAt(at, call) : undefined;
  return told && [...told.edits, { range: [at.callee.range[1], at.range[1]], text: `(${told.error})` }];
}
