import * as vscode from 'vscode';
import { equal, ok } from './assert.ts';
import { EXTENSION, openDemo, until } from './editor.ts';
import { describe, it } from './mocha.ts';

describe('the extension', () => {
  it('is there, and starts with the first JavaScript file', async () => {
    const extension = vscode.extensions.getExtension(EXTENSION);
    ok(extension !== undefined, `${EXTENSION} is not installed.`);
    await openDemo();
    await until('its start', () => (extension.isActive ? true : undefined));
  });

  it('registers every command of its manifest', async () => {
    const manifest = vscode.extensions.getExtension(EXTENSION)?.packageJSON as {
      contributes: { commands: { command: string }[] };
    };
    const named = manifest.contributes.commands.map(({ command }) => command);
    ok(named.includes('salesforceResilience.restartServer'), 'There is no command that restarts the server.');
    await until('its commands', async () => {
      const registered = await vscode.commands.getCommands(true);
      return named.every((name) => registered.includes(name)) ? true : undefined;
    });
    equal(
      named.filter((name) => !name.startsWith('salesforceResilience.')),
      [],
      'foreign commands',
    );
  });
});
