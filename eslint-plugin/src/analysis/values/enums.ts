import type { TSESTree } from '@typescript-eslint/types';

/** The members of a TypeScript enum. */
export function membersOfEnum(target: TSESTree.TSEnumDeclaration): readonly TSESTree.TSEnumMember[] {
  // Before its version 8 the parser had no `body`.
  const { body = target } = target as { body?: TSESTree.TSEnumBody };
  return (body as TSESTree.TSEnumBody).members;
}

/** The value that a TypeScript enum gives a name; undefined for one that is only numbered. */
export function memberOfEnum(target: TSESTree.TSEnumDeclaration, name: string): TSESTree.Node | undefined {
  return membersOfEnum(target).find(({ id }) => (id.type === 'Identifier' ? id.name : id.value) === name)?.initializer;
}
