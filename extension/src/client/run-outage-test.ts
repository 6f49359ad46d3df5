import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type OutageTestRun, REQUESTS } from '../protocol/requests.ts';
import type { Outcome, OutageTests } from './outage-tests.ts';
import { placeOf } from './place.ts';

type Answer = OutageTestRun | { problem: string };

/**
 * Runs the outage test of the function at a place, and says what came of it.
 *
 * @param tests - Undefined where no program can be run: in a browser.
 */
export async function runOutageTest(
  client: BaseLanguageClient,
  tests: OutageTests | undefined,
  argument: unknown,
): Promise<Pick<Outcome, 'all' | 'passed'> | undefined> {
  const place = placeOf(argument);
  if (place === undefined) return undefined;
  if (!vscode.workspace.isTrusted) {
    refuse();
    return undefined;
  }
  const uri = vscode.Uri.parse(place.uri);
  if (tests === undefined || uri.scheme !== 'file') {
    void vscode.window.showWarningMessage(
      vscode.l10n.t('A test runs where its files and its framework are: on a disk. This workspace has none.'),
    );
    return undefined;
  }
  // What is tested is what is on the disk.
  await vscode.workspace.saveAll(false);
  const answer = await howToRun(client, uri, place.range.start);
  if ('problem' in answer) {
    void vscode.window.showWarningMessage(answer.problem);
    return undefined;
  }
  const test = vscode.Uri.parse(answer.uri);
  const outcome = await tests.run(test);
  say(outcome, test);
  return { passed: outcome.passed, all: outcome.all };
}

/** How the outage test at a place is run. */
export async function howToRun(
  client: BaseLanguageClient,
  uri: vscode.Uri,
  position: { readonly line: number; readonly character: number },
): Promise<Answer> {
  // The server knows the text of what is open.
  await vscode.workspace.openTextDocument(uri);
  const answer = await client.sendRequest<Answer | null>(REQUESTS.outageTestRun, { uri: uri.toString(), position });
  return answer ?? { problem: vscode.l10n.t('The file cannot be parsed, so that its outage test is not known.') };
}

/** A test runs code of the workspace. */
function refuse(): void {
  const manage = vscode.l10n.t('Manage Workspace Trust');
  const message = vscode.l10n.t('An outage test runs code of this workspace, which is not trusted.');
  void vscode.window.showWarningMessage(message, manage).then((chosen) => {
    return chosen === manage ? vscode.commands.executeCommand('workbench.trust.manage') : undefined;
  });
}

function say({ passed, all, failed }: Outcome, test: vscode.Uri): void {
  if (all > 0 && passed === all) {
    void vscode.window.showInformationMessage(vscode.l10n.t('The outage test passed: {0} of {1}.', passed, all));
    return;
  }
  const [failure, output] = [vscode.l10n.t('Show Failure'), vscode.l10n.t('Show Output')];
  const message = vscode.l10n.t('The outage test failed: {0} of {1} passed.', passed, all);
  const offers = failed ? [failure, output] : [output];
  void vscode.window.showWarningMessage(message, ...offers).then((chosen) => {
    // VS Code shows what was said about it at its end.
    if (chosen === failure && failed) return vscode.window.showTextDocument(test, { selection: failed });
    return chosen === output ? vscode.commands.executeCommand('testing.showMostRecentOutput') : undefined;
  });
}
