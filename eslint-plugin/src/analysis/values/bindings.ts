import type { TSESTree } from '@typescript-eslint/types';
import { getPropertyName } from '@eslint-community/eslint-utils';
import { type FunctionNode, isFunction, type SourceView, unwrap, type Variable } from '../source.ts';

const named = new WeakMap<TSESTree.Program, ReadonlyMap<TSESTree.Node, Variable>>();

/** The variable that a name stands for, where it is used or declared; undefined for a global the file does not declare. */
export function variableOf(name: TSESTree.Node, source: SourceView): Variable | undefined {
  let variables = named.get(source.ast);
  if (!variables) {
    const all = (source.scopeManager?.scopes ?? []).flatMap((scope) => [
      ...scope.references.flatMap(({ identifier, resolved }) =>
        resolved?.defs.length ? [[identifier, resolved] as const] : [],
      ),
      ...scope.variables.flatMap((variable) => variable.defs.map((definition) => [definition.name, variable] as const)),
    ]);
    variables = new Map(all);
    named.set(source.ast, variables);
  }
  return variables.get(name);
}

/** The value that a variable has everywhere: the initialiser of one that is assigned once, as a whole. */
export function constantOf(variable: Variable): TSESTree.Expression | undefined {
  const [definition] = variable.defs;
  if (variable.defs.length !== 1 || definition?.type !== 'Variable') return undefined;
  const declarator = definition.node;
  if (declarator.type !== 'VariableDeclarator' || declarator.id.type !== 'Identifier') return undefined;
  if (variable.references.some((reference) => reference.isWrite() && reference.init !== true)) return undefined;
  return declarator.init ?? undefined;
}

/** The variable of the parameter at `position`; undefined where it is taken apart at once. */
export function parameterOf(target: FunctionNode, position: number, source: SourceView): Variable | undefined {
  const param = target.params[position];
  const name = param?.type === 'AssignmentPattern' ? param.left : param;
  return name && variableOf(name, source);
}

/** The name of the property that a member expression reads, when it is fixed. */
export function memberName(node: TSESTree.MemberExpression): string | undefined {
  return node.computed && node.property.type !== 'Literal' ? undefined : (getPropertyName(node as never) ?? undefined);
}

/** The function of this file that calling `callee` runs: a declaration, a constant, or a method of the same class or object. */
export function functionOf(callee: TSESTree.Node, source: SourceView): FunctionNode | undefined {
  const node = unwrap(callee);
  if (isFunction(node)) return node;
  if (node.type === 'Identifier') {
    const variable = variableOf(node, source);
    const declared = variable?.defs.length === 1 ? variable.defs[0]?.node : undefined;
    if (isFunction(declared)) return declared;
    const value = variable && constantOf(variable);
    return value && value !== node ? functionOf(value, source) : undefined;
  }
  if (node.type !== 'MemberExpression' || node.object.type !== 'ThisExpression') return undefined;
  const name = memberName(node);
  return name === undefined ? undefined : methodOf(node, name);
}

/** The method `name` of the class that surrounds `node`. */
function methodOf(node: TSESTree.Node, name: string): FunctionNode | undefined {
  let at: TSESTree.Node | undefined = node;
  while (at && at.type !== 'ClassBody') at = at.parent;
  const member = at?.body.find((item) => 'key' in item && getPropertyName(item as never) === name);
  const value = member && 'value' in member ? member.value : undefined;
  return isFunction(value) ? value : undefined;
}
