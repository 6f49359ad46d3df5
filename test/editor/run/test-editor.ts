/**
 * `npm run test:editor`: the suite in a real VS Code. `--latest` takes the newest version instead of the oldest that is
 * supported, `--web` the browser's extension host, `--extension=PATH` another .vsix file or the folder of an extension.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { bundleSuite } from './bundle-suite.ts';
import { extensionUnderTest } from './extension-under-test.ts';
import { runSuite } from './run-suite.ts';

const SUITE_MS = 180_000;

const { values } = parseArgs({
  options: {
    latest: { type: 'boolean', default: false },
    web: { type: 'boolean', default: false },
    extension: { type: 'string' },
  },
});

const folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-resilience-suite-'));
try {
  const { result, problems } = await runSuite({
    runtime: values.latest ? 'latest' : 'floor',
    host: values.web ? 'web' : 'node',
    extension: await extensionUnderTest(folder, values.extension),
    suite: await bundleSuite(folder),
    timeoutMs: SUITE_MS,
    write: (line) => console.log(line),
  });
  for (const problem of problems) console.error(problem);
  console.log(`${result.passed.length} passed, ${problems.length} failed`);
  process.exitCode = problems.length === 0 ? 0 : 1;
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true });
}
