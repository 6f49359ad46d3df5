import type { TSESTree } from '@typescript-eslint/types';
import { contains, type FunctionNode, nodesWithin, textIn, type Variable } from '../source.ts';
import { functionOf } from '../values/definition.ts';
import { asksWhich } from './asks-which.ts';
import { assign } from './assign.ts';
import { onlyComputes } from './computing.ts';
import { evaluate } from './evaluate.ts';
import { runHandler } from './evaluate-calls.ts';
import { declaresThis } from '../values/invoked.ts';
import { Fate } from './fate.ts';
import { Jump, settled } from './jump.ts';
import { leadingTo } from './leading.ts';
import { Met, type Scenarios } from './met.ts';
import { NextItem } from './next-item.ts';
import {
  awaited,
  type End,
  type Finish,
  isAnswer,
  isOk,
  isTelling,
  type Passed,
  type Ran,
  type Repetition,
  type Scenario,
  truthOf,
  UNDEFINED,
  UNKNOWN,
  type Value,
} from './outcome.ts';
import type { Later, Probe } from './probe.ts';
import { putsIntoQueue } from './requeueing.ts';
import type { Seen, State } from './seen.ts';
import { runBlock } from './statements.ts';
import { Told } from './told.ts';
import { asksHowOften, undecidedIn } from './undecided.ts';

const DEEPEST = 5;

/** Whether something that has run may have noted a failure. */
const remembers = ({ type }: Ran): boolean => type !== 'CallExpression';

/** What the paths through one function share. */
export interface Shared extends Scenarios {
  left: number;
  /** Which functions lead back to the one that is followed. */
  readonly leading: Map<FunctionNode, boolean>;
  /** Which loops go on to another request when they go round. */
  readonly iterations: Map<TSESTree.Node, boolean>;
  /** The states that paths have come to, where nothing but their ends is of interest. */
  readonly seen: Seen | undefined;
  /** `resolve` and `reject` of the function around it that a promise is made with. */
  readonly settlers: readonly TSESTree.Node[];
}

/** One path through a function, decided by a list of choices where the code itself does not decide. */
export class Path {
  readonly choices: boolean[];
  readonly probe: Probe;
  readonly met: Met;
  readonly next: NextItem;
  /** What becomes of the outcome. */
  readonly fate = new Fate();
  /** Whether the probed call has been reached; what comes before it does not matter. */
  reached = false;
  /** What led back to the probed call. */
  via: TSESTree.Node;
  readonly #root: FunctionNode | TSESTree.Program;
  readonly #values = new Map<Variable, Value>();
  readonly #shared: Shared;
  readonly #route: string[] = [];
  readonly #ran: Ran[] = [];
  readonly #passed: Passed[] = [];
  /** How much had run when a loop went round, which is where the next attempt, or the next item, begins. */
  #ranBefore: number | undefined;
  readonly #later: Later[] = [];
  readonly #told: Told;
  #chosen = 0;
  /** Whether a branch was left open for something else than the number of attempts. */
  #doubtful = false;
  #depth = 0;
  /** Whether a `finally` runs, behind which it goes on as before. */
  isFinishing = false;

  constructor(root: FunctionNode | TSESTree.Program, probe: Probe, choices: readonly boolean[], shared: Shared) {
    this.#shared = shared;
    this.#root = root;
    this.#told = new Told(shared.settlers);
    this.probe = probe;
    this.met = new Met(shared);
    this.next = new NextItem(probe.call, shared.iterations);
    this.choices = [...choices];
    this.via = root;
  }

