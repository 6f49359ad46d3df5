import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from 'playwright-core';
import { demoModule, demoProgram } from '../../support/demo-module.ts';
import { Keyboard } from './keyboard.ts';

const MODULE = 'payments.js';
const LINE = '.editor-instance .view-line';
const TEST = 'payments.recordPayment.outage.test.js';

/** A small window: the pictures stand side by side. */
export const WALK_SIZE = { width: 1240, height: 640 };

/** Called when a step has been done and seen to have worked. */
export type OnStep = (name: string) => Promise<void>;

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
export async function walk(page: Page, project: string, onStep: OnStep): Promise<void> {
  const keys = new Keyboard(page);
  const read = (name: string): string => readFileSync(path.join(project, name), 'utf8');
  await keys.sees('.monaco-workbench .part.editor');

  await keys.press('Control+b');
  await keys.openFile(MODULE);
  await keys.sees('.editor-instance [class*="squiggly-error"]');
  await keys.goToProblem('is logged and returned to the caller as null');
  await onStep('find');

  // To the line with the name of the function.
  await keys.press('Escape', 'ArrowUp');
  await keys.take('Generate an outage test for recordPayment', '.tab.active', TEST);
  await keys.sees('.notification-toast', `Run the outage test: node --test ${TEST}`);
  expectThat(existsSync(path.join(project, TEST)), `${TEST} was not written.`);
  await onStep('generate');

  await keys.command('Notifications: Clear All Notifications');
  await keys.command('Salesforce Resilience: Run Outage Test');
  await keys.sees('.notification-toast', 'The outage test failed: 1 of 5 passed.');
  await keys.command('Notifications: Accept Notification Primary Action');
  expectThat(runTest(project) === 1, `${TEST} does not fail when it is run by hand.`);
  await keys.sees('.editor-instance', '1 stored although the caller was told failure');
  await onStep('red');

  await keys.command('Notifications: Clear All Notifications');
  await keys.openFile(MODULE);
  await keys.goToProblem('cannot be repeated safely');
  await keys.press('Escape');
  await keys.goToOffer('Send it as an upsert');
  await onStep('fix');
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
  await onStep('fixed');

  await keys.openFile(TEST);
  await keys.command('Salesforce Resilience: Run Outage Test');
  await keys.sees('.notification-toast', 'The outage test passed: 5 of 5.');
  expectThat(read(MODULE).includes('await salesforceFetch('), `${MODULE} was not fixed on the disk.`);
  expectThat(runTest(project) === 0, `${TEST} does not pass when it is run by hand.`);
  await onStep('green');
}

/** Runs the test without VS Code; gives its exit code. */
function runTest(project: string): number | null {
  return spawnSync(process.execPath, ['--test', TEST], { cwd: project }).status;
}

function expectThat(isSo: boolean, otherwise: string): void {
  if (!isSo) throw new Error(otherwise);
}
