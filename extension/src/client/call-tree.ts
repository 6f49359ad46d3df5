import * as vscode from 'vscode';
import type { CallItem, Exposure } from '../protocol/requests.ts';
import type { CallFile, CallIndex, ExposureGroup } from './call-index.ts';

type Node = ExposureGroup | CallFile | CallItem;

/** The view `salesforceResilience.calls`: exposure, then file, then call; its badge counts what is exposed. */
export class CallTree implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #index: CallIndex;
  readonly #changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #view: vscode.TreeView<Node>;

  constructor(index: CallIndex) {
    this.#index = index;
    this.#view = vscode.window.createTreeView('salesforceResilience.calls', {
      treeDataProvider: this,
      showCollapseAll: true,
    });
  }

  /** Shows the index as it is now. */
  refresh(): void {
    const value = this.#index.exposedCount();
    this.#view.badge =
      value === 0 ? undefined : { value, tooltip: vscode.l10n.t('Salesforce calls exposed to an outage: {0}', value) };
    this.#changed.fire(undefined);
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) return [...this.#index.groups()];
    if ('files' in node) return [...node.files];
    return 'calls' in node ? [...node.calls] : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if ('files' in node) return groupItem(node);
    return 'calls' in node ? fileItem(node) : callItem(node);
  }

  dispose(): void {
    this.#view.dispose();
    this.#changed.dispose();
  }
}

function groupItem({ exposure, count }: ExposureGroup): vscode.TreeItem {
  const { title, icon, colour } = looksOf(exposure);
  const calm = exposure === 'safe' || exposure === 'unknown';
  const { Collapsed, Expanded } = vscode.TreeItemCollapsibleState;
  const item = new vscode.TreeItem(title, calm ? Collapsed : Expanded);
  item.id = exposure;
  item.description = String(count);
  item.iconPath = new vscode.ThemeIcon(icon, colour === undefined ? undefined : new vscode.ThemeColor(colour));
  item.contextValue = 'exposure';
  return item;
}

function fileItem({ exposure, uri }: CallFile): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.Uri.parse(uri), vscode.TreeItemCollapsibleState.Expanded);
  item.id = `${exposure} ${uri}`;
  item.description = true;
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = 'file';
  return item;
}

function callItem({ label, detail, within, location: { uri, range } }: CallItem): vscode.TreeItem {
  const item = new vscode.TreeItem(label);
  item.description = within === undefined ? detail : `${within} · ${detail}`;
  item.tooltip = detail;
  item.iconPath = new vscode.ThemeIcon('symbol-method');
  item.contextValue = 'call';
  const { start, end } = range;
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  item.command = {
    command: 'vscode.open',
    title: vscode.l10n.t('Open'),
    arguments: [vscode.Uri.parse(uri), { selection } satisfies vscode.TextDocumentShowOptions],
  };
  return item;
}

function looksOf(exposure: Exposure): { title: string; icon: string; colour?: string } {
  const { l10n } = vscode;
  switch (exposure) {
    case 'duplicated':
      return { title: l10n.t('Duplicated in an outage'), icon: 'files', colour: 'list.errorForeground' };
    case 'lost':
      return { title: l10n.t('Lost in an outage'), icon: 'error', colour: 'list.errorForeground' };
    case 'early':
      return { title: l10n.t('Repeated too early'), icon: 'watch', colour: 'list.warningForeground' };
    case 'unknown':
      return { title: l10n.t('Cannot be told'), icon: 'question' };
    case 'safe':
      return { title: l10n.t('Safe'), icon: 'pass', colour: 'testing.iconPassed' };
  }
}