  /** Follows the path to its end; undefined when it never comes to the call, or gets lost. */
  follow(): End | undefined {
    const end = this.#end();
    const ran = end?.how === 'repeat' ? this.#ran.slice(0, this.#ranBefore) : this.#ran;
    const { fate } = this;
    const doubtful = this.#doubtful ? { doubtful: true } : {};
    return end && { ...end, met: this.met.all, ran, passed: this.#passed, fate, ...doubtful };
  }

  #end(): Finish | Repetition | undefined {
    const { entering } = this.probe;
    try {
      const [first] = this.#root.type === 'Program' ? [] : this.#root.params;
      if (entering) this.reached = true;
      for (const [name, value] of this.#told.namesIn(this.#root)) {
        if (!entering || value.kind === 'settler') assign(name, value, this);
      }
      if (entering && first) assign(first, entering, this);
      const value = this.#body(this.#root);
      const at = this.fate.left.get(this.#root);
      return this.reached ? (this.#told.outcome ?? { ...awaited({ how: 'return', value }), at }) : undefined;
    } catch (jump) {
      if (!(jump instanceof Jump)) throw jump;
      const { isCaught: caught, isOnce: once } = this.fate;
      if (jump.to === 'repeat') return { how: 'repeat', via: this.via, route: this.#route.join(' '), caught, once };
      if (jump.to === 'lost') return undefined;
      return this.#told.outcome ?? (this.reached ? { how: 'throw', value: jump.value } : undefined);
    }
  }

  /** The outcome of the probed call, or the way back to it. */
  atProbe(): Value {
    if (this.reached) throw new Jump('repeat');
    this.reached = true;
    for (const [variable, value] of this.probe.holding ?? []) this.#values.set(variable, value);
    if (this.probe.later) {
      this.#later.push(...this.probe.later);
      return UNKNOWN;
    }
    if (this.probe.outcome.how === 'throw') throw new Jump('throw', this.probe.outcome.value);
    return this.probe.outcome.value;
  }

  /** Notes what runs after the outcome; what leads to the probed call, or takes its answer, says nothing of it. */
  note(node: Ran): void {
    if (this.reached && !contains(node, this.probe.call)) this.#ran.push(node);
  }

  /** Notes a branch that was not followed, since whatever it does comes to the same. */
  passOver(statement: TSESTree.IfStatement, holds: readonly Scenario[]): void {
    this.#passed.push({ statement, holds });
  }

  /** Throws in the code that is being followed; what is wrong with the next item says nothing of the request for this one. */
  throwing(value: Value): never {
    if (this.next.loop && !this.#isRemembered()) this.repeating(this.next.loop);
    throw new Jump('throw', value);
  }

  /** What has been thrown is caught. */
  catching(): void {
    this.fate.isCaught ||= this.reached;
  }

  /** A loop begins another round. */
  goRound(loop: TSESTree.Node): void {
    // A loop over something else may run on the way.
    if (contains(loop, this.probe.call)) this.via = loop;
    if (!this.reached) return;
    this.#ranBefore = this.#ran.length;
    this.next.begin(loop);
  }

  /** Whether a failure may have been noted before the next item: counted, or kept to be thrown later. */
  #isRemembered(): boolean {
    return !this.met.all.every(isOk) && this.#ran.slice(0, this.#ranBefore).some(remembers);
  }

  /** The probed call is repeated by what is at `via`. */
  repeating(via: TSESTree.Node): never {
    this.via = via;
    throw new Jump('repeat');
  }

  /** The probed call is repeated by the same call, written a second time. */
  repeatingOnce(via: TSESTree.Node): never {
    this.fate.isOnce = true;
    this.repeating(via);
  }

  /** Which way a branch goes; noted in the route. */
  decide(at: TSESTree.Node, value: Value): boolean {
    let taken = truthOf(this.met.certain(value));
    if (taken === undefined) {
      if (this.probe.asks === true && this.reached && asksWhich(at, this)) this.fate.asked.push(at);
      if (this.probe.doubts === true && this.reached)
        this.#doubtful ||= !undecidedIn(value, at).every((part) => asksHowOften(part));
      taken = this.either();
    }
    this.#route.push(`${at.range[0]}${taken ? '+' : '-'}`);
    return taken;
  }

  /** Which way a statement goes on; given up where another path has gone on from the same state. */
  branch(at: TSESTree.Node, value: Value): boolean {
    const { seen } = this.#shared;
    const isNext = this.#chosen >= this.choices.length && this.reached && this.#depth === 0 && !this.isFinishing;
    if (seen && isNext && this.#later.length === 0 && !seen.isNew(this.#stateAt(at))) throw new Jump('lost');
    return this.decide(at, value);
  }

  #stateAt(at: TSESTree.Node): State {
    const { isCaught, isOnce } = this.fate;
    const ran = [this.#ran.some(remembers), ...new Set(this.#ran.filter(putsIntoQueue))];
    // What a callback, or a promise, was told is part of its value.
    const others = [this.via, this.next.loop, isCaught, isOnce, ...ran];
    return { at, met: this.met.all, values: this.#values, rounds: this.next.rounds, others };
  }

  /** Which of two ways is taken, where no code in sight decides. */
  either(): boolean {
    const taken = this.choices[this.#chosen] ?? true;
    this.choices[this.#chosen] = taken;
    this.#chosen += 1;
    return taken;
  }

  /** Counts a step; when there were too many, the path is given up. */
  step(): void {
    this.#shared.left -= 1;
    if (this.#shared.left < 0) throw new Jump('lost');
  }

  /** What a variable holds, if the path has given it a value. */
  valueOf(variable: Variable): Value | undefined {
    return this.#values.get(variable);
  }

  /** Gives a variable a value. */
  set(variable: Variable, value: Value): void {
    this.#values.set(variable, value);
  }

  /** Whether `callback` is, or calls, the function that is being followed. */
  leadsBack(callback: FunctionNode): boolean {
    let leads = this.#shared.leading.get(callback);
    if (leads === undefined) {
      leads =
        callback === this.#root ||
        nodesWithin(callback.body, 'CallExpression').some(({ callee }) => functionOf(callee) === this.#root);
      this.#shared.leading.set(callback, leads);
    }
    return leads;
  }

  /** Runs a function of the project; the function that is being followed, run again, leads back to the probed call. */
  call(target: FunctionNode, args: readonly Value[], at: TSESTree.Node): Value {
    if (target === this.#root) this.repeating(at);
    if (this.#depth >= DEEPEST || !this.#concerns(target, args) || this.#isPassedOver(target, args)) return UNKNOWN;
    this.#depth += 1;
    try {
      const params = declaresThis(target) ? target.params.slice(1) : target.params;
      params.forEach((param, index) => {
        assign(param, args[index] ?? UNKNOWN, this);
      });
      return this.#body(target);
    } finally {
      this.#depth -= 1;
    }
  }

  /** Whether it matters what a function does: it is told of the outcome, may throw, or may lead back. */
  #concerns(target: FunctionNode, args: readonly Value[]): boolean {
    if (args.some(isTelling) || contains(this.#root, target) || /\b(?:reject|throw)\b/.test(textIn(target)))
      return true;
    if (this.#root.type === 'Program') return contains(target, this.probe.call);
    return leadingTo(this.#root)?.has(target) !== false;
  }

  /** Whether whatever a function does with an answer, what comes of it cannot be told. */
  #isPassedOver(target: FunctionNode, args: readonly Value[]): boolean {
    if (this.probe.doubts === true) return false;
    return args.every((arg) => isAnswer(arg) || !isTelling(arg)) && onlyComputes(target);
  }

  #body(target: FunctionNode | TSESTree.Program): Value {
    const { body } = target;
    const value = Array.isArray(body) ? this.#block(body, target) : this.#single(body, target);
    this.#runLater();
    return value;
  }

  #single(body: TSESTree.Node, target: FunctionNode | TSESTree.Program): Value {
    return body.type === 'BlockStatement' ? this.#block(body.body, target) : evaluate(body, this);
  }

  #block(statements: readonly TSESTree.Node[], target: FunctionNode | TSESTree.Program): Value {
    const abrupt = runBlock(statements, this);
    this.fate.left.set(target, abrupt?.at);
    return abrupt?.value ?? UNDEFINED;
  }

  /** Callbacks run once the code that started the request has ended; what they throw reaches nobody. */
  #runLater(): void {
    for (let next = this.#later.shift(); next; next = this.#later.shift()) {
      const { target, args } = next;
      this.fate.heard.push(target);
      settled(() => runHandler(target, args, target, this));
    }
  }
}
