import type { TSESTree } from '@typescript-eslint/types';
import { getPropertyName } from '@eslint-community/eslint-utils';
import {
  fileOf,
  type FunctionNode,
  type KnownFile,
  nextQuestion,
  type SourceView,
  unwrap,
  type Variable,
} from '../source.ts';

const NAMES = nextQuestion();

/** The names of a file. Those of a language or a platform, of which a scope has hundreds, are not among them. */
interface Names {
  /** What a name stands for, by the nodes that declare or use it. */
  readonly byNode: ReadonlyMap<TSESTree.Node, Variable>;
  readonly declared: readonly Variable[];
  /** What is declared or imported for the file as a whole: the scopes of that are the global one, and that of a module. */
  readonly outer: readonly Variable[];
}

function namesOf({ source, kept }: KnownFile): Names {
  return (kept[NAMES] ??= findNames(source)) as Names;
}

function findNames({ ast, scopeManager }: SourceView): Names {
  const byNode = new Map<TSESTree.Node, Variable>();
  const declared: Variable[] = [];
  const outer: Variable[] = [];
  for (const { block, references, variables } of scopeManager?.scopes ?? []) {
    for (const { identifier, resolved } of references) {
      if (resolved && resolved.defs.length > 0) byNode.set(identifier, resolved);
    }
    for (const variable of variables) {
      if (variable.defs.length === 0) continue;
      for (const { name } of variable.defs) byNode.set(name, variable);
      declared.push(variable);
      if (block === ast) outer.push(variable);
    }
  }
  return { byNode, declared, outer };
}

/** The variable that a name stands for, where it is used or declared; undefined for a global the file does not declare. */
export function variableOf(name: TSESTree.Node): Variable | undefined {
  if (name.type !== 'Identifier' && name.type !== 'JSXIdentifier') return undefined;
  return namesOf(fileOf(name)).byNode.get(name);
}

/** Every variable that a file declares or imports. */
export function declaredVariablesOf({ ast }: SourceView): readonly Variable[] {
  return namesOf(fileOf(ast)).declared;
}

/** What is declared or imported for a file as a whole. */
export function outerVariablesOf({ ast }: SourceView): readonly Variable[] {
  return namesOf(fileOf(ast)).outer;
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
  const { property, computed } = node;
  if (property.type === 'Identifier') return computed ? undefined : property.name;
  if (property.type === 'PrivateIdentifier') return `#${property.name}`;
  return computed && property.type !== 'Literal' ? undefined : (getPropertyName(node as never) ?? undefined);
}

/** The name that an expression is, or ends with: `send` for `send`, `client.send` and `this.client.send`. */
export function lastName(expression: TSESTree.Node): string | undefined {
  const node = unwrap(expression);
  if (node.type === 'MemberExpression') return memberName(node);
  return node.type === 'Identifier' ? node.name : undefined;
}

/** The text of a string that is written out, also between backticks; undefined for everything else. */
export function fixedString(node: TSESTree.Node | undefined): string | undefined {
  if (node?.type === 'TemplateLiteral') return node.expressions.length === 0 ? node.quasis[0]?.value.raw : undefined;
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
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
