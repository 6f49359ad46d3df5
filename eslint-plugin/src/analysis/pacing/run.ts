import type { TSESTree } from '@typescript-eslint/types';
import { contains, type FunctionNode, nodesWithin, textIn } from '../source.ts';
import { isLoop } from '../functions/statements.ts';
import { type Amount, truthOf } from './amount.ts';
import { amountOf, hold } from './amount-of.ts';
import type { Round } from './round.ts';

/** How a statement ends where it does not go on to the next one. */
export interface Leaving {
  readonly to: 'break' | 'continue' | 'return' | 'throw';
  readonly value: Amount;
}

/** Text of what may wait. */
const MAY_WAIT = /sleep|set_?timeout|(?<!a)wait|delay|pause|back_?off/i;

/** Runs the body of a function; gives what it returns. */
export function runFunction({ body }: FunctionNode, round: Round): Amount {
  if (body.type !== 'BlockStatement') return amountOf(body, round);
  const leaving = runBlock(body.body, round);
  return leaving?.to === 'return' ? leaving.value : undefined;
}

/** Runs statements in the round of a retry, in which every attempt fails. */
function runBlock(statements: readonly TSESTree.Node[], round: Round): Leaving | undefined {
  for (const statement of statements) {
    const leaving = run(statement, round);
    if (leaving) return leaving;
  }
  return undefined;
}

/** Runs one statement. */
export function run(statement: TSESTree.Node, round: Round): Leaving | undefined {
  round.step();
  switch (statement.type) {
    case 'BlockStatement':
      return runBlock(statement.body, round);
    case 'ExpressionStatement':
      amountOf(statement.expression, round);
      return undefined;
    case 'VariableDeclaration':
      for (const { id, init } of statement.declarations) if (init) hold(id, amountOf(init, round), round);
      return undefined;
    case 'IfStatement':
      return runIf(statement, round);
    case 'ReturnStatement':
      return { to: 'return', value: statement.argument ? amountOf(statement.argument, round) : undefined };
    case 'ThrowStatement':
      return { to: 'throw', value: undefined };
    case 'BreakStatement':
      return { to: 'break', value: undefined };
    case 'ContinueStatement':
      return { to: 'continue', value: undefined };
    case 'TryStatement':
      return runTry(statement, round);
    case 'LabeledStatement':
      return run(statement.body, round);
    case 'SwitchStatement':
      if (MAY_WAIT.test(textIn(statement)) || contains(statement, round.course.again)) round.unclear ??= statement;
      return undefined;
    default:
      return isLoop(statement) ? runInner(statement, round) : undefined;
  }
}

/** A loop within the one that is counted: a retry of its own, or a wait for something else. */
function runInner(loop: TSESTree.Node & { body: TSESTree.Node }, round: Round): Leaving | undefined {
  if (contains(loop, round.course.again)) run(loop.body, round);
  else if (MAY_WAIT.test(textIn(loop))) round.unclear ??= loop;
  return undefined;
}

function runIf({ test, consequent, alternate }: TSESTree.IfStatement, round: Round): Leaving | undefined {
  const truth = truthOf(amountOf(test, round));
  const taken = truth === undefined ? likelier(consequent, alternate, round) : truth ? consequent : alternate;
  return taken ? run(taken, round) : undefined;
}

/** Of two branches that nothing decides, the one that leads to the next attempt. */
function likelier(
  consequent: TSESTree.Node,
  alternate: TSESTree.Node | null,
  round: Round,
): TSESTree.Node | null | undefined {
  if (leaves(consequent, round)) return alternate;
  if (!alternate) return consequent;
  return goesRound(alternate, round) && !goesRound(consequent, round) ? alternate : consequent;
}

/** Whether a branch ends the retry. */
function leaves(branch: TSESTree.Node, round: Round): boolean {
  const last = branch.type === 'BlockStatement' ? branch.body.at(-1) : branch;
  if (!last || !/^(?:Return|Throw|Break)Statement$/.test(last.type)) return false;
  return !goesRound(branch, round) && !contains(branch, round.course.again);
}

function goesRound(branch: TSESTree.Node, { course: { via } }: Round): boolean {
  if (via) return contains(branch, via);
  return nodesWithin(branch, 'ContinueStatement').length > 0 || MAY_WAIT.test(textIn(branch));
}

/** Whatever fails in the block is caught: the attempt itself, or the code that looks at its answer. */
function runTry({ block, handler, finalizer }: TSESTree.TryStatement, round: Round): Leaving | undefined {
  const inside = run(block, round);
  const caught = inside?.to === 'continue' || !handler ? inside : runHandler(handler, inside, block, round);
  return (finalizer ? run(finalizer, round) : undefined) ?? caught;
}

function runHandler(
  handler: TSESTree.CatchClause,
  inside: Leaving | undefined,
  block: TSESTree.Node,
  round: Round,
): Leaving | undefined {
  const fails = inside?.to === 'throw' || contains(block, round.course.again);
  if (!fails) return inside;
  const caught = run(handler.body, round);
  // What comes here when nothing was thrown goes on behind the statement.
  return !inside && caught && caught.to !== 'continue' ? undefined : caught;
}
