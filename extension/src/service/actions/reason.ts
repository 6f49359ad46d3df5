import type { Edit } from 'eslint-plugin-salesforce-resilience/analysis';
import type { SnippetTextEdit, TextEdit } from 'vscode-languageserver-types';
import type { LintedScript } from '../documents.ts';
import { toTextEdits } from './edits.ts';

/** Edits whose `-- reason` is selected to be written over, where the client can do that. */
export function toSnippetEdits(
  edits: readonly Edit[],
  script: LintedScript,
  snippetEdits: boolean,
): (SnippetTextEdit | TextEdit)[] {
  return toTextEdits(edits, script).map((edit) => {
    if (!snippetEdits || !edit.newText.includes('-- reason')) return edit;
    const escaped = edit.newText.replaceAll(/[\\$}]/g, String.raw`\$&`);
    const value = escaped.replace('-- reason', '-- ${1:reason}');
    return { range: edit.range, snippet: { kind: 'snippet', value } };
  });
}
