import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bundleSuite } from '../run/bundle-suite.ts';
import { runSuite } from '../run/run-suite.ts';
import type { Verdict } from '../run/verdict.ts';

const editor = path.resolve(import.meta.dirname, '..');

let folder: string;
beforeEach(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'salesforce-resilience-guards-'))));
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Runs one of the suites of the guards on the stub. */
async function verdictOn(suite: string, timeoutMs = 60_000): Promise<Verdict> {
  return runSuite({
    runtime: 'floor',
    host: 'node',
    extension: path.join(editor, 'stub-extension'),
    suite: await bundleSuite(folder, path.join(editor, `guards/suites/${suite}.ts`)),
    timeoutMs,
  });
}

const NO_RESULT = 'The suite wrote no result: it was ended before all its tests had run.';

describe('a real VS Code', () => {
  it('does not pass when its extension host is killed', async () => {
    const { problems } = await verdictOn('killed');
    expect(problems).toEqual(['The extension host died: code null, signal SIGKILL.', NO_RESULT]);
  });

  it('does not pass when a test ends the extension host as if all were well', async () => {
    expect((await verdictOn('exits')).problems).toEqual([NO_RESULT]);
  });

  it('does not pass when a test fails', async () => {
    const { result, problems } = await verdictOn('failing');
    expect(result.passed).toEqual(['the stub finds what it looks for']);
    expect(problems).toEqual([expect.stringContaining('the stub fails: Error: as it should')]);
  });

  it('does not wait for ever', async () => {
    expect((await verdictOn('hangs', 10_000)).problems).toEqual(['The suite did not end in time.', NO_RESULT]);
  });
});
