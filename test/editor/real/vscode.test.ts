import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleSuite } from '../run/bundle-suite.ts';
import { extensionUnderTest } from '../run/extension-under-test.ts';
import { runSuite } from '../run/run-suite.ts';

const SUITE_MS = 180_000;

let folder: string;
beforeAll(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'salesforce-resilience-suite-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the packed extension in the oldest VS Code that is supported', () => {
  // In a browser, the test of a killed server is left out: there is no process.
  it.each([
    ['node', 32],
    ['web', 30],
  ] as const)('passes the suite in the extension host of kind %s', async (host, least) => {
    const { result, problems } = await runSuite({
      runtime: 'floor',
      host,
      extension: await extensionUnderTest(folder),
      suite: await bundleSuite(folder),
      timeoutMs: SUITE_MS,
    });
    expect(problems).toEqual([]);
    expect(result.passed.length).toBeGreaterThanOrEqual(least);
  });
});
