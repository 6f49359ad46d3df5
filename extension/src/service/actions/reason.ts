import type { Edit } from 'eslint-plugin-salesforce-resilience/analysis';
import type { SnippetTextEdit, TextEdit } from 'vscode-languageserver-types';
import type { LintedScript } from '../documents.ts';
import { toTextEdits } from './edits.ts';
import { escapedForSnippet, snippetEdit } from './snippet.ts';

/** Edits whose `-- reason` is selected to be written over, where the client can do that. */
export function toSnippetEdits(
  edits: readonly Edit[],
  script: LintedScript,
  snippetEdits: boolean,
): (SnippetTextEdit | TextEdit)[] {
  return edits.flatMap((edit) => {
    if (!snippetEdits || !edit.text.includes('-- reason')) return toTextEdits([edit], script);
    return snippetEdit(edit, escapedForSnippet(edit.text).replace('-- reason', '-- ${1:reason}'), script);
  });
}
