import type { Edit } from 'eslint-plugin-salesforce-resilience/analysis';
import type { SnippetTextEdit, TextEdit } from 'vscode-languageserver-types';
import type { FindingSuggestion } from '../../host/lint.ts';
import type { LintedScript } from '../documents.ts';
import { escapedForSnippet, snippetEdit } from './snippet.ts';

/** Names that a suggestion puts where the file says nothing: whoever takes it fills them in. */
const HOLES = ['Object__c', 'External_Id__c', 'externalId'];
const HOLE = new RegExp(String.raw`\b(?:${HOLES.join('|')})\b`, 'g');

/** Whether a suggestion leaves names for somebody to fill in; those that do say so by the end of their names. */
export function hasHoles({ messageId }: Pick<FindingSuggestion, 'messageId'>): boolean {
  return /^upsertCollection$|WithHoles$/.test(messageId);
}

/**
 * Edits that leave the cursor on what must be filled in. Of the text that they replace nothing is a hole.
 */
export function toSnippetEdits(edits: readonly Edit[], script: LintedScript): (SnippetTextEdit | TextEdit)[] {
  return edits.map((edit) => {
    const before = script.script.text.slice(...edit.range);
    const isHole = (name: string): boolean => !new RegExp(String.raw`\b${name}\b`).test(before);
    const holes = (edit.text.match(HOLE) ?? []).filter(isHole);
    if (holes.length === 0) return { range: script.rangeOf(edit.range), newText: edit.text };
    const value = escapedForSnippet(edit.text).replaceAll(HOLE, (name) =>
      isHole(name) ? `\${${HOLES.indexOf(name) + 1}:${name}}` : name,
    );
    return snippetEdit(edit, value, script);
  });
}
