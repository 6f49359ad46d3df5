import type { Position, Range } from 'vscode-languageserver-types';

/** An edit of a document, as LSP tells it. */
export interface Change {
  readonly range: Range;
  readonly text: string;
}

/** Where a range is after edits, one after the other; undefined where its text has been deleted. */
export function movedRange(range: Range, changes: readonly Change[]): Range | undefined {
  let moved = range;
  for (const change of changes) {
    const start = movedPosition(moved.start, change, 'start');
    const end = movedPosition(moved.end, change, 'end');
    if (!isBefore(start, end)) return undefined;
    moved = { start, end };
  }
  return moved;
}

/**
 * Where a position is after an edit.
 *
 * @param edge - Of a range: what is inserted at its start goes before it, what is inserted at its end after it.
 */
function movedPosition(position: Position, { range, text }: Change, edge: 'end' | 'start'): Position {
  const { start, end } = range;
  if (isBefore(position, start) || (edge === 'end' && isSame(position, start))) return position;
  const lines = text.split(/\r\n|[\r\n]/);
  const last = lines.at(-1) ?? '';
  const after: Position = {
    line: start.line + lines.length - 1,
    character: (lines.length > 1 ? 0 : start.character) + last.length,
  };
  // What stood within the replaced text stands at its edges now.
  if (isBefore(position, end)) return edge === 'start' ? after : start;
  const line = position.line - end.line + after.line;
  const character =
    position.line === end.line ? position.character - end.character + after.character : position.character;
  return { line, character };
}

/** Whether one position stands before another. */
export function isBefore(one: Position, other: Position): boolean {
  return one.line < other.line || (one.line === other.line && one.character < other.character);
}

function isSame(one: Position, other: Position): boolean {
  return one.line === other.line && one.character === other.character;
}
