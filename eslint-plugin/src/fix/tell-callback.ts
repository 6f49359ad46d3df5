import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { branchAround, handlerAround } from '../analysis/facts/failure-handling.ts';
import { functionAround, unwrap } from '../analysis/source.ts';
import { type Edit, insertAt, isIn } from './edit.ts';
import { bindError, caughtName, clauseAround, errorWithStatus } from './rethrow.ts';
import { statusOfAnswer } from './status-of-answer.ts';

/** An expression for what has gone wrong, and what must be changed for it to be there. */
interface Told {
  readonly error: string;
  readonly edits: readonly Edit[];
}

/** `callback(null)` becomes `callback(error)`: with what was caught, or an error with the status of the answer. */
export function tellCallback(call: SalesforceCall, at: TSESTree.CallExpression): readonly Edit[] | undefined {
  const told = isIn(at, call.source) ? errorAt(at, call) : undefined;
  return told && [...told.edits, { range: [at.callee.range[1], at.range[1]], text: `(${told.error})` }];
}

function errorAt(at: TSESTree.Node, call: SalesforceCall): Told | undefined {
  const clause = clauseAround(at);
  if (clause) return { error: caughtName(clause), edits: bindError(clause) };
  const handler = handlerAround(at);
  if (handler) return ofRejection(handler, call);
  const asked = nameOfTested(at);
  if (asked !== undefined) return { error: asked, edits: [] };
  const answer = statusOfAnswer(call);
  return answer && { error: errorWithStatus(answer.status), edits: answer.edits };
}

/** `.catch(() => callback(null))`. */
function ofRejection(
  { params, body, range }: NonNullable<ReturnType<typeof handlerAround>>,
  { source }: SalesforceCall,
): Told | undefined {
  const [param] = params;
  if (param) return param.type === 'Identifier' ? { error: param.name, edits: [] } : undefined;
  const open = source.text.indexOf('(', range[0]);
  return open >= 0 && open < body.range[0] ? { error: 'error', edits: [insertAt(open + 1, 'error')] } : undefined;
}

/** `error` in `(error, response) => { if (error) callback(null); }`. */
function nameOfTested(at: TSESTree.Node): string | undefined {
  const parent = branchAround(at)?.parent;
  const test = parent?.type === 'IfStatement' ? unwrap(parent.test) : undefined;
  const [first] = functionAround(at)?.params ?? [];
  const isFirst = test?.type === 'Identifier' && first?.type === 'Identifier' && test.name === first.name;
  return isFirst ? first.name : undefined;
}
