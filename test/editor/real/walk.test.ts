import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { extensionUnderTest } from '../run/extension-under-test.ts';
import { walkInWorkbench } from '../run/walk.ts';

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'salesforce-resilience-walk-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('goes from the broken file to the fixed and tested one with the keyboard alone', async () => {
  const extension = await extensionUnderTest(folder);
  const steps: string[] = [];
  await walkInWorkbench({ runtime: 'floor', folder, extension }, (step) => {
    steps.push(step);
    return Promise.resolve();
  });
  expect(steps).toEqual(['find', 'generate', 'red', 'fix', 'fixed', 'green']);
});
