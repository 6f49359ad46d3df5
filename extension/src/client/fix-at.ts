import * as vscode from 'vscode';
import { placeOf, toRange } from './place.ts';

/** Puts the cursor at a place and opens its quick fixes, as the lens above a function does. */
export async function fixAt(argument: unknown): Promise<void> {
  const place = placeOf(argument);
  if (place === undefined) return;
  const { start } = toRange(place.range);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(place.uri));
  await vscode.window.showTextDocument(document, { selection: new vscode.Range(start, start) });
  await vscode.commands.executeCommand('editor.action.quickFix');
}
