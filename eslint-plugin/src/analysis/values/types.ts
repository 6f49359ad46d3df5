import type { TSESTree } from '@typescript-eslint/types';
import { bound, keyName, variableOf } from './bindings.ts';
import { definitionOf, memberOf } from './definition.ts';

/** Types that stand for the one they are given. */
const WRAPPERS = /^(?:Promise|PromiseLike|Readonly|Partial|Required|NonNullable|Awaited)$/;

/** Types refer to each other so often. */
const DEEPEST = 10;

/**
 * The type that a name, a field or a member of a type is declared with; of a promise what it resolves with, without
 * `null` and the like.
 */
function declaredTypeOf(declared: TSESTree.Node): TSESTree.TypeNode | undefined {
  const inner = declared.type === 'TSParameterProperty' ? bound(declared.parameter) : declared;
  const annotation = 'typeAnnotation' in inner ? inner.typeAnnotation : undefined;
  if (annotation?.type === 'TSTypeAnnotation') return plain(annotation.typeAnnotation);
  return inner.type === 'Identifier' || inner.type === 'ObjectPattern' ? typeInPattern(inner) : undefined;
}

/** The type of what a function is declared to give, or to resolve with. */
export function resultTypeOf(declared: TSESTree.Node): TSESTree.TypeNode | undefined {
  if ('returnType' in declared && declared.returnType) return plain(declared.returnType.typeAnnotation);
  const type = declaredTypeOf(declared);
  return type?.type === 'TSFunctionType' && type.returnType ? plain(type.returnType.typeAnnotation) : undefined;
}

/** The name that a declaration is typed with. */
export function typeNameOf(declared: TSESTree.Node): TSESTree.Node | undefined {
  const type = declaredTypeOf(declared);
  return type?.type === 'TSTypeReference' ? type.typeName : undefined;
}

/** The member `name` of the type that a name, a field or a member of a type is declared with, where the project has it. */
export function memberOfDeclared(declared: TSESTree.Node, name: string): TSESTree.Node | undefined {
  const type = declaredTypeOf(declared);
  return type && memberOfType(type, name);
}

function plain(type: TSESTree.TypeNode): TSESTree.TypeNode | undefined {
  if (type.type === 'TSUnionType') {
    const [only, ...others] = type.types.filter((one) => !/^TS(?:Null|Undefined|Void)Keyword$/.test(one.type));
    return only && others.length === 0 ? plain(only) : undefined;
  }
  const [argument] = type.type === 'TSTypeReference' ? (type.typeArguments?.params ?? []) : [];
  const isWrapper =
    type.type === 'TSTypeReference' && type.typeName.type === 'Identifier' && WRAPPERS.test(type.typeName.name);
  return isWrapper && argument ? plain(argument) : type;
}

/** `({ conn }: { conn: Connection })`: the type of what a pattern takes out. */
function typeInPattern(name: TSESTree.Node): TSESTree.TypeNode | undefined {
  const at = name.parent?.type === 'AssignmentPattern' ? name.parent : name;
  const property = at.parent;
  if (property?.type !== 'Property' || property.parent.type !== 'ObjectPattern') return undefined;
  const key = keyName(property);
  const member = key === undefined ? undefined : memberOfDeclared(property.parent, key);
  return member && declaredTypeOf(member);
}

function memberOfType(type: TSESTree.TypeNode, name: string, depth = DEEPEST): TSESTree.Node | undefined {
  if (depth === 0) return undefined;
  switch (type.type) {
    case 'TSTypeLiteral':
      return memberNamed(type.members, name);
    case 'TSIntersectionType':
      return type.types.map((one) => memberOfType(one, name, depth - 1)).find((found) => found !== undefined);
    case 'TSTypeReference':
      return memberOfNamed(type.typeName, name, depth - 1);
    default:
      return undefined;
  }
}

function memberOfNamed(typeName: TSESTree.Node, name: string, depth: number): TSESTree.Node | undefined {
  const declaration = declarationOf(typeName);
  if (declaration?.type === 'TSTypeAliasDeclaration') {
    const type = plain(declaration.typeAnnotation);
    return type && memberOfType(type, name, depth);
  }
  if (declaration?.type !== 'TSInterfaceDeclaration' || depth === 0) return undefined;
  const own = memberNamed(declaration.body.body, name);
  const above = declaration.extends.map(({ expression }) => memberOfNamed(expression, name, depth - 1));
  return own ?? above.find((found) => found !== undefined);
}

/** The interface, or the alias, that a name means, in this file or another one. */
function declarationOf(typeName: TSESTree.Node): TSESTree.Node | undefined {
  const { left, right } = typeName as Partial<TSESTree.TSQualifiedName>;
  const named = left && right ? memberOf(left, right.name) : definitionOf(typeName);
  const [definition] = named?.type === 'Identifier' ? (variableOf(named)?.defs ?? []) : [];
  return definition?.type === 'Type' ? definition.node : undefined;
}

function memberNamed(members: readonly TSESTree.TypeElement[], name: string): TSESTree.TypeElement | undefined {
  return members.find((member) => {
    if (member.type !== 'TSPropertySignature' && member.type !== 'TSMethodSignature') return false;
    const { key } = member;
    return !member.computed && (key.type === 'Identifier' ? key.name : key.type === 'Literal' && key.value) === name;
  });
}
