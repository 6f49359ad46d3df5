import type { TSESTree } from '@typescript-eslint/types';
import { visitorKeys } from '@typescript-eslint/visitor-keys';
import { type Comment, parse, type Parsed, parsePart, type Part, type Place, withScopes } from './parse.ts';

/** Parses a text as `parse` does. */
export type ParseText = typeof parse;

/**
 * A parser for a file that is being edited: of each text, the statements beside the edit are taken over from the one
 * before, whose tree is used up by that.
 */
export function createReparser(): ParseText {
  let last: { readonly path: string; readonly parsed: Parsed } | undefined;
  return (text, path) => {
    const known = last?.path === path ? last.parsed : undefined;
    // The tree of a text that is looked at once more stays whole: what was found out about other files leads into it.
    const isEdited = known !== undefined && known.text !== text;
    const parsed = (isEdited ? reparsed(known, text, path) : undefined) ?? parse(text, path);
    last = { path, parsed };
    return parsed;
  };
}

/** The part of a text that is parsed anew, in the old text and in the new one. */
interface Change {
  /** The first statement that is parsed anew, and the first behind those. */
  readonly first: number;
  readonly next: number;
  readonly start: number;
  readonly oldEnd: number;
  readonly end: number;
}

/** The tree of a text with the statements of the last one where nothing has changed; undefined where that is not sure. */
function reparsed(last: Parsed, text: string, path: string): Parsed | undefined {
  const { ast } = last;
  // Scripts have directives and comments that modules have not, and other line breaks are not worth the trouble.
  if (ast.sourceType !== 'module' || text.startsWith('#!') || /[\u2028\u2029]|\r(?!\n)/.test(text)) return undefined;
  const change = changedPart(last, text);
  if (!change) return undefined;
  const { first, next, start, oldEnd, end } = change;
  const { line, column } = ast.body[first - 1]?.loc.end ?? { line: 1, column: 0 };
  const fresh = parsePart(text.slice(start, end), path, { index: start, line, column });
  if (!fresh || !fits(fresh, change, last, text)) return undefined;
  const rest = ast.body.slice(next);
  const shift = { by: end - oldEnd, lines: linesIn(text.slice(start, end)) - linesIn(last.text.slice(start, oldEnd)) };
  for (const statement of rest) shiftTree(statement, shift);
  const comments = [
    ...last.comments.filter((comment) => comment.end <= start),
    ...fresh.comments,
    ...last.comments.filter((comment) => comment.start >= oldEnd).map((comment) => shiftedComment(comment, shift)),
  ];
  return withScopes(
    programOf(ast, [...ast.body.slice(0, first), ...fresh.body, ...rest], text),
    text,
    comments,
    'module',
  );
}

/** Whether statements that were parsed by themselves are the same between the others. */
function fits({ body }: Part, { first, next, end }: Change, { ast }: Parsed, text: string): boolean {
  // A string is a directive at the top of a file only: here it looks like one, and behind an edit it may have been one.
  if ((first > 0 && body.some(isString)) || isString(ast.body[next])) return false;
  const before = ast.body[first - 1];
  const starts = body.map(({ range }) => range[0]);
  const behind = next < ast.body.length ? [end] : [];
  const joins = (statement: TSESTree.ProgramStatement, follower: number | undefined): boolean =>
    follower !== undefined && !isClosed(statement, text) && !beginsAnew(text, statement.range[1], follower);
  const last = body.at(-1);
  return !(before && joins(before, [...starts, ...behind][0])) && !(last && joins(last, behind[0]));
}

function isString(statement: TSESTree.ProgramStatement | undefined): boolean {
  return statement?.type === 'ExpressionStatement' && statement.expression.type === 'Literal';
}

