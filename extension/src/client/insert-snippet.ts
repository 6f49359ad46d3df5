import * as vscode from 'vscode';
import { plainText, readSnippets, type SnippetEntry, snippetFilesFor, type SnippetManifest } from './snippet-files.ts';

const SCHEME = 'salesforce-resilience-snippet';

interface SnippetPick extends vscode.QuickPickItem {
  readonly entry: SnippetEntry;
}

/** Shows what a snippet writes, in a document that cannot be edited. */
export class SnippetPreviews implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #texts = new Map<string, string>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);

  provideTextDocumentContent(uri: vscode.Uri): string | undefined {
    return this.#texts.get(uri.toString());
  }

  /** Opens the preview beside, and leaves the focus where it is. */
  async show({ name, body, language }: SnippetEntry): Promise<void> {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${language}/${name}` });
    this.#texts.set(uri.toString(), plainText(body));
    const opened = await vscode.workspace.openTextDocument(uri);
    const document = await vscode.languages.setTextDocumentLanguage(opened, language);
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: true,
    });
  }

  async close(): Promise<void> {
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    const previews = tabs.filter(({ input }) => input instanceof vscode.TabInputText && input.uri.scheme === SCHEME);
    await vscode.window.tabGroups.close(previews, true);
  }

  dispose(): void {
    this.#registration.dispose();
  }
}

/** Asks for a snippet of the editor's language, showing each as the list is gone through, and inserts it. */
export async function insertSnippet(extension: vscode.Extension<unknown>, previews: SnippetPreviews): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (editor === undefined) {
    void vscode.window.showInformationMessage(vscode.l10n.t('Open the file that the snippet is for.'));
    return;
  }
  const entries = await snippetsFor(extension, editor.document.languageId);
  if (entries.length === 0) {
    void vscode.window.showInformationMessage(
      vscode.l10n.t('There are snippets for TypeScript, JavaScript and Markdown, and none for this language.'),
    );
    return;
  }
  const entry = await pick(entries, previews);
  if (entry === undefined) return;
  const shown = await vscode.window.showTextDocument(editor.document, {
    viewColumn: editor.viewColumn ?? vscode.ViewColumn.Active,
  });
  await shown.insertSnippet(new vscode.SnippetString(entry.body), editor.selection);
}

async function snippetsFor(extension: vscode.Extension<unknown>, language: string): Promise<readonly SnippetEntry[]> {
  const files = snippetFilesFor(extension.packageJSON as SnippetManifest, language);
  const read = files.map(async (file) => {
    const bytes = await vscode.workspace.fs.readFile(vscode.Uri.joinPath(extension.extensionUri, file.path));
    return readSnippets(new TextDecoder().decode(bytes), language);
  });
  return (await Promise.all(read)).flat();
}

async function pick(entries: readonly SnippetEntry[], previews: SnippetPreviews): Promise<SnippetEntry | undefined> {
  const list = vscode.window.createQuickPick<SnippetPick>();
  list.title = vscode.l10n.t('Insert Resilience Snippet');
  list.placeholder = vscode.l10n.t('Go through the list to see each; Enter inserts.');
  list.matchOnDescription = true;
  list.matchOnDetail = true;
  list.items = entries.map((entry) => ({
    label: entry.name,
    description: entry.prefix,
    detail: entry.description,
    entry,
  }));
  // One preview at a time, in the order in which they are asked for: the last one stays.
  let shown = Promise.resolve();
  list.onDidChangeActive(([active]) => {
    if (active) shown = shown.then(() => previews.show(active.entry)).catch(() => undefined);
  });
  try {
    return await new Promise<SnippetEntry | undefined>((resolve) => {
      list.onDidAccept(() => resolve(list.activeItems[0]?.entry));
      list.onDidHide(() => resolve(undefined));
      list.show();
    });
  } finally {
    list.dispose();
    await shown;
    await previews.close();
  }
}
