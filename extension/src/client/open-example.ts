import * as vscode from 'vscode';

/** Opens the example of the walkthrough as a new document, which nothing is lost with. */
export async function openExample(extension: vscode.Extension<unknown>): Promise<void> {
  const file = vscode.Uri.joinPath(extension.extensionUri, 'walkthrough', 'example.js');
  const content = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  const document = await vscode.workspace.openTextDocument({ language: 'javascript', content });
  await vscode.window.showTextDocument(document);
}
