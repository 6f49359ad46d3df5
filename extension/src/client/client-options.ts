import * as vscode from 'vscode';
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  type ErrorHandler,
  type LanguageClientOptions,
} from 'vscode-languageclient';
import { COMMANDS } from '../protocol/requests.ts';
import type { CrashPolicy } from './crash-policy.ts';
import type { DocumentKind } from './document-selector.ts';
import { initializationOptions } from './initialization-options.ts';

/** How the client talks to the server, and what it does when that ends. */
export function clientOptions(
  selector: readonly DocumentKind[],
  log: vscode.LogOutputChannel,
  crashes: CrashPolicy,
): LanguageClientOptions {
  return {
    documentSelector: [...selector],
    outputChannel: log,
    traceOutputChannel: log,
    // Made anew for each start: trust may have been given meanwhile.
    initializationOptions,
    errorHandler: errorHandler(log, crashes),
  };
}

function errorHandler(log: vscode.LogOutputChannel, crashes: CrashPolicy): ErrorHandler {
  return {
    // A message that cannot be read is no end: the library reports it, and three in a row are too many for it, too.
    error: (_error, _message, count) => ({
      action: (count ?? 0) <= 3 ? ErrorAction.Continue : ErrorAction.Shutdown,
      handled: true,
    }),
    closed: () => {
      const { restart, crashes: count } = crashes.ended(performance.now());
      return restart ? restarted(log, count) : leftAlone(log, count);
    },
  };
}

/** The library opens the documents again in the new server, so that the state is as before. */
function restarted(log: vscode.LogOutputChannel, count: number): CloseHandlerResult {
  const message = vscode.l10n.t('The language server ended unexpectedly and is started again ({0}).', count);
  log.warn(message);
  return { action: CloseAction.Restart, message, handled: true };
}

function leftAlone(log: vscode.LogOutputChannel, count: number): CloseHandlerResult {
  const message = vscode.l10n.t(
    'The Salesforce Resilience language server ended {0} times within three minutes and is not started again.',
    count,
  );
  log.error(message);
  const [restart, show] = [vscode.l10n.t('Restart Server'), vscode.l10n.t('Show Output')];
  void vscode.window.showErrorMessage(message, restart, show).then((chosen) => {
    if (chosen === restart) return vscode.commands.executeCommand(COMMANDS.restartServer);
    return chosen === show ? vscode.commands.executeCommand(COMMANDS.showOutput) : undefined;
  });
  return { action: CloseAction.DoNotRestart, message, handled: true };
}
