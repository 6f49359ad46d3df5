import type { WorkspaceEdit } from 'vscode-languageserver-types';
import { COMMANDS } from '../../protocol/requests.ts';
import type { FindingSuggestion } from '../../host/lint.ts';
import type { Configuration } from '../configuration.ts';
import type { Found } from '../documents.ts';
import { externalIdFieldsOf } from '../external-id-fields.ts';
import { toTextEdits, workspaceEdit } from './edits.ts';
import type { Remedy, Subject } from './finding-actions.ts';
import { toSnippetEdits } from './holes.ts';

/** Fields that get an action of their own; more are asked for by a command. */
const MOST_FIELDS = 3;

/** The ways to make a create an upsert: one for each likely field, else one that asks for the field. */
export function upsertActions(suggestion: FindingSuggestion, subject: Subject): Remedy[] {
  const { found, linted, diagnostic, features } = subject;
  const fields = externalIdFieldsOf(found.finding.call, linted.configuration);
  const complete = suggestion.messageId === 'upsert' ? [remedyOf(suggestion, subject)] : [];
  const perField = fields.slice(0, MOST_FIELDS).flatMap((field) => {
    const other = upsertSuggestion(found, field, linted.configuration.settings.externalIds);
    return other && other.title !== suggestion.title ? [remedyOf(other, subject)] : [];
  });
  const known = [...complete, ...perField].slice(0, MOST_FIELDS);
  const { uri } = linted.document;
  const asks: Remedy = {
    title: features.words.t('Send it as an upsert: choose the external-id field.'),
    command: {
      title: features.words.t('Choose the external-id field'),
      command: COMMANDS.chooseExternalId,
      arguments: [{ uri, range: diagnostic.range, fields }],
    },
  };
  const canAsk = features.commands && suggestion.messageId !== 'upsertCollection';
  if (known.length > 0) return canAsk ? [...known, asks] : known;
  return canAsk ? [asks] : [remedyOf(suggestion, subject)];
}

/**
 * The upsert of a create that leaves nothing to be filled in; undefined where the field, or its value, is not known.
 */
export function completeUpsert(found: Found, configuration: Configuration): FindingSuggestion | undefined {
  const known = found.finding.suggestions.find(({ messageId }) => messageId === 'upsert');
  if (known) return known;
  if (!found.finding.suggestions.some(({ messageId }) => messageId.startsWith('upsert'))) return undefined;
  for (const field of externalIdFieldsOf(found.finding.call, configuration)) {
    const suggestion = upsertSuggestion(found, field, configuration.settings.externalIds);
    if (suggestion?.messageId === 'upsert') return suggestion;
  }
  return undefined;
}

/** What the rule suggests for a create when its field is set. */
export function upsertSuggestion(
  { finding }: Found,
  field: string,
  externalIds: Readonly<Record<string, string>>,
): FindingSuggestion | undefined {
  const sobject = finding.call.endpoint?.sobject ?? '';
  const suggestions = finding.suggestionsWith({ externalIds: { ...externalIds, [sobject]: field } });
  return suggestions.find(({ messageId }) => messageId.startsWith('upsert'));
}

function remedyOf(suggestion: FindingSuggestion, subject: Subject): Remedy {
  return { title: suggestion.title, edit: () => upsertEdit(suggestion, subject) };
}

/** The edit of an upsert, with the cursor on what is to be filled in where the client can do that. */
export function upsertEdit(
  { edits }: FindingSuggestion,
  { found, features }: Pick<Subject, 'features' | 'found'>,
): WorkspaceEdit {
  const { script } = found;
  const own = features.snippetEdits ? toSnippetEdits(edits, script) : toTextEdits(edits, script);
  return workspaceEdit(script, own, features);
}
