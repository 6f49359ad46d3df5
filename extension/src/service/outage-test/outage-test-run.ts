import { dirname, type Files } from 'eslint-plugin-salesforce-resilience/analysis';
import type { OutageTestRun } from '../../protocol/requests.ts';
import type { Framework } from './harness.generated.ts';
import { frameworkFor } from './project-style.ts';

/** What makes each framework print one line a test, whatever it writes to. */
const ONE_LINE_A_TEST: Readonly<Record<Framework['name'], string>> = {
  vitest: '--reporter=verbose',
  jest: '--verbose',
  'node-test': '--test-reporter=spec',
  mocha: '--reporter=spec',
};

/** The path of the outage test of a function: beside its file. */
export function outageTestPath(filename: string, name: string): string {
  const base = filename.slice(dirname(filename).length + 1).replace(/\.[cm]?[jt]sx?$/, '');
  const extension = /\.[cm]?[jt]sx?$/.exec(filename)?.[0].replace('x', '') ?? '.js';
  return `${dirname(filename)}/${base}.${name.replace(/^default$/, base)}.outage.test${extension}`;
}

/** Whether a file is named as the outage tests are that are generated. */
export function isOutageTest(path: string): boolean {
  return /\.outage\.test\.[cm]?[jt]s$/.test(path);
}

/** How an outage test is run by the framework of its project. */
export function outageTestRun(path: string, root: string, files: Files | undefined): Omit<OutageTestRun, 'uri'> {
  const { name, run, runTypescript } = frameworkFor(path, root, files);
  const command = /\.[cm]?ts$/.test(path) ? runTypescript : run;
  return { folder: root, command: [...command.split(' '), ONE_LINE_A_TEST[name], path.slice(root.length + 1)] };
}
