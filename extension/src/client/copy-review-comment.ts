import * as vscode from 'vscode';
import type { BaseLanguageClient } from 'vscode-languageclient';
import { REQUESTS } from '../protocol/requests.ts';
import { placeOf } from './place.ts';

/** Puts a review comment for the finding at a place on the clipboard. */
export async function copyReviewComment(client: BaseLanguageClient, argument: unknown): Promise<void> {
  const place = placeOf(argument);
  if (place === undefined) return;
  // The server knows the text of what is open.
  await vscode.workspace.openTextDocument(vscode.Uri.parse(place.uri));
  const comment = await client.sendRequest<{ text: string } | null>(REQUESTS.reviewComment, {
    uri: place.uri,
    position: place.range.start,
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
