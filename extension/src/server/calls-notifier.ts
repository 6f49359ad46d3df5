import type { Connection } from 'vscode-languageserver';
import { REQUESTS } from '../protocol/requests.ts';
import type { Service } from '../service/service.ts';
import { pathOf } from '../service/uris.ts';
import type { Folders } from './folders.ts';
import type { OpenDocuments } from './open-documents.ts';
import { isSourceIn } from './sources.ts';

/** Tells a client that lists calls when those of a document have changed. */
export interface CallsNotifier {
  looked(uri: string): void;
  /** Files have changed on disk: those that are not open are followed, too. */
  changedOnDisk(uris: readonly string[]): void;
  forget(uri: string): void;
}

interface Options {
  readonly connection: Connection;
  readonly documents: OpenDocuments;
  readonly service: Service;
  readonly folders: Folders;
}

/** A notifier that compares with what was there when it was last asked. */
export function createCallsNotifier({ connection, documents, service, folders }: Options): CallsNotifier {
  const last = new Map<string, string>();
  return {
    looked(uri) {
      const document = documents.get(uri);
      if (!document) return;
      const calls = JSON.stringify(service.calls(document));
      if (last.get(uri) === calls) return;
      last.set(uri, calls);
      void connection.sendNotification(REQUESTS.callsChanged, { uri });
    },
    changedOnDisk(uris) {
      for (const uri of uris) {
        const folder = folders.folderOf(uri);
        if (folder === undefined || documents.get(uri) || !isSourceIn(pathOf(folder), pathOf(uri))) continue;
        void connection.sendNotification(REQUESTS.callsChanged, { uri });
      }
    },
    forget: (uri) => void last.delete(uri),
  };
}
