import type { TSESTree } from '@typescript-eslint/types';
import { contains, isFunction, walk } from '../source.ts';
import { evaluate } from './evaluate.ts';
import { Jump } from './jump.ts';
import { UNDEFINED, UNKNOWN, type Value } from './outcome.ts';
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
      evaluate(statement.expression, path);
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

function runIf({ test, consequent, alternate }: TSESTree.IfStatement, path: Path): void {
  if (!path.reached && !contains(test, path.probe.call)) {
    run(contains(consequent, path.probe.call) ? consequent : (alternate ?? consequent), path);
    return;
  }
  const value = evaluate(test, path);
  // Both ways of a branch that nobody leaves come to the same.
  const plain = value.kind === 'unknown' && !leaves(consequent, path) && !(alternate && leaves(alternate, path));
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
      const same = evaluate(test, path);
      const known = value.kind === 'literal' && same.kind === 'literal';
      return path.decide(test, known ? { kind: 'literal', value: value.value === same.value } : UNKNOWN);
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

function runLoop(loop: Loop, label: string | undefined, path: Path): void {
  const test = 'test' in loop ? loop.test : undefined;
  const entered = !path.reached && !(test && contains(test, path.probe.call));
  if (loop.type !== 'DoWhileStatement' && !entered && !goesOn(loop, test, path)) return;
  for (;;) {
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

function isLoop(node: TSESTree.Node): node is Loop {
  return /^(?:For|ForOf|ForIn|While|DoWhile)Statement$/.test(node.type);
}

/** Whether code within `node` goes anywhere but on: leaves, throws, or comes to the probed call. */
function leaves(node: TSESTree.Node, { probe, source }: Path): boolean {
  let found = false;
  walk(node, source, (inner) => {
    if (found || (isFunction(inner) && inner !== node)) return false;
    found =
      inner === probe.call ||
      /^(?:Return|Throw|Break|Continue)Statement$|^(?:Call|Assignment)Expression$/.test(inner.type);
    return !found;
  });
  return found;
}
