import { type Files, mentionsSalesforce } from 'eslint-plugin-salesforce-resilience/analysis';
import type { CancellationToken, Connection, Position, WorkDoneProgressReporter } from 'vscode-languageserver';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { type CallItem, REQUESTS } from '../protocol/requests.ts';
import type { Service } from '../service/service.ts';
import { pathOf, uriOf } from '../service/uris.ts';
import type { Configurations } from './configurations.ts';
import type { Guard } from './guard.ts';
import type { OpenDocuments } from './open-documents.ts';
import { scan } from './scan.ts';
import { languageOf } from './sources.ts';

/** What the answers are made from. */
export interface Answering {
  readonly connection: Connection;
  readonly documents: OpenDocuments;
  readonly service: Service;
  readonly configurations: Configurations;
  readonly guard: Guard;
  /** The files of the workspace with open buffers before them; undefined where there are none to read. */
  readonly files: Files | undefined;
}

interface DocumentParams {
  readonly uri: string;
}

interface PositionParams extends DocumentParams {
  readonly position: Position;
}

/** Answers the requests of protocol/requests.ts. */
export function answerCustomRequests(answering: Answering): void {
  const { connection, service, guard } = answering;
  connection.onRequest(
    REQUESTS.calls,
    guard.request(REQUESTS.calls, [], ({ uri }: DocumentParams) => callsOf(uri, answering)),
  );
  connection.onRequest(
    REQUESTS.scan,
    guard.request(REQUESTS.scan, null, (params: DocumentParams & { workDoneToken?: string }, token) =>
      scanned(params, token, answering),
    ),
  );
  connection.onRequest(
    REQUESTS.reviewComment,
    guard.request(REQUESTS.reviewComment, null, async ({ uri, position }: PositionParams) => {
      const document = await openDocument(uri, answering);
      const text = document && service.reviewComment(document, position);
      return text === undefined ? null : { text };
    }),
  );
  connection.onRequest(
    REQUESTS.externalIdFields,
    guard.request(REQUESTS.externalIdFields, [], async ({ uri, position }: PositionParams) => {
      const document = await openDocument(uri, answering);
      return document ? service.externalIdFields(document, position) : [];
    }),
  );
  connection.onRequest(
    REQUESTS.upsertBy,
    guard.request(REQUESTS.upsertBy, null, async ({ uri, position, field }: PositionParams & { field: string }) => {
      const document = await openDocument(uri, answering);
      return (document && service.upsertBy(document, position, field)) ?? null;
    }),
  );
}

async function openDocument(
  uri: string,
  { documents, configurations }: Answering,
): Promise<TextDocument | undefined> {
  if (!documents.get(uri)) return undefined;
  await configurations.load(uri);
  return documents.get(uri);
}

/** The calls of a document, which need not be open. */
async function callsOf(uri: string, answering: Answering): Promise<CallItem[]> {
  const { documents, service, configurations, files } = answering;
  const open = await openDocument(uri, answering);
  if (open) return service.calls(open);
  const path = pathOf(uri);
  const text = files?.read(path);
  // Most files of a folder have nothing to do with Salesforce: they need no configuration.
  if (text === undefined || !mentionsSalesforce(text)) return [];
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
  answering: Answering,
): Promise<CallItem[] | null> {
  const { connection, files, guard } = answering;
  if (!files) return [];
  const own = workDoneToken === undefined ? await connection.window.createWorkDoneProgress() : undefined;
  const progress: WorkDoneProgressReporter = own ?? connection.window.attachWorkDoneProgress(workDoneToken);
  progress.begin('Looking for Salesforce calls', 0, undefined, true);
  try {
    const calls = await scan({
      files,
      folder: pathOf(uri).replace(/\/$/, '') || '/',
      callsIn: (path) => guard.request(`Looking at ${path}`, [], () => callsOf(uriOf(path, uri), answering))(null, token),
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
