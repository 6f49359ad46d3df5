import * as vscode from 'vscode';
import { equal } from './assert.ts';
import { DEMO_RULES, openDemo, until, waitForRules } from './editor.ts';
import { afterEach, describe, it } from './mocha.ts';

const onSave = (value: unknown): Thenable<void> =>
  vscode.workspace.getConfiguration('editor').update('codeActionsOnSave', value, vscode.ConfigurationTarget.Workspace);

describe('saving', () => {
  afterEach(() => onSave(undefined));

  it('changes nothing unless it is asked for', async () => {
    const { document } = await openDemo();
    await waitForRules(document, DEMO_RULES);
    const text = `${document.getText()}// edited\n`;
    await edit(document, text);
    await document.save();
    equal(document.getText(), text);
  });

  it('fixes all with source.fixAll.salesforceResilience', async () => {
    const { document } = await openDemo();
    await waitForRules(document, DEMO_RULES);
    await onSave({ 'source.fixAll.salesforceResilience': 'explicit' });
    await edit(document, `${document.getText()}// edited\n`);
    // The person who saves waits until the findings are those of the text.
    await waitForRules(document, DEMO_RULES);
    await vscode.commands.executeCommand('workbench.action.files.save');
    await waitForRules(document, []);
    await until('the saved file', async () => {
      const saved = new TextDecoder().decode(await vscode.workspace.fs.readFile(document.uri));
      return saved === document.getText() && !document.isDirty ? true : undefined;
    });
  });
});

async function edit(document: vscode.TextDocument, text: string): Promise<void> {
  const change = new vscode.WorkspaceEdit();
  const everything = new vscode.Range(0, 0, document.lineCount, 0);
  change.replace(document.uri, everything, text);
  await vscode.workspace.applyEdit(change);
}
