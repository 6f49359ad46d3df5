import { type ExtensionContext, Uri } from 'vscode';
import { type BaseLanguageClient, LanguageClient } from 'vscode-languageclient/browser';
import { startClient } from './start-client.ts';

let client: BaseLanguageClient | undefined;

/** The browser: the server is a worker. */
export async function activate(context: ExtensionContext): Promise<void> {
  const script = Uri.joinPath(context.extensionUri, 'dist/server/main.web.js').toString(true);
  const newWorker = (): Promise<Worker> => Promise.resolve(new Worker(script, { name: 'Salesforce Resilience' }));
  client = await startClient(context, (id, name, options) => new LanguageClient(id, name, newWorker, options), {
    readsFiles: false,
  });
}

export async function deactivate(): Promise<void> {
  await client?.dispose();
}
