import * as vscode from 'vscode';
import { COMMANDS } from '../protocol/requests.ts';
import type { CallIndex } from './call-index.ts';
import { type DocumentKind, isSelected } from './document-selector.ts';
import { type ServerState, type Status, statusOf } from './status.ts';

/** The item in the status bar: what the file in front holds, and whether the server runs. */
export class StatusBar implements vscode.Disposable {
  readonly #index: CallIndex;
  readonly #selector: readonly DocumentKind[];
  readonly #item = vscode.window.createStatusBarItem('salesforceResilience', vscode.StatusBarAlignment.Right, 90);
  readonly #listener = vscode.window.onDidChangeActiveTextEditor(() => this.refresh());
  #state: ServerState = 'starting';

  constructor(index: CallIndex, selector: readonly DocumentKind[]) {
    this.#index = index;
    this.#selector = selector;
    this.#item.name = vscode.l10n.t('Salesforce Resilience');
    this.refresh();
  }

  setState(state: ServerState): void {
    this.#state = state;
    this.refresh();
  }

  /** Shows what is so now. */
  refresh(): void {
    const document = vscode.window.activeTextEditor?.document;
    const isOurs = document !== undefined && isSelected(this.#selector, document.languageId, document.uri.scheme);
    const calls = isOurs ? this.#index.callsOf(document.uri.toString()) : undefined;
    // The menus of the editor ask for it.
    void vscode.commands.executeCommand('setContext', 'salesforceResilience.hasCalls', (calls?.length ?? 0) > 0);
    const status = statusOf(this.#state, calls, vscode.l10n);
    if (status) this.#show(status);
    else this.#item.hide();
  }

  #show({ text, tooltip, opens, level }: Status): void {
    this.#item.text = text;
    this.#item.tooltip = tooltip;
    this.#item.command = opens === 'calls' ? 'salesforceResilience.calls.focus' : COMMANDS.showOutput;
    this.#item.backgroundColor = level === 'error' ? new vscode.ThemeColor('statusBarItem.errorBackground') : undefined;
    this.#item.show();
  }

  dispose(): void {
    this.#listener.dispose();
    this.#item.dispose();
  }
}
