import { withBuffers, VERSION } from 'eslint-plugin-salesforce-resilience/analysis';
import {
  CodeLensRefreshRequest,
  type Connection,
  type InitializeParams,
  type InitializeResult,
} from 'vscode-languageserver';
import { createService } from '../service/create-service.ts';
import { createCallsNotifier } from './calls-notifier.ts';
import { capabilitiesFor } from './capabilities.ts';
import { clientProfile } from './client-profile.ts';
import { createConfigurations } from './configurations.ts';
import { answerCustomRequests } from './custom-requests.ts';
import { createPullDiagnostics } from './diagnostics/pull-diagnostics.ts';
import { createPushDiagnostics } from './diagnostics/push-diagnostics.ts';
import type { DiagnosticsSupport } from './diagnostics/diagnostics-support.ts';
import { createFolders } from './folders.ts';
import { createGuard } from './guard.ts';
import { answerLanguageRequests } from './language-features.ts';
import { createLook } from './look.ts';
import { openDocuments } from './open-documents.ts';
import { createPace } from './pace.ts';
import { createRelatedDocuments } from './related-documents.ts';
import type { Runtime } from './runtime.ts';
import { isConfiguration, watch } from './watched-files.ts';

/**
 * Serves one client over a connection, until that ends.
 *
 * @param connection - Not yet listening.
 * @param runtime - What the place it runs in has: files, the project's ESLint.
 */
export function startServer(connection: Connection, runtime: Runtime): void {
  const guard = createGuard(connection);
  const buffers = new Map<string, string>();
  const files = runtime.disk && withBuffers(runtime.disk.files, buffers);
  const folders = createFolders(files);
  let client = clientProfile();
  let diagnostics: DiagnosticsSupport | undefined;

  const configurations = createConfigurations({ connection, runtime, folders, client: () => client, guard });
  const service = createService({ files, configurationOf: configurations.of, features: () => client.features });
  const documents = openDocuments(service, buffers, guard);
  const calls = createCallsNotifier(connection, documents, service);
  const pace = createPace();
  const look = createLook({
    documents,
    service,
    configurations,
    pace,
    guard,
    after: (uri) => {
      if (client.features.commands) guard.attempt('Telling of calls', () => calls.looked(uri));
    },
  });
  const related = createRelatedDocuments(look.openUris, (uris) =>
    guard.attempt('Looking at other documents', () => diagnostics?.review(uris)),
  );
  const refresh = (): void => {
    service.filesChanged();
    diagnostics?.refresh();
    if (client.refreshesCodeLenses)
      guard.attempt('workspace/codeLens/refresh', () => connection.sendRequest(CodeLensRefreshRequest.type));
  };

  connection.onInitialize((params: InitializeParams): InitializeResult => {
    client = clientProfile(params);
    folders.start(params);
    diagnostics = client.pullsDiagnostics
      ? createPullDiagnostics(connection, look, guard, client.refreshesDiagnostics)
      : createPushDiagnostics(connection, look, client.versionedDiagnostics);
    return {
      capabilities: capabilitiesFor(client),
      serverInfo: { name: 'salesforce-resilience-language-server', version: VERSION },
    };
  });
  connection.onInitialized(() => {
    guard.attempt('Registering', () => watch(connection, client));
    if (!client.workspaceFolders) return;
    connection.workspace.onDidChangeWorkspaceFolders((event) => {
      folders.change(event);
      configurations.changed();
      refresh();
    });
  });
  connection.onDidChangeConfiguration(({ settings }: { settings?: unknown }) => {
    configurations.changed(settings);
    refresh();
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    runtime.disk?.lookAgain();
    // What is saved of an open document is in its buffer already.
    const news = changes.filter(({ uri }) => !documents.get(uri));
    if (news.some(({ uri }) => isConfiguration(uri))) configurations.filesChanged();
    if (changes.length > 0) refresh();
  });

  documents.onDidChangeContent(({ document: { uri } }) => {
    pace.typed();
    service.filesChanged();
    diagnostics?.changed(uri);
    related.edited(uri);
  });
  documents.onDidClose(({ document: { uri } }) => {
    service.forget(uri);
    configurations.forget(uri);
    pace.forget(uri);
    calls.forget(uri);
    diagnostics?.closed(uri);
    // The text on disk holds again.
    service.filesChanged();
    related.edited(uri);
  });
  documents.listen(connection);
  answerLanguageRequests({ connection, documents, service, configurations, guard });
  answerCustomRequests({ connection, documents, service, configurations, guard, files });
  connection.listen();
}