/** Where two texts differ, widened to whole statements; undefined where nothing would be gained. */
function changedPart({ ast: { body }, text: before }: Parsed, text: string): Change | undefined {
  const shorter = Math.min(before.length, text.length);
  let same = 0;
  while (same < shorter && before.charCodeAt(same) === text.charCodeAt(same)) same += 1;
  let tail = 0;
  while (
    tail < shorter - same &&
    before.charCodeAt(before.length - 1 - tail) === text.charCodeAt(text.length - 1 - tail)
  )
    tail += 1;
  const changedEnd = before.length - tail;
  // What an edit touches is parsed anew, too: it may belong to it now.
  let first = body.findIndex(({ range }) => range[1] >= same);
  if (first < 0) first = body.length;
  let next = body.findIndex(({ range }) => range[0] > changedEnd);
  if (next < 0) next = body.length;
  if (next < first) next = first;
  // A statement on the line where the changed part ends would move sideways.
  for (let statement = body[next]; statement; statement = body[(next += 1)]) {
    const end = Math.max(body[next - 1]?.range[1] ?? 0, changedEnd);
    if (before.slice(end, statement.range[0]).includes('\n')) break;
  }
  const start = body[first - 1]?.range[1] ?? 0;
  const oldEnd = body[next]?.range[0] ?? before.length;
  if (start > same || oldEnd < changedEnd) return undefined;
  return { first, next, start, oldEnd, end: oldEnd + text.length - before.length };
}

/** Whether nothing that follows a statement could become part of it. */
function isClosed(statement: TSESTree.ProgramStatement, text: string): boolean {
  const last = text.charAt(statement.range[1] - 1);
  if (last === ';') return true;
  const inner = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
  return (
    last === '}' &&
    /^(?:FunctionDeclaration|ClassDeclaration|BlockStatement|TSInterfaceDeclaration)$/.test(inner?.type ?? '')
  );
}

/** Whether what follows is on another line and begins with a word: then the statement before it ends where it did. */
function beginsAnew(text: string, end: number, next: number): boolean {
  if (!text.slice(end, next).includes('\n') || !/^[\w$]/.test(text.charAt(next))) return false;
  return !MODIFIER.test(text.slice(Math.max(0, end - LONGEST_WORD), end)) && !OPERATOR.test(text.slice(next));
}

/** Words that are names by themselves, and begin a declaration where another word follows. */
const MODIFIER =
  /\b(?:abstract|accessor|async|await|declare|enum|global|interface|let|module|namespace|type|using|yield)$/;
const LONGEST_WORD = 10;
const OPERATOR = /^(?:as|in|instanceof|of|satisfies)\b/;

interface Shift {
  readonly by: number;
  readonly lines: number;
}

/** Moves a tree. Each node has a range of its own; places may be shared between nodes, so that each gets new ones. */
function shiftTree(root: TSESTree.Node, { by, lines }: Shift): void {
  const waiting: TSESTree.Node[] = [root];
  for (let node = waiting.pop(); node; node = waiting.pop()) {
    node.range[0] += by;
    node.range[1] += by;
    if (lines !== 0) (node as Movable).loc = lower(node.loc, lines);
    for (const key of visitorKeys[node.type] ?? []) {
      const child = (node as unknown as Readonly<Record<string, unknown>>)[key];
      if (!child) continue;
      if (!Array.isArray(child)) waiting.push(child as TSESTree.Node);
      else for (const one of child as (TSESTree.Node | null)[]) if (one) waiting.push(one);
    }
  }
}

type Movable = { -readonly [Key in 'loc']: TSESTree.Node[Key] };

/** The same columns, some lines further down. */
function lower({ start, end }: Comment['loc'], lines: number): Comment['loc'] {
  const moved = ({ line, column }: Place): Place => ({ line: line + lines, column });
  return { start: moved(start), end: moved(end) };
}

function shiftedComment(comment: Comment, { by, lines }: Shift): Comment {
  const { start, end, loc } = comment;
  return { ...comment, start: start + by, end: end + by, loc: lower(loc, lines) };
}

function programOf(last: TSESTree.Program, body: TSESTree.ProgramStatement[], text: string): TSESTree.Program {
  const end = { line: linesIn(text) + 1, column: text.length - text.lastIndexOf('\n') - 1 };
  const program: TSESTree.Program = { ...last, body, range: [0, text.length], loc: { start: last.loc.start, end } };
  for (const statement of body) statement.parent = program;
  return program;
}

function linesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
