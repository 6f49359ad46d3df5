import type { TSESTree } from '@typescript-eslint/types';
import type { FunctionNode, Variable } from '../source.ts';
import type { Amount } from './amount.ts';

/** A wait between two attempts: where it is, for how long, and whether the request has been sent in this round. */
export interface Wait {
  readonly at: TSESTree.CallExpression;
  /** The call in what is repeated that leads there; often the same. */
  readonly site: TSESTree.CallExpression;
  /** The expression that says how long; undefined where nothing is said. */
  readonly delay: TSESTree.Node | undefined;
  readonly amount: Amount;
  readonly after: boolean;
}

/** What leads from the end of one attempt to the next one. */
export interface Course {
  /** The loop, or the function that is run again. */
  readonly around: TSESTree.Node;
  /** The call, or the name that is handed to a timer, that runs it again; undefined for a loop. */
  readonly via: TSESTree.Node | undefined;
  /** The request, or the call that leads to it. */
  readonly again: TSESTree.Node;
  /** Whether `via` sends the request a second time, and nothing leads back from there. */
  readonly once?: boolean;
}

/** Leaves the code that is followed: its function is run once more, with these values, or there is too much of it. */
export class Jump {
  readonly to: 'again' | 'lost';
  readonly args: readonly Amount[];
  constructor(to: Jump['to'], args: readonly Amount[] = []) {
    this.to = to;
    this.args = args;
  }
}

/** So many expressions are evaluated for one retry. */
const MOST_STEPS = 20_000;

/** Functions are followed so deep. */
const DEEPEST = 4;

/** What is known while the rounds of a retry are counted: every failure is taken to last. */
export class Round {
  readonly course: Course;
  /** Whether this round, or what led to it, has given something another value: if not, the next one goes as it did. */
  hasChanged = true;
  /** What variables, and members by their text, hold. */
  readonly #held = new Map<Variable | string, Amount>();
  /** The waits of this round. */
  waits: Wait[] = [];
  /** Whether the request has been sent in this round. */
  sent = false;
  /** What is waited for and cannot be looked into. */
  unclear: TSESTree.Node | undefined;
  readonly #read = new Map<TSESTree.Node, unknown>();
  #left = MOST_STEPS;
  readonly #asked = new Set<Variable>();
  readonly #running: { target: FunctionNode; site: TSESTree.CallExpression }[] = [];

  constructor(course: Course) {
    this.course = course;
  }

  /** Counts a step. */
  step(): void {
    this.#left -= 1;
    if (this.#left < 0) throw new Jump('lost');
  }

  /** What a node says by its text, which is the same in each round. */
  reading<Reading>(node: TSESTree.Node, read: () => Reading): Reading {
    let reading = this.#read.get(node) as Reading | undefined;
    if (reading === undefined) this.#read.set(node, (reading = read()));
    return reading;
  }

  /** Begins the next round. */
  next(): void {
    this.waits = [];
    this.sent = false;
    this.hasChanged = false;
  }

  /** Whether a variable, or a member by its text, has been given a value. */
  isHeld(name: Variable | string): boolean {
    return this.#held.has(name);
  }

  /** What a variable, or a member by its text, holds. */
  heldBy(name: Variable | string): Amount {
    return this.#held.get(name);
  }

  /** Gives a variable, or a member by its text, a value. */
  hold(name: Variable | string, amount: Amount): void {
    this.hasChanged ||= !this.#held.has(name) || !isSame(this.#held.get(name), amount);
    this.#held.set(name, amount);
  }

  /** Notes a wait. */
  wait(at: TSESTree.CallExpression, delay: TSESTree.Node | undefined, amount: Amount): void {
    this.waits.push({ at, site: this.#running[0]?.site ?? at, delay, amount, after: this.sent });
  }

  /** What callers give for a parameter; undefined where that leads back to it, as between functions that call each other. */
  given(parameter: Variable, ask: () => Amount): Amount {
    if (this.#asked.has(parameter)) return undefined;
    this.#asked.add(parameter);
    try {
      return ask();
    } finally {
      this.#asked.delete(parameter);
    }
  }

  /** Runs a function of the project for the call at `site`, unless that leads too far. */
  within(target: FunctionNode, site: TSESTree.CallExpression, run: () => Amount): Amount {
    if (this.#running.length >= DEEPEST || this.#running.some((one) => one.target === target)) return undefined;
    this.#running.push({ target, site });
    try {
      return run();
    } finally {
      this.#running.pop();
    }
  }
}

function isSame(one: Amount, other: Amount): boolean {
  if (one === undefined || other === undefined) return one === other;
  return (
    Object.is(one.value, other.value) &&
    one.random === other.random &&
    one.assumed === other.assumed &&
    one.carried === other.carried &&
    one.from === other.from &&
    one.xor === other.xor
  );
}
