import * as vscode from 'vscode';
import { equal, matches, ok } from './assert.ts';
import { DEMO_RULES, findingOf, openDemo, openText, waitForRules } from './editor.ts';
import { describe, it } from './mocha.ts';

describe('diagnostics', () => {
  it('say what is wrong with the demo', async () => {
    const { document } = await openDemo();
    await waitForRules(document, DEMO_RULES);
    const { range, message, code } = await findingOf(document, 'require-retry');
    equal(document.getText(range), 'fetch', 'underlined text');
    matches(message, /503/);
    ok(typeof code === 'object', 'The code has no target.');
    matches(code.target.toString(), /require-retry/, 'target');
  });

  it('follow what is typed', async () => {
    const editor = await openDemo();
    await waitForRules(editor.document, DEMO_RULES);
    const end = editor.document.lineAt(editor.document.lineCount - 1).range.end;
    const call = '\nawait fetch(`${INSTANCE_URL}/services/data/v60.0/query?q=SELECT+Id+FROM+Account`, { signal });\n';
    await editor.edit((edit) => edit.insert(end, call));
    await waitForRules(editor.document, [...DEMO_RULES, 'require-retry']);
    await vscode.commands.executeCommand('undo');
    await waitForRules(editor.document, DEMO_RULES);
  });

  it('stay while the text does not parse', async () => {
    const editor = await openDemo();
    await waitForRules(editor.document, DEMO_RULES);
    const before = (await findingOf(editor.document, 'require-retry')).range.start.line;
    await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), 'const = (\n'));
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await waitForRules(editor.document, DEMO_RULES);
    equal((await findingOf(editor.document, 'require-retry')).range.start.line, before + 1, 'line');
  });

  for (const [extension, text] of [
    [
      'ts',
      'export const load = (): Promise<Response> => fetch("https://acme.my.salesforce.com/services/data/v60.0/limits", { signal });\n',
    ],
    [
      'tsx',
      'export const Limits = () => <p onClick={() => fetch("https://acme.my.salesforce.com/services/data/v60.0/limits", { signal })} />;\n',
    ],
    [
      'jsx',
      'export const Limits = () => <p onClick={() => fetch("https://acme.my.salesforce.com/services/data/v60.0/limits", { signal })} />;\n',
    ],
  ] as const) {
    it(`come in .${extension} files`, async () => {
      const { document } = await openText(text, { extension });
      await waitForRules(document, ['require-retry']);
    });
  }

  it('are not there for other vendors', async () => {
    const { document } = await openText('await fetch("https://api.example.com/payments", { method: "POST" });\n');
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    await waitForRules(document, []);
  });
});
