import type { Files } from 'eslint-plugin-salesforce-resilience/analysis';
import type {
  CodeAction,
  CodeLens,
  Diagnostic,
  Hover,
  Position,
  Range,
  WorkspaceEdit,
} from 'vscode-languageserver-types';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { CallItem, OutageTestRun } from '../protocol/requests.ts';
import type { Words } from '../protocol/words.ts';
import type { Configuration } from './configuration.ts';

/** What a client can do that changes the answers. */
export interface ClientFeatures {
  /** `workspace.workspaceEdit.documentChanges` and `resourceOperations` with `create`. */
  readonly createsFiles: boolean;
  /** `workspace.workspaceEdit.snippetEditSupport`. */
  readonly snippetEdits: boolean;
  /** `textDocument.publishDiagnostics.relatedInformation`. */
  readonly relatedInformation: boolean;
  /** It asks for the edit of a code action when that is taken: `textDocument.codeAction`'s `dataSupport` and `resolveSupport`. */
  readonly resolvesEdits: boolean;
  /** The commands of protocol/requests.ts are there: VS Code's own client. */
  readonly commands: boolean;
  /** Its language, for what menus and lenses say. */
  readonly words: Words;
}

/** What a service works with. */
export interface ServiceOptions {
  /** The files of the workspace, with open buffers before them; without any, what other files say is unknown. */
  readonly files?: Files | undefined;
  /** The configuration for a document: the same object for as long as nothing has changed. */
  readonly configurationOf: (uri: string) => Configuration;
  readonly features: () => ClientFeatures;
}

/** A test and how it is run; or why there is none, and what to do. */
export type OutageTestAnswer =
  | {
      /** Creates the test, and the harness where it is not there yet. */
      readonly edit: WorkspaceEdit;
      /** The test. */
      readonly uri: string;
      readonly run: string;
    }
  | { readonly problem: string };

/**
 * Everything the language server answers, from text to LSP types: no connection, no disk, no clock. Answers are cached by
 * document, version and configuration. Nothing throws for text that does not parse: the last findings stay, moved with
 * the edits.
 */
export interface Service {
  diagnostics(document: TextDocument): Diagnostic[];
  /** Quick-fixes, fix-alls and disable comments for a range; `only` filters by kind, as in LSP. */
  codeActions(document: TextDocument, range: Range, only?: readonly string[]): CodeAction[];
  /** A code action with its edit; undefined where the document has changed since it was offered. */
  resolveCodeAction(document: TextDocument, action: CodeAction): CodeAction | undefined;
  hover(document: TextDocument, position: Position): Hover | null;
  codeLenses(document: TextDocument): CodeLens[];
  calls(document: TextDocument): CallItem[];
  /**
   * A ready comment with a suggestion block for the finding at a place; undefined where there is none.
   *
   * @param rule - Which finding of several is meant; without it, the gravest of the innermost call.
   */
  reviewComment(document: TextDocument, position: Position, rule?: string): string | undefined;
  /** Fields that a create at a place may be upserted by: settings, body, project metadata; the likeliest first. */
  externalIdFields(document: TextDocument, position: Position): string[];
  /** The edit that turns the create at a place into an upsert by a field; undefined where there is none. */
  upsertBy(document: TextDocument, position: Position, field: string): WorkspaceEdit | undefined;
  /** A test that drives the function at a place through outages of Salesforce; undefined while the text does not parse. */
  outageTest(document: TextDocument, position: Position): OutageTestAnswer | undefined;
  /** How the outage test of the function at a place is run, or the document where it is one; undefined while the text does not parse. */
  outageTestRun(document: TextDocument, position: Position): OutageTestRun | { readonly problem: string } | undefined;
  /** Moves what is shown with an edit, before the new text has been looked at. */
  moveWithEdits(document: TextDocument, changes: readonly { range: Range; text: string }[]): void;
  /**
   * Other files have changed: what rests on them is found out anew when it is next asked for.
   *
   * @param uris - Those whose text has changed; without it, anything may have.
   */
  filesChanged(uris?: readonly string[]): void;
  forget(uri: string): void;
}
