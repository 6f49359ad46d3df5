import type { TSESTree } from '@typescript-eslint/types';
import type { Definition } from '../source.ts';
import { memberOf } from '../values/definition.ts';
import { resultTypeOf, typeNameOf } from '../values/types.ts';
import { extended, type Next, type Origin } from './origin-path.ts';

/** `given as Connection` */
export function ofCast(node: TSESTree.Node, next: Next): Origin | undefined {
  if (node.type !== 'TSAsExpression' && node.type !== 'TSTypeAssertion') return undefined;
  const { typeAnnotation: type } = node;
  return ofInstance(type.type === 'TSTypeReference' ? type.typeName : undefined, next);
}

/** `conn: Connection`: an instance of what the type names. */
export function ofType(declared: TSESTree.Node, next: Next): Origin | undefined {
  return ofInstance(typeNameOf(declared), next);
}

/** `function connect(): Promise<Connection>`: an instance of what the type of the result names. */
export function ofResultType(declared: TSESTree.Node, next: Next): Origin | undefined {
  const type = resultTypeOf(declared);
  return ofInstance(type?.type === 'TSTypeReference' ? type.typeName : undefined, next);
}

function ofInstance(name: TSESTree.Node | undefined, next: Next): Origin | undefined {
  const origin = name && ofTypeName(name, next);
  // Of a file of the project that cannot be read, such as one that is generated, the name of a type says nothing.
  return origin?.module === undefined || origin.module.startsWith('.') ? undefined : extended(origin, 'new');
}

export function ofTypeName(name: TSESTree.Node, next: Next): Origin | undefined {
  if (name.type !== 'TSQualifiedName') return name.type === 'Identifier' ? next(name) : undefined;
  const { left, right } = name;
  // `types.Conn`, of another file.
  const inProject = left.type === 'Identifier' ? memberOf(left, right.name) : undefined;
  return inProject ? next(inProject) : extended(ofTypeName(left, next), right.name);
}

/** `type Conn = Connection`, `interface Conn extends Connection`: what the other type is. */
export function ofTypeDeclaration({ node }: Definition, next: Next): Origin | undefined {
  if (node.type === 'TSTypeAliasDeclaration') {
    const { typeAnnotation: type } = node;
    return type.type === 'TSTypeReference' ? ofTypeName(type.typeName, next) : undefined;
  }
  const [extending] = node.type === 'TSInterfaceDeclaration' ? node.extends : [];
  return extending && next(extending.expression);
}
