/**
 * `npm run test:editor`: the suite in a real VS Code. `--latest` takes the newest version instead of the oldest that is
 * supported, `--web` the browser's extension host, `--extension=PATH` another .vsix file or the folder of an extension.
 * With `--walk`, the way from the broken file to the tested one by keyboard follows, for which PATH must be a .vsix file.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { bundleSuite } from './bundle-suite.ts';
import { extensionUnderTest } from './extension-under-test.ts';
import { runSuite } from './run-suite.ts';
import type { RuntimeName } from './vscode-runtime.ts';
import { walkInWorkbench } from './walk.ts';

const SUITE_MS = 180_000;

const { values } = parseArgs({
  options: {
    latest: { type: 'boolean', default: false },
    web: { type: 'boolean', default: false },
    walk: { type: 'boolean', default: false },
    extension: { type: 'string' },
  },
});

const runtime: RuntimeName = values.latest ? 'latest' : 'floor';
const folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-resilience-suite-'));
try {
  const extension = await extensionUnderTest(folder, values.extension);
  const { result, problems } = await runSuite({
    runtime,
    host: values.web ? 'web' : 'node',
    extension,
    suite: await bundleSuite(folder),
    timeoutMs: SUITE_MS,
    write: (line) => console.log(line),
  });
  for (const problem of problems) console.error(problem);
  if (values.walk) {
    await walkInWorkbench({ runtime, folder, extension }, (step) => {
      console.log(`  ✔ by keyboard: ${step}`);
      return Promise.resolve();
    });
  }
  console.log(`${result.passed.length} passed, ${problems.length} failed`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
