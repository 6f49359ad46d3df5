import type { TSESTree } from '@typescript-eslint/types';
import { sourceOf } from './source.ts';

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
  const byFile = new WeakMap<TSESTree.Program, Answers<Answer>>();
  return (node, compute) => {
    const { ast, project } = sourceOf(node);
    const epoch = project?.modules?.epoch() ?? 0;
    let answers = byFile.get(ast);
    if (answers?.epoch !== epoch) byFile.set(ast, (answers = { epoch, byNode: new Map() }));
    const { byNode } = answers;
    const known = byNode.get(node);
    if (known !== undefined || byNode.has(node)) return known as Answer;
    byNode.set(node, pending(node));
    const answer = compute();
    byNode.set(node, answer);
    return answer;
  };
}
