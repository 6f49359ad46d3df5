import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { type PlaceParams, REQUESTS } from '../protocol/requests.ts';
import { placeOf, toRange } from './place.ts';

/** Puts a review comment for the finding at a place on the clipboard; of several findings there, the one that is chosen. */
export async function copyReviewComment(client: BaseLanguageClient, argument: unknown): Promise<void> {
  const place = placeOf(argument);
  if (place === undefined) return;
  // The server knows the text of what is open.
  await vscode.workspace.openTextDocument(vscode.Uri.parse(place.uri));
  const chosen = place.rule === undefined ? await choose(findingsAt(place)) : { rule: place.rule };
  if (chosen === undefined) return;
  const comment = await client.sendRequest<{ text: string } | null>(REQUESTS.reviewComment, {
    uri: place.uri,
    position: place.range.start,
    ...chosen,
  });
  if (comment === null) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There is no finding here to write a review comment about. Put the cursor on one.'),
    );
    return;
  }
  await vscode.env.clipboard.writeText(comment.text);
  vscode.window.setStatusBarMessage(vscode.l10n.t('The review comment is on the clipboard.'), 5000);
}

interface Choice extends vscode.QuickPickItem {
  readonly rule: string;
}

/** The findings that are shown at the cursor. */
function findingsAt({ uri, range }: PlaceParams): Choice[] {
  const { start } = toRange(range);
  const shown = vscode.languages.getDiagnostics(vscode.Uri.parse(uri));
  return shown.flatMap(({ range: around, source, code, message }) => {
    if (source !== 'salesforce-resilience' || !around.contains(start)) return [];
    const rule = String(typeof code === 'object' ? code.value : code);
    return [{ label: rule, detail: message, rule }];
  });
}

/** The rule of the finding that is meant: none in particular where the cursor is beside them; undefined when nothing is chosen. */
async function choose(choices: readonly Choice[]): Promise<{ rule?: string } | undefined> {
  const [first] = choices;
  if (!first) return {};
  if (choices.length === 1) return { rule: first.rule };
  const placeHolder = vscode.l10n.t('Which finding is the review comment about?');
  const chosen = await vscode.window.showQuickPick([...choices], { placeHolder });
  return chosen && { rule: chosen.rule };
}
