import type { TSESTree } from '@typescript-eslint/types';
import { contains, functionAround, textIn, walk } from '../analysis/source.ts';
import { isReassigned, variableOf } from '../analysis/values/bindings.ts';

/**
 * The members and variables of an expression that TypeScript knows to be there only outside of a function: those that
 * the code around looks at first, as in `if (!this.connection) throw …`, and that may change before a function runs.
 */
export function narrowedIn(expression: TSESTree.Node): readonly TSESTree.Node[] {
  const around = functionAround(expression);
  if (!around) return [];
  const checked = checkedIn(around, expression);
  const found: TSESTree.Node[] = [];
  walk(expression, (node) => {
    const { parent } = node;
    if (node !== expression && checked.has(textIn(node)) && mayChange(node) && isRead(node)) {
      if (parent?.type !== 'TSNonNullExpression') found.push(node);
      return false;
    }
    return;
  });
  return found;
}

/** What tests and assignments of a function are about, as text. */
function checkedIn(around: TSESTree.Node, expression: TSESTree.Node): ReadonlySet<string> {
  const checked = new Set<string>();
  walk(around, (node) => {
    if (contains(expression, node)) return false;
    if (node.type === 'IfStatement' || node.type === 'ConditionalExpression') noteTested(node.test, checked);
    if (node.type === 'LogicalExpression') noteTested(node.left, checked);
    if (node.type === 'AssignmentExpression') checked.add(textIn(node.left));
    return;
  });
  return checked;
}

/** `x`, `!x`, `x && y`, `x === null`, `x?.y` */
function noteTested(test: TSESTree.Node, checked: Set<string>): void {
  switch (test.type) {
    case 'Identifier':
    case 'MemberExpression':
      checked.add(textIn(test).replaceAll('?.', '.'));
      return;
    case 'ChainExpression':
      noteTested(test.expression, checked);
      return;
    case 'UnaryExpression':
      noteTested(test.argument, checked);
      return;
    case 'LogicalExpression':
    case 'BinaryExpression':
      noteTested(test.left, checked);
      if (test.type === 'LogicalExpression') noteTested(test.right, checked);
      return;
    default:
  }
}

/** Whether what was known of it may hold no more when a function runs: not so for constants. */
function mayChange(node: TSESTree.Node): boolean {
  if (node.type === 'MemberExpression') return true;
  const variable = variableOf(node);
  return variable !== undefined && isReassigned(variable);
}

/** Whether a name or a member is the value that a member is read from, or a member is called. */
function isRead(node: TSESTree.Node): boolean {
  if (node.type !== 'Identifier' && node.type !== 'MemberExpression') return false;
  const { parent } = node;
  if (parent.type === 'CallExpression') return parent.callee === node && node.type === 'MemberExpression';
  return parent.type === 'MemberExpression' && parent.object === node && !parent.optional;
}
