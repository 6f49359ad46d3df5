import {
  type CancellationToken,
  type Connection,
  type Diagnostic,
  type DocumentDiagnosticParams,
  type DocumentDiagnosticReport,
  DocumentDiagnosticReportKind,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver';
import type { Guard } from '../guard.ts';
import type { Look } from '../look.ts';
import type { DiagnosticsSupport } from './diagnostics-support.ts';

interface Given {
  readonly resultId: string;
  readonly text: string;
  readonly items: Diagnostic[];
}

/** Gives diagnostics when asked, and says when it is time to ask again. */
export function createPullDiagnostics(
  connection: Connection,
  look: Look,
  guard: Guard,
  refreshes: boolean,
): DiagnosticsSupport {
  const given = new Map<string, Given>();
  let results = 0;

  function remember(uri: string, items: Diagnostic[]): Given {
    const text = JSON.stringify(items);
    const last = given.get(uri);
    if (last?.text === text) return last;
    results += 1;
    const next = { resultId: String(results), text, items };
    given.set(uri, next);
    return next;
  }

  const answer = async (
    { textDocument: { uri }, previousResultId }: DocumentDiagnosticParams,
    token: CancellationToken,
  ): Promise<DocumentDiagnosticReport> => {
    const looked = await look.at(uri, token);
    if (!looked && !look.isOpen(uri)) return { kind: DocumentDiagnosticReportKind.Full, items: [] };
    if (!looked) throw outdated(token);
    const { resultId, items } = remember(uri, looked.diagnostics);
    look.after(uri);
    return previousResultId === resultId
      ? { kind: DocumentDiagnosticReportKind.Unchanged, resultId }
      : { kind: DocumentDiagnosticReportKind.Full, resultId, items };
  };
  const lastReport = ({ textDocument }: DocumentDiagnosticParams): DocumentDiagnosticReport => {
    const last = given.get(textDocument.uri);
    return { kind: DocumentDiagnosticReportKind.Full, items: last?.items ?? [] };
  };
  connection.languages.diagnostics.on(guard.request('textDocument/diagnostic', lastReport, answer));

  const refresh = (): void => {
    if (refreshes) guard.attempt('workspace/diagnostic/refresh', () => connection.languages.diagnostics.refresh());
  };
  return {
    // The client asks by itself.
    changed: () => undefined,
    async review(uris) {
      let hasNews = false;
      for (const uri of uris) {
        const last = given.get(uri);
        const looked = last && (await look.at(uri));
        if (looked && JSON.stringify(looked.diagnostics) !== last.text) hasNews = true;
      }
      if (hasNews) refresh();
    },
    refresh,
    closed: (uri) => void given.delete(uri),
  };
}

/** The answer to a question about a text that is there no more; the client asks again for the new one. */
function outdated(token: CancellationToken): ResponseError<unknown> {
  if (token.isCancellationRequested) return new ResponseError(LSPErrorCodes.RequestCancelled, 'Cancelled.');
  return new ResponseError(LSPErrorCodes.ServerCancelled, 'The document has changed meanwhile.', {
    retriggerRequest: true,
  });
}
