import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { extensionUnderTest } from '../run/extension-under-test.ts';
import { inWorkbench } from '../run/in-workbench.ts';
import { Keyboard } from '../run/keyboard.ts';
import { writeWalkProject } from '../run/walk.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'salesforce-resilience-restricted-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A project in which whatever is executed leaves a trace: its function, its ESLint and the configuration of that. */
function writeTraps(): { readonly project: string; isExecuted: (what: string) => boolean } {
  const project = writeWalkProject(folder);
  const trace = (what: string): string =>
    `process.getBuiltinModule('node:fs').writeFileSync(${JSON.stringify(path.join(folder, `executed-${what}`))}, '');\n`;
  const eslint = path.join(project, 'node_modules/eslint');
  mkdirSync(eslint, { recursive: true });
  writeFileSync(path.join(eslint, 'package.json'), '{ "name": "eslint", "version": "10.0.0", "type": "module" }');
  writeFileSync(path.join(eslint, 'index.js'), `${trace('eslint')}export class ESLint {}\n`);
  writeFileSync(path.join(project, 'eslint.config.js'), `${trace('configuration')}export default [];\n`);
  appendFileSync(path.join(project, 'payments.js'), `\n${trace('module')}`);
  return { project, isExecuted: (what) => existsSync(path.join(folder, `executed-${what}`)) };
}

const REFUSED = 'An outage test runs code of this workspace, which is not trusted.';

it('finds and fixes in a workspace that is not trusted, and executes nothing of it', async () => {
  const { project, isExecuted } = writeTraps();
  const settings = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };
  const extension = await extensionUnderTest(folder);
  await inWorkbench({ runtime: 'floor', folder, extension, project, settings, asksForTrust: true }, async (page) => {
    const keys = new Keyboard(page);
    await keys.sees('.statusbar-item', 'Restricted Mode');
    await keys.openFile('payments.js');
    await keys.sees('.editor-instance [class*="squiggly-error"]');
    await keys.goToProblem('is logged and returned to the caller as null');
    await keys.press('Escape');
    await keys.take('Send it as an upsert', '.editor-instance .view-line', 'PATCH');

    await keys.press('ArrowUp');
    await keys.take(
      'Generate an outage test for recordPayment',
      '.tab.active',
      'payments.recordPayment.outage.test.js',
    );
    await keys.command('Notifications: Clear All Notifications');
    await keys.command('Salesforce Resilience: Run Outage Test');
    await keys.sees('.notification-toast', REFUSED);
    expect(['module', 'eslint', 'configuration'].filter(isExecuted)).toEqual([]);

    // Once it is trusted, the same traps go off: they are ones.
    await keys.command('Notifications: Accept Notification Primary Action');
    await keys.sees('.workspace-trust-editor');
    await keys.press('Control+Enter');
    await keys.seesNo('.statusbar-item', 'Restricted Mode');
    await keys.openFile('payments.recordPayment.outage.test.js');
    await keys.command('Notifications: Clear All Notifications');
    await keys.command('Salesforce Resilience: Run Outage Test');
    await keys.sees('.notification-toast', 'The outage test failed:');
    expect(['module', 'eslint'].filter(isExecuted)).toEqual(['module', 'eslint']);
  });
  expect(readFileSync(path.join(project, 'payments.js'), 'utf8')).toContain("method: 'PATCH'");
});
