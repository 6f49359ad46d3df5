import type { TSESTree } from '@typescript-eslint/types';
import { createMemo } from '../memo.ts';
import { textIn, unwrap } from '../source.ts';
import type { End, Scenario } from './outcome.ts';
import { TRANSIENT_STATUSES } from './scenario.ts';

/** Calls that put work into a queue, or tell one that it has failed. */
const PUTS_BACK =
  /\bsendToQueue$|queue\w*\.(?:add|addBulk|enqueue|publish|push|schedule|send|sendMessages?)$|(?:^|\.)(?:re)?enqueue\w*$|(?:^|\.)requeue\w*$|\bsqs\w*\.sendMessage(?:Batch)?$|\bchannel\.publish$|\bmoveTo(?:Delayed|Failed)$/i;

/** Commands of AWS that do. */
const SENDS_COMMAND = /^\(?\s*new\s+(?:\w+\.)?SendMessage(?:Batch)?Command\(/;

/** A queue that nothing is taken from by itself. */
const DEAD_LETTERS = /dead|dlq|dlx|poison/i;

/** What code says in which one of these calls can be found. */
const SAYS_QUEUE = /queue|sendMessage|\bchannel\.publish|\bmoveTo(?:Delayed|Failed)/i;

/** Whether code may put its work into a queue. */
export function mayRequeue(code: TSESTree.Node): boolean {
  return SAYS_QUEUE.test(textIn(code));
}

/** The calls that put work into a queue, each with what the request had met. */
export class Requeueing {
  readonly #met = new Map<TSESTree.Node, Set<Scenario>>();

  /** Takes notice of what has run on a path. */
  note({ ran, met, fate }: End): void {
    for (const node of ran) {
      if (!putsIntoQueue(node)) continue;
      // What is caught after a success is the failure of something else.
      const own = met.filter((one) => one !== 200 || !fate.isCaught);
      this.#met.set(node, new Set([...(this.#met.get(node) ?? []), ...own]));
    }
  }

  /** Whether a failure that passes puts the work into a queue, as a success does not. */
  afterFailure(): boolean {
    return [...this.#met.values()].some((met) => !met.has(200) && TRANSIENT_STATUSES.some((status) => met.has(status)));
  }
}

const memo = createMemo(() => false);

/** Whether something that has run puts work into a queue. */
export function putsIntoQueue(ran: TSESTree.Node): boolean {
  return ran.type === 'CallExpression' && memo(ran, () => putsBack(ran));
}

function putsBack(call: TSESTree.CallExpression): boolean {
  const [first] = call.arguments;
  const puts = PUTS_BACK.test(textIn(unwrap(call.callee))) || (first && SENDS_COMMAND.test(textIn(first)));
  return puts === true && !DEAD_LETTERS.test(textIn(call));
}
