import type { Edit } from 'eslint-plugin-salesforce-resilience/analysis';
import type { SnippetTextEdit, TextEdit } from 'vscode-languageserver-types';
import type { LintedScript } from '../documents.ts';

/** Names that a suggestion puts where the file says nothing: whoever takes it fills them in. */
const HOLES = ['Object__c', 'External_Id__c', 'externalId'];
const HOLE = new RegExp(String.raw`\b(?:${HOLES.join('|')})\b`, 'g');

/**
 * Edits that leave the cursor on what must be filled in. Of the text that they replace nothing is a hole.
 */
export function toSnippetEdits(edits: readonly Edit[], script: LintedScript): (SnippetTextEdit | TextEdit)[] {
  return edits.map(({ range, text }) => {
    const place = script.rangeOf(range);
    const before = script.script.text.slice(...range);
    const isHole = (name: string): boolean => !new RegExp(String.raw`\b${name}\b`).test(before);
    const holes = (text.match(HOLE) ?? []).filter(isHole);
    if (holes.length === 0) return { range: place, newText: text };
    const escaped = text.replaceAll(/[\\$}]/g, String.raw`\$&`);
    const value = escaped.replaceAll(HOLE, (name) => (isHole(name) ? `\${${HOLES.indexOf(name) + 1}:${name}}` : name));
    return { range: place, snippet: { kind: 'snippet', value } };
  });
}
