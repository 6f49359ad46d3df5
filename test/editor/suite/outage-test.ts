import * as vscode from 'vscode';
import { equal, matches, ok } from './assert.ts';
import { actionsAt, apply, findingOf, notCancelled, openModule, SECTION, until, waitForRules } from './editor.ts';
import { afterEach, describe, it } from './mocha.ts';
import { isNode } from './run-mocha.ts';

const GENERATE = 'salesforceResilience.generateOutageTest';
const RUN = 'salesforceResilience.runOutageTest';

/** The place of the function in a copy of the demo's module. */
function placeIn({ document }: vscode.TextEditor): { uri: string; range: vscode.Range } {
  const at = document.positionAt(document.getText().indexOf('recordPayment('));
  return { uri: document.uri.toString(), range: new vscode.Range(at, at) };
}

const testOf = ({ document: { uri } }: vscode.TextEditor): vscode.Uri =>
  uri.with({ path: uri.path.replace(/\.js$/, '.recordPayment.outage.test.js') });

/** The commands of the lenses above the function. */
async function lensesOf({ document }: vscode.TextEditor): Promise<string[]> {
  const lenses = await notCancelled<vscode.CodeLens[]>('vscode.executeCodeLensProvider', document.uri, 50);
  return (lenses ?? []).flatMap(({ command }) => (command?.command.startsWith(SECTION) ? [command.command] : []));
}

describe('an outage test', () => {
  const setLens = (value: boolean | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration(SECTION).update('codeLens.enable', value, vscode.ConfigurationTarget.Workspace);

  afterEach(() => setLens(undefined));

  it('is generated beside the function, by the lens above it', async () => {
    await setLens(true);
    const editor = await openModule();
    await until('a lens that generates it', async () =>
      (await lensesOf(editor)).includes(GENERATE) ? true : undefined,
    );
    // Without an argument it is the place of the cursor.
    const { start } = placeIn(editor).range;
    editor.selection = new vscode.Selection(start, start);
    await vscode.commands.executeCommand(GENERATE);
    await until('the test in front', () =>
      vscode.window.activeTextEditor?.document.uri.path === testOf(editor).path ? true : undefined,
    );
    matches(vscode.window.activeTextEditor!.document.getText(), /recordPayment stores its record exactly once/);
    await vscode.window.showTextDocument(editor.document);
    // A worker sees no files.
    if (isNode())
      await until('a lens that runs it', async () => ((await lensesOf(editor)).includes(RUN) ? true : undefined));
  });

  if (isNode())
    it('fails on the broken function, and passes on the fixed one', async () => {
      const editor = await openModule();
      await vscode.commands.executeCommand(GENERATE, placeIn(editor));
      equal(await vscode.commands.executeCommand(RUN, placeIn(editor)), { passed: 1, all: 5 }, 'outcome');
      const [all] = await actionsAt(
        editor.document,
        await findingOf(editor.document, 'require-retry'),
        'source.fixAll.salesforceResilience',
      );
      ok(all !== undefined, 'There is no action that fixes all.');
      await apply(all);
      await waitForRules(editor.document, []);
      equal(await vscode.commands.executeCommand(RUN, placeIn(editor)), { passed: 5, all: 5 }, 'outcome');
    });

  it('is not run where there is none', async () => {
    const editor = await openModule();
    equal(await vscode.commands.executeCommand(RUN, placeIn(editor)), undefined, 'outcome');
  });
});
