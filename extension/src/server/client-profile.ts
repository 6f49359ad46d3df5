import type { ClientCapabilities, InitializeParams } from 'vscode-languageserver';
import { type InitializationOptions, initializationOptionsFrom } from '../protocol/initialization.ts';
import { wordsFrom } from '../protocol/words.ts';
import type { ClientFeatures } from '../service/service.ts';

/** What the client at the other end can do and has said of itself. */
export interface ClientProfile {
  readonly features: ClientFeatures;
  readonly options: InitializationOptions;
  /** It asks for diagnostics; without this they are sent to it. */
  readonly pullsDiagnostics: boolean;
  /** It asks again when told that diagnostics may have changed. */
  readonly refreshesDiagnostics: boolean;
  readonly refreshesCodeLenses: boolean;
  /** It drops diagnostics of an older version by itself when told the version. */
  readonly versionedDiagnostics: boolean;
  /** It answers `workspace/configuration`. */
  readonly answersConfiguration: boolean;
  readonly registersConfiguration: boolean;
  readonly registersWatchers: boolean;
  readonly workspaceFolders: boolean;
}

/** What a client can do, of its `initialize` request; of none, nothing. */
export function clientProfile(params?: Partial<InitializeParams>): ClientProfile {
  const { workspace, textDocument }: ClientCapabilities = params?.capabilities ?? {};
  const options = initializationOptionsFrom(params?.initializationOptions);
  const edits = workspace?.workspaceEdit;
  const actions = textDocument?.codeAction;
  return {
    options,
    features: {
      createsFiles: edits?.documentChanges === true && (edits.resourceOperations ?? []).includes('create'),
      snippetEdits: edits?.snippetEditSupport === true,
      relatedInformation:
        textDocument?.publishDiagnostics?.relatedInformation === true ||
        textDocument?.diagnostic?.relatedInformation === true,
      resolvesEdits: actions?.dataSupport === true && (actions.resolveSupport?.properties ?? []).includes('edit'),
      commands: options.commands,
      words: wordsFrom(options.l10n),
    },
    pullsDiagnostics: Boolean(textDocument?.diagnostic),
    refreshesDiagnostics: workspace?.diagnostics?.refreshSupport === true,
    refreshesCodeLenses: workspace?.codeLens?.refreshSupport === true,
    versionedDiagnostics: textDocument?.publishDiagnostics?.versionSupport === true,
    answersConfiguration: workspace?.configuration === true,
    registersConfiguration: workspace?.didChangeConfiguration?.dynamicRegistration === true,
    registersWatchers: workspace?.didChangeWatchedFiles?.dynamicRegistration === true,
    workspaceFolders: workspace?.workspaceFolders === true,
  };
}
