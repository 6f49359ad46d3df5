import { type Files, withBuffers } from 'eslint-plugin-salesforce-resilience/analysis';
import type { Connection } from 'vscode-languageserver';
import { createService } from '../service/create-service.ts';
import type { Service } from '../service/service.ts';
import { type CallsNotifier, createCallsNotifier } from './calls-notifier.ts';
import { type ClientProfile, clientProfile } from './client-profile.ts';
import { type Configurations, createConfigurations } from './configurations.ts';
import type { DiagnosticsSupport } from './diagnostics/diagnostics-support.ts';
import { createFolders, type Folders } from './folders.ts';
import { createGuard, type Guard } from './guard.ts';
import { createLook, type Look } from './look.ts';
import { type OpenDocuments, openDocuments } from './open-documents.ts';
import { createPace, type Pace } from './pace.ts';
import { createRelatedDocuments, type RelatedDocuments } from './related-documents.ts';
import type { Runtime } from './runtime.ts';

/** Everything that serves one client. */
export interface Session {
  readonly connection: Connection;
  readonly runtime: Runtime;
  readonly guard: Guard;
  /** The files of the workspace with open buffers before them; undefined where there are none to read. */
  readonly files: Files | undefined;
  readonly folders: Folders;
  readonly configurations: Configurations;
  readonly service: Service;
  readonly documents: OpenDocuments;
  readonly calls: CallsNotifier;
  readonly pace: Pace;
  readonly look: Look;
  readonly related: RelatedDocuments;
  /** Who is at the other end; until it has said so, one that can do nothing. */
  client: ClientProfile;
  /** Undefined until the client has said how it wants them. */
  diagnostics: DiagnosticsSupport | undefined;
}

/** Puts together what serves one client. */
export function createSession(connection: Connection, runtime: Runtime): Session {
  const guard = createGuard(connection);
  const buffers = new Map<string, string>();
  const files = runtime.disk && withBuffers(runtime.disk.files, buffers);
  const folders = createFolders(files);
  const client = (): ClientProfile => session.client;
  const configurations = createConfigurations({ connection, runtime, folders, client, guard });
  const service = createService({ files, configurationOf: configurations.of, features: () => client().features });
  const documents = openDocuments(service, buffers, guard);
  const calls = createCallsNotifier({ connection, documents, service, folders });
  const pace = createPace();
  const after = (uri: string): void => {
    if (client().features.commands) guard.attempt('Telling of calls', () => calls.looked(uri));
  };
  const look = createLook({ documents, service, configurations, pace, guard, after });
  const related = createRelatedDocuments(look.openUris, (edited, others) =>
    guard.attempt('Looking at other documents', () => {
      service.filesChanged(edited);
      return session.diagnostics?.review(others);
    }),
  );
  const parts = { connection, runtime, guard, files, folders, configurations, service, documents, calls, pace, look };
  const session: Session = { ...parts, related, client: clientProfile(), diagnostics: undefined };
  return session;
}
