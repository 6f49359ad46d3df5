import type { Edit } from 'eslint-plugin-salesforce-resilience/analysis';
import type { Span } from '../host/lint.ts';
import { withEdits } from './actions/edits.ts';

/** What a review comment can suggest in place of some lines, and the code to add elsewhere. */
export interface SuggestedLines {
  /** Whole lines as they should be; undefined where the edits are too far apart for one suggestion. */
  readonly lines: string | undefined;
  /** What is inserted at the top of the file; empty for nothing. */
  readonly needed: string;
}

/** A suggestion replaces lines that follow each other: no more than these beside the call. */
const MOST_BESIDE = 12;

/** The lines of a call after edits, and what else the file needs. */
export function suggestedLines(edits: readonly Edit[], call: Span, text: string): SuggestedLines {
  const added = edits.filter(isAddition);
  const inLines = edits.filter((edit) => !added.includes(edit));
  const needed = added.map((edit) => edit.text.trim().replaceAll('\r\n', '\n')).join('\n');
  if (inLines.length === 0 || !inLines.every((edit) => isBeside(edit, call, text))) return { lines: undefined, needed };
  const start = text.lastIndexOf('\n', Math.min(call[0], ...inLines.map(({ range }) => range[0])) - 1) + 1;
  const [rest = ''] = text.slice(Math.max(...inLines.map(({ range }) => range[1]))).split(/\r?\n/, 1);
  const end = Math.max(...inLines.map(({ range }) => range[1])) + rest.length;
  const moved = inLines.map((edit): Edit => ({ ...edit, range: [edit.range[0] - start, edit.range[1] - start] }));
  return { lines: withEdits(text.slice(start, end), moved).replaceAll('\r\n', '\n'), needed };
}

/** Whether an edit adds whole lines and changes none. */
function isAddition({ range, text }: Edit): boolean {
  return range[0] === range[1] && /^\s*\n\s*\S|\n\s*$/.test(text);
}

function isBeside({ range }: Edit, [start, end]: Span, text: string): boolean {
  const between = range[1] < start ? text.slice(range[1], start) : text.slice(end, range[0]);
  return between.split('\n').length < MOST_BESIDE;
}
