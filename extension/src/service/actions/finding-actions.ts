import {
  type CodeAction,
  CodeActionKind,
  type Command,
  type Diagnostic,
  type WorkspaceEdit,
} from 'vscode-languageserver-types';
import type { FindingSuggestion } from '../../host/lint.ts';
import type { Found, LintedDocument } from '../documents.ts';
import type { ClientFeatures, ServiceOptions } from '../service.ts';
import { uriOf } from '../uris.ts';
import { toTextEdits, withNewFile, workspaceEdit } from './edits.ts';
import { importStyleOf, styled } from './import-style.ts';
import { logsIn, throughModule } from './through-module.ts';
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
type WriteEdit = () => WorkspaceEdit | undefined;

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
  if (!/^insert(?:Client|Retry)$/.test(suggestion.messageId)) return [inPlace];
  const module = moduleRemedy(subject);
  if (!module) return [inPlace];
  return logsIn(suggestion) ? [inPlace, module] : [module, inPlace];
}

/** Sends the call through a client in a module of the project, which is made where there is none. */
function moduleRemedy({ found, linted, features, files }: Subject): Remedy | undefined {
  const way = throughModule(found, linted.configuration.root, files);
  if (!way || (way.creates && !features.createsFiles)) return undefined;
  const { title, edits, creates } = way;
  return {
    title: title(features.words),
    edit() {
      const edit = workspaceEdit(found.script, toTextEdits(edits, found.script), features);
      return creates ? withNewFile(edit, uriOf(creates.path, linted.document.uri), creates.text) : edit;
    },
  };
}

/** The edit of a suggestion, with its import in the style of the file. */
function editInPlace({ edits }: Pick<FindingSuggestion, 'edits'>, { found, features }: Subject): WorkspaceEdit {
  const { script } = found;
  const own = styled(edits, importStyleOf(script.script.text));
  return workspaceEdit(script, toTextEdits(own, script), features);
}
