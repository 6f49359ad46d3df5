/**
 * `npm run test:desktop`: the suite in desktop VS Code, which is downloaded. `--version=1.100.3` takes another version
 * than the newest stable one, `--extension=PATH` another .vsix file. VSCODE_EXECUTABLE names a VS Code that is there.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { parseArgs } from 'node:util';
import { downloadAndUnzipVSCode, resolveCliArgsFromVSCodeExecutablePath, runTests } from '@vscode/test-electron';
import { bundleSuite } from './bundle-suite.ts';
import { extensionUnderTest } from './extension-under-test.ts';
import { DUMMY, readResult } from './run-suite.ts';
import { judge } from './verdict.ts';
import { writeWorkspace } from './workspace.ts';

const { values } = parseArgs({
  options: { version: { type: 'string', default: 'stable' }, extension: { type: 'string' } },
});

const folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-resilience-desktop-'));
const profile = [
  `--user-data-dir=${path.join(folder, 'user-data')}`,
  `--extensions-dir=${path.join(folder, 'extensions')}`,
];

/** Installs the packed extension as a user would. */
function install(executable: string, vsix: string): void {
  const [command, ...args] = resolveCliArgsFromVSCodeExecutablePath(executable);
  const { status, stdout, stderr } = spawnSync(command!, [...args, ...profile, '--install-extension', vsix], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`VS Code did not install ${vsix}:\n${stdout}${stderr}`);
}

/** Runs the suite; VS Code's code is 0 also where the suite was ended early, so the result decides. */
async function run(vscodeExecutablePath: string): Promise<number> {
  const { file } = writeWorkspace(folder);
  install(vscodeExecutablePath, await extensionUnderTest(folder, values.extension));
  const ending = await runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: DUMMY,
    extensionTestsPath: await bundleSuite(folder),
    launchArgs: [file, ...profile, '--disable-workspace-trust', '--skip-welcome', '--disable-telemetry'],
  }).catch((error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return 1;
  });
  const { result, problems } = judge({ ending, serverLog: '', result: readResult(folder) });
  for (const problem of problems) console.error(problem);
  console.log(`${result.passed.length} passed, ${problems.length} failed`);
  return problems.length === 0 ? 0 : 1;
}

try {
  const given = process.env['VSCODE_EXECUTABLE'];
  process.exitCode = await run(given ?? (await downloadAndUnzipVSCode({ version: values.version })));
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  console.error('Where desktop VS Code cannot be downloaded, npm run test:editor runs the same suite.');
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
