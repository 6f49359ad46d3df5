import type { TSESTree } from '@typescript-eslint/types';
import { contains, functionAround, isFunction, nodesWithin, unwrap } from '../source.ts';
import { memberName } from '../values/bindings.ts';
import { functionOf } from '../values/definition.ts';
import { assign } from './assign.ts';
import { hasEffect } from './effects.ts';
import { isPromised } from './evaluate-calls.ts';
import { evaluate } from './evaluate.ts';
import { Jump, settled } from './jump.ts';
import { mergeBranches } from './merging.ts';
import { compare, isOpen, UNDEFINED, UNKNOWN, type Value } from './outcome.ts';
import type { Path } from './path.ts';

type Loop =
  | TSESTree.DoWhileStatement
  | TSESTree.ForInStatement
  | TSESTree.ForOfStatement
  | TSESTree.ForStatement
  | TSESTree.WhileStatement;

/** How a statement ends where it does not go on to the next one. Exceptions travel as {@link Jump}s. */
interface Abrupt {
  readonly to: 'break' | 'continue' | 'return';
  readonly value: Value;
  readonly at?: TSESTree.ReturnStatement;
  readonly label?: string | undefined;
}

/** Runs statements one after the other on `path`, until one leaves. */
export function runBlock(statements: readonly TSESTree.Node[], path: Path): Abrupt | undefined {
  for (const statement of statements) {
    const abrupt = run(statement, path);
    if (abrupt) return abrupt;
  }
  return undefined;
}

function run(statement: TSESTree.Node, path: Path): Abrupt | undefined {
  if (!path.reached && !contains(statement, path.probe.call)) return undefined;
  path.step();
  switch (statement.type) {
    case 'BlockStatement':
      return runBlock(statement.body, path);
    case 'ExpressionStatement':
      runExpression(statement.expression, path);
      return undefined;
    case 'VariableDeclaration':
      declare(statement, path);
      return undefined;
    case 'IfStatement':
      return runIf(statement, path);
    case 'ReturnStatement':
      return {
        to: 'return',
        value: statement.argument ? returned(statement.argument, path) : UNDEFINED,
        at: statement,
      };
    case 'ThrowStatement':
      return path.throwing(evaluate(statement.argument, path));
    case 'BreakStatement':
      return { to: 'break', value: UNDEFINED, label: statement.label?.name };
    case 'ContinueStatement':
      return { to: 'continue', value: UNDEFINED, label: statement.label?.name };
    case 'TryStatement':
      return runTry(statement, path);
    case 'SwitchStatement':
      return runSwitch(statement, path);
    case 'LabeledStatement':
      return runLabeled(statement, path);
    case 'ForStatement':
    case 'ForOfStatement':
    case 'ForInStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      return runLoop(statement, undefined, path);
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      return statement.declaration ? run(statement.declaration, path) : undefined;
    default:
      return undefined;
  }
}

function runExpression(expression: TSESTree.Expression, path: Path): void {
  if (isFloating(expression)) settled(() => evaluate(expression, path));
  else evaluate(expression, path);
}

function declare({ declarations }: TSESTree.VariableDeclaration, path: Path): void {
  for (const { id, init } of declarations) assign(id, init ? evaluate(init, path) : UNDEFINED, path);
}

const CHAINS = /^(?:then|catch|finally|done|fail|always)$/;

/** Whether nobody waits for a promise: what it is rejected with reaches nobody. */
function isFloating(expression: TSESTree.Expression): boolean {
  const call = unwrap(expression.type === 'UnaryExpression' ? expression.argument : expression);
  if (call.type !== 'CallExpression') return false;
  const chained = call.callee.type === 'MemberExpression' && CHAINS.test(memberName(call.callee) ?? '');
  return chained || functionOf(call.callee)?.async === true;
}

/** What is returned; a promise that nobody has waited for is rejected only when the function, and its `try`, have ended. */
function returned(argument: TSESTree.Expression, path: Path): Value {
  if (!isTried(argument) || !isPending(argument, path)) return evaluate(argument, path);
  const { how, value } = settled(() => evaluate(argument, path));
  return how === 'throw' ? { kind: 'rejection', value } : value;
}

/** Whether what an expression throws is caught in its function. */
function isTried(expression: TSESTree.Node): boolean {
  for (let at = expression; at.parent && !isFunction(at); at = at.parent) {
    if (at.parent.type === 'TryStatement' && at.parent.block === at && at.parent.handler) return true;
  }
  return false;
}

/** Whether an expression is the promise of the request, or that of a function which waits for it. */
function isPending(expression: TSESTree.Node, path: Path): boolean {
  const node = unwrap(expression);
  if (node.type === 'ConditionalExpression') return isPending(node.consequent, path) || isPending(node.alternate, path);
  // What is waited for on the way is thrown here.
  if (node.type !== 'CallExpression' || nodesWithin(node, 'AwaitExpression').length > 0) return false;
  if (isPromised(node, path.probe.call) && node !== path.probe.call) return true;
  const isAsync = functionOf(node.callee)?.async === true;
  // Elsewhere, the client may be one that has the answer at once, as that of Apps Script.
  return isAsync || (node === path.probe.call && functionAround(node)?.async === true);
}

