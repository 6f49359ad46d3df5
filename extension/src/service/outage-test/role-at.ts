import type { Node } from './node.ts';
import type { Role } from './shape.ts';

/** What a place in a text that is put together stands for, by what is before it and after it. */
export function roleAt(node: Node): Role | undefined {
  const pieces = piecesOf(outermost(node));
  const index = pieces.indexOf(node);
  if (index < 0) return undefined;
  const before = pieces.slice(0, index).map(textOf).join('');
  const after = textOf(pieces[index + 1]);
  return ROLES.find(([start, end]) => start.test(before) && end.test(after))?.[2];
}

const ANY = /^/;
const ROLES: readonly (readonly [before: RegExp, after: RegExp, role: Role])[] = [
  [/(?:Bearer|OAuth) $/i, ANY, 'token'],
  [/^https?:\/\/$/i, ANY, 'host'],
  [/\/data\/v$/, ANY, 'version number'],
  [/\/data\/$/, /^\//, 'version'],
  [/(?:^|\/)sobjects\/$/, ANY, 'object'],
  [/(?:^|\/)sobjects\/[^/?]+\/$/, /^(?:$|\?)/, 'record'],
  [/(?:^|\/)sobjects\/[^/?]+\/$/, /^\/(?!\w)/, 'external id field'],
  [/(?:^|\/)sobjects\/[^/?]+\/[^/?]+\/$/, ANY, 'key'],
  [/^$/, /^\/(?:services\b|\{\})/, 'origin'],
];

/** The whole of what is put together around a piece of it. */
function outermost(node: Node): Node {
  let at = node;
  for (let { parent } = node; parent; { parent } = parent) {
    if (parent.type !== 'TemplateLiteral' && !isSum(parent)) break;
    at = parent;
  }
  return at;
}

/** Constant texts, and the nodes of what is put in between, in order. */
function piecesOf(node: Node): readonly (string | Node)[] {
  if (node.type === 'Literal' && typeof node.value === 'string') return [node.value];
  if (isSum(node)) return joined([...piecesOf(node.left), ...piecesOf(node.right)]);
  if (node.type !== 'TemplateLiteral') return [node];
  return joined(
    node.quasis.flatMap(({ value }, index) => {
      const expression = node.expressions[index];
      return [value.cooked ?? '', ...(expression ? piecesOf(expression) : [])];
    }),
  );
}

/** Texts that follow each other as one. */
function joined(pieces: readonly (string | Node)[]): (string | Node)[] {
  const all: (string | Node)[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (typeof piece === 'string' && typeof last === 'string') all[all.length - 1] = last + piece;
    else all.push(piece);
  }
  return all;
}

function textOf(piece: string | Node | undefined): string {
  return piece === undefined ? '' : typeof piece === 'string' ? piece : '{}';
}

function isSum(node: Node): node is Extract<Node, { type: 'BinaryExpression' }> {
  return node.type === 'BinaryExpression' && node.operator === '+';
}
