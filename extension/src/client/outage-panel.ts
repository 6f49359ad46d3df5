import * as vscode from 'vscode';
import { newNonce, outagePage } from './outage-page.ts';

const REPORT = '**/outage-report.html';

/** Shows an outage report of the workspace, that of `uri` or one that is asked for, and each newer version of it. */
export async function showOutage(uri: vscode.Uri | undefined): Promise<void> {
  const report = uri ?? (await chooseReport());
  if (report === undefined) return;
  const title = vscode.l10n.t('Outage: {0}', vscode.workspace.asRelativePath(report));
  const panel = vscode.window.createWebviewPanel('salesforceResilience.outage', title, vscode.ViewColumn.Active, {
    enableScripts: false,
    enableForms: false,
    localResourceRoots: [],
  });
  const show = async (): Promise<void> => {
    const bytes = await vscode.workspace.fs.readFile(report);
    panel.webview.html = outagePage(new TextDecoder().decode(bytes), newNonce());
  };
  const folder = vscode.Uri.joinPath(report, '..');
  const name = report.path.slice(report.path.lastIndexOf('/') + 1);
  const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, name));
  // A report that is just being written, or gone, leaves the last one on show.
  const showAgain = (): void => void show().catch(() => undefined);
  watcher.onDidChange(showAgain);
  watcher.onDidCreate(showAgain);
  panel.onDidDispose(() => {
    watcher.dispose();
  });
  await show();
}

async function chooseReport(): Promise<vscode.Uri | undefined> {
  const found = await vscode.workspace.findFiles(REPORT, '**/node_modules/**', 50);
  if (found.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no outage-report.html in this workspace. An outage test of the project writes one.'),
    );
    return undefined;
  }
  if (found.length === 1) return found[0];
  const items = found.map((uri) => ({ label: vscode.workspace.asRelativePath(uri), uri }));
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Show the picture of which outage?'),
  });
  return chosen?.uri;
}
