import type { Connection } from 'vscode-languageserver';
import type { Look } from '../look.ts';
import type { DiagnosticsSupport } from './diagnostics-support.ts';

/** Sends diagnostics whenever there are new ones, for clients that do not ask. */
export function createPushDiagnostics(connection: Connection, look: Look, versioned: boolean): DiagnosticsSupport {
  const turns = new Map<string, number>();
  const sent = new Map<string, string>();

  async function send(uri: string, onlyNews: boolean): Promise<void> {
    const turn = (turns.get(uri) ?? 0) + 1;
    turns.set(uri, turn);
    const looked = await look.at(uri);
    // A later look is on its way, or the document has been closed.
    if (!looked || turns.get(uri) !== turn) return;
    const { version, diagnostics } = looked;
    const text = JSON.stringify(diagnostics);
    if (onlyNews && sent.get(uri) === text) return;
    sent.set(uri, text);
    await connection.sendDiagnostics({ uri, diagnostics, ...(versioned ? { version } : {}) });
    look.after(uri);
  }

  const review = async (uris: readonly string[]): Promise<void> => {
    for (const uri of uris) await send(uri, true);
  };
  return {
    changed: (uri) => look.attempt(() => send(uri, false)),
    review,
    refresh: () => look.attempt(() => review(look.openUris())),
    closed(uri) {
      turns.delete(uri);
      sent.delete(uri);
      look.attempt(() => connection.sendDiagnostics({ uri, diagnostics: [] }));
    },
  };
}
