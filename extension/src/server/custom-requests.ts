import { isOfSalesforce, mayHoldCall } from 'eslint-plugin-salesforce-resilience/analysis';
import type { CancellationToken, Position, WorkDoneProgressReporter } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type CallItem, REQUESTS } from '../protocol/requests.ts';
import { languageOf } from '../service/scripts.ts';
import { pathOf, uriOf } from '../service/uris.ts';
import { scan } from './scan.ts';
import type { Session } from './session.ts';

interface DocumentParams {
  readonly uri: string;
}

interface PositionParams extends DocumentParams {
  readonly position: Position;
}

/** Answers the requests of protocol/requests.ts. */
export function answerCustomRequests(session: Session): void {
  const { connection, service, guard } = session;
  connection.onRequest(REQUESTS.alive, () => null);
  connection.onRequest(
    REQUESTS.calls,
    guard.request(REQUESTS.calls, [], ({ uri }: DocumentParams) => callsOf(uri, session)),
  );
  connection.onRequest(
    REQUESTS.scan,
    guard.request(REQUESTS.scan, null, (params: DocumentParams & { workDoneToken?: string }, token) =>
      scanned(params, token, session),
    ),
  );
  connection.onRequest(
    REQUESTS.reviewComment,
    guard.request(REQUESTS.reviewComment, null, async ({ uri, position, rule }: PositionParams & { rule?: string }) => {
      const document = await openDocument(uri, session);
      const text = document && service.reviewComment(document, position, rule);
      return text === undefined ? null : { text };
    }),
  );
  connection.onRequest(
    REQUESTS.externalIdFields,
    guard.request(REQUESTS.externalIdFields, [], async ({ uri, position }: PositionParams) => {
      const document = await openDocument(uri, session);
      return document ? service.externalIdFields(document, position) : [];
    }),
  );
  connection.onRequest(
    REQUESTS.upsertBy,
    guard.request(REQUESTS.upsertBy, null, async ({ uri, position, field }: PositionParams & { field: string }) => {
      const document = await openDocument(uri, session);
      return (document && service.upsertBy(document, position, field)) ?? null;
    }),
  );
  connection.onRequest(
    REQUESTS.outageTest,
    guard.request(REQUESTS.outageTest, null, async ({ uri, position }: PositionParams) => {
      const document = await openDocument(uri, session);
      return (document && service.outageTest(document, position)) ?? null;
    }),
  );
  connection.onRequest(
    REQUESTS.outageTestRun,
    guard.request(REQUESTS.outageTestRun, null, async ({ uri, position }: PositionParams) => {
      const document = await openDocument(uri, session);
      return (document && service.outageTestRun(document, position)) ?? null;
    }),
  );
}

async function openDocument(uri: string, { documents, configurations }: Session): Promise<TextDocument | undefined> {
  if (!documents.get(uri)) return undefined;
  await configurations.load(uri);
  return documents.get(uri);
}

/** The calls of a document, which need not be open. */
async function callsOf(uri: string, session: Session): Promise<CallItem[]> {
  const { documents, service, configurations, files } = session;
  const open = await openDocument(uri, session);
  if (open) return service.calls(open);
  const path = pathOf(uri);
  const text = files?.read(path);
  // Most files of a folder have nothing to do with Salesforce: they need no configuration.
  if (!files || text === undefined || !mayHoldCall(text, path, (from) => isOfSalesforce(from, files))) return [];
  await configurations.load(uri);
  try {
    return service.calls(TextDocument.create(uri, languageOf(path), 0, text));
  } finally {
    if (!documents.get(uri)) {
      service.forget(uri);
      configurations.forget(uri);
    }
  }
}

/** The calls of all files of a folder; those found so far when it was cancelled count for nothing. */
async function scanned(
  { uri, workDoneToken }: DocumentParams & { workDoneToken?: string },
  token: CancellationToken,
  session: Session,
): Promise<CallItem[] | null> {
  const { connection, files, guard } = session;
  if (!files) return [];
  const own = workDoneToken === undefined ? await connection.window.createWorkDoneProgress() : undefined;
  const progress: WorkDoneProgressReporter = own ?? connection.window.attachWorkDoneProgress(workDoneToken);
  progress.begin('Looking for Salesforce calls', 0, undefined, true);
  try {
    const calls = await scan({
      files,
      folder: pathOf(uri).replace(/\/$/, '') || '/',
      callsIn: (path) => guard.request(`Looking at ${path}`, [], () => callsOf(uriOf(path, uri), session))(null, token),
      report: (percentage, count) => {
        progress.report(percentage, `${count} found`);
      },
      isCancelled: () => token.isCancellationRequested || own?.token.isCancellationRequested === true,
    });
    return calls ?? null;
  } finally {
    progress.done();
  }
}
