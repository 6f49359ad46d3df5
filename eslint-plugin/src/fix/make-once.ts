import type { TSESTree } from '@typescript-eslint/types';
import type { SalesforceCall } from '../analysis/call.ts';
import { nodesWithin } from '../analysis/source.ts';
import { variableOf } from '../analysis/values/bindings.ts';
import { type Edit, insertAt, isIn, newlineIn } from './edit.ts';

/** Moves `const x = …` from a function to the module; undefined where it needs what only the function knows. */
export function makeOnce({ source }: SalesforceCall, made: TSESTree.Node): readonly Edit[] | undefined {
  const declarator = made.parent;
  const declaration = declarator?.parent;
  if (!isIn(made, source) || declarator?.type !== 'VariableDeclarator' || declaration?.type !== 'VariableDeclaration')
    return undefined;
  if (declaration.kind !== 'const' || declaration.declarations.length > 1) return undefined;
  const isOfModule = nodesWithin(made, 'Identifier').every((name) => {
    const variable = variableOf(name);
    return !variable || /^(?:global|module)$/.test(variable.scope.type);
  });
  if (!isOfModule) return undefined;
  const [start, end] = declaration.range;
  // The line goes with it.
  const rest = /^[ \t]*\r?\n[ \t]*/.exec(source.text.slice(end))?.[0].length ?? 0;
  const newline = newlineIn(source.text);
  const text = `${source.text.slice(start, end)}${newline}${newline}`;
  return [insertAt(beforeStatement(declaration, source.text), text), { range: [start, end + rest], text: '' }];
}

/** Where the statement of the module begins that a node is part of, with the comment above it. */
function beforeStatement(node: TSESTree.Node, text: string): number {
  let statement = node;
  while (statement.parent && statement.parent.type !== 'Program') statement = statement.parent;
  const [start] = statement.range;
  const comment = /(?:^|\n)((?:[ \t]*(?:\/\/|\/?\*).*\n)+)$/.exec(text.slice(0, start))?.[1];
  return start - (comment?.length ?? 0);
}
