import type { TSESTree } from '@typescript-eslint/types';
import type { FunctionNode, SourceView, Variable } from '../source.ts';
import { variableOf } from '../values/bindings.ts';
import { getPropertyName } from '@eslint-community/eslint-utils';
import { evaluate } from './evaluate.ts';
import { Jump } from './jump.ts';
import { type End, memberOf, type Outcome, truthOf, UNKNOWN, type Value } from './outcome.ts';
import { runBlock } from './statements.ts';

/** The call whose failure is played through, and how it ends this time. */
export interface Probe {
  readonly call: TSESTree.Node;
  readonly outcome: Outcome;
  /** Whether the answer was 401: only then does it name an expired session. */
  readonly sessionExpired: boolean;
}

const MOST_PATHS = 64;
const MOST_STEPS = 3_000;
const DEEPEST = 4;

/**
 * How `root` can end after `probe.call` had its outcome: every branch that the outcome decides is taken as it decides,
 * every other one both ways. Code from before the call is passed over.
 */
export function endsOf(root: FunctionNode | TSESTree.Program, probe: Probe, source: SourceView): End[] {
  const ends: End[] = [];
  let choices: boolean[] = [];
  for (let paths = 0; paths < MOST_PATHS; paths += 1) {
    const path = new Path(root, probe, source, choices);
    const end = path.follow();
    if (end) ends.push(end);
    // The next path: the last choice that went one way goes the other.
    choices = path.choices;
    while (choices.at(-1) === false) choices.pop();
    if (choices.length === 0) break;
    choices[choices.length - 1] = false;
  }
  return ends;
}

/** One path through a function, decided by a list of choices where the code itself does not decide. */
export class Path {
  readonly choices: boolean[];
  readonly source: SourceView;
  readonly probe: Probe;
  /** Whether the probed call has been reached; what comes before it does not matter. */
  reached = false;
  /** What led back to the probed call. */
  via: TSESTree.Node;
  readonly #root: FunctionNode | TSESTree.Program;
  readonly #values = new Map<Variable, Value>();
  readonly #route: string[] = [];
  #chosen = 0;
  #steps = 0;
  #depth = 0;

  constructor(root: FunctionNode | TSESTree.Program, probe: Probe, source: SourceView, choices: readonly boolean[]) {
    this.#root = root;
    this.probe = probe;
    this.source = source;
    this.choices = [...choices];
    this.via = root;
  }

  /** Follows the path to its end; undefined when it never comes to the call, or gets lost. */
  follow(): End | undefined {
    try {
      const value = this.#root.type === 'Program' ? runBlock(this.#root.body, this) : this.#body(this.#root);
      return this.reached ? { how: 'return', value } : undefined;
    } catch (jump) {
      if (!(jump instanceof Jump)) throw jump;
      if (jump.to === 'repeat') return { how: 'repeat', via: this.via, route: this.#route.join(' ') };
      if (!this.reached || jump.to === 'lost') return undefined;
      return { how: jump.to === 'throw' ? 'throw' : 'return', value: jump.value };
    }
  }

  /** The outcome of the probed call, or the way back to it. */
  atProbe(): Value {
    if (this.reached) throw new Jump('repeat');
    this.reached = true;
    if (this.probe.outcome.how === 'throw') throw new Jump('throw', this.probe.outcome.value);
    return this.probe.outcome.value;
  }

  /** Throws in the code that is being followed. */
  throwing(value: Value): never {
    throw new Jump('throw', value);
  }

  /** Which way a branch goes; noted in the route. */
  decide(at: TSESTree.Node, value: Value): boolean {
    let taken = truthOf(value);
    if (taken === undefined) {
      taken = this.choices[this.#chosen] ?? true;
      this.choices[this.#chosen] = taken;
      this.#chosen += 1;
    }
    this.#route.push(`${at.range[0]}${taken ? '+' : '-'}`);
    return taken;
  }

  /** Counts a step; a path that takes too many is given up. */
  step(): void {
    this.#steps += 1;
    if (this.#steps > MOST_STEPS) throw new Jump('lost');
  }

  /** What a variable holds, if the path has given it a value. */
  valueOf(variable: Variable): Value | undefined {
    return this.#values.get(variable);
  }

  /** Runs a function of the file; the function that is being followed, run again, leads back to the probed call. */
  call(target: FunctionNode, args: readonly Value[], at: TSESTree.Node): Value {
    if (target === this.#root) {
      this.via = at;
      throw new Jump('repeat');
    }
    if (this.#depth >= DEEPEST) return UNKNOWN;
    this.#depth += 1;
    try {
      target.params.forEach((param, index) => {
        this.assign(param, args[index] ?? UNKNOWN);
      });
      return this.#body(target);
    } catch (jump) {
      if (jump instanceof Jump && jump.to === 'return') return jump.value;
      throw jump;
    } finally {
      this.#depth -= 1;
    }
  }

  /** Runs `action`; an exception from within becomes a value. */
  settle(action: () => Value): Outcome {
    try {
      return { how: 'return', value: action() };
    } catch (jump) {
      if (jump instanceof Jump && jump.to === 'throw') return { how: 'throw', value: jump.value };
      throw jump;
    }
  }

  /** Gives the names in a pattern their values. */
  assign(pattern: TSESTree.Node, value: Value): void {
    if (pattern.type === 'Identifier') {
      const variable = variableOf(pattern, this.source);
      if (variable) this.#values.set(variable, value);
    } else if (pattern.type === 'AssignmentPattern') this.assign(pattern.left, value);
    else if (pattern.type === 'ObjectPattern') {
      for (const property of pattern.properties) {
        if (property.type === 'Property')
          this.assign(property.value, memberOf(value, getPropertyName(property as never) ?? undefined));
      }
    }
  }

  #body(target: FunctionNode): Value {
    return target.body.type === 'BlockStatement' ? runBlock(target.body.body, this) : evaluate(target.body, this);
  }
}
