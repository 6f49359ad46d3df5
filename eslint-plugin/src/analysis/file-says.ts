import type { TSESTree } from '@typescript-eslint/types';
import { fileOf, nextQuestion } from './source.ts';

const SAID = nextQuestion();

/**
 * Whether the text of the file that a node is part of matches: asked for each call, and answered once for a file.
 *
 * @param pattern - A constant, since what it says of a file is kept under it; without the flag `g`.
 */
export function fileSays(node: TSESTree.Node, pattern: RegExp): boolean {
  const { kept, source } = fileOf(node);
  const said = (kept[SAID] ??= new Map()) as Map<RegExp, boolean>;
  const known = said.get(pattern);
  if (known !== undefined) return known;
  const found = pattern.test(source.text);
  said.set(pattern, found);
  return found;
}
