import type { TSESTree } from '@typescript-eslint/types';
import { createMemo } from '../memo.ts';
import type { Request } from './scenario.ts';

/**
 * Remembers an answer for each request: the one within a wrapper is asked about by everything that calls the wrapper,
 * with the options that it is given there.
 */
export function createRequestMemo<Answer>(): (request: Request, compute: () => Answer) => Answer {
  const memo = createMemo<Map<TSESTree.Node | undefined, Answer>>(() => new Map());
  return ({ node, optionsNode }, compute) => {
    const byOptions = memo(node, () => new Map<TSESTree.Node | undefined, Answer>());
    const known = byOptions.get(optionsNode);
    if (known !== undefined || byOptions.has(optionsNode)) return known as Answer;
    const answer = compute();
    byOptions.set(optionsNode, answer);
    return answer;
  };
}
