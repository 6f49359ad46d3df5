import type { TSESTree } from '@typescript-eslint/types';
import type { Variable } from '../source.ts';
import type { Scenario, Settlement, Value } from './outcome.ts';

/** What decides on how a path goes on from a branch. */
export interface State {
  readonly at: TSESTree.Node;
  readonly met: readonly Scenario[];
  readonly values: ReadonlyMap<Variable, Value>;
  /** How often each loop has gone round. */
  readonly rounds: ReadonlyMap<TSESTree.Node, number>;
  /** Whatever else matters. */
  readonly others: readonly (TSESTree.Node | boolean | undefined)[];
}

/**
 * The states that paths have come to at their branches. One that comes to the same state on another way goes on as the
 * former one has: without that, the paths through code that nothing decides double with each branch.
 */
export class Seen {
  readonly #states = new Set<string>();
  readonly #numbers = new Map<object, number>();

  /** Notes a state; whether it is new. */
  isNew({ at, met, values, rounds, others }: State): boolean {
    const state = [this.#numberOf(at), met.join()];
    for (const [loop, count] of rounds) state.push(this.#numberOf(loop), count);
    for (const other of others) state.push(typeof other === 'object' ? this.#numberOf(other) : String(other));
    for (const [variable, value] of values)
      if (value.kind !== 'unknown') state.push(this.#numberOf(variable), this.#textOf(value));
    const before = this.#states.size;
    this.#states.add(state.join(' '));
    return this.#states.size > before;
  }

  #numberOf(object: object): string | number {
    const known = this.#numbers.get(object);
    if (known !== undefined) return known;
    this.#numbers.set(object, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  #textOf(value: Value): string {
    switch (value.kind) {
      case 'literal':
        return `${typeof value.value}:${String(value.value)}`;
      case 'response':
        return `response ${value.status}`;
      case 'error':
        return `error ${String(value.status)} ${value.response} ${String(value.final)} ${String(value.coded)}`;
      case 'code':
        return `code ${String(value.by)}`;
      case 'test':
        return `test ${value.holds.join()}`;
      case 'list':
        return `[${value.values.map((one) => this.#textOf(one)).join()}]`;
      case 'record':
        return `{${Object.entries(value.members)
          .map(([name, one]) => `${name}:${this.#textOf(one)}`)
          .join()}}`;
      case 'rejection':
        return `rejection ${this.#textOf(value.value)}`;
      case 'settler':
        return `settler ${value.how} ${this.#ofPromise(value.promise)}`;
      case 'callback':
        return `callback ${this.#ofPromise(value.promise)}`;
      default:
        return value.kind;
    }
  }

  /** A promise that is being made differs from path to path: it tells by what it has been settled with. */
  #ofPromise({ outcome }: Settlement): string {
    return outcome ? `${outcome.how} ${this.#textOf(outcome.value)}` : 'open';
  }
}
