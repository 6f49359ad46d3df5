import type { Connection } from 'vscode-languageserver';
import { REQUESTS } from '../protocol/requests.ts';
import type { Service } from '../service/service.ts';
import type { OpenDocuments } from './open-documents.ts';

/** Tells a client that lists calls when those of a document have changed. */
export interface CallsNotifier {
  looked(uri: string): void;
  forget(uri: string): void;
}

/** A notifier that compares with what was there when it was last asked. */
export function createCallsNotifier(connection: Connection, documents: OpenDocuments, service: Service): CallsNotifier {
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
    forget: (uri) => void last.delete(uri),
  };
}
