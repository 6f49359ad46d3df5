import type { TSESTree } from '@typescript-eslint/types';
import type { FunctionNode, Variable } from '../source.ts';
import { keyName, variableOf } from './bindings.ts';

/** An expression together with what the parameters that it names stand for. */
export interface Bound {
  readonly node: TSESTree.Node;
  readonly env: Environment;
}

/**
 * What parameters stand for in one call of a function; empty where nothing is known about the call. `this` stands for the
 * class of the instance that a method is called on, where that is below the one that has the method.
 */
export type Environment = ReadonlyMap<Name, Bound>;

type Name = Variable | 'this';

/** Nothing is known about parameters. */
export const UNBOUND: Environment = new Map();

/** A way to read a member of an argument, given by the module that knows objects. */
export type ReadMember = (object: Bound, name: string) => Bound | undefined;

/**
 * Binds the parameters of `target` to the arguments of one call of it.
 *
 * @param read - Looks a member up in an argument, for parameters that are taken apart.
 */
export function bindParameters(
  target: FunctionNode,
  args: readonly TSESTree.Node[],
  env: Environment,
  read: ReadMember,
): Environment {
  const bindings = new Map<Name, Bound>(env);
  // What comes after `...args` cannot be counted.
  const spread = args.findIndex((argument) => argument.type === 'SpreadElement');
  target.params.forEach((param, position) => {
    const known = spread < 0 || position < spread;
    const argument = known ? args[position] : undefined;
    bind(param, argument && { node: argument, env }, known && !argument, bindings, read);
  });
  return bindings;
}

function bind(
  pattern: TSESTree.Node,
  value: Bound | undefined,
  missing: boolean,
  bindings: Map<Name, Bound>,
  read: ReadMember,
): void {
  switch (pattern.type) {
    case 'TSParameterProperty':
      bind(pattern.parameter, value, missing, bindings, read);
      return;
    case 'AssignmentPattern':
      bind(
        pattern.left,
        value ?? (missing ? { node: pattern.right, env: bindings } : undefined),
        false,
        bindings,
        read,
      );
      return;
    case 'Identifier': {
      const variable = variableOf(pattern);
      if (variable && value) bindings.set(variable, value);
      return;
    }
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        // Whoever looks a property up in the rest knows which of them are not in it.
        if (property.type === 'RestElement') bind(property.argument, value, false, bindings, read);
        const name = property.type === 'Property' ? keyName(property) : undefined;
        if (property.type !== 'Property' || name === undefined) continue;
        const member = value && read(value, name);
        bind(property.value, member, Boolean(value && !member), bindings, read);
      }
      return;
    default:
  }
}
