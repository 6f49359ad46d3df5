import * as vscode from 'vscode';
import { plainText } from '../../../extension/src/client/snippet-files.ts';
import { equal, matches, ok } from './assert.ts';
import { notCancelled, openText, until } from './editor.ts';
import { describe, it } from './mocha.ts';

/** The snippets that are offered behind a prefix. */
async function snippetsFor(prefix: string, extension: string): Promise<vscode.CompletionItem[]> {
  const { document } = await openText(prefix, { extension });
  return until(`snippets for ${prefix}`, async () => {
    const position = new vscode.Position(0, prefix.length);
    const list = await notCancelled<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      document.uri,
      position,
    );
    const found = (list?.items ?? []).filter(
      (item) => item.kind === vscode.CompletionItemKind.Snippet && labelOf(item).startsWith(prefix),
    );
    return found.length > 0 ? found : undefined;
  });
}

const labelOf = ({ label }: vscode.CompletionItem): string => (typeof label === 'string' ? label : label.label);

describe('snippets', () => {
  for (const extension of ['js', 'ts'])
    it(`come by the prefix sf in .${extension} files`, async () => {
      const items = await snippetsFor('sf', extension);
      ok(items.length >= 3, `Only ${items.length} snippets.`);
    });

  it('come by the prefix sfreview in Markdown', async () => {
    await snippetsFor('sfreview', 'md');
  });

  it('are inserted', async () => {
    const [item] = await snippetsFor('sf', 'js');
    const editor = await openText('');
    const text = item?.insertText;
    ok(text instanceof vscode.SnippetString, 'It is no snippet.');
    await editor.insertSnippet(text);
    matches(editor.document.getText(), /salesforce/i);
  });

  it('are read by VS Code as they are previewed', async () => {
    const items = await snippetsFor('sf', 'js');
    const words = (text: string): string => text.replaceAll(/\s+/g, ' ');
    for (const prefix of ['sfclient', 'sfkafka', 'sfoutage', 'sftestmochalostresponse']) {
      const text = items.find((item) => labelOf(item) === prefix)?.insertText;
      ok(text instanceof vscode.SnippetString, `No snippet ${prefix}.`);
      const editor = await openText('');
      await editor.insertSnippet(text);
      // The editor indents as its settings say.
      equal(words(editor.document.getText()), words(plainText(text.value)));
    }
  });
});
