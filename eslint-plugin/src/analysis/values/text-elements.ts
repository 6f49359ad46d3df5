import type { TSESTree } from '@typescript-eslint/types';
import { variableOf } from './bindings.ts';
import { definitionOf } from './definition.ts';
import { type Evaluation, evaluateText, type StaticText } from './text.ts';

/** The text of an item of a list that is written out, `LOGINS[i]`: what all of them say, but for the host. */
export function ofElement(list: TSESTree.Node, evaluation: Evaluation): StaticText | undefined {
  const array = definitionOf(list);
  if (array.type !== 'ArrayExpression') return undefined;
  const [first, ...others] = array.elements.map((element) =>
    element ? evaluateText(element, evaluation) : { text: '', holes: [] },
  );
  const alike = first && others.every(({ text }) => withoutHost(text) === withoutHost(first.text));
  return alike ? first : undefined;
}

/** The text of what a loop takes out of such a list: `for (const login of LOGINS)`. */
export function ofItem(name: TSESTree.Identifier, evaluation: Evaluation): StaticText | undefined {
  const [definition] = variableOf(name)?.defs ?? [];
  const loop = definition?.node.type === 'VariableDeclarator' ? definition.node.parent.parent : undefined;
  const isItem = loop?.type === 'ForOfStatement' && definition?.node.parent === loop.left;
  return isItem ? ofElement(loop.right, evaluation) : undefined;
}

function withoutHost(url: string): string {
  return url.replace(/^https?:\/\/[^/]+/, '');
}
