import * as vscode from 'vscode';
import { describe, it } from './mocha.ts';

describe('the view of all calls', () => {
  it('can be shown', async () => {
    await vscode.commands.executeCommand('salesforceResilience.calls.focus');
  });
});
