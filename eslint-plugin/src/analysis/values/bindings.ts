import type { TSESTree } from '@typescript-eslint/types';
import { getPropertyName } from '@eslint-community/eslint-utils';
import { fileOf, type FunctionNode, nextQuestion, type SourceView, type Variable } from '../source.ts';

const VARIABLES = nextQuestion();

/** The variable that a name stands for, where it is used or declared; undefined for a global the file does not declare. */
export function variableOf(name: TSESTree.Node): Variable | undefined {
  if (name.type !== 'Identifier' && name.type !== 'JSXIdentifier') return undefined;
  const { source, kept } = fileOf(name);
  return ((kept[VARIABLES] ??= variablesIn(source)) as ReadonlyMap<TSESTree.Node, Variable>).get(name);
}

function variablesIn({ scopeManager }: SourceView): Map<TSESTree.Node, Variable> {
  const variables = new Map<TSESTree.Node, Variable>();
  for (const scope of scopeManager?.scopes ?? []) {
    for (const { identifier, resolved } of scope.references) {
      if (resolved && resolved.defs.length > 0) variables.set(identifier, resolved);
    }
    for (const variable of scope.variables) for (const { name } of variable.defs) variables.set(name, variable);
  }
  return variables;
}

/** What is declared or imported for a file as a whole: its scopes are the global one, and that of a module. */
export function outerVariablesOf({ ast, scopeManager }: SourceView): readonly Variable[] {
  const outer = scopeManager?.scopes.filter(({ block }) => block === ast) ?? [];
  return outer.flatMap(({ variables }) => variables);
}

/** The value that a variable has everywhere: the initialiser of one that is assigned once, as a whole. */
export function constantOf(variable: Variable): TSESTree.Expression | undefined {
  const [definition] = variable.defs;
  if (variable.defs.length !== 1 || definition?.type !== 'Variable') return undefined;
  const declarator = definition.node;
  if (declarator.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return undefined;
  if (isReassigned(variable)) return undefined;
  return declarator.init ?? undefined;
}

/** Whether a variable is given another value after its declaration. */
export function isReassigned({ references }: Variable): boolean {
  return references.some((reference) => reference.isWrite() && reference.init !== true);
}

/** The expressions that a variable is given, in source order: its initialiser and every assignment. */
export function valuesOf(variable: Variable): TSESTree.Expression[] {
  const [definition] = variable.defs;
  const declarator = definition?.node.type === 'VariableDeclarator' ? definition.node : undefined;
  const init = declarator?.id.type === 'Identifier' && declarator.init ? [declarator.init] : [];
  const assigned = variable.references.flatMap(({ identifier, init: initial }) => {
    const { parent } = identifier;
    const plain = parent.type === 'AssignmentExpression' && parent.left === identifier && parent.operator === '=';
    return plain && initial !== true ? [parent.right] : [];
  });
  return [...init, ...assigned];
}

/** The variable of the parameter at `position`; undefined where it is taken apart at once. */
export function parameterOf(target: FunctionNode, position: number): Variable | undefined {
  const param = target.params[position];
  const name = param && bound(param.type === 'TSParameterProperty' ? param.parameter : param);
  return name && variableOf(name);
}

/** The default value of a name that is declared: of a parameter, or of what is taken out of an object. */
export function defaultOf(name: TSESTree.Node): TSESTree.Expression | undefined {
  const { parent } = name;
  return parent?.type === 'AssignmentPattern' && parent.left === name ? parent.right : undefined;
}

/** The pattern beneath a default value. */
export function bound(pattern: TSESTree.Node): TSESTree.Node {
  return pattern.type === 'AssignmentPattern' ? pattern.left : pattern;
}

/** The name of the property that a member expression reads, when it is fixed. */
export function memberName(node: TSESTree.MemberExpression): string | undefined {
  if (node.property.type === 'PrivateIdentifier') return `#${node.property.name}`;
  return node.computed && node.property.type !== 'Literal' ? undefined : (getPropertyName(node as never) ?? undefined);
}

/** The fixed name of a property, a method or a class field; a private one begins with `#`. */
export function keyName(node: TSESTree.Node): string | undefined {
  if (!('key' in node)) return undefined;
  if (node.key.type === 'PrivateIdentifier') return `#${node.key.name}`;
  return getPropertyName(node as never) ?? undefined;
}

/** The call that is chained on an expression: `request.setTimeout(5000)` for `request`. */
export function chainedOn(node: TSESTree.Node): TSESTree.CallExpression | undefined {
  const member = node.parent?.type === 'MemberExpression' && node.parent.object === node ? node.parent : undefined;
  return member?.parent.type === 'CallExpression' && member.parent.callee === member ? member.parent : undefined;
}

/** The statement that a call is all of, but for `await`, `void` and the `promise()` of the AWS SDK. */
export function statementOf(call: TSESTree.Node): TSESTree.ExpressionStatement | undefined {
  const chained = chainedOn(call);
  if (chained?.callee.type === 'MemberExpression' && memberName(chained.callee) === 'promise')
    return statementOf(chained);
  const { parent } = call;
  if (parent?.type === 'AwaitExpression' || parent?.type === 'UnaryExpression') return statementOf(parent);
  return parent?.type === 'ExpressionStatement' ? parent : undefined;
}
