import type { TSESTree } from '@typescript-eslint/types';
import { memberName } from '../values/bindings.ts';
import { propertyOf } from '../values/objects.ts';
import { evaluate } from './evaluate.ts';
import { resume, runHandler } from './evaluate-calls.ts';
import { type Outcome, UNKNOWN, type Value } from './outcome.ts';
import type { Path } from './path.ts';
import { settled } from './jump.ts';

/** Operators of RxJS that subscribe again when the source fails. */
const RESUBSCRIBES = /^(?:retry|retryWhen|retryBackoff|retryWithBackoff)$/;

/** Operators that go on with what their function gives back. */
const MAPS = /^(?:map|mergeMap|flatMap|switchMap|concatMap|exhaustMap)$/;

/** `request$.pipe(…)`: an operator may subscribe again, which sends the request again, or go on with something else. */
export function ofPipe(
  node: TSESTree.CallExpression,
  callee: TSESTree.MemberExpression,
  path: Path,
): Value | undefined {
  if (memberName(callee) !== 'pipe') return undefined;
  let outcome = settled(() => evaluate(callee.object, path));
  if (!path.reached) return UNKNOWN;
  for (const operator of node.arguments) outcome = through(operator, outcome, node, path);
  return resume(outcome, path);
}

/** What an operator makes of an outcome. */
function through(
  operator: TSESTree.CallExpressionArgument,
  before: Outcome,
  node: TSESTree.CallExpression,
  path: Path,
): Outcome {
  if (operator.type !== 'CallExpression' || operator.callee.type !== 'Identifier') return before;
  const { name } = operator.callee;
  const [handler] = operator.arguments;
  if (before.how === 'throw' && RESUBSCRIBES.test(name)) path.repeating(node);
  const runs = before.how === 'throw' ? name === 'catchError' : MAPS.test(name);
  if (!handler || !runs) return before;
  if (before.how === 'throw') path.fate.caught.push(handler);
  return settled(() => runHandler(handler, [before.value], node, path));
}

/** `request$.subscribe({ next, error })` or `subscribe(next, error)`: what fails without a handler reaches nobody. */
export function ofSubscription(
  node: TSESTree.CallExpression,
  callee: TSESTree.MemberExpression,
  path: Path,
): Value | undefined {
  if (memberName(callee) !== 'subscribe') return undefined;
  const { how, value } = settled(() => evaluate(callee.object, path));
  const [first] = node.arguments;
  if (!path.reached || !first) return UNKNOWN;
  const observer = propertyOf(first, how === 'throw' ? 'error' : 'next');
  const handler = observer.state === 'present' ? observer.value : node.arguments[how === 'throw' ? 1 : 0];
  if (!handler || handler.type === 'ObjectExpression') return UNKNOWN;
  if (how === 'throw') path.fate.caught.push(handler);
  settled(() => runHandler(handler, [value], node, path));
  return UNKNOWN;
}
