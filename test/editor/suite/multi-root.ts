import * as vscode from 'vscode';
import { ok } from './assert.ts';
import { DEMO_RULES, openDemo, until, waitForRules } from './editor.ts';
import { describe, it } from './mocha.ts';

describe('a workspace with several folders', () => {
  it('uses the settings of the folder that a file is in', async () => {
    const first = vscode.workspace.workspaceFolders?.[0];
    ok(first !== undefined, 'The workspace is empty.');
    vscode.workspace.updateWorkspaceFolders(1, 0, { uri: vscode.Uri.joinPath(first.uri, '../legacy') });
    await until('the second folder', () => (vscode.workspace.workspaceFolders?.length === 2 ? true : undefined));

    // Its .vscode/settings.json switches require-retry off.
    const legacy = await openDemo('legacy');
    await waitForRules(
      legacy.document,
      DEMO_RULES.filter((rule) => rule !== 'require-retry'),
    );
    const payments = await openDemo('payments');
    await waitForRules(payments.document, DEMO_RULES);

    vscode.workspace.updateWorkspaceFolders(1, 1);
    await until('one folder', () => (vscode.workspace.workspaceFolders?.length === 1 ? true : undefined));
  });
});
