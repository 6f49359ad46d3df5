import type { TSESTree } from '@typescript-eslint/types';
import { visitorKeys } from '@typescript-eslint/visitor-keys';

/** A node while it is turned from Babel's form into typescript-estree's. */
interface Raw extends Record<string, unknown> {
  type: string;
  range: [number, number];
  loc: Location;
}

interface Location {
  readonly start: Place;
  readonly end: Place;
}

/** The line is counted from 1, the column from 0. */
interface Place {
  readonly line: number;
  readonly column: number;
}

/** Fields that have another name in typescript-estree, by the type of the node; `*` for those with type arguments. */
const RENAMED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  TSFunctionType: { parameters: 'params', typeAnnotation: 'returnType' },
  TSConstructorType: { parameters: 'params', typeAnnotation: 'returnType' },
  TSCallSignatureDeclaration: { parameters: 'params', typeAnnotation: 'returnType' },
  TSConstructSignatureDeclaration: { parameters: 'params', typeAnnotation: 'returnType' },
  TSMethodSignature: { parameters: 'params', typeAnnotation: 'returnType' },
  ClassDeclaration: { superTypeParameters: 'superTypeArguments' },
  ClassExpression: { superTypeParameters: 'superTypeArguments' },
  TSImportType: { argument: 'source', typeParameters: 'typeArguments' },
};
const TYPE_ARGUMENTS = { typeParameters: 'typeArguments' };
for (const type of [
  'CallExpression',
  'NewExpression',
  'TaggedTemplateExpression',
  'JSXOpeningElement',
  'TSClassImplements',
  'TSInstantiationExpression',
  'TSInterfaceHeritage',
  'TSTypeQuery',
  'TSTypeReference',
]) {
  (RENAMED as Record<string, Readonly<Record<string, string>>>)[type] = TYPE_ARGUMENTS;
}

const ABSTRACT: Readonly<Record<string, string>> = {
  AccessorProperty: 'TSAbstractAccessorProperty',
  MethodDefinition: 'TSAbstractMethodDefinition',
  PropertyDefinition: 'TSAbstractPropertyDefinition',
};

/**
 * Turns the program that Babel's ESTree plugin gives, in place, into what typescript-estree would give: the form that the
 * analysis is written for. Each node is linked to its parent on the way, so that there is one walk.
 */
export function estreeOf(program: object): TSESTree.Program {
  const root = program as Raw;
  adapt(root);
  const waiting: Raw[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    for (const key of visitorKeys[node.type] ?? []) {
      const child = node[key];
      if (!child) continue;
      if (Array.isArray(child)) enterAll(child as (Raw | null)[], node);
      else node[key] = enter(child as Raw, node);
    }
  }
  return root as unknown as TSESTree.Program;

  function enterAll(children: (Raw | null)[], parent: Raw): void {
    for (let at = 0; at < children.length; at += 1) {
      const child = children[at];
      if (child) children[at] = enter(child, parent);
    }
  }

  function enter(written: Raw, parent: Raw): Raw {
    let child = written;
    // What is in brackets is the type itself, as in expressions.
    while (child.type === 'TSParenthesizedType') child = child['typeAnnotation'] as Raw;
    adapt(child);
    child['parent'] = parent;
    waiting.push(child);
    return child;
  }
}

/** Changes one node; those below it are still Babel's then. */
function adapt(node: Raw): void {
  const renamed = RENAMED[node.type];
  if (renamed) {
    for (const [from, to] of Object.entries(renamed)) {
      if (node[from] === undefined) continue;
      node[to] = node[from];
      node[from] = undefined;
    }
  }
  CHANGES[node.type]?.(node);
}

