import { readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { runCommand } from '../../../extension/src/client/node/run-command.ts';
import { endsIn, testsIn } from '../../../extension/src/client/test-output.ts';
import { outageTestRun } from '../../../extension/src/service/outage-test/outage-test-run.ts';
import type { FrameworkName } from '../../snippets/outage/framework-runs.ts';
import { type CliProject, cliProject } from '../../support/cli-project.ts';
import { demoModule } from '../../support/demo-module.ts';

const REPOSITORY = path.resolve(import.meta.dirname, '../../..');
const TEST = 'payments.recordPayment.outage.test.js';

const NAMES = [
  'recordPayment works while Salesforce does',
  'recordPayment gets through a transient 503, and not earlier than Retry-After asks',
  'recordPayment stores its record exactly once when the answer is lost',
  'recordPayment sends what is invalid once, and fails with an error',
  'recordPayment gives up on an outage that does not end, and says so with an error',
];

const PROJECTS: Readonly<Record<FrameworkName, object>> = {
  vitest: { type: 'module', devDependencies: { vitest: '4' } },
  jest: { devDependencies: { jest: '30' } },
  'node-test': { type: 'module' },
  mocha: { type: 'module', devDependencies: { mocha: '12' } },
};

const commonjs = `${demoModule('payments.js').replaceAll('export async', 'async')}\nmodule.exports = { recordPayment };\n`;

// Each starts Node, and three of them npx.
describe.each(Object.entries(PROJECTS))('what %s prints of an outage test', (framework, manifest) => {
  let project: CliProject;
  const output = async (): Promise<string> => {
    const root = project.folder.replaceAll('\\', '/');
    const read = (file: string): string | undefined => {
      try {
        return readFileSync(file, 'utf8');
      } catch {
        return undefined;
      }
    };
    const { command, folder } = outageTestRun(`${root}/${TEST}`, root, { read, list: () => [] });
    let printed = '';
    const write = (text: string): void => void (printed += text);
    await runCommand({ command, folder, write, signal: new AbortController().signal });
    return printed;
  };

  beforeAll(async () => {
    // They would take themselves for workers of this run.
    for (const name of Object.keys(process.env))
      if (/^(?:VITEST|JEST|NODE_TEST|TEST$|NODE_ENV)/.test(name)) vi.stubEnv(name, undefined);
    project = cliProject();
    symlinkSync(path.join(REPOSITORY, 'node_modules'), path.join(project.folder, 'node_modules'), 'junction');
    const text = framework === 'jest' ? commonjs : demoModule('payments.js');
    project.write({ 'package.json': JSON.stringify(manifest), 'payments.js': text });
    expect(await project.run('test', 'payments.js:recordPayment')).toMatchObject({ code: 0 });
  });

  afterAll(() => {
    vi.unstubAllEnvs();
    project.remove();
  });

  it('tells which tests have failed, and why', async () => {
    expect(testsIn(project.read(TEST)).map(({ name }) => name)).toEqual(NAMES);
    const ends = endsIn(await output(), NAMES);
    expect(NAMES.map((name) => ends.get(name)?.isPassed)).toEqual([true, false, false, false, false]);
    expect(ends.get(NAMES[2]!)?.detail).toContain(
      '1 stored although the caller was told failure: KEY-1.\n\nTime line of the outage, script ["commit+drop"',
    );
    expect(ends.get(NAMES[1]!)?.detail).toContain(
      '1 told failure: KEY-1.\n\nTime line of the outage, script ["503","503; retry-after=20"',
    );
    expect(ends.get(NAMES[3]!)?.detail).toContain('1 ended without an error, so that whoever called goes on');
    for (const { detail } of ends.values()) expect(detail).not.toMatch(/\n\s*at |^\s*✖/m);
  });

  it('tells that they pass once the function is fixed', async () => {
    expect(await project.run('fix', 'payments.js')).toMatchObject({ code: 0 });
    const ends = endsIn(await output(), NAMES);
    expect(NAMES.map((name) => ends.get(name)?.isPassed)).toEqual([true, true, true, true, true]);
  });
});

describe('running a program', () => {
  const run = (command: string[], signal = new AbortController().signal): Promise<number | null> =>
    runCommand({ command, folder: REPOSITORY, write: () => undefined, signal });

  it('gives its exit code', async () => {
    expect(await run([process.execPath, '-e', 'process.exit(3)'])).toBe(3);
  });

  it('ends it, and what it has started, when that is wanted', async () => {
    const abort = new AbortController();
    const sleeps = `setTimeout(() => {}, 60_000)`;
    const starts = `require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(sleeps)}], { stdio: 'inherit' }); console.log('started')`;
    const ended = runCommand({
      command: [process.execPath, '-e', starts],
      folder: REPOSITORY,
      write: () => {
        abort.abort();
      },
      signal: abort.signal,
    });
    // The output ends when nobody is left who could write to it.
    expect(await ended).toBeNull();
  });

  it('says when it cannot be started', async () => {
    await expect(run(['no-such-program-anywhere'])).rejects.toThrow('ENOENT');
  });
});

describe('endsIn', () => {
  it('knows nothing of tests that were not run', () => {
    expect(endsIn('SyntaxError: here\n', ['a'])).toEqual(new Map());
  });
});
