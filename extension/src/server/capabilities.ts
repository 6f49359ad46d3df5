import { CodeActionKind, type ServerCapabilities, TextDocumentSyncKind } from 'vscode-languageserver';
import type { ClientProfile } from './client-profile.ts';

/** The kinds of code actions that there are. */
const KINDS = [CodeActionKind.QuickFix, `${CodeActionKind.SourceFixAll}.salesforceResilience`];

/** What the server offers to a client. */
export function capabilitiesFor(client: ClientProfile): ServerCapabilities {
  return {
    textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: false },
    hoverProvider: true,
    codeActionProvider: { codeActionKinds: KINDS, resolveProvider: client.features.resolvesEdits },
    codeLensProvider: { resolveProvider: false },
    ...(client.pullsDiagnostics
      ? {
          diagnosticProvider: {
            identifier: 'salesforce-resilience',
            interFileDependencies: true,
            workspaceDiagnostics: false,
          },
        }
      : {}),
    ...(client.workspaceFolders
      ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } }
      : {}),
  };
}
