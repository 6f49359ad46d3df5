import type * as ChildProcess from 'node:child_process';
import * as vscode from 'vscode';
import { DEMO_RULES, findingsOf, openDemo, until, waitForRules } from './editor.ts';
import { describe, it } from './mocha.ts';
import { isNode } from './run-mocha.ts';

/** The language server among the children of this extension host. */
async function serverPid(): Promise<number> {
  const { execFileSync } = (await import('node:child_process')) as typeof ChildProcess;
  return until('the process of the server', () => {
    const lines = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n');
    const server = lines
      .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
      .find((found) => Number(found?.[2]) === process.pid && /dist[\\/]server[\\/]main\.node/.test(found?.[3] ?? ''));
    return server ? Number(server[1]) : undefined;
  });
}

describe('the server', () => {
  it('is started again by its command', async () => {
    const { document } = await openDemo();
    await waitForRules(document, DEMO_RULES);
    await vscode.commands.executeCommand('salesforceResilience.restartServer');
    await waitForRules(document, DEMO_RULES);
    const { document: next } = await openDemo();
    await waitForRules(next, DEMO_RULES);
  });

  // In a browser it is a worker of the extension host, which nobody can end from outside.
  if (isNode())
    it('comes back after it was killed, with its findings', async () => {
      const editor = await openDemo();
      await waitForRules(editor.document, DEMO_RULES);
      const killed = await serverPid();
      process.kill(killed, 'SIGKILL');
      await until('another process', async () => ((await serverPid()) === killed ? undefined : true));
      await waitForRules(editor.document, DEMO_RULES);
      await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), '\n'));
      await until('findings that follow the text', () =>
        findingsOf(editor.document).some(({ range }) => range.start.line === 7) ? true : undefined,
      );
    });
});
