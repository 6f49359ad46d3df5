import {
  type CodeAction,
  type CodeLens,
  type Connection,
  type Hover,
  LSPErrorCodes,
  ResponseError,
} from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import { actionDataOf } from '../service/actions/action-data.ts';
import type { Session } from './session.ts';

/** Answers the requests of the protocol about open documents, other than for diagnostics. */
export function answerLanguageRequests(session: Session): void {
  const { connection, documents, service, configurations, guard } = session;
  const about = async <Result>(
    uri: string,
    none: Result,
    answer: (document: TextDocument) => Result,
  ): Promise<Result> => {
    if (!documents.get(uri)) return none;
    await configurations.load(uri);
    const document = documents.get(uri);
    return document ? answer(document) : none;
  };
  connection.onCodeAction(
    guard.request<Parameters<Parameters<Connection['onCodeAction']>[0]>[0], CodeAction[] | null>(
      'textDocument/codeAction',
      null,
      ({ textDocument, range, context }) =>
        about(textDocument.uri, null, (document) => service.codeActions(document, range, context.only)),
    ),
  );
  connection.onCodeActionResolve(
    guard.request<CodeAction, CodeAction>(
      'codeAction/resolve',
      (action) => action,
      (action) => resolved(action, session),
    ),
  );
  connection.onHover(
    guard.request<Parameters<Parameters<Connection['onHover']>[0]>[0], Hover | null>(
      'textDocument/hover',
      null,
      ({ textDocument, position }) => about(textDocument.uri, null, (document) => service.hover(document, position)),
    ),
  );
  connection.onCodeLens(
    guard.request<Parameters<Parameters<Connection['onCodeLens']>[0]>[0], CodeLens[] | null>(
      'textDocument/codeLens',
      null,
      ({ textDocument }) => about(textDocument.uri, null, (document) => service.codeLenses(document)),
    ),
  );
}

/** A code action with its edit, for a client that asks for it when the action is taken. */
async function resolved(action: CodeAction, { documents, service, configurations }: Session): Promise<CodeAction> {
  const uri = actionDataOf(action)?.uri;
  // What has no data was complete when it was given.
  if (uri === undefined) return action;
  if (documents.get(uri)) await configurations.load(uri);
  const document = documents.get(uri);
  const withEdit = document && service.resolveCodeAction(document, action);
  if (!withEdit) throw new ResponseError(LSPErrorCodes.ContentModified, 'The document has changed meanwhile.');
  return withEdit;
}
