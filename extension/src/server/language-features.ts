import type { CodeAction, CodeLens, Connection, Hover } from 'vscode-languageserver';
import type { TextDocument } from 'vscode-languageserver-textdocument';
import type { Service } from '../service/service.ts';
import type { Configurations } from './configurations.ts';
import type { Guard } from './guard.ts';
import type { OpenDocuments } from './open-documents.ts';

interface Options {
  readonly connection: Connection;
  readonly documents: OpenDocuments;
  readonly service: Service;
  readonly configurations: Configurations;
  readonly guard: Guard;
}

/** Answers the requests of the protocol about open documents, other than for diagnostics. */
export function answerLanguageRequests({ connection, documents, service, configurations, guard }: Options): void {
  const about = async <Result>(uri: string, none: Result, answer: (document: TextDocument) => Result): Promise<Result> => {
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