const CHANGES: Readonly<Record<string, (node: Raw) => void>> = {
  Program(node) {
    node['body'] = (node['body'] as Raw[]).map(exported);
  },
  TSModuleBlock(node) {
    node['body'] = (node['body'] as Raw[]).map(exported);
  },
  TemplateElement(node) {
    // Babel's has no delimiters in it: `, } before and `, ${ behind.
    node.range = [node.range[0] - 1, node.range[1] + (node['tail'] === true ? 1 : 2)];
    const { start, end } = node.loc;
    node.loc = { start: before(start, 1), end: before(end, node['tail'] === true ? -1 : -2) };
  },
  TSTypeParameter(node) {
    const { name } = node;
    if (typeof name === 'string') node['name'] = identifierAt(node, name);
  },
  TSMappedType(node) {
    const parameter = node['typeParameter'] as Raw | undefined;
    if (!parameter) return;
    node['key'] = identifierAt(parameter, parameter['name'] as string);
    node['constraint'] = parameter['constraint'];
    node['typeParameter'] = undefined;
  },
  TSEnumDeclaration(node) {
    const { range } = node['id'] as Raw;
    // It begins at the brace, which is of interest to nobody.
    node['body'] ??= { type: 'TSEnumBody', range: [range[1], node.range[1]], loc: node.loc, members: node['members'] };
  },
  TSModuleDeclaration(node) {
    const body = node['body'] as Raw | null | undefined;
    // `namespace a.b {}` is one declaration of the name a.b.
    if (body?.type !== 'TSModuleDeclaration') return;
    CHANGES['TSModuleDeclaration']?.(body);
    const [left, right] = [node['id'] as Raw, body['id'] as Raw];
    const loc = { start: left.loc.start, end: right.loc.end };
    node['id'] = { type: 'TSQualifiedName', range: [left.range[0], right.range[1]], loc, left, right };
    node['body'] = body['body'];
  },
  ClassDeclaration: namedHeritage,
  ClassExpression: namedHeritage,
  TSInterfaceDeclaration(node) {
    node['extends'] ??= [];
    for (const one of node['extends'] as Raw[]) {
      one.type = 'TSInterfaceHeritage';
      one['expression'] = asExpression(one['expression'] as Raw);
    }
  },
  TSLiteralType(node) {
    const literal = node['literal'] as Raw;
    if (literal.type !== 'TemplateLiteral') return;
    node.type = 'TSTemplateLiteralType';
    node['quasis'] = literal['quasis'];
    node['types'] = literal['expressions'];
  },
  ArrowFunctionExpression: withDecorators,
  FunctionDeclaration: withDecorators,
  TSDeclareFunction: withDecorators,
  TSFunctionType: withDecorators,
  TSConstructorType: withDecorators,
  TSCallSignatureDeclaration: withDecorators,
  TSConstructSignatureDeclaration: withDecorators,
  TSMethodSignature: withDecorators,
  FunctionExpression(node) {
    withDecorators(node);
    if (!node['body']) node.type = 'TSEmptyBodyFunctionExpression';
  },
  Property(node) {
    if (node['shorthand'] === true) ownRange(node['key'] as Raw);
  },
  ImportDeclaration: importKind,
  ImportSpecifier(node) {
    importKind(node);
    ownRange(node['imported'] as Raw);
  },
  ExportAllDeclaration: exportKind,
  ExportDefaultDeclaration: exportKind,
  ExportNamedDeclaration: exportKind,
  ExportSpecifier(node) {
    exportKind(node);
    ownRange(node['exported'] as Raw);
  },
  MethodDefinition: abstractMember,
  PropertyDefinition: abstractMember,
  AccessorProperty: abstractMember,
};

function namedHeritage(node: Raw): void {
  node['decorators'] ??= [];
  node['implements'] ??= [];
  for (const one of node['implements'] as Raw[]) one.type = 'TSClassImplements';
}

/** The name of an interface as typescript-estree reads it: `a.b` is a member there. */
function asExpression(name: Raw): Raw {
  if (name.type !== 'TSQualifiedName') return name;
  const { range, loc, right: property } = name;
  const object = asExpression(name['left'] as Raw);
  return { type: 'MemberExpression', range, loc, object, property, computed: false, optional: false };
}

/** Babel gives a name that stands for two nodes one range for both, which could not be moved for each. */
function ownRange(node: Raw): void {
  node.range = [...node.range];
}

function importKind(node: Raw): void {
  node['importKind'] ??= 'value';
}

function exportKind(node: Raw): void {
  node['exportKind'] ??= 'value';
  const declaration = node['declaration'] as Raw | null | undefined;
  if (!declaration || declaration.range[0] >= node.range[0]) return;
  // Babel counts the decorators before `export` to the class, which would then begin before its parent.
  const word = node.type === 'ExportDefaultDeclaration' ? 'export default ' : 'export ';
  declaration.range = [node.range[0] + word.length, declaration.range[1]];
  declaration.loc = { start: before(node.loc.start, -word.length), end: declaration.loc.end };
}

function abstractMember(node: Raw): void {
  node['decorators'] ??= [];
  if (node['abstract'] === true) node.type = ABSTRACT[node.type] ?? node.type;
}

/** `export import a = b.c` is an export of a declaration there, which begins behind the word. */
function exported(statement: Raw): Raw {
  if (statement.type !== 'TSImportEqualsDeclaration' || statement['isExport'] !== true) return statement;
  const { range, loc } = statement;
  const name = statement['id'] as Raw;
  const gap = name.range[0] - range[0] - 'export '.length;
  statement.range = [name.range[0] - gap, range[1]];
  statement.loc = { start: before(name.loc.start, gap), end: loc.end };
  return { type: 'ExportNamedDeclaration', range, loc, declaration: statement, specifiers: [], attributes: [] };
}

/** The place some letters earlier on the same line. */
function before({ line, column }: Place, letters: number): Place {
  return { line, column: column - letters };
}

/** The name that a type parameter begins with, unless modifiers come first: nobody asks where these names are. */
function identifierAt({ range: [start], loc }: Raw, name: string): Raw {
  const end = { line: loc.start.line, column: loc.start.column + name.length };
  return {
    type: 'Identifier',
    range: [start, start + name.length],
    loc: { start: loc.start, end },
    name,
    decorators: [],
  };
}

/** Lists that typescript-estree always has, and the scopes are made from. */
function withDecorators({ params }: Raw): void {
  for (const parameter of params as Raw[]) parameter['decorators'] ??= [];
}
