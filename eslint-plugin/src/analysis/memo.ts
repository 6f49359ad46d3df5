import type { TSESTree } from '@typescript-eslint/types';
import { fileOf, nextQuestion } from './source.ts';

/** Answers about nodes, kept until a file of the project changes. */
export type Memo<Answer> = (node: TSESTree.Node, compute: () => Answer) => Answer;

interface Answers<Answer> {
  readonly epoch: number;
  readonly byNode: Map<TSESTree.Node, Answer>;
}

/**
 * Remembers an answer for each node.
 *
 * @param pending - What is answered while the answer itself is being found out, so that circles end.
 */
export function createMemo<Answer>(pending: (node: TSESTree.Node) => Answer): Memo<Answer> {
  const question = nextQuestion();
  return (node, compute) => {
    const { kept, source } = fileOf(node);
    const epoch = source.project?.modules?.epoch() ?? 0;
    let answers = kept[question] as Answers<Answer> | undefined;
    if (answers?.epoch !== epoch) kept[question] = answers = { epoch, byNode: new Map() };
    const { byNode } = answers;
    const known = byNode.get(node);
    if (known !== undefined || byNode.has(node)) return known as Answer;
    byNode.set(node, pending(node));
    const answer = compute();
    byNode.set(node, answer);
    return answer;
  };
}
