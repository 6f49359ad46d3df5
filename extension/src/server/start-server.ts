import { VERSION } from 'eslint-plugin-salesforce-resilience/analysis';
import { CodeLensRefreshRequest, type Connection } from 'vscode-languageserver';
import { capabilitiesFor } from './capabilities.ts';
import { clientProfile } from './client-profile.ts';
import { answerCustomRequests } from './custom-requests.ts';
import { createPullDiagnostics } from './diagnostics/pull-diagnostics.ts';
import { createPushDiagnostics } from './diagnostics/push-diagnostics.ts';
import { answerLanguageRequests } from './language-features.ts';
import type { Runtime } from './runtime.ts';
import { createSession, type Session } from './session.ts';
import { isConfiguration, watch } from './watched-files.ts';

/**
 * Serves one client over a connection, until that ends.
 *
 * @param connection - Not yet listening.
 * @param runtime - What the place it runs in has: files, the project's ESLint.
 */
export function startServer(connection: Connection, runtime: Runtime): void {
  const session = createSession(connection, runtime);
  greetClient(session);
  followWorkspace(session);
  followDocuments(session);
  answerLanguageRequests(session);
  answerCustomRequests(session);
  connection.listen();
}

function greetClient(session: Session): void {
  const { connection, folders, look, guard } = session;
  connection.onInitialize((params) => {
    const client = clientProfile(params);
    session.client = client;
    folders.start(params);
    session.diagnostics = client.pullsDiagnostics
      ? createPullDiagnostics(connection, look, guard, client.refreshesDiagnostics)
      : createPushDiagnostics(connection, look, client.versionedDiagnostics);
    return {
      capabilities: capabilitiesFor(client),
      serverInfo: { name: 'salesforce-resilience-language-server', version: VERSION },
    };
  });
}

/** Settings, folders and files on disk. */
function followWorkspace(session: Session): void {
  const { connection, configurations, documents, folders, guard, runtime } = session;
  connection.onInitialized(() => {
    guard.attempt('Registering', () => watch(connection, session.client));
    if (!session.client.workspaceFolders) return;
    connection.workspace.onDidChangeWorkspaceFolders((event) => {
      folders.change(event);
      configurations.changed();
      refresh(session);
    });
  });
  connection.onDidChangeConfiguration((params: { readonly settings?: unknown }) => {
    configurations.changed(params.settings);
    refresh(session);
  });
  connection.onDidChangeWatchedFiles(({ changes }) => {
    runtime.disk?.lookAgain();
    // What is saved of an open document is in its buffer already.
    const isRead = changes.some(({ uri }) => isConfiguration(uri) && !documents.get(uri));
    if (isRead) configurations.filesChanged();
    refresh(session);
    if (session.client.features.commands) session.calls.changedOnDisk(changes.map(({ uri }) => uri));
  });
}

function followDocuments(session: Session): void {
  const { connection, documents, configurations, service, pace, calls, related } = session;
  documents.onDidChangeContent(({ document: { uri } }) => {
    pace.typed();
    session.diagnostics?.changed(uri);
    related.edited(uri);
  });
  documents.onDidClose(({ document: { uri } }) => {
    session.diagnostics?.closed(uri);
    for (const part of [service, configurations, pace, calls]) part.forget(uri);
    // The text on disk holds again.
    related.edited(uri);
  });
  documents.listen(connection);
}

/** Everything that is shown may be different now. */
function refresh({ service, diagnostics, client, connection, guard }: Session): void {
  service.filesChanged();
  diagnostics?.refresh();
  if (client.refreshesCodeLenses)
    guard.attempt('workspace/codeLens/refresh', () => connection.sendRequest(CodeLensRefreshRequest.type));
}
