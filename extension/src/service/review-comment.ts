import { type Edit, rules } from 'eslint-plugin-salesforce-resilience/analysis';
import type { Position } from 'vscode-languageserver-types';
import type { FindingSuggestion } from '../host/lint.ts';
import { clientModuleFor } from './actions/client-module.ts';
import { withEdits } from './actions/edits.ts';
import { importStyleOf, styled } from './actions/import-style.ts';
import { throughModule } from './actions/module-action.ts';
import { findingsAt, type Found, type LintedDocument } from './documents.ts';
import type { ServiceOptions } from './service.ts';

/**
 * A review comment in Markdown about the finding at a place: what happens, why that matters, and the changed lines as a
 * suggestion to apply. Undefined where nothing is found.
 */
export function reviewCommentAt(
  linted: LintedDocument,
  position: Position,
  files: ServiceOptions['files'],
): string | undefined {
  const [found] = findingsAt(linted, { start: position, end: position });
  if (!found) return undefined;
  const { message, rule } = found.finding;
  const docs = rules[rule]?.meta.docs;
  const why = docs ? `${docs.description} ([${rule}](${docs.url})).`.replace(/^Require/, 'The rule requires') : rule;
  const suggestion = suggestionFor(found, linted, files);
  return [message, why, ...(suggestion ? changes(suggestion, found) : [])].join('\n\n');
}

/** The preferred change, with the client imported rather than put into the file. */
function suggestionFor(
  found: Found,
  { configuration }: LintedDocument,
  files: ServiceOptions['files'],
): FindingSuggestion | undefined {
  const [first] = found.finding.suggestions;
  if (first?.messageId !== 'insertClient') return first;
  const client = clientModuleFor(found.script.script, configuration.root, files);
  return (client && throughModule(found, client)) ?? first;
}

/** The lines of the call as they should be, and what else the file needs for that. */
function changes({ title, edits }: FindingSuggestion, { finding, script }: Found): string[] {
  const { text } = script.script;
  const [near, far] = split(styled(edits, importStyleOf(text)), finding.span, text);
  const start = text.lastIndexOf('\n', Math.min(finding.span[0], ...near.map(({ range }) => range[0])) - 1) + 1;
  const lastEdit = Math.max(...near.map(({ range }) => range[1]));
  const end = !text.includes('\n', lastEdit) ? text.length : text.indexOf('\n', lastEdit);
  const lines = withEdits(
    text.slice(start, end),
    near.map((edit) => ({ ...edit, range: [edit.range[0] - start, edit.range[1] - start] })),
  );
  const needed = far.map((edit) => edit.text.trim()).join('\n');
  const lineCount = needed.split('\n').length;
  const also =
    needed === ''
      ? []
      : lineCount > MOST_LINES
        ? [`The code that this needs at the top of the file (${lineCount} lines) is put there by the quick fix.`]
        : ['It also needs, at the top of the file:', fenced('', needed)];
  return near.length > 0 ? [title, fenced('suggestion', lines), ...also] : [title];
}

/** More than this is not to be read in a comment. */
const MOST_LINES = 12;

/** The edits that belong to the lines of the call, which one suggestion can hold, and those elsewhere. */
function split(edits: readonly Edit[], [start, end]: readonly [number, number], text: string): [Edit[], Edit[]] {
  const isNear = ({ range, text: put }: Edit): boolean => {
    const between = range[1] < start ? text.slice(range[1], start) : text.slice(end, range[0]);
    // An insertion of whole lines is made elsewhere, however near that is.
    return !/^\s*\n\s*\S|\n\s*$/.test(put) && between.split('\n').length < MOST_LINES;
  };
  return [edits.filter(isNear), edits.filter((edit) => !isNear(edit))];
}

/** A block of code, fenced by more backticks than it has in a row. */
function fenced(language: string, code: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.replaceAll('\r\n', '\n').replace(/\r$/, '')}\n${fence}`;
}
