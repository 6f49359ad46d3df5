import {
  type Command,
  type CodeAction,
  CodeActionKind,
  type Diagnostic,
  type WorkspaceEdit,
} from 'vscode-languageserver-types';
import type { FindingSuggestion } from '../../host/lint.ts';
import type { Found, LintedDocument } from '../documents.ts';
import type { ClientFeatures, ServiceOptions } from '../service.ts';
import { toTextEdits, workspaceEdit } from './edits.ts';
import { importStyleOf, styled } from './import-style.ts';
import { moduleAction } from './module-action.ts';
import { upsertActions } from './upsert-actions.ts';

/** What actions about one finding are made from. */
export interface Subject {
  readonly found: Found;
  readonly linted: LintedDocument;
  readonly diagnostic: Diagnostic;
  readonly features: ClientFeatures;
  readonly files: ServiceOptions['files'];
}

/** A way to mend a finding: an edit, or a command of the client. */
export type Remedy =
  { readonly title: string; readonly edit: WriteEdit } | { readonly title: string; readonly command: Command };

/** Writes an edit when somebody wants it: most of what is offered is never taken. */
export type WriteEdit = () => WorkspaceEdit | undefined;

/** A code action whose edit is still to be written. */
export type Offer = Omit<CodeAction, 'data' | 'edit'> & { readonly edit?: WriteEdit };

/** The quick fixes of one finding, the preferred one first. */
export function findingActions(subject: Subject): Offer[] {
  const remedies = subject.found.finding.suggestions.flatMap((suggestion) => remediesFor(suggestion, subject));
  return remedies.map((remedy, index) => ({
    ...remedy,
    kind: CodeActionKind.QuickFix,
    diagnostics: [subject.diagnostic],
    ...(index === 0 ? { isPreferred: true } : {}),
  }));
}

function remediesFor(suggestion: FindingSuggestion, subject: Subject): Remedy[] {
  if (suggestion.messageId.startsWith('upsert')) return upsertActions(suggestion, subject);
  const inPlace = { title: suggestion.title, edit: () => editInPlace(suggestion, subject) };
  if (suggestion.messageId !== 'insertClient') return [inPlace];
  const module = moduleAction(subject);
  if (!module) return [inPlace];
  // A module cannot log in with a function of this file, which the client within it can.
  const logsIn = suggestion.edits.some(({ text }) => /^const \w+ = \w+\(\{.*\brefreshToken: /m.test(text));
  return logsIn ? [inPlace, module] : [module, inPlace];
}

/** The edit of a suggestion, with its import in the style of the file. */
export function editInPlace({ edits }: Pick<FindingSuggestion, 'edits'>, { found, features }: Subject): WorkspaceEdit {
  const { script } = found;
  const own = styled(edits, importStyleOf(script.script.text));
  return workspaceEdit(script, toTextEdits(own, script), features);
}
