import type { TSESTree } from '@typescript-eslint/types';
import { contains, unwrap } from '../source.ts';
import { memberName } from '../values/bindings.ts';
import { functionOf } from '../values/definition.ts';
import { hasEffect } from './effects.ts';
import { evaluate } from './evaluate.ts';
import { Jump } from './jump.ts';
import { compare, UNDEFINED, UNKNOWN, type Value } from './outcome.ts';
import type { Path } from './path.ts';

type Loop =
  | TSESTree.DoWhileStatement
  | TSESTree.ForInStatement
  | TSESTree.ForOfStatement
  | TSESTree.ForStatement
  | TSESTree.WhileStatement;

/** Runs statements one after the other on `path`, until one leaves. */
export function runBlock(statements: readonly TSESTree.Node[], path: Path): Value {
  for (const statement of statements) run(statement, path);
  return UNDEFINED;
}

function run(statement: TSESTree.Node, path: Path): void {
  if (!path.reached && !contains(statement, path.probe.call)) return;
  path.step();
  switch (statement.type) {
    case 'BlockStatement':
      runBlock(statement.body, path);
      return;
    case 'ExpressionStatement':
      if (isFloating(statement.expression)) path.settle(() => evaluate(statement.expression, path));
      else evaluate(statement.expression, path);
      return;
    case 'VariableDeclaration':
      for (const { id, init } of statement.declarations) path.assign(id, init ? evaluate(init, path) : UNDEFINED);
      return;
    case 'IfStatement':
      runIf(statement, path);
      return;
    case 'ReturnStatement':
      throw new Jump('return', statement.argument ? evaluate(statement.argument, path) : UNDEFINED);
    case 'ThrowStatement':
      throw new Jump('throw', evaluate(statement.argument, path));
    case 'BreakStatement':
      throw new Jump('break', UNDEFINED, statement.label?.name);
    case 'ContinueStatement':
      throw new Jump('continue', UNDEFINED, statement.label?.name);
    case 'TryStatement':
      runTry(statement, path);
      return;
    case 'SwitchStatement':
      runSwitch(statement, path);
      return;
    case 'LabeledStatement':
      runLabeled(statement, path);
      return;
    case 'ForStatement':
    case 'ForOfStatement':
    case 'ForInStatement':
    case 'WhileStatement':
    case 'DoWhileStatement':
      runLoop(statement, undefined, path);
      return;
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      if (statement.declaration) run(statement.declaration, path);
      return;
    default:
  }
}

/** Whether nobody waits for a promise: what it is rejected with reaches nobody. */
function isFloating(expression: TSESTree.Expression): boolean {
  const call = unwrap(expression.type === 'UnaryExpression' ? expression.argument : expression);
  if (call.type !== 'CallExpression') return false;
  const chained =
    call.callee.type === 'MemberExpression' && /^(?:then|catch|finally)$/.test(memberName(call.callee) ?? '');
  return chained || functionOf(call.callee)?.async === true;
}

function runIf({ test, consequent, alternate }: TSESTree.IfStatement, path: Path): void {
  if (!path.reached && !contains(test, path.probe.call)) {
    run(contains(consequent, path.probe.call) ? consequent : (alternate ?? consequent), path);
    return;
  }
  const value = evaluate(test, path);
  // Both ways come to the same.
  const plain =
    /^(?:test|unknown)$/.test(value.kind) && !matters(consequent, path) && !(alternate && matters(alternate, path));
  if (plain) return;
  if (path.decide(test, value)) run(consequent, path);
  else if (alternate) run(alternate, path);
}

function runTry({ block, handler, finalizer }: TSESTree.TryStatement, path: Path): void {
  try {
    run(block, path);
  } catch (jump) {
    if (!(jump instanceof Jump) || jump.to !== 'throw' || !handler) {
      if (jump instanceof Jump && jump.to !== 'repeat' && finalizer) run(finalizer, path);
      throw jump;
    }
    if (handler.param) path.assign(handler.param, jump.value);
    run(handler.body, path);
  }
  if (!path.reached && handler && contains(handler, path.probe.call)) run(handler.body, path);
  if (finalizer) run(finalizer, path);
}

function runSwitch({ discriminant, cases }: TSESTree.SwitchStatement, path: Path): void {
  const inside = cases.findIndex((item) => contains(item, path.probe.call));
  let start = path.reached || contains(discriminant, path.probe.call) ? -1 : inside;
  if (start < 0) {
    const value = evaluate(discriminant, path);
    start = cases.findIndex(({ test }) => {
      if (!test) return false;
      const same = path.met.withStatus(
        [value, path.met.certain(evaluate(test, path))],
        ([left = UNKNOWN, right = UNKNOWN]) => (left.kind === 'literal' ? compare('===', left, right) : UNKNOWN),
      );
      return path.decide(test, same);
    });
    if (start < 0) start = cases.findIndex(({ test }) => !test);
  }
  if (start < 0) return;
  try {
    for (const item of cases.slice(start)) runBlock(item.consequent, path);
  } catch (jump) {
    if (!(jump instanceof Jump) || jump.to !== 'break' || jump.label !== undefined) throw jump;
  }
}

function runLabeled({ label, body }: TSESTree.LabeledStatement, path: Path): void {
  try {
    if (isLoop(body)) runLoop(body, label.name, path);
    else run(body, path);
  } catch (jump) {
    if (!(jump instanceof Jump) || jump.to !== 'break' || jump.label !== label.name) throw jump;
  }
}

/** So often a loop goes round before what follows it is looked at; only one around the probed call needs more than once. */
const MOST_ROUNDS = 3;

function runLoop(loop: Loop, label: string | undefined, path: Path): void {
  if (path.reached && !matters(loop, path)) return;
  const test = 'test' in loop ? loop.test : undefined;
  const entered = !path.reached && !(test && contains(test, path.probe.call));
  if (loop.type !== 'DoWhileStatement' && !entered && !goesOn(loop, test, path)) return;
  const most = contains(loop, path.probe.call) ? MOST_ROUNDS : 1;
  for (let rounds = 0; rounds < most; rounds += 1) {
    try {
      run(loop.body, path);
    } catch (jump) {
      const mine = jump instanceof Jump && (jump.label === undefined || jump.label === label);
      if (mine && jump.to === 'break') return;
      if (!mine || jump.to !== 'continue') throw jump;
    }
    if (loop.type === 'ForStatement' && loop.update && path.reached) evaluate(loop.update, path);
    if (!goesOn(loop, test, path)) return;
    path.via = loop;
    path.step();
  }
}

function goesOn(loop: Loop, test: TSESTree.Node | null | undefined, path: Path): boolean {
  if (test) return path.decide(test, evaluate(test, path));
  return loop.type === 'ForStatement' || path.decide(loop, UNKNOWN);
}

/** Whether a statement is one of the five loops. */
export function isLoop(node: TSESTree.Node): node is Loop {
  return /^(?:For|ForOf|ForIn|While|DoWhile)Statement$/.test(node.type);
}

/** Whether it can matter that `node` has run. */
function matters(node: TSESTree.Node, { probe }: Path): boolean {
  return contains(node, probe.call) || hasEffect(node);
}
