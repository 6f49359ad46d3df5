import type { TSESTree } from '@typescript-eslint/types';
import type { Variable } from '../source.ts';
import type { Outcome, Scenario, Value } from './outcome.ts';

/** The call whose failure is played through, and how it ends this time. */
export interface Probe {
  readonly call: TSESTree.Node;
  readonly outcome: Outcome;
  /** What the request may have met; where the code asks, a path goes on with some of it. */
  readonly met: readonly Scenario[];
  /** Whether a path is to say when something else than the number of attempts was left open on it. */
  readonly doubts?: boolean;
  /** Whether a path is to note the tests on it that ask which failure it was. */
  readonly asks?: boolean;
  /** The functions that run with the outcome later on, where the call itself gives nothing back. */
  readonly later?: readonly Later[];
  /** What the root function is given, when it is played from its beginning. */
  readonly entering?: Value;
  /** Which other calls send the request again. */
  readonly repeats?: (node: TSESTree.CallExpression) => boolean;
  /** What variables hold from the outcome on, such as the XMLHttpRequest. */
  readonly holding?: ReadonlyMap<Variable, Value>;
  /** What `this` is in the functions that run later. */
  readonly self?: Value;
}

/** A callback, and what it is given. */
export interface Later {
  /** A function, or a name that stands for one. */
  readonly target: TSESTree.Node;
  readonly args: readonly Value[];
}
