import type { Edit } from 'eslint-plugin-salesforce-resilience/analysis';
import type {
  CreateFile,
  OptionalVersionedTextDocumentIdentifier,
  SnippetTextEdit,
  TextEdit,
  WorkspaceEdit,
} from 'vscode-languageserver-types';
import type { LintedScript } from '../documents.ts';
import type { ClientFeatures } from '../service.ts';

/** A text with edits made, all of which refer to the text as it was. */
export function withEdits(text: string, edits: readonly Edit[]): string {
  // What goes to the same place stays in its order.
  const sorted = edits
    .toReversed()
    .toSorted((one, other) => other.range[0] - one.range[0] || other.range[1] - one.range[1]);
  return sorted.reduce((result, { range: [start, end], text: put }) => {
    return result.slice(0, start) + put + result.slice(end);
  }, text);
}

/** The one edit that makes `after` of `before`, without what is the same at both ends. */
export function editBetween(before: string, after: string): Edit {
  const shorter = Math.min(before.length, after.length);
  let start = 0;
  while (start < shorter && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  return { range: [start, before.length - end], text: after.slice(start, after.length - end) };
}

/** Edits of a script as LSP has them: in the document around it. */
export function toTextEdits(edits: readonly Edit[], script: LintedScript): TextEdit[] {
  return edits.map(({ range, text }) => ({ range: script.rangeOf(range), newText: text }));
}

/** Edits of the document that a script is in. */
export function workspaceEdit(
  { in: document }: LintedScript,
  edits: (SnippetTextEdit | TextEdit)[],
  { createsFiles, snippetEdits }: ClientFeatures,
): WorkspaceEdit {
  const { uri, version } = document;
  // Both need `documentChanges`, which also keeps an edit from a text that has changed meanwhile.
  if (createsFiles || snippetEdits) return { documentChanges: [{ textDocument: { uri, version }, edits }] };
  return { changes: { [uri]: edits.filter((edit) => 'newText' in edit) } };
}

/** The same with a new file before it. It is never written over one that is there. */
export function withNewFile(edit: WorkspaceEdit, uri: string, text: string): WorkspaceEdit {
  const create: CreateFile = { kind: 'create', uri, options: { overwrite: false, ignoreIfExists: false } };
  const start = { line: 0, character: 0 };
  const textDocument: OptionalVersionedTextDocumentIdentifier = { uri, version: null };
  const fill = { textDocument, edits: [{ range: { start, end: start }, newText: text }] };
  return { documentChanges: [create, fill, ...(edit.documentChanges ?? [])] };
}
