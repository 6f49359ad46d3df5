import type { TSESTree } from '@typescript-eslint/types';
import { contains, type Definition, functionAround, type Variable } from '../source.ts';
import { defaultOf } from './bindings.ts';
import { type Evaluation, evaluateText, fixedLength, hole, join, type StaticText } from './text.ts';

/** The text of a variable that is assigned more than once, at the place where it is used: its assignments up to there. */
export function ofReassigned(
  variable: Variable,
  use: TSESTree.Identifier,
  evaluation: Evaluation,
): StaticText | undefined {
  if (evaluation.current.has(variable)) return undefined;
  const assignments = assignmentsBefore(use, variable);
  const [definition] = variable.defs;
  const argument = evaluation.env.get(variable);
  const initial = definition && (initialiserOf(definition) ?? defaultOf(definition.name));
  let text = argument && evaluateText(argument.node, { ...evaluation, env: argument.env });
  text ??= initial && evaluateText(initial, evaluation);
  for (const assignment of assignments) {
    const before: StaticText = text ?? hole(use);
    const current = new Map([...evaluation.current, [variable, before]]);
    const assigned = evaluateText(assignment.right, { ...evaluation, current });
    text =
      assignment.operator === '+=' ? append(before, assigned) : better(text, assigned, isConditional(assignment, use));
  }
  return text;
}

function initialiserOf({ node }: Definition): TSESTree.Node | undefined {
  return node.type === 'VariableDeclarator' && node.id.type === 'Identifier' ? (node.init ?? undefined) : undefined;
}

/**
 * Assignments that may reach `use`: those before it, and those of other functions, since nobody knows when they run. What
 * a loop assigns after it is left out: the first time round, the variable holds what it held before.
 */
function assignmentsBefore(use: TSESTree.Identifier, variable: Variable): TSESTree.AssignmentExpression[] {
  const found: TSESTree.AssignmentExpression[] = [];
  for (const { identifier, init } of variable.references) {
    const { parent } = identifier;
    if (parent.type !== 'AssignmentExpression' || parent.left !== identifier || init === true) continue;
    if (contains(parent, use)) continue;
    if (parent.range[0] < use.range[0] || functionAround(parent) !== functionAround(use)) found.push(parent);
  }
  return found;
}

/** A query string that is added later says nothing about the endpoint. */
function append(before: StaticText, added: StaticText): StaticText {
  return /^[?&]/.test(added.text) ? before : join([before, added]);
}

function better(before: StaticText | undefined, assigned: StaticText, conditional: boolean): StaticText {
  if (!before || !conditional) return assigned;
  return fixedLength(assigned) > fixedLength(before) ? assigned : before;
}

const CONDITIONAL =
  /^(?:If|While|For|ForIn|ForOf)Statement$|^(?:SwitchCase|ConditionalExpression|LogicalExpression|CatchClause)$/;

/** Whether code may come to `use` without the assignment. */
function isConditional(assignment: TSESTree.Node, use: TSESTree.Node): boolean {
  const { parent } = assignment;
  if (parent?.type === 'ForStatement' && parent.update === assignment) return true;
  for (let at = parent; at && !contains(at, use); at = at.parent) if (CONDITIONAL.test(at.type)) return true;
  return false;
}
