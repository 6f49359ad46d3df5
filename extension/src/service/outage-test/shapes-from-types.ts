import { nodesWithin, sourceOf, textIn } from 'eslint-plugin-salesforce-resilience/analysis';
import { keyName, type Node } from './node.ts';
import { elementOf, memberOf, type Shape } from './shape.ts';

/** Takes note of what a type says of a value, as far as the file declares it. */
export function shapeFromType(type: Node, shape: Shape, depth = 0): void {
  // A type may be made of itself.
  if (depth > 5) return;
  switch (type.type) {
    case 'TSStringKeyword':
      shape.kind = 'text';
      return;
    case 'TSNumberKeyword':
      shape.kind = 'number';
      return;
    case 'TSBooleanKeyword':
      shape.kind = 'flag';
      return;
    case 'TSLiteralType':
      shape.literal ??= textIn(type);
      return;
    case 'TSFunctionType':
      shape.kind = 'function';
      return;
    case 'TSArrayType':
      shapeFromType(type.elementType, elementOf(shape), depth + 1);
      return;
    case 'TSUnionType':
      fromUnion(type.types, shape, depth);
      return;
    case 'TSIntersectionType':
      for (const one of type.types) shapeFromType(one, shape, depth + 1);
      return;
    case 'TSTypeLiteral':
      fromMembers(type.members, shape, depth);
      return;
    case 'TSTypeReference':
      fromName(type, shape, depth);
      return;
    default:
      if (type.type !== 'TSAnyKeyword' && type.type !== 'TSUnknownKeyword') shape.isForeign = true;
  }
}

function fromUnion(types: readonly Node[], shape: Shape, depth: number): void {
  const given = types.filter(({ type }) => type !== 'TSNullKeyword' && type !== 'TSUndefinedKeyword');
  if (given.length < types.length) shape.isOptional = true;
  if (given[0]) shapeFromType(given[0], shape, depth + 1);
}

function fromMembers(members: readonly Node[], shape: Shape, depth: number): void {
  shape.kind = 'object';
  for (const member of members) {
    const name =
      member.type === 'TSPropertySignature' || member.type === 'TSMethodSignature' ? keyName(member) : undefined;
    if (name === undefined) continue;
    const inner = memberOf(shape, name);
    if (member.type === 'TSMethodSignature') inner.kind = 'function';
    if (member.type !== 'TSPropertySignature') continue;
    if (member.optional) inner.isOptional = true;
    if (member.typeAnnotation) shapeFromType(member.typeAnnotation.typeAnnotation, inner, depth + 1);
  }
}

function fromName(type: Extract<Node, { type: 'TSTypeReference' }>, shape: Shape, depth: number): void {
  const name = textIn(type.typeName);
  const [argument, second] = type.typeArguments?.params ?? [];
  if (name === 'Date') shape.kind = 'date';
  else if (/^(?:Array|ReadonlyArray|Iterable)$/.test(name) && argument)
    shapeFromType(argument, elementOf(shape), depth + 1);
  else if (/^(?:Readonly|Required|NonNullable|Partial)$/.test(name) && argument)
    shapeFromType(argument, shape, depth + 1);
  else if (name === 'Record' && second) shape.kind = 'object';
  else {
    const { ast } = sourceOf(type);
    const [declared] = nodesWithin(ast, 'TSInterfaceDeclaration').filter(({ id }) => id.name === name);
    const [alias] = nodesWithin(ast, 'TSTypeAliasDeclaration').filter(({ id }) => id.name === name);
    if (declared?.extends.length === 0) fromMembers(declared.body.body, shape, depth);
    else if (alias) shapeFromType(alias.typeAnnotation, shape, depth + 1);
    else shape.isForeign = true;
  }
}
