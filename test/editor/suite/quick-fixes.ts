import * as vscode from 'vscode';
import { equal, matches, ok } from './assert.ts';
import {
  actionsAt,
  apply,
  DEMO_RULES,
  findingOf,
  findingsOf,
  openDemo,
  projectFolder,
  ruleOf,
  until,
  waitForRules,
} from './editor.ts';
import { describe, it } from './mocha.ts';

const CLIENT = /^(Insert the resilient client|Create .*salesforce-fetch)/;

/** The offered action whose title is like this. */
async function actionLike(document: vscode.TextDocument, rule: string, title: RegExp): Promise<vscode.CodeAction> {
  const actions = await actionsAt(document, await findingOf(document, rule));
  const found = actions.find((action) => title.test(action.title));
  ok(found !== undefined, `No action is like ${String(title)}: ${actions.map((action) => action.title).join(' | ')}`);
  return found;
}

/** The findings on a line. */
const rulesOn = (document: vscode.TextDocument, line: number): string[] =>
  findingsOf(document)
    .filter(({ range }) => range.start.line === line)
    .map(ruleOf);

describe('quick-fixes', () => {
  it('put the resilient client in place of the call; undo takes it back', async () => {
    const { document } = await openDemo();
    await waitForRules(document, DEMO_RULES);
    const before = document.getText();
    const action = await actionLike(document, 'require-retry', CLIENT);
    equal(action.kind?.value.startsWith('quickfix'), true, 'kind quickfix');
    await apply(action);
    await until('one finding less', () =>
      findingsOf(document).filter((one) => ruleOf(one) === 'require-retry').length === 1 ? true : undefined,
    );
    matches(document.getText(), /salesforceFetch\(/);
    await until('the text as it was', async () => {
      await vscode.commands.executeCommand('undo');
      return document.getText() === before ? true : undefined;
    });
    await waitForRules(document, DEMO_RULES);
  });

  it('create the client as a module of the project and import it', async () => {
    const { document } = await openDemo();
    await waitForRules(document, DEMO_RULES);
    await apply(await actionLike(document, 'require-retry', /^Create .*salesforce-fetch/));
    await until('its import', () => (/^import .*salesforce-fetch/m.test(document.getText()) ? true : undefined));
    const [module] = await vscode.workspace.findFiles(
      new vscode.RelativePattern(projectFolder(), '**/salesforce-fetch.*'),
    );
    ok(module !== undefined, 'No module was created.');
    const source = (await vscode.workspace.openTextDocument(module)).getText();
    matches(source, /Retry-After/i);
    await vscode.workspace.fs.delete(module);
  });

  it('turn the create into an upsert', async () => {
    const { document } = await openDemo();
    await waitForRules(document, DEMO_RULES);
    const { line } = (await findingOf(document, 'require-idempotent-write')).range.start;
    await apply(await actionLike(document, 'require-idempotent-write', /upsert/i));
    await until('no finding on the write', () =>
      findingsOf(document).some((one) => ruleOf(one) === 'require-idempotent-write') ? undefined : true,
    );
    matches(document.getText(), /PATCH/);
    ok(!rulesOn(document, line).includes('require-idempotent-write'), 'The finding is still there.');
  });

  it('put the preferred one first', async () => {
    const { document } = await openDemo();
    const actions = await actionsAt(document, await findingOf(document, 'require-retry'));
    equal(actions[0]?.isPreferred, true, 'isPreferred');
  });

  it('silence the line with a comment that ESLint knows', async () => {
    const { document } = await openDemo();
    await waitForRules(document, DEMO_RULES);
    await apply(await actionLike(document, 'require-retry', /Disable .* line/i));
    await until('one finding less', () =>
      findingsOf(document).filter((one) => ruleOf(one) === 'require-retry').length === 1 ? true : undefined,
    );
    matches(document.getText(), /eslint-disable-next-line salesforce-resilience\/require-retry/);
  });

  it('fix all in the file', async () => {
    const { document } = await openDemo();
    await waitForRules(document, DEMO_RULES);
    const [all] = await actionsAt(
      document,
      await findingOf(document, 'require-retry'),
      'source.fixAll.salesforceResilience',
    );
    ok(all !== undefined, 'There is no action that fixes all.');
    await apply(all);
    await waitForRules(document, []);
  });
});
