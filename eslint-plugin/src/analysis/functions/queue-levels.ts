import type { TSESTree } from '@typescript-eslint/types';
import { nodesWithin } from '../source.ts';
import { acknowledging, mayAcknowledge } from './acknowledging.ts';
import { type Caller, rootOf } from './callers.ts';
import { above, callersAbove, type Level, levelOf } from './levels.ts';

/** A function on the way up from a request that works for a queue, and the functions between, the innermost first. */
export interface QueueLevel {
  readonly levels: readonly Level[];
  /** The queue that runs it, where it is one that is known. */
  readonly queue: Queue | undefined;
}

/** A queue that runs a function. */
export type Queue = Extract<Caller, { kind: 'queue' }>;

/** So many functions are looked at for one request. */
const MOST = 40;

/** The functions around a request, as far up as the project shows, that a queue runs or that acknowledge a message. */
export function queueLevels(node: TSESTree.Node): readonly QueueLevel[] {
  const found: QueueLevel[] = [];
  const seen = new Set<TSESTree.Node>();
  climb([levelOf(node)]);
  return found;

  function climb(levels: readonly Level[]): void {
    const level = levels.at(-1);
    if (!level || seen.size > MOST || seen.has(level.call)) return;
    seen.add(level.call);
    const callers = callersAbove(level);
    const queue = callers.find((caller) => caller.kind === 'queue');
    // What it calls further up is somebody else's: the message is dealt with here.
    if (queue || acknowledges(level)) found.push({ levels, queue });
    else for (const caller of callers) if (caller.kind === 'call') climb([...levels, above(level, caller)]);
  }
}

function acknowledges({ root }: Level): boolean {
  return (
    mayAcknowledge(root) &&
    nodesWithin(root, 'CallExpression').some(
      (node) => (root.type !== 'Program' || rootOf(node) === root) && acknowledging(node) !== undefined,
    )
  );
}