function runIf(statement: TSESTree.IfStatement, path: Path): Abrupt | undefined {
  const { test, consequent, alternate } = statement;
  if (!path.reached && !contains(test, path.probe.call)) {
    return run(contains(consequent, path.probe.call) ? consequent : (alternate ?? consequent), path);
  }
  const value = evaluate(test, path);
  // Both ways come to the same.
  const plain =
    /^(?:test|unknown)$/.test(value.kind) && !matters(consequent, path) && !(alternate && matters(alternate, path));
  if (plain) {
    if (value.kind === 'test') path.passOver(statement, value.holds);
    return undefined;
  }
  if (isOpen(value) && mergeBranches(statement, path)) return undefined;
  if (path.branch(test, value)) return run(consequent, path);
  return alternate ? run(alternate, path) : undefined;
}

function runTry(statement: TSESTree.TryStatement, path: Path): Abrupt | undefined {
  const { finalizer } = statement;
  if (!finalizer) return runCaught(statement, path);
  let abrupt: Abrupt | undefined;
  try {
    abrupt = runCaught(statement, path);
  } catch (jump) {
    const left = jump instanceof Jump && jump.to === 'throw' ? runFinally(finalizer, path) : undefined;
    if (left) return left;
    throw jump;
  }
  return runFinally(finalizer, path) ?? abrupt;
}

/** Runs a `finally`, behind which it goes on as before: with what was thrown, for example. */
function runFinally(finalizer: TSESTree.BlockStatement, path: Path): Abrupt | undefined {
  const before = path.isFinishing;
  path.isFinishing = true;
  const abrupt = run(finalizer, path);
  path.isFinishing = before;
  return abrupt;
}

function runCaught({ block, handler }: TSESTree.TryStatement, path: Path): Abrupt | undefined {
  try {
    const abrupt = run(block, path);
    if (path.reached || !handler) return abrupt;
  } catch (jump) {
    if (!(jump instanceof Jump) || jump.to !== 'throw' || !handler) throw jump;
    path.catching();
    path.fate.caught.push(handler);
    if (handler.param) assign(handler.param, jump.value, path);
  }
  return run(handler.body, path);
}

function runSwitch({ discriminant, cases }: TSESTree.SwitchStatement, path: Path): Abrupt | undefined {
  const inside = cases.findIndex((item) => contains(item, path.probe.call));
  let start = path.reached || contains(discriminant, path.probe.call) ? -1 : inside;
  if (start < 0) {
    const value = evaluate(discriminant, path);
    start = cases.findIndex(({ test }) => {
      if (!test) return false;
      const same = path.met.ofTwo(value, path.met.certain(evaluate(test, path)), (left, right) =>
        left.kind === 'literal' ? compare('===', left, right) : UNKNOWN,
      );
      return path.decide(test, same);
    });
    if (start < 0) start = cases.findIndex(({ test }) => !test);
  }
  if (start < 0) return undefined;
  for (const item of cases.slice(start)) {
    const abrupt = runBlock(item.consequent, path);
    if (abrupt) return abrupt.to === 'break' && abrupt.label === undefined ? undefined : abrupt;
  }
  return undefined;
}

function runLabeled({ label, body }: TSESTree.LabeledStatement, path: Path): Abrupt | undefined {
  const abrupt = isLoop(body) ? runLoop(body, label.name, path) : run(body, path);
  return abrupt?.to === 'break' && abrupt.label === label.name ? undefined : abrupt;
}

/** So often a loop goes round before what follows it is looked at; only one around the probed call needs more than once. */
const MOST_ROUNDS = 3;

function runLoop(loop: Loop, label: string | undefined, path: Path): Abrupt | undefined {
  if (path.reached && !matters(loop, path)) return undefined;
  const test = 'test' in loop ? loop.test : undefined;
  const entered = !path.reached && !(test && contains(test, path.probe.call));
  if (loop.type !== 'DoWhileStatement' && !entered && !goesOn(loop, test, path)) return undefined;
  const abrupt = runRounds(loop, label, path);
  path.next.leave(loop);
  return abrupt;
}

function runRounds(loop: Loop, label: string | undefined, path: Path): Abrupt | undefined {
  const test = 'test' in loop ? loop.test : undefined;
  const most = contains(loop, path.probe.call) ? MOST_ROUNDS : 1;
  for (let rounds = 0; rounds < most; rounds += 1) {
    const abrupt = run(loop.body, path);
    if (abrupt) {
      const mine = abrupt.label === undefined || abrupt.label === label;
      if (mine && abrupt.to === 'break') return undefined;
      if (!mine || abrupt.to !== 'continue') return abrupt;
    }
    if (loop.type === 'ForStatement' && loop.update && path.reached) evaluate(loop.update, path);
    if (!goesOn(loop, test, path)) return undefined;
    path.goRound(loop);
    path.step();
  }
  return undefined;
}

function goesOn(loop: Loop, test: TSESTree.Node | null | undefined, path: Path): boolean {
  if (test) return path.branch(test, evaluate(test, path));
  return loop.type === 'ForStatement' || path.branch(loop, UNKNOWN);
}

const LOOPS: ReadonlySet<string> = new Set([
  'DoWhileStatement',
  'ForInStatement',
  'ForOfStatement',
  'ForStatement',
  'WhileStatement',
]);

/** Whether a statement is one of the five loops. */
export function isLoop(node: TSESTree.Node): node is Loop {
  return LOOPS.has(node.type);
}

/** Whether it can matter that `node` has run. */
function matters(node: TSESTree.Node, { probe }: Path): boolean {
  return contains(node, probe.call) || hasEffect(node);
}
