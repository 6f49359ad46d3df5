import type { ExtensionContext } from 'vscode';
import { type BaseLanguageClient, LanguageClient, TransportKind } from 'vscode-languageclient/node';
import { runCommand } from './node/run-command.ts';
import { startClient } from './start-client.ts';

let client: BaseLanguageClient | undefined;

/** Desktop and remote: the server is a process of Node. */
export async function activate(context: ExtensionContext): Promise<void> {
  const module = context.asAbsolutePath('dist/server/main.node.cjs');
  const run = { module, transport: TransportKind.ipc };
  const debug = { ...run, options: { execArgv: ['--nolazy', '--inspect=6019'] } };
  client = await startClient(context, (id, name, options) => new LanguageClient(id, name, { run, debug }, options), {
    readsFiles: true,
    run: runCommand,
  });
}

export async function deactivate(): Promise<void> {
  await client?.dispose();
}
