import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';

const ESLINT = 'dbaeumer.vscode-eslint';

/** What the server is told when it starts. */
interface InitializationOptions {
  /** Whether code of the workspace may be run, such as its own ESLint. */
  readonly trusted: boolean;
  /** Whether the ESLint extension shows what the project's ESLint finds. */
  readonly eslintExtensionActive: boolean;
  /** The commands that lenses and quick-fixes name are here. */
  readonly commands: true;
  /** The texts of the user's language by the English ones; none where that is English. */
  readonly l10n?: Readonly<Record<string, string>>;
}

/** What holds now. */
export function initializationOptions(): InitializationOptions {
  const isEnabled = vscode.workspace.getConfiguration('eslint').get<boolean>('enable') ?? true;
  const { bundle } = vscode.l10n;
  return {
    trusted: vscode.workspace.isTrusted,
    eslintExtensionActive: isEnabled && vscode.extensions.getExtension(ESLINT) !== undefined,
    commands: true,
    ...(bundle ? { l10n: bundle } : {}),
  };
}

/** Starts the server again when what it was told no longer holds: trust was given, or the ESLint extension has come. */
export function restartOnChange(client: BaseLanguageClient, log: vscode.LogOutputChannel): vscode.Disposable {
  let told = JSON.stringify(initializationOptions());
  const compare = (): void => {
    const now = JSON.stringify(initializationOptions());
    if (now === told) return;
    told = now;
    log.info(`The server is started again, since what it was told has changed: ${now.replace(/,"l10n":.*/, '}')}`);
    restart(client).catch((error: unknown) => log.error(`The server did not start again: ${String(error)}`));
  };
  return vscode.Disposable.from(
    vscode.workspace.onDidGrantWorkspaceTrust(compare),
    vscode.extensions.onDidChange(compare),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('eslint.enable')) compare();
    }),
  );
}

/** Ends the server where it runs, and starts it. */
export async function restart(client: BaseLanguageClient): Promise<void> {
  if (client.needsStop()) await client.stop();
  await client.start();
}
