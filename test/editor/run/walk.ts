import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { demoModule, demoProgram } from '../../support/demo-module.ts';
import { inWorkbench, type WorkbenchUse } from './in-workbench.ts';
import { Keyboard } from './keyboard.ts';

const MODULE = 'payments.js';
const LINE = '.editor-instance .view-line';
const TEST = 'payments.recordPayment.outage.test.js';

/** A small window: the pictures stand side by side. */
const WALK_SIZE = { width: 1240, height: 640 };

/** Called when a step has been done and seen to have worked. */
type OnStep = (name: string, page: Page) => Promise<void>;

/**
 * Opens a project of its own in a workbench with the packed extension, and walks there.
 *
 * @param folder - For everything that is written.
 */
export async function walkInWorkbench(
  { folder, ...use }: Omit<WorkbenchUse, 'project'>,
  onStep: OnStep,
): Promise<void> {
  const own = path.join(folder, 'walk');
  const project = writeWalkProject(own);
  await inWorkbench({ ...use, folder: own, project }, async (page) => {
    await page.setViewportSize(WALK_SIZE);
    await walk(page, project, onStep);
  });
}

/** Writes the project of the walk: the demo, its functions in a module that the program imports. */
export function writeWalkProject(folder: string): string {
  const project = path.join(folder, 'payments');
  mkdirSync(project, { recursive: true });
  const manifest = { name: 'payments', private: true, type: 'module', scripts: { test: 'node --test' } };
  for (const [name, text] of Object.entries({
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    [MODULE]: demoModule(MODULE),
    'main.js': demoProgram(MODULE),
  }))
    writeFileSync(path.join(project, name), text);
  return project;
}

/**
 * Goes from the broken file to the fixed and tested one with the keyboard alone, and sees after each step that it has
 * done what it should.
 */
async function walk(page: Page, project: string, onStep: OnStep): Promise<void> {
  const keys = new Keyboard(page);
  const read = (name: string): string => readFileSync(path.join(project, name), 'utf8');
  await keys.sees('.monaco-workbench .part.editor');

  await keys.press('Control+b');
  await keys.openFile(MODULE);
  await keys.sees('.editor-instance [class*="squiggly-error"]');
  await keys.goToProblem('is logged and returned to the caller as null');
  await onStep('find', page);

  // To the line with the name of the function.
  await keys.press('Escape', 'ArrowUp');
  await keys.take('Generate an outage test for recordPayment', '.tab.active', TEST);
  await keys.sees('.notification-toast', `Run the outage test: node --test ${TEST}`);
  expectThat(existsSync(path.join(project, TEST)), `${TEST} was not written.`);
  await onStep('generate', page);

  await keys.command('Notifications: Clear All Notifications');
  await keys.command('Salesforce Resilience: Run Outage Test');
  await keys.sees('.notification-toast', 'The outage test failed: 1 of 5 passed.');
  await keys.command('Notifications: Accept Notification Primary Action');
  expectThat(runTest(project) === 1, `${TEST} does not fail when it is run by hand.`);
  await keys.sees('.editor-instance', '1 stored although the caller was told failure');
  await onStep('red', page);

  await keys.command('Notifications: Clear All Notifications');
  await keys.openFile(MODULE);
  await keys.goToProblem('cannot be repeated safely');
  await keys.press('Escape');
  await keys.goToOffer('Send it as an upsert');
  await onStep('fix', page);
  await keys.press('Enter');
  await keys.sees(LINE, 'PATCH');
  await keys.press('Control+z');
  await keys.seesNo(LINE, 'PATCH');
  await keys.press('Control+Shift+z');
  await keys.sees(LINE, 'PATCH');

  // Where an edit leaves the cursor, and how far the window reaches below it, differs between versions of VS Code.
  await keys.goToProblem('this PATCH of Payment__c is logged');
  await keys.press('Escape', ...Array<string>(8).fill('Control+ArrowDown'));
  await keys.take('Throw it, so that the caller can act', LINE, 'Object.assign(');
  await keys.goToProblem('Nothing repeats this PATCH of Payment__c');
  await keys.press('Escape');
  await keys.take('Create salesforce-fetch.js', '.statusbar-item', '1 exposed call');
  await keys.goToProblem('Nothing repeats this POST to /services/oauth2/token');
  await keys.press('Escape');
  const sent = 'salesforceFetch(`${INSTANCE_URL}/services/oauth2/token`';
  await keys.take('Send the call through salesforceFetch of salesforce-fetch.js', LINE, sent);
  await keys.seesNo('.editor-instance [class*="squiggly-"]');
  await keys.press('Control+s');
  await onStep('fixed', page);

  await keys.openFile(TEST);
  await keys.command('Salesforce Resilience: Run Outage Test');
  await keys.sees('.notification-toast', 'The outage test passed: 5 of 5.');
  expectThat(read(MODULE).includes('await salesforceFetch('), `${MODULE} was not fixed on the disk.`);
  expectThat(runTest(project) === 0, `${TEST} does not pass when it is run by hand.`);
  await onStep('green', page);
}

/** Runs the test without VS Code; gives its exit code. */
function runTest(project: string): number | null {
  return spawnSync(process.execPath, ['--test', TEST], { cwd: project }).status;
}

function expectThat(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise);
}
