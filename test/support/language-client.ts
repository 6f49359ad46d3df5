import { type ChildProcess, fork, spawn } from 'node:child_process';
import { PassThrough } from 'node:stream';
import path from 'node:path';
import {
  type ClientCapabilities,
  createConnection,
  createMessageConnection,
  type Diagnostic,
  type DocumentDiagnosticReport,
  type InitializeResult,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageReader,
  type MessageWriter,
  type MessageConnection,
  type Range,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { startServer } from '../../extension/src/server/start-server.ts';
import type { Runtime } from '../../extension/src/server/runtime.ts';

const LONGEST_MS = 15_000;

/** How a client is set up; what is not given is as in VS Code. */
export interface LanguageClientOptions {
  /** Whether the client asks for diagnostics or has them sent; sent unless set. */
  readonly diagnostics?: 'pull' | 'push';
  /** Folders of the workspace, as URIs; `file:///project` unless set. */
  readonly folders?: readonly string[];
  /** What the client answers when asked for the settings of a scope; `unable` when it cannot be asked. */
  readonly settings?: 'unable' | ((scope: string) => unknown);
  readonly initializationOptions?: unknown;
  readonly capabilities?: ClientCapabilities;
  readonly processId?: number | null;
}

/** A message that the server has sent of its own accord. */
export interface Received {
  readonly method: string;
  readonly params: unknown;
}

/** A language client for tests, which waits for what is to come and never for time to pass. */
export interface LanguageClient {
  readonly connection: MessageConnection;
  readonly initialized: InitializeResult;
  /** Everything that the server has sent without being asked, in order. */
  readonly received: readonly Received[];
  /** Opens a document. */
  readonly open: (uri: string, text: string, languageId?: string) => TestDocument;
  /** Waits until `find` gives something, looking anew at each message of the server. */
  readonly until: <Found>(what: string, find: () => Found | undefined) => Promise<Found>;
  /** Texts of `window/showMessage` so far. */
  readonly shown: () => string[];
  /** Texts of `window/logMessage` so far. */
  readonly logged: () => string[];
  /** How often the server has asked to ask again. */
  readonly refreshes: () => number;
  readonly stop: () => Promise<void>;
}

/** An open document of a test. */
export interface TestDocument {
  readonly uri: string;
  readonly version: number;
  readonly text: string;
  /** The diagnostics of the present text, once they satisfy `wanted`. */
  readonly diagnostics: (wanted?: (diagnostics: readonly Diagnostic[]) => boolean) => Promise<readonly Diagnostic[]>;
  /** Replaces the first occurrence of a text, as an incremental edit. */
  readonly edit: (before: string, after: string) => void;
  /** Replaces the whole text without saying where it differs. */
  readonly replace: (text: string) => void;
  readonly close: () => void;
}

/** A client and a server in this process, connected by streams. */
export async function connectInMemory(runtime: Runtime, options: LanguageClientOptions = {}): Promise<LanguageClient> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  const server = createConnection(new StreamMessageReader(up), new StreamMessageWriter(down));
  startServer(server, runtime);
  return connect(new StreamMessageReader(down), new StreamMessageWriter(up), options, () => {
    server.dispose();
    return Promise.resolve();
  });
}

/** The bundled server, as editors start it. */
export const SERVER = path.resolve(import.meta.dirname, '../../extension/dist/server/main.node.cjs');

/** A server of its own process, and a client of it. */
export interface SpawnedServer {
  readonly child: ChildProcess;
  readonly client: LanguageClient;
  /** Its exit code, or the signal that has ended it. */
  readonly ended: Promise<number | string | null>;
}

/** Starts the bundled server in a process of its own. */
export async function connectSpawned(
  transport: 'node-ipc' | 'stdio',
  options: LanguageClientOptions = {},
  file = SERVER,
): Promise<SpawnedServer> {
  const child =
    transport === 'stdio'
      ? spawn(process.execPath, [file, '--stdio'], { stdio: ['pipe', 'pipe', 'inherit'] })
      : fork(file, ['--node-ipc'], { execArgv: [] });
  const ended = new Promise<number | string | null>((resolve) => {
    child.once('exit', (code, signal) => resolve(code ?? signal));
  });
  const [reader, writer] =
    child.stdout && child.stdin
      ? [new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin)]
      : [new IPCMessageReader(child), new IPCMessageWriter(child)];
  const client = await connect(reader, writer, options, async () => {
    await client.connection.sendRequest('shutdown');
    await client.connection.sendNotification('exit');
    await ended;
  });
  return { child, client, ended };
}

