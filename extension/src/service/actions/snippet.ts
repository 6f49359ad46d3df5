import type { SnippetTextEdit, TextEdit } from 'vscode-languageserver-types';
import type { LintedScript } from '../documents.ts';
import type { Edit } from 'eslint-plugin-salesforce-resilience/analysis';

/** Code as it stands in a snippet, where some characters would mean something. */
export function escapedForSnippet(text: string): string {
  return text.replaceAll(/[\\$}]/g, String.raw`\$&`);
}

/**
 * An edit with places to fill in. Editors indent every further line of a snippet as the line that it begins in, so that
 * it must not bring this indentation itself; where a line has less, the edit stays one of plain text.
 *
 * @param value - The text of the edit as a snippet.
 */
export function snippetEdit({ range, text }: Edit, value: string, script: LintedScript): SnippetTextEdit | TextEdit {
  const place = script.rangeOf(range);
  const before = script.script.text.slice(0, range[0]);
  const indent = /^[ \t]*/.exec(before.slice(before.lastIndexOf('\n') + 1))?.[0] ?? '';
  const [first = '', ...further] = value.split('\n');
  if (further.some((line) => line.trim() !== '' && !line.startsWith(indent))) return { range: place, newText: text };
  const unindented = further.map((line) => (line.startsWith(indent) ? line.slice(indent.length) : line));
  return { range: place, snippet: { kind: 'snippet', value: [first, ...unindented].join('\n') } };
}
