import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { extensionUnderTest } from '../run/extension-under-test.ts';
import { inWorkbench } from '../run/in-workbench.ts';
import { walk, WALK_SIZE, writeWalkProject } from '../run/walk.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'salesforce-resilience-walk-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('goes from the broken file to the fixed and tested one with the keyboard alone', async () => {
  const project = writeWalkProject(folder);
  const extension = await extensionUnderTest(folder);
  const steps: string[] = [];
  await inWorkbench({ runtime: 'floor', folder, extension, project }, async (page) => {
    await page.setViewportSize(WALK_SIZE);
    await walk(page, project, (step) => {
      steps.push(step);
      return Promise.resolve();
    });
  });
  expect(steps).toEqual(['find', 'generate', 'red', 'fix', 'fixed', 'green']);
});
