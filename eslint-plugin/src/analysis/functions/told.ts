import type { TSESTree } from '@typescript-eslint/types';
import { functionAround } from '../source.ts';
import { isExecutor, type Root } from './callers.ts';
import type { Outcome, Settlement, Value } from './outcome.ts';

/** Names of a parameter that is called with `(error, answer)`. */
const CALLBACK_NAME = /^(?:cb|callback|done)$|Callback$/;

/** Who is told how a function ends, beside its caller: its callback, or whoever waits for the promise made around it. */
export class Told {
  readonly #settlers: readonly TSESTree.Node[];
  readonly #heard: Settlement = { outcome: undefined };
  readonly #settled: Settlement = { outcome: undefined };

  /** @param settlers - `resolve` and `reject` of the promise around the function. */
  constructor(settlers: readonly TSESTree.Node[]) {
    this.#settlers = settlers;
  }

  /** What has been told first. */
  get outcome(): Outcome | undefined {
    if (this.#heard.outcome) return { ...this.#heard.outcome, told: true };
    const { outcome } = this.#settled;
    const settles = outcome && this.#settlers[outcome.how === 'return' ? 0 : 1];
    return settles && { ...outcome, settles };
  }

  /** The names that tell in `root`, with what they stand for. */
  namesIn(root: Root): readonly (readonly [TSESTree.Node, Value])[] {
    const last = root.type === 'Program' ? undefined : root.params.at(-1);
    const callback = last?.type === 'Identifier' && CALLBACK_NAME.test(last.name) ? last : undefined;
    const settlers = this.#settlers.map((name, index) => {
      const how = index === 0 ? 'return' : 'throw';
      return [name, { kind: 'settler', promise: this.#settled, how }] as const;
    });
    return callback ? [...settlers, [callback, { kind: 'callback', promise: this.#heard }]] : settlers;
  }
}

/** `resolve` and `reject` of the function around `root` that a promise is made with; nothing where there is none. */
export function settlersAround(root: Root): readonly TSESTree.Node[] {
  if (root.type === 'Program') return [];
  let at = functionAround(root);
  while (at && !isExecutor(at)) at = functionAround(at);
  return at?.params.slice(0, 2) ?? [];
}
