import type Mocha from 'mocha';
import * as vscode from 'vscode';
import type { SuiteResult } from '../run/verdict.ts';

/** Runs the tests, writes what became of them, and rejects unless all have passed. */
export async function runMocha(mocha: Mocha): Promise<void> {
  const result = await resultOf(mocha);
  await vscode.workspace.fs.writeFile(resultFile(), new TextEncoder().encode(JSON.stringify(result)));
  if (result.failed.length > 0) throw new Error(`${result.failed.length} tests failed.`);
}

async function resultOf(mocha: Mocha): Promise<SuiteResult> {
  const passed: string[] = [];
  const failed: { title: string; message: string }[] = [];
  const skipped: string[] = [];
  const uncaught: Error[] = [];
  const note = (error: Error) => void uncaught.push(error);
  // The browser build of Mocha does not listen to Node.
  if (isNode()) process.on('uncaughtException', note);
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on('pass', (test) => passed.push(test.fullTitle()))
      .on('fail', (test, error: Error) => failed.push({ title: test.fullTitle(), message: textOf(error) }))
      .on('pending', (test) => skipped.push(test.fullTitle()));
  });
  if (isNode()) process.off('uncaughtException', note);
  return {
    passed,
    failed: [...failed, ...uncaught.map((error) => ({ title: 'uncaught', message: textOf(error) }))],
    skipped,
  };
}

const textOf = (error: Error): string => error.stack ?? error.message;

/** Whether the extension host is Node, and not a web worker. */
export const isNode = (): boolean => typeof process !== 'undefined' && 'pid' in process;

/** Beside the folder of the workspace: a web worker knows no other place to write to. */
function resultFile(): vscode.Uri {
  const workspace = vscode.workspace.workspaceFile;
  if (!workspace) throw new Error('The suite needs the workspace that the runner writes.');
  return vscode.Uri.joinPath(workspace, '../../result.json');
}
