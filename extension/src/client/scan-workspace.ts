import * as vscode from 'vscode';
import { WorkDoneProgress } from 'vscode-languageclient';
import { type CallItem, REQUESTS } from '../protocol/requests.ts';
import type { Workshop } from './register-commands.ts';

/** Looks at all files of the workspace, folder by folder; can be cancelled. What a folder gave stays. */
export async function scanWorkspace(workshop: Workshop): Promise<void> {
  await vscode.commands.executeCommand('salesforceResilience.calls.focus');
  const { workspaceFolders = [] } = vscode.workspace;
  const folders = workspaceFolders.filter(({ uri }) => workshop.place.readsFiles && uri.scheme === 'file');
  if (folders.length === 0) {
    const reason =
      workspaceFolders.length === 0
        ? vscode.l10n.t('Open a folder to look for its Salesforce calls.')
        : vscode.l10n.t('The files of this workspace are not on a disk, so only those that are open are looked at.');
    void vscode.window.showInformationMessage(reason);
    return;
  }
  await vscode.window.withProgress(
    {
      location: vscode.ProgressLocation.Notification,
      title: vscode.l10n.t('Looking for Salesforce calls'),
      cancellable: true,
    },
    async (progress, token) => {
      for (const { uri } of folders) {
        if (token.isCancellationRequested) return;
        await scanFolder(workshop, uri, progress, token);
      }
      await vscode.commands.executeCommand('setContext', 'salesforceResilience.scanned', true);
    },
  );
}

async function scanFolder(
  { client, index, refresh }: Workshop,
  folder: vscode.Uri,
  progress: vscode.Progress<{ message?: string; increment?: number }>,
  token: vscode.CancellationToken,
): Promise<void> {
  const uri = folder.toString();
  const workDoneToken = crypto.randomUUID();
  let shown = 0;
  const reports = client.onProgress(WorkDoneProgress.type, workDoneToken, (report) => {
    if (report.kind === 'end') return;
    const { message, percentage = shown } = report;
    progress.report({ increment: percentage - shown, ...(message === undefined ? {} : { message }) });
    shown = percentage;
  });
  try {
    const calls = await client.sendRequest<CallItem[] | null>(REQUESTS.scan, { uri, workDoneToken }, token);
    // Nothing is known of a folder that was not gone through to the end.
    if (calls === null) return;
    index.setAll(calls, uri);
    refresh();
  } catch (error) {
    if (!token.isCancellationRequested) throw error;
  } finally {
    reports.dispose();
  }
}
