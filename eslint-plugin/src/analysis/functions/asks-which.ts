import type { TSESTree } from '@typescript-eslint/types';
import { createMemo } from '../memo.ts';
import { nodesWithin, textIn, unwrap, type Variable } from '../source.ts';
import { memberName, valuesOf, variableOf } from '../values/bindings.ts';
import type { Path } from './path.ts';

/** Names of what every failure of a client is: `error instanceof AxiosError`, `isHttpError(error)`. */
const GENERAL = /^(?:is)?(?:Api|API|Axios|Fetch|Http|HTTP|Request|Response)?(?:Error|Exception)$/;

/** Text that failures have which pass by themselves, and lost connections. */
const PASSES =
  /\b(?:429|50[0-4])\b|ECONN|timed? ?out|network|fetch failed|UNAVAILABLE|LIMIT_EXCEEDED|retr(?:y|iable)|transient|temporar|UNABLE_TO_LOCK/i;

/**
 * Whether a test that cannot be decided asks which failure it is: `error.message.includes('INVALID_TYPE')`, `isMissing(error)`,
 * also through a variable. Whether there is one, or something in it, is another question.
 */
export function asksWhich(test: TSESTree.Node, path: Path): boolean {
  const parts = memo(test, () => partsOf(test, new Set()).filter(isSpecific));
  return parts.some((part) => isAboutFailure(part, path, new Set()));
}

/** The parts of a test that tell some failures from others, which are the same on every path. */
const memo = createMemo<readonly TSESTree.Node[]>(() => []);

/** What a test is put together of. */
function partsOf(test: TSESTree.Node, seen: Set<Variable>): readonly TSESTree.Node[] {
  const node = unwrap(test);
  if (node.type === 'UnaryExpression' && node.operator === '!') return partsOf(node.argument, seen);
  if (node.type === 'LogicalExpression') return [...partsOf(node.left, seen), ...partsOf(node.right, seen)];
  return node.type === 'Identifier' ? valuesIn(node, seen).flatMap((value) => partsOf(value, seen)) : [node];
}

/** What a name may stand for; nothing where that has been looked at before. */
function valuesIn(name: TSESTree.Node, seen: Set<Variable>): readonly TSESTree.Node[] {
  const variable = variableOf(name);
  if (!variable || seen.has(variable)) return [];
  seen.add(variable);
  return valuesOf(variable);
}

/** Whether some failures are meant and others are not; not those that pass by themselves, which is what a path has met. */
function isSpecific(part: TSESTree.Node): boolean {
  if (part.type !== 'CallExpression' && part.type !== 'BinaryExpression') return false;
  if (PASSES.test(textIn(part))) return false;
  if (part.type === 'CallExpression') return !GENERAL.test(nameOf(part.callee));
  if (part.operator === 'instanceof') return !GENERAL.test(nameOf(part.right));
  return /^[!=]==?$/.test(part.operator) && ![part.left, part.right].some(isKindOrNothing);
}

function nameOf(node: TSESTree.Node): string {
  if (node.type === 'MemberExpression') return memberName(node) ?? '';
  return node.type === 'Identifier' ? node.name : '';
}

/** `typeof error`, `null`, `undefined`. */
function isKindOrNothing(side: TSESTree.Node): boolean {
  if (side.type === 'UnaryExpression') return side.operator === 'typeof';
  return /^(?:null|undefined)$/.test(textIn(side));
}

/** Whether an expression reads a failure, or what was made of it. */
function isAboutFailure(expression: TSESTree.Node, path: Path, seen: Set<Variable>): boolean {
  return nodesWithin(expression, 'Identifier').some((name) => {
    const variable = variableOf(name);
    const held = variable && path.valueOf(variable);
    if (held && /^(?:code|error|response|status)$/.test(held.kind)) return true;
    return valuesIn(name, seen).some((value) => isAboutFailure(value, path, seen));
  });
}
