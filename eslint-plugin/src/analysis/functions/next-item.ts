import type { TSESTree } from '@typescript-eslint/types';
import { isIteration } from './iteration.ts';

/** Tells whether a path has gone on to the next item of a loop, for which another request is made. */
export class NextItem {
  /** The loop that is at another item than that of the request. */
  loop: TSESTree.Node | undefined;
  /** How often each loop has gone round since the outcome. */
  readonly rounds = new Map<TSESTree.Node, number>();
  readonly #call: TSESTree.Node;
  readonly #known: Map<TSESTree.Node, boolean>;

  /** @param known - Which loops make another request when they go round; shared by the paths of one probe. */
  constructor(call: TSESTree.Node, known: Map<TSESTree.Node, boolean>) {
    this.#call = call;
    this.#known = known;
  }

  /** A loop goes round, after the outcome. */
  begin(loop: TSESTree.Node): void {
    this.rounds.set(loop, (this.rounds.get(loop) ?? 0) + 1);
    const iterates = this.#known.get(loop) ?? isIteration(loop, this.#call);
    this.#known.set(loop, iterates);
    if (iterates) this.loop = loop;
  }

  /** A loop has ended. */
  leave(loop: TSESTree.Node): void {
    this.rounds.delete(loop);
    if (this.loop === loop) this.loop = undefined;
  }
}
