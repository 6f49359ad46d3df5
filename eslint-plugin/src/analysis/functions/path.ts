import type { TSESTree } from '@typescript-eslint/types';
import { contains, type FunctionNode, isFunction, type SourceView, type Variable, walk } from '../source.ts';
import { variableOf } from '../values/bindings.ts';
import { getPropertyName } from '@eslint-community/eslint-utils';
import { evaluate } from './evaluate.ts';
import { type End, memberOf, type Outcome, truthOf, UNDEFINED, UNKNOWN, type Value } from './outcome.ts';

/** The call whose failure is played through, and how it ends this time. */
export interface Probe {
  readonly call: TSESTree.Node;
  readonly outcome: Outcome;
}

/** Leaves the code that is being followed. */
class Jump {
  readonly to: 'break' | 'continue' | 'return' | 'throw' | 'repeat' | 'lost';
  readonly value: Value;
  readonly label: string | undefined;
  constructor(to: Jump['to'], value: Value = UNDEFINED, label?: string) {
    this.to = to;
    this.value = value;
    this.label = label;
  }
}

type Loop =
  | TSESTree.DoWhileStatement
  | TSESTree.ForInStatement
  | TSESTree.ForOfStatement
  | TSESTree.ForStatement
  | TSESTree.WhileStatement;

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
  readonly #root: FunctionNode | TSESTree.Program;
  readonly #values = new Map<Variable, Value>();
  readonly #route: string[] = [];
  #chosen = 0;
  #steps = 0;
  #depth = 0;
  #via: TSESTree.Node;

  constructor(root: FunctionNode | TSESTree.Program, probe: Probe, source: SourceView, choices: readonly boolean[]) {
    this.#root = root;
    this.probe = probe;
    this.source = source;
    this.choices = [...choices];
    this.#via = root;
  }

  /** Follows the path to its end; undefined when it never comes to the call, or gets lost. */
  follow(): End | undefined {
    try {
      const value = this.#root.type === 'Program' ? this.#block(this.#root.body) : this.#body(this.#root);
      return this.reached ? { how: 'return', value } : undefined;
    } catch (jump) {
      if (!(jump instanceof Jump)) throw jump;
      if (jump.to === 'repeat') return { how: 'repeat', via: this.#via, route: this.#route.join(' ') };
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

  valueOf(variable: Variable): Value | undefined {
    return this.#values.get(variable);
  }

  /** Runs a function of the file; the function that is being followed, run again, leads back to the probed call. */
  call(target: FunctionNode, args: readonly Value[], at: TSESTree.Node): Value {
    if (target === this.#root) {
      this.#via = at;
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
        if (property.type === 'Property') this.assign(property.value, memberOf(value, getPropertyName(property as never) ?? undefined));
      }
    }
  }

  #body(target: FunctionNode): Value {
    return target.body.type === 'BlockStatement' ? this.#block(target.body.body) : evaluate(target.body, this);
  }

  #block(statements: readonly TSESTree.Node[]): Value {
    for (const statement of statements) this.#run(statement);
    return UNDEFINED;
  }

  #run(statement: TSESTree.Node): void {
    if (!this.reached && !contains(statement, this.probe.call)) return;
    this.#steps += 1;
    if (this.#steps > MOST_STEPS) throw new Jump('lost');
    switch (statement.type) {
      case 'BlockStatement':
        this.#block(statement.body);
        return;
      case 'ExpressionStatement':
        evaluate(statement.expression, this);
        return;
      case 'VariableDeclaration':
        for (const { id, init } of statement.declarations) this.assign(id, init ? evaluate(init, this) : UNDEFINED);
        return;
      case 'IfStatement':
        this.#if(statement);
        return;
      case 'ReturnStatement':
        throw new Jump('return', statement.argument ? evaluate(statement.argument, this) : UNDEFINED);
      case 'ThrowStatement':
        throw new Jump('throw', evaluate(statement.argument, this));
      case 'BreakStatement':
        throw new Jump('break', UNDEFINED, statement.label?.name);
      case 'ContinueStatement':
        throw new Jump('continue', UNDEFINED, statement.label?.name);
      case 'TryStatement':
        this.#try(statement);
        return;
      case 'SwitchStatement':
        this.#switch(statement);
        return;
      case 'LabeledStatement':
        this.#labeled(statement);
        return;
      case 'ForStatement':
      case 'ForOfStatement':
      case 'ForInStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
        this.#loop(statement, undefined);
        return;
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
        if (statement.declaration) this.#run(statement.declaration);
        return;
      default:
    }
  }

  #if({ test, consequent, alternate }: TSESTree.IfStatement): void {
    if (!this.reached && !contains(test, this.probe.call)) {
      this.#run(contains(consequent, this.probe.call) ? consequent : (alternate ?? consequent));
      return;
    }
    const value = evaluate(test, this);
    // Both ways of a branch that nobody leaves come to the same.
    const plain = value.kind === 'unknown' && !leaves(consequent, this) && !(alternate && leaves(alternate, this));
    if (plain) return;
    if (this.decide(test, value)) this.#run(consequent);
    else if (alternate) this.#run(alternate);
  }

  #try({ block, handler, finalizer }: TSESTree.TryStatement): void {
    try {
      this.#run(block);
    } catch (jump) {
      if (!(jump instanceof Jump) || jump.to !== 'throw' || !handler) {
        if (jump instanceof Jump && jump.to !== 'repeat' && finalizer) this.#run(finalizer);
        throw jump;
      }
      if (handler.param) this.assign(handler.param, jump.value);
      this.#run(handler.body);
    }
    if (!this.reached && handler && contains(handler, this.probe.call)) this.#run(handler.body);
    if (finalizer) this.#run(finalizer);
  }

  #switch({ discriminant, cases }: TSESTree.SwitchStatement): void {
    const inside = cases.findIndex((item) => contains(item, this.probe.call));
    let start = this.reached || contains(discriminant, this.probe.call) ? -1 : inside;
    if (start < 0) {
      const value = evaluate(discriminant, this);
      start = cases.findIndex(({ test }) => {
        if (!test) return false;
        const same = evaluate(test, this);
        const known = value.kind === 'literal' && same.kind === 'literal';
        return this.decide(test, known ? { kind: 'literal', value: value.value === same.value } : UNKNOWN);
      });
      if (start < 0) start = cases.findIndex(({ test }) => !test);
    }
    if (start < 0) return;
    try {
      for (const item of cases.slice(start)) this.#block(item.consequent);
    } catch (jump) {
      if (!(jump instanceof Jump) || jump.to !== 'break' || jump.label !== undefined) throw jump;
    }
  }

  #labeled({ label, body }: TSESTree.LabeledStatement): void {
    try {
      if (isLoop(body)) this.#loop(body, label.name);
      else this.#run(body);
    } catch (jump) {
      if (!(jump instanceof Jump) || jump.to !== 'break' || jump.label !== label.name) throw jump;
    }
  }

  #loop(loop: Loop, label: string | undefined): void {
    const test = 'test' in loop ? loop.test : undefined;
    const entered = !this.reached && !(test && contains(test, this.probe.call));
    if (loop.type !== 'DoWhileStatement' && !entered && !this.#goesOn(loop, test)) return;
    for (;;) {
      try {
        this.#run(loop.body);
      } catch (jump) {
        const mine = jump instanceof Jump && (jump.label === undefined || jump.label === label);
        if (mine && jump.to === 'break') return;
        if (!mine || jump.to !== 'continue') throw jump;
      }
      if (loop.type === 'ForStatement' && loop.update && this.reached) evaluate(loop.update, this);
      if (!this.#goesOn(loop, test)) return;
      this.#via = loop;
      this.#steps += 10;
      if (this.#steps > MOST_STEPS) throw new Jump('lost');
    }
  }

  #goesOn(loop: Loop, test: TSESTree.Node | null | undefined): boolean {
    if (test) return this.decide(test, evaluate(test, this));
    return loop.type === 'ForStatement' || this.decide(loop, UNKNOWN);
  }
}

function isLoop(node: TSESTree.Node): node is Loop {
  return /^(?:For|ForOf|ForIn|While|DoWhile)Statement$/.test(node.type);
}

/** Whether code within `node` goes anywhere but on: leaves, throws, or comes to the probed call. */
function leaves(node: TSESTree.Node, { probe, source }: Path): boolean {
  let found = false;
  walk(node, source, (inner) => {
    if (found || (isFunction(inner) && inner !== node)) return false;
    found = inner === probe.call || /^(?:Return|Throw|Break|Continue)Statement$|^(?:Call|Assignment)Expression$/.test(inner.type);
    return !found;
  });
  return found;
}
