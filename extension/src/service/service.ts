import type { CodeAction, CodeLens, Diagnostic, Hover, Position, Range } from 'vscode-languageserver-types';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CallItem } from '../protocol/requests.ts';

/** What a client can do that changes the answers. */
export interface ClientFeatures {
  /** `workspace.workspaceEdit.documentChanges` and `resourceOperations` with `create`. */
  readonly createsFiles: boolean;
  /** `workspace.workspaceEdit.snippetEditSupport`. */
  readonly snippetEdits: boolean;
  /** `textDocument.publishDiagnostics.relatedInformation`. */
  readonly relatedInformation: boolean;
  /** The commands of protocol/requests.ts are there: VS Code's own client. */
  readonly commands: boolean;
}

/**
 * Everything the language server answers, from text to LSP types: no connection, no disk, no clock. Answers are cached by
 * document, version and configuration. Nothing throws for text that does not parse: the last findings stay, moved with
 * the edits.
 */
export interface Service {
  diagnostics(document: TextDocument): Diagnostic[];
  /** Quick-fixes, fix-alls and disable comments for a range; `only` filters by kind, as in LSP. */
  codeActions(document: TextDocument, range: Range, only?: readonly string[]): CodeAction[];
  hover(document: TextDocument, position: Position): Hover | null;
  codeLenses(document: TextDocument): CodeLens[];
  calls(document: TextDocument): CallItem[];
  /** A ready comment with a suggestion block for the finding at a place; undefined where there is none. */
  reviewComment(document: TextDocument, position: Position): string | undefined;
  /** Fields that a create at a place may be upserted by: settings, body, project metadata; the likeliest first. */
  externalIdFields(document: TextDocument, position: Position): string[];
  /** Moves what is shown with an edit, before the new text has been looked at. */
  moveWithEdits(document: TextDocument, changes: readonly { range: Range; text: string }[]): void;
  forget(uri: string): void;
}
