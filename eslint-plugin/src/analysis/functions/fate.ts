import type { TSESTree } from '@typescript-eslint/types';
import type { FunctionNode } from '../source.ts';
import type { Settlement } from './outcome.ts';

/** What becomes of an outcome on one path: who takes it, and what is asked of it there. */
export class Fate {
  /** The clauses and handlers that have caught an exception, each as it is written there; the last one comes last. */
  readonly caught: TSESTree.Node[] = [];
  /** Whether an exception has been caught since the outcome, by whatever code. */
  isCaught = false;
  /** Whether what repeats the request is the same call, written a second time. */
  isOnce = false;
  /** The callbacks that were told of the outcome later on. */
  readonly heard: TSESTree.Node[] = [];
  /** The tests that cannot be decided, since they ask which failure it is. */
  readonly asked: TSESTree.Node[] = [];
  /** The statement that a function was left by when it ran last. */
  readonly left = new Map<FunctionNode | TSESTree.Program, TSESTree.ReturnStatement | undefined>();
  /** The promise that is made around the request. */
  promise: Settlement | undefined;
}
