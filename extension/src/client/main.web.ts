import { type ExtensionContext, Uri } from 'vscode';
import {
  type BaseLanguageClient,
  BrowserMessageReader,
  BrowserMessageWriter,
  LanguageClient,
  type MessageTransports,
} from 'vscode-languageclient/browser';
import { startClient } from './start-client.ts';

let client: BaseLanguageClient | undefined;
let worker: Worker | undefined;

/** The browser: the server is a worker, a new one for each start. */
export async function activate(context: ExtensionContext): Promise<void> {
  const script = Uri.joinPath(context.extensionUri, 'dist/server/main.web.js').toString(true);
  // The streams are made here: the library looks for an instance of `Worker`, which is not what the editor's makes.
  const connect = (): Promise<MessageTransports> => {
    worker?.terminate();
    worker = new Worker(script, { name: 'Salesforce Resilience' });
    return Promise.resolve({ reader: new BrowserMessageReader(worker), writer: new BrowserMessageWriter(worker) });
  };
  client = await startClient(context, (id, name, options) => new LanguageClient(id, name, connect, options), {
    readsFiles: false,
  });
}

export async function deactivate(): Promise<void> {
  await client?.dispose();
  worker?.terminate();
}
