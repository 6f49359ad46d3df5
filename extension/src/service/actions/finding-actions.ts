import { type CodeAction, CodeActionKind, type Diagnostic, type WorkspaceEdit } from 'vscode-languageserver-types';
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

/** A way to mend a finding, before it becomes a code action. */
export interface Remedy {
  readonly title: string;
  readonly edit?: WorkspaceEdit;
  readonly command?: CodeAction['command'];
}

/** The quick fixes of one finding, the preferred one first. */
export function findingActions(subject: Subject): CodeAction[] {
  const remedies = subject.found.finding.suggestions.flatMap((suggestion) => remediesFor(suggestion, subject));
  return remedies.map(({ title, edit, command }, index) => ({
    title,
    kind: CodeActionKind.QuickFix,
    diagnostics: [subject.diagnostic],
    ...(index === 0 ? { isPreferred: true } : {}),
    ...(edit ? { edit } : {}),
    ...(command ? { command } : {}),
  }));
}

function remediesFor(suggestion: FindingSuggestion, subject: Subject): Remedy[] {
  if (suggestion.messageId.startsWith('upsert')) return upsertActions(suggestion, subject);
  const inPlace = { title: suggestion.title, edit: editInPlace(suggestion, subject) };
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
  const edit = workspaceEdit(found.script, toTextEdits(edits, found.script), features);
  return { title, edit: creates ? withNewFile(edit, uriOf(creates.path, linted.document.uri), creates.text) : edit };
}

/** The edit of a suggestion, with its import in the style of the file. */
function editInPlace({ edits }: Pick<FindingSuggestion, 'edits'>, { found, features }: Subject): WorkspaceEdit {
  const { script } = found;
  const own = styled(edits, importStyleOf(script.script.text));
  return workspaceEdit(script, toTextEdits(own, script), features);
}
