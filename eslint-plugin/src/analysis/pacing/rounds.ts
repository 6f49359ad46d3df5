import type { TSESTree } from '@typescript-eslint/types';
import { isLoop } from '../functions/statements.ts';
import { createMemo } from '../memo.ts';
import { type FunctionNode, isFunction } from '../source.ts';
import { definitionOf } from '../values/definition.ts';
import { type Amount, truthOf } from './amount.ts';
import { amountOf, hold } from './amount-of.ts';
import { type Course, Jump, Round, type Wait } from './round.ts';
import { run, runFunction } from './run.ts';

/** How a retry goes when no attempt succeeds. */
export interface Rounds {
  /** How often the request is sent; undefined where the code does not show it. */
  readonly attempts: number | undefined;
  /** The waits of each round, in order. */
  readonly waits: readonly (readonly Wait[])[];
  /** The wait behind the last attempt, after which the loop has ended. */
  readonly wasted: Wait | undefined;
  /** Whether something in the way may wait and cannot be looked into. */
  readonly unclear: boolean;
}

/** So many rounds are counted. */
const MOST_ROUNDS = 40;

const memo = createMemo<{ course: Course; rounds: Rounds | undefined }[]>(() => []);

/** Runs a retry in which every attempt fails, with numbers instead of answers; undefined where there is too much code. */
export function roundsOf(course: Course): Rounds | undefined {
  // The retry around a wrapper is asked about by everything that calls the wrapper.
  const known = memo(course.around, () => []);
  const same = known.find(({ course: { via, again } }) => via === course.via && again === course.again);
  if (same) return same.rounds;
  const rounds = findRounds(course);
  known.push({ course, rounds });
  return rounds;
}

function findRounds(course: Course): Rounds | undefined {
  const round = new Round(course);
  const count = new Count(round);
  try {
    if (isLoop(course.around)) ofLoop(course.around, round, count);
    else if (isFunction(course.around)) ofFunction(course.around, round, count);
    else return undefined;
  } catch (jump) {
    if (!(jump instanceof Jump)) throw jump;
    if (jump.to === 'lost') return undefined;
  }
  return count.rounds(round.unclear !== undefined);
}

type Ended = 'left' | 'over' | undefined;

/** Collects what the rounds do. */
class Count {
  readonly #waits: Wait[][] = [];
  readonly #round: Round;
  #sent = 0;
  ended: Ended;

  constructor(round: Round) {
    this.#round = round;
  }

  /** Whether another round is to be counted. */
  get goesOn(): boolean {
    return this.ended === undefined && this.#waits.length < MOST_ROUNDS;
  }

  add(): void {
    this.#waits.push(this.#round.waits);
    if (this.#round.sent) this.#sent += 1;
  }

  /** All that are left go as the last one. */
  repeat(): void {
    while (this.goesOn) this.add();
  }

  /** The last attempt, behind which nothing is followed. */
  addLast(): void {
    this.#waits.push([]);
    this.#sent += 1;
    this.ended = 'left';
  }

  rounds(unclear: boolean): Rounds {
    const attempts = this.ended && this.#sent > 1 ? this.#sent : undefined;
    const last = this.#waits.at(-1)?.find(({ after }) => after);
    const wasted = this.ended === 'over' && attempts !== undefined ? last : undefined;
    return { attempts, waits: this.#waits, wasted, unclear };
  }
}

type Loop = Extract<TSESTree.Node, { body: TSESTree.Node }> & TSESTree.Node;

function ofLoop(loop: Loop, round: Round, count: Count): void {
  if (loop.type === 'ForStatement' && loop.init) {
    if (loop.init.type === 'VariableDeclaration') run(loop.init, round);
    else amountOf(loop.init, round);
  }
  for (let index = 0; count.goesOn; index += 1) {
    if (isOver(loop, index, round)) {
      count.ended = 'over';
      return;
    }
    // The items of a list that are alike end as well.
    if (!round.hasChanged && loop.type !== 'ForOfStatement') {
      count.repeat();
      return;
    }
    round.next();
    const leaving = run(loop.body, round);
    count.add();
    if (leaving && leaving.to !== 'continue') count.ended = 'left';
    else if (loop.type === 'ForStatement' && loop.update) amountOf(loop.update, round);
    else if (loop.type === 'DoWhileStatement' && truthOf(amountOf(loop.test, round)) === false) count.ended = 'over';
  }
}

function isOver(loop: Loop, index: number, round: Round): boolean {
  if (loop.type === 'WhileStatement' || loop.type === 'ForStatement')
    return Boolean(loop.test) && truthOf(loop.test ? amountOf(loop.test, round) : undefined) === false;
  if (loop.type !== 'ForOfStatement') return false;
  const list = definitionOf(loop.right);
  if (list.type !== 'ArrayExpression') return false;
  const element = list.elements[index];
  const name = loop.left.type === 'VariableDeclaration' ? loop.left.declarations[0].id : loop.left;
  const amount = element ? amountOf(element, round) : undefined;
  hold(name, carried(amount), round);
  return index >= list.elements.length;
}

function ofFunction(target: FunctionNode, round: Round, count: Count): void {
  const passed = round.course.via?.type === 'CallExpression' ? round.course.via.arguments : [];
  target.params.forEach((param, position) => {
    const next = passed[position];
    // What is counted begins with its default; nobody else gives it.
    const counted = param.type === 'AssignmentPattern' && next && next.type !== 'Identifier';
    if (counted) hold(param.left, carried(amountOf(param.right, round)), round);
  });
  while (count.goesOn) {
    if (!round.hasChanged) {
      count.repeat();
      return;
    }
    round.next();
    try {
      runFunction(target, round);
      count.add();
      count.ended = 'left';
    } catch (jump) {
      if (!(jump instanceof Jump) || jump.to === 'lost') throw jump;
      count.add();
      if (round.course.once === true) {
        count.addLast();
        return;
      }
      target.params.forEach((param, position) => {
        const name = param.type === 'AssignmentPattern' ? param.left : param;
        if (position < jump.args.length) hold(name, carried(jump.args[position]), round);
      });
    }
  }
}

function carried(amount: Amount): Amount {
  return amount && { ...amount, carried: true };
}
