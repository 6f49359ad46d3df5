import type { TSESTree } from '@typescript-eslint/types';
import { type SourceView, sourceOf } from '../analysis/source.ts';

/** One replacement of text, in offsets of the file. */
export interface Edit {
  readonly range: readonly [start: number, end: number];
  readonly text: string;
}

/** The line end of a text, which what is put into it has, too. */
export function newlineIn(text: string): '\n' | '\r\n' {
  return text.includes('\r\n') ? '\r\n' : '\n';
}

/** Replaces a node. */
export function replace(node: TSESTree.Node, text: string): Edit {
  return { range: node.range, text };
}

/** Whether a node is part of a file: what a fix changes must be, wherever the model has looked. */
export function isIn(node: TSESTree.Node, { ast }: SourceView): boolean {
  return sourceOf(node).ast === ast;
}

/** Inserts text at an offset. */
export function insertAt(offset: number, text: string): Edit {
  return { range: [offset, offset], text };
}

/** Whether two edits would touch the same text, so that they cannot be made together. */
export function overlap(edits: readonly Edit[]): boolean {
  const sorted = edits.toSorted((a, b) => a.range[0] - b.range[0] || a.range[1] - b.range[1]);
  return sorted.some((edit, index) => edit.range[0] < (sorted[index - 1]?.range[1] ?? 0));
}
