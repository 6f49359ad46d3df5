import type { TSESTree } from '@typescript-eslint/types';
import { unwrap, type Variable } from '../source.ts';
import { variableOf } from '../values/bindings.ts';
import { evaluate, isPlain } from './evaluate.ts';
import { isOpen, UNKNOWN, type Value } from './outcome.ts';
import type { Path } from './path.ts';

/**
 * Takes both ways of an `if` at once where they do nothing but give variables values that nobody knows, such as the text
 * of a message: each would only double the paths.
 *
 * @returns whether that was possible; nothing has happened otherwise.
 */
export function mergeBranches({ consequent, alternate }: TSESTree.IfStatement, path: Path): boolean {
  const given: Given[] = [];
  if (!collect(consequent, given) || (alternate && !collect(alternate, given))) return false;
  if (!given.every(({ value }) => operandsOf(value).every((one) => saysNothing(evaluate(one, path))))) return false;
  for (const { variable } of given) path.set(variable, UNKNOWN);
  return true;
}

/** A variable, and what it is given. */
interface Given {
  readonly variable: Variable;
  readonly value: TSESTree.Node;
}

/** Whether a statement only gives variables values that are read somewhere; those are added to `given`. */
function collect(statement: TSESTree.Node, given: Given[]): boolean {
  switch (statement.type) {
    case 'BlockStatement':
      return statement.body.every((one) => collect(one, given));
    case 'IfStatement':
      return (
        isPlain(statement.test) &&
        collect(statement.consequent, given) &&
        (!statement.alternate || collect(statement.alternate, given))
      );
    case 'VariableDeclaration':
      return statement.declarations.every(({ id, init }) => add(id, init, given));
    case 'ExpressionStatement': {
      const { expression } = statement;
      return (
        expression.type === 'AssignmentExpression' &&
        expression.operator === '=' &&
        add(expression.left, expression.right, given)
      );
    }
    default:
      return false;
  }
}

function add(id: TSESTree.Node, value: TSESTree.Node | null, given: Given[]): boolean {
  const variable = variableOf(id);
  if (!variable || !value || !isPlain(value)) return false;
  given.push({ variable, value });
  return true;
}

/** What an expression comes to: one of these. */
function operandsOf(expression: TSESTree.Node): readonly TSESTree.Node[] {
  const node = unwrap(expression);
  return node.type === 'LogicalExpression' ? [...operandsOf(node.left), ...operandsOf(node.right)] : [node];
}

/** Whether a value is not known, or a text: nothing is decided by those. */
function saysNothing(value: Value): boolean {
  return isOpen(value) || (value.kind === 'literal' && typeof value.value === 'string');
}
