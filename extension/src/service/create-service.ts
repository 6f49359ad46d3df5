import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Position } from 'vscode-languageserver-types';
import { codeActionsAt, resolvedAction } from './actions/code-actions.ts';
import { outageTestAt, outageTestRunAt } from './actions/outage-test-action.ts';
import { upsertEdit, upsertSuggestion } from './actions/upsert-actions.ts';
import { callItemsOf } from './call-items.ts';
import { codeLensesOf } from './code-lenses.ts';
import { diagnosticsOf } from './diagnostics.ts';
import { createDocuments, findingsAt, type Found, type LintedDocument } from './documents.ts';
import { externalIdFieldsOf } from './external-id-fields.ts';
import { hoverAt } from './hover.ts';
import { reviewCommentAt } from './review-comment.ts';
import type { Service, ServiceOptions } from './service.ts';
import { createShown } from './shown.ts';

/** Makes the service that the language server asks. */
export function createService(options: ServiceOptions): Service {
  const documents = createDocuments(options);
  const shown = createShown();
  /** Undefined while the text does not parse. */
  const about = <Answer>(document: TextDocument, answer: (linted: LintedDocument) => Answer): Answer | undefined => {
    const linted = documents.lintedOf(document);
    return linted && answer(linted);
  };
  /** The create at a place that can become an upsert. */
  const createAt = (document: TextDocument, position: Position): Found | undefined => {
    const linted = documents.lintedOf(document);
    const found = linted ? findingsAt(linted, { start: position, end: position }) : [];
    return found.find(({ finding }) => finding.suggestions.some(({ messageId }) => messageId.startsWith('upsert')));
  };
  return {
    diagnostics(document) {
      const linted = documents.lintedOf(document);
      const found = linted && diagnosticsOf(linted, options.features().relatedInformation);
      return shown.last(document.uri, 'diagnostics', found);
    },
    calls(document) {
      const linted = documents.lintedOf(document);
      return shown.last(document.uri, 'calls', linted && callItemsOf(linted));
    },
    codeActions(document, range, only) {
      return about(document, (linted) => codeActionsAt(linted, range, options, only)) ?? [];
    },
    resolveCodeAction(document, action) {
      return about(document, (linted) => resolvedAction(linted, action, options));
    },
    hover(document, position) {
      return about(document, (linted) => hoverAt(linted, position)) ?? null;
    },
    codeLenses(document) {
      return about(document, (linted) => codeLensesOf(linted, options)) ?? [];
    },
    reviewComment(document, position, rule) {
      return about(document, (linted) => reviewCommentAt(linted, { position, rule }, options.files));
    },
    externalIdFields(document, position) {
      const found = createAt(document, position);
      return found ? externalIdFieldsOf(found.finding.call, options.configurationOf(document.uri)) : [];
    },
    upsertBy(document, position, field) {
      const found = createAt(document, position);
      const { externalIds } = options.configurationOf(document.uri).settings;
      const suggestion = found && upsertSuggestion(found, field, externalIds);
      return suggestion && upsertEdit(suggestion, { found, features: options.features() });
    },
    outageTest(document, position) {
      return about(document, (linted) => outageTestAt(linted, position, options));
    },
    outageTestRun: (document, position) => about(document, (linted) => outageTestRunAt(linted, position, options)),
    moveWithEdits: ({ uri }, changes) => shown.move(uri, changes),
    filesChanged: documents.othersChanged,
    forget(uri) {
      documents.forget(uri);
      shown.forget(uri);
    },
  };
}
