import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { COMMANDS, type PlaceParams, REQUESTS } from '../protocol/requests.ts';
import { placeOf } from './place.ts';

/** An edit as the server writes it. */
type LspEdit = Parameters<BaseLanguageClient['protocol2CodeConverter']['asWorkspaceEdit']>[0];
type Answer = { edit: LspEdit; uri: string; run: string } | { problem: string };

/** Writes a test that drives the function at a place through outages, opens it, and says how it is run. */
export async function generateOutageTest(client: BaseLanguageClient, argument: unknown): Promise<void> {
  const place = placeOf(argument);
  if (place === undefined) return;
  // The server knows the text of what is open.
  await vscode.workspace.openTextDocument(vscode.Uri.parse(place.uri));
  const answer = await client.sendRequest<Answer | null>(REQUESTS.outageTest, {
    uri: place.uri,
    position: place.range.start,
  });
  if (answer === null) return;
  if ('problem' in answer) {
    void vscode.window.showWarningMessage(answer.problem);
    return;
  }
  const edit = await client.protocol2CodeConverter.asWorkspaceEdit(answer.edit);
  if (edit === undefined || !(await vscode.workspace.applyEdit(edit))) {
    void vscode.window.showWarningMessage(vscode.l10n.t('The outage test was not written. Try again.'));
    return;
  }
  await vscode.workspace.saveAll(false);
  await showArguments(vscode.Uri.parse(answer.uri));
  const run = vscode.l10n.t('Run');
  const message = vscode.l10n.t('Run the outage test: {0}', answer.run);
  void vscode.window.showInformationMessage(message, run).then((chosen) => {
    if (chosen === run) return vscode.commands.executeCommand(COMMANDS.runOutageTest, startOf(answer.uri));
    return undefined;
  });
}

/** Opens the test where its arguments are made up, with the tests in sight. */
async function showArguments(test: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(test);
  const at = document.positionAt(Math.max(0, document.getText().indexOf('const act =')));
  const editor = await vscode.window.showTextDocument(document, { selection: new vscode.Range(at, at) });
  const above = document.lineAt(Math.max(0, at.line - 8)).range;
  editor.revealRange(above, vscode.TextEditorRevealType.AtTop);
}

/** The beginning of a file. */
function startOf(uri: string): PlaceParams {
  const start = { line: 0, character: 0 };
  return { uri, range: { start, end: start } };
}
