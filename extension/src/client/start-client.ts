import * as vscode from 'vscode';
import { type BaseLanguageClient, type LanguageClientOptions, State } from 'vscode-languageclient';
import { type CallItem, REQUESTS } from '../protocol/requests.ts';
import { SECTION } from '../protocol/settings.ts';
import { CallIndex } from './call-index.ts';
import { CallTree } from './call-tree.ts';
import { clientOptions } from './client-options.ts';
import { CrashPolicy } from './crash-policy.ts';
import { documentSelector, isSelected } from './document-selector.ts';
import { restartOnChange } from './initialization-options.ts';
import type { RunCommand } from './outage-tests.ts';
import { registerCommands } from './register-commands.ts';
import { StatusBar } from './status-bar.ts';

/** What makes a client: of a process of Node, or of a worker. */
export type NewClient = (id: string, name: string, options: LanguageClientOptions) => BaseLanguageClient;

/** What the place that the server runs in can do. */
export interface Place {
  /** Whether the server reads files that are not open: not from a worker. */
  readonly readsFiles: boolean;
  /** Runs a program of the workspace; none from a worker. */
  readonly run?: RunCommand;
}

/** Everything that the extension does in the editor: starts the server, and shows what it says. */
export async function startClient(
  context: vscode.ExtensionContext,
  newClient: NewClient,
  place: Place,
): Promise<BaseLanguageClient> {
  const log = vscode.window.createOutputChannel('Salesforce Resilience', { log: true });
  const crashes = new CrashPolicy();
  const selector = documentSelector(vscode.workspace.workspaceFolders?.map(({ uri }) => uri.scheme) ?? []);
  const client = newClient(SECTION, 'Salesforce Resilience', clientOptions(selector, log, crashes));

  const index = new CallIndex();
  const tree = new CallTree(index);
  const status = new StatusBar(index, selector);
  const refresh = (): void => {
    tree.refresh();
    status.refresh();
  };
  const isOurs = ({ languageId, uri }: vscode.TextDocument): boolean => isSelected(selector, languageId, uri.scheme);

  context.subscriptions.push(
    log,
    tree,
    status,
    client.onDidChangeState(({ newState }) => status.setState(STATES[newState])),
    client.onNotification(REQUESTS.callsChanged, ({ uri }: { uri: string }) => {
      const isOpen = vscode.workspace.textDocuments.some((document) => document.uri.toString() === uri);
      if (!isOpen && !index.follows(uri)) return;
      client.sendRequest<CallItem[]>(REQUESTS.calls, { uri }).then(
        (calls) => {
          index.set(uri, calls);
          refresh();
        },
        (error: unknown) => log.debug(`The calls of ${uri} were not given: ${String(error)}`),
      );
    }),
    vscode.workspace.onDidDeleteFiles(({ files }) => {
      for (const file of files) index.remove(file.toString());
      refresh();
    }),
    vscode.workspace.onDidCloseTextDocument((document) => {
      // What was never saved is gone; a file stays.
      if (document.isUntitled && isOurs(document)) index.remove(document.uri.toString());
      refresh();
    }),
    restartOnChange(client, log),
    ...registerCommands({ client, index, refresh, log, crashes, place, extension: context.extension }),
  );
  await client.start().catch((error: unknown) => {
    log.error(`The server did not start: ${String(error)}`);
    status.setState('stopped');
  });
  return client;
}

const STATES = {
  [State.Stopped]: 'stopped',
  [State.Starting]: 'starting',
  [State.Running]: 'running',
  [State.StartFailed]: 'stopped',
} as const;