async function connect(
  reader: MessageReader,
  writer: MessageWriter,
  options: LanguageClientOptions,
  end: () => Promise<void>,
): Promise<LanguageClient> {
  const { settings = () => null, folders = ['file:///project'], initializationOptions, processId = null } = options;
  const connection = createMessageConnection(reader, writer);
  const received: Received[] = [];
  const waiting = new Set<() => void>();
  const receive = (method: string, params: unknown): void => {
    received.push({ method, params });
    for (const look of [...waiting]) look();
  };
  connection.onNotification(receive);
  connection.onRequest('workspace/configuration', ({ items }: { items: { scopeUri: string }[] }) =>
    items.map(({ scopeUri }) => (settings === 'unable' ? null : settings(scopeUri))),
  );
  connection.onRequest((method, params) => {
    receive(method, params);
    return null;
  });
  connection.onUnhandledProgress((progress) => receive('$/progress', progress));
  connection.listen();
  const initialized: InitializeResult = await connection.sendRequest('initialize', {
    processId,
    rootUri: null,
    workspaceFolders: folders.map((uri) => ({ uri, name: uri })),
    initializationOptions,
    capabilities: {
      ...capabilitiesOf(options),
      ...options.capabilities,
    },
  });
  await connection.sendNotification('initialized', {});

  const until: LanguageClient['until'] = (what, find) =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        clearTimeout(timer);
        waiting.delete(look);
      };
      const look = (): void => {
        const found = find();
        if (found === undefined) return;
        stop();
        resolve(found);
      };
      const timer = setTimeout(() => {
        stop();
        const last = received.slice(-5).map((one) => JSON.stringify(one));
        reject(new Error(`Waited in vain for ${what}. The last messages were:\n${last.join('\n')}`));
      }, LONGEST_MS);
      waiting.add(look);
      look();
    });
  const texts = (wanted: string): string[] =>
    received.filter(({ method }) => method === wanted).map(({ params }) => (params as { message: string }).message);
  const refreshes = (): number => received.filter(({ method }) => method === 'workspace/diagnostic/refresh').length;
  return {
    connection,
    initialized,
    received,
    until,
    shown: () => texts('window/showMessage').concat(texts('window/showMessageRequest')),
    logged: () => texts('window/logMessage'),
    refreshes,
    open: (uri, text, languageId = 'typescript') =>
      openDocument(TextDocument.create(uri, languageId, 1, text), {
        connection,
        received,
        until,
        refreshes,
        pulls: options.diagnostics === 'pull',
      }),
    async stop() {
      await end();
      connection.dispose();
    },
  };
}

function capabilitiesOf({ diagnostics, settings }: LanguageClientOptions): ClientCapabilities {
  return {
    workspace: {
      configuration: settings !== 'unable',
      workspaceFolders: true,
      didChangeConfiguration: { dynamicRegistration: true },
      didChangeWatchedFiles: { dynamicRegistration: true },
      diagnostics: { refreshSupport: true },
      codeLens: { refreshSupport: true },
      workspaceEdit: { documentChanges: true, resourceOperations: ['create'] },
    },
    textDocument: {
      publishDiagnostics: { relatedInformation: true, versionSupport: true },
      ...(diagnostics === 'pull' ? { diagnostic: {} } : {}),
    },
    window: { workDoneProgress: true },
  };
}

interface Ends extends Pick<LanguageClient, 'connection' | 'received' | 'refreshes' | 'until'> {
  readonly pulls: boolean;
}

function openDocument(document: TextDocument, ends: Ends): TestDocument {
  const { connection, until, received, refreshes } = ends;
  const { uri } = document;
  void connection.sendNotification('textDocument/didOpen', {
    textDocument: { uri, languageId: document.languageId, version: 1, text: document.getText() },
  });
  const change = (contentChanges: { range?: Range; text: string }[]): void => {
    TextDocument.update(document, contentChanges, document.version + 1);
    void connection.sendNotification('textDocument/didChange', {
      textDocument: { uri, version: document.version },
      contentChanges,
    });
  };
  const published = (wanted: (found: Diagnostic[]) => boolean): Diagnostic[] | undefined => {
    const all = received.filter(({ method }) => method === 'textDocument/publishDiagnostics');
    const own = all.map(({ params }) => params as { uri: string; version?: number; diagnostics: Diagnostic[] });
    const last = own.findLast((one) => one.uri === uri);
    return last && (last.version ?? 0) >= document.version && wanted(last.diagnostics) ? last.diagnostics : undefined;
  };
  async function pulled(wanted: (found: Diagnostic[]) => boolean): Promise<Diagnostic[]> {
    for (;;) {
      const before = refreshes();
      const items = await pullOnce(connection, uri);
      if (items && wanted(items)) return items;
      if (items) await until('a request to ask again', () => (refreshes() > before ? true : undefined));
    }
  }
  return {
    uri,
    get version() {
      return document.version;
    },
    get text() {
      return document.getText();
    },
    diagnostics: (wanted = () => true) =>
      ends.pulls ? pulled(wanted) : until(`diagnostics of ${uri}`, () => published(wanted)),
    edit(before, after) {
      const start = document.getText().indexOf(before);
      if (start < 0) throw new Error(`There is no '${before}' in ${uri}.`);
      const range = { start: document.positionAt(start), end: document.positionAt(start + before.length) };
      change([{ range, text: after }]);
    },
    replace: (text) => change([{ text }]),
    close: () => void connection.sendNotification('textDocument/didClose', { textDocument: { uri } }),
  };
}

/** The diagnostics; undefined when the server asks to ask again, since the text has changed. */
async function pullOnce(connection: MessageConnection, uri: string): Promise<Diagnostic[] | undefined> {
  try {
    const report: DocumentDiagnosticReport = await connection.sendRequest('textDocument/diagnostic', {
      textDocument: { uri },
    });
    return report.kind === 'full' ? report.items : [];
  } catch (error) {
    const data: unknown = error instanceof ResponseError ? error.data : undefined;
    if (typeof data === 'object' && data !== null && 'retriggerRequest' in data) return undefined;
    throw error;
  }
}
