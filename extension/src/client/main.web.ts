import { type ExtensionContext, Uri } from 'vscode';
import {
  type BaseLanguageClient,
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type MessageTransports,
  State,
} from 'vscode-languageclient/browser';
import { REQUESTS } from '../protocol/requests.ts';
import { Heartbeat } from './heartbeat.ts';
import { startClient } from './start-client.ts';

let client: BaseLanguageClient | undefined;
let worker: Worker | undefined;

/** What a worker says; its end is told by whoever notices, since the worker does not. */
class WorkerReader extends BrowserMessageReader {
  end(): void {
    this.fireClose();
  }
}

/** The browser: the server is a worker, a new one for each start. */
export async function activate(context: ExtensionContext): Promise<void> {
  const script = Uri.joinPath(context.extensionUri, 'dist/server/main.web.js').toString(true);
  let reader: WorkerReader | undefined;
  // The streams are made here: the library looks for an instance of `Worker`, which is not what the editor's makes.
  const connect = (): Promise<MessageTransports> => {
    worker?.terminate();
    const started = new Worker(script, { name: 'Salesforce Resilience' });
    const own = new WorkerReader(started);
    // As an error that nobody catches ends a process of Node, it ends the worker: a new one is started.
    started.addEventListener('error', () => own.end());
    [worker, reader] = [started, own];
    return Promise.resolve({ reader: own, writer: new BrowserMessageWriter(started) });
  };
  client = await startClient(
    context,
    (id, name, options) => {
      const made = new LanguageClient(id, name, connect, options);
      const heartbeat = new Heartbeat({
        ask: () => made.sendRequest(REQUESTS.alive),
        lost: () => reader?.end(),
      });
      context.subscriptions.push(
        { dispose: () => heartbeat.stop() },
        made.onDidChangeState(({ newState }) => (newState === State.Running ? heartbeat.start() : heartbeat.stop())),
      );
      return made;
    },
    { readsFiles: false },
  );
}

export async function deactivate(): Promise<void> {
  await client?.dispose();
  worker?.terminate();
}
