import type { TSESTree } from '@typescript-eslint/types';
import { type FunctionNode, isFunction, nodesWithin, type Variable } from '../source.ts';
import { memberName, parameterOf, variableOf } from '../values/bindings.ts';
import { resultsOf } from '../values/results.ts';

/** The decorators of a method, and of its class where it is the one method that the class decorator is about. */
export function decoratorsOf({ parent }: FunctionNode): TSESTree.Expression[] {
  if (parent.type !== 'MethodDefinition') return [];
  const ofClass = isNamed(parent, 'process') ? listed(parent.parent.parent) : [];
  return [...listed(parent), ...ofClass];
}

function isNamed({ key }: TSESTree.MethodDefinition, name: string): boolean {
  return key.type === 'Identifier' && key.name === name;
}

function listed(
  node: TSESTree.MethodDefinition | TSESTree.ClassDeclaration | TSESTree.ClassExpression,
): TSESTree.Expression[] {
  // Parsers of plain JavaScript know no decorators.
  const decorators: readonly TSESTree.Decorator[] = (node as Partial<typeof node>).decorators ?? [];
  return decorators.map(({ expression }) => expression);
}

/** In a decorator of the project: where it calls the method that it decorates. */
export function callsOfDecorated(factory: FunctionNode): TSESTree.CallExpression[] {
  const originals: Variable[] = [];
  // `const original = descriptor.value`, or the first parameter of a decorator as the standard has it.
  for (const { id, init } of nodesWithin(factory, 'VariableDeclarator')) {
    if (init?.type !== 'MemberExpression' || memberName(init) !== 'value') continue;
    const variable = variableOf(id);
    if (variable) originals.push(variable);
  }
  const decorators = [factory, ...resultsOf(factory).filter((result) => isFunction(result))];
  const firsts = decorators.flatMap((decorator) => parameterOf(decorator, 0) ?? []);
  return [...originals, ...firsts].flatMap(({ references }) =>
    references.flatMap(({ identifier }) => invocationOf(identifier) ?? []),
  );
}

/** `name(…)`, `name.call(…)` or `name.apply(…)`, around the name. */
export function invocationOf(name: TSESTree.Node): TSESTree.CallExpression | undefined {
  const { parent } = name;
  if (parent?.type === 'CallExpression') return parent.callee === name ? parent : undefined;
  if (parent?.type !== 'MemberExpression' || parent.object !== name) return undefined;
  const call = parent.parent;
  const invokes = /^(?:apply|call)$/.test(memberName(parent) ?? '');
  return invokes && call.type === 'CallExpression' && call.callee === parent ? call : undefined;
}
