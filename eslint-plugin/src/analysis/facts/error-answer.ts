import type { TSESTree } from '@typescript-eslint/types';
import { fileSays } from '../file-says.ts';
import { answerFlowOf } from '../functions/answer-flow.ts';
import { callersOf } from '../functions/callers.ts';
import { type FunctionNode, textIn } from '../source.ts';
import { type Around, givesNothing, type Left } from './failure-ends.ts';

/** Where a function that returns an error has failed: resolvers of GraphQL. */
const TAKES_ERRORS = /\bgraphql\b|\bresolvers?\b/i;

/** What is read of an error, and not of an answer of Salesforce. */
const READ_OF_ERRORS = /^(?:cause|code|errorCode|message|name|response|stack|status|statusCode)$/;

/** `catch (error) { return error; }`: whoever gets the error takes it for the answer, unless errors are looked for. */
export function isErrorAnswer({ value }: Left, around: Around): boolean {
  const { root, success = [] } = around;
  if (value.kind !== 'error' || success.length === 0 || givesNothing(around)) return false;
  if (success.some((end) => end.value.kind === 'error')) return false;
  return !isErrorExpected(root);
}

/** Whether a function says that it gives errors, or somebody looks for one in what it gives. */
function isErrorExpected(root: FunctionNode): boolean {
  if (root.returnType && /Error\b/.test(textIn(root.returnType))) return true;
  // Who runs a function that is handed over, as in `Promise.all(records.map(async (record) => …))`, is not followed.
  if (root.parent.type === 'CallExpression' || fileSays(root, TAKES_ERRORS)) return true;
  return callersOf(root).some((caller) => caller.kind === 'call' && looksForErrors(caller.call));
}

function looksForErrors(call: TSESTree.Node): boolean {
  if (call.type !== 'CallExpression') return true;
  const { leaves, reads, values } = answerFlowOf(call);
  return leaves || [...reads].some((name) => READ_OF_ERRORS.test(name)) || values.some(isAskedForError);
}

/** `answer instanceof Error`, `isError(answer)`. */
function isAskedForError({ parent }: TSESTree.Node): boolean {
  if (parent?.type === 'BinaryExpression') return parent.operator === 'instanceof';
  return parent?.type === 'CallExpression' && textIn(parent.callee).endsWith('Error');
}
