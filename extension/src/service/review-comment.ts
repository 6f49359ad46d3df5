import { rules } from 'eslint-plugin-salesforce-resilience/analysis';
import type { Position } from 'vscode-languageserver-types';
import type { FindingSuggestion } from '../host/lint.ts';
import { importStyleOf, styled } from './actions/import-style.ts';
import { throughModule } from './actions/through-module.ts';
import { findingsAt, type Found, type LintedDocument } from './documents.ts';
import type { ServiceOptions } from './service.ts';
import { suggestedLines } from './suggested-lines.ts';

/** Which finding a comment is about. */
interface Subject {
  readonly position: Position;
  /** Which of several; without it, the gravest of the innermost call. */
  readonly rule: string | undefined;
}

/**
 * A review comment in Markdown about the finding at a place: what happens, why that matters, and the changed lines as a
 * suggestion to apply. Undefined where nothing is found.
 */
export function reviewCommentAt(
  linted: LintedDocument,
  subject: Subject,
  files: ServiceOptions['files'],
): string | undefined {
  const found = findingFor(subject, linted);
  if (!found) return undefined;
  const { message, rule } = found.finding;
  const docs = rules[rule]?.meta.docs;
  const why = docs ? `${docs.description} ([${rule}](${docs.url})).`.replace(/^Require/, 'The rule requires') : rule;
  const suggestion = suggestionFor(found, linted, files);
  return [message, why, ...(suggestion ? changes(suggestion, found) : [])].join('\n\n');
}

function findingFor({ position, rule }: Subject, linted: LintedDocument): Found | undefined {
  const all = findingsAt(linted, { start: position, end: position });
  if (rule !== undefined) return all.find(({ finding }) => finding.rule === rule);
  const [first] = all;
  const same = all.filter(({ finding }) => finding.call === first?.finding.call);
  return same.toSorted((one, other) => gravityOf(one) - gravityOf(other))[0];
}

/** Data that is lost or doubled goes before a longer outage, and that before what costs; hidden failures hide the rest. */
function gravityOf({ finding: { rule } }: Found): number {
  return ['S1', 'S2', 'S3'].indexOf(rules[rule]?.definition.severity ?? 'S3');
}

/** The preferred change, with the client imported rather than put into the file. */
function suggestionFor(
  found: Found,
  { configuration }: LintedDocument,
  files: ServiceOptions['files'],
): FindingSuggestion | undefined {
  const [first] = found.finding.suggestions;
  if (first?.messageId !== 'insertClient') return first;
  return throughModule(found, configuration.root, files)?.suggestion ?? first;
}

/** The lines of the call as they should be, and what else the file needs for that. */
function changes({ title, edits }: FindingSuggestion, { finding, script }: Found): string[] {
  const { text } = script.script;
  const { lines, needed } = suggestedLines(styled(edits, importStyleOf(text)), finding.span, text);
  if (lines === undefined) return [title, 'It changes several places: take the quick fix in the editor.'];
  const count = needed.split('\n').length;
  const also =
    needed === ''
      ? []
      : count > MOST_LINES
        ? [`The code that this needs at the top of the file (${count} lines) is put there by the quick fix.`]
        : ['It also needs, at the top of the file:', fenced('', needed)];
  return [title, fenced('suggestion', lines), ...also];
}

/** More than this is not to be read in a comment. */
const MOST_LINES = 12;

/** A block of code, fenced by more backticks than it has in a row. */
function fenced(language: string, code: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map(({ length }) => length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code}\n${fence}`;
}
