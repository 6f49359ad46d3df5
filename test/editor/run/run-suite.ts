import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type Verdict, judge } from './verdict.ts';
import { type RuntimeName, findRuntime } from './vscode-runtime.ts';
import { installVsix, startServer } from './vscode-server.ts';
import { openPage, runInWorkbench } from './workbench.ts';
import { resultFileOf, writeWorkspace } from './workspace.ts';

/** An extension that has nothing in it: VS Code runs no suite without one in development. */
const DUMMY = path.resolve(import.meta.dirname, '../dummy-extension');

/** What is tested, and where. */
export interface SuiteRun {
  readonly runtime: RuntimeName;
  /** A .vsix file, which is installed first, or the folder of an extension. */
  readonly extension: string;
  /** The bundled suite: a CommonJS file that exports `run`. */
  readonly suite: string;
  /** How long the suite may take, ms. */
  readonly timeoutMs: number;
  /** Takes what the extension host prints. */
  readonly write?: (line: string) => void;
}

/** Lines of the workbench itself: its connection, its gallery, its account. */
const NOISE =
  /^(Resolv(ing|ed) connection token|Creating a socket|\[reconnection-grace-time\]|Ignoring fetching additional builtin|Updating additional builtin|\[AgentHost|\[AccountPolicyGate|\[Service Worker\]|ChatSessionStore|Extension host \(|Started local extension host|Settings Sync|\[remote-connection\]|\[LifecycleService\])/;

/** Runs a suite in the extension host of a real VS Code and judges it. */
export async function runSuite({ runtime: name, extension, suite, timeoutMs, write }: SuiteRun): Promise<Verdict> {
  const runtime = findRuntime(name);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-resilience-editor-'));
  const isPacked = extension.endsWith('.vsix');
  try {
    const { file: workspace } = writeWorkspace(folder);
    if (isPacked) installVsix(runtime, extension, folder);
    const server = await startServer(runtime, { folder });
    try {
      const browser = await openPage(folder);
      const remote = (file: string) => `vscode-remote://${server.authority}${path.resolve(file)}`;
      const request = {
        authority: server.authority,
        workspace,
        payload: [
          ['extensionDevelopmentPath', remote(isPacked ? DUMMY : extension)],
          ['extensionTestsPath', remote(suite)],
          ['enableProposedApi', ''],
          ['skipWelcome', 'true'],
        ],
      } as const;
      const print = (line: string) => void (NOISE.test(line) || write?.(line));
      const ending = await runInWorkbench(browser.page, request, { timeoutMs, write: print }).finally(() =>
        browser.stop(),
      );
      // Before the server is stopped: that ends the extension host by a signal too.
      return judge({ ending, serverLog: server.log(), result: readResult(folder) });
    } finally {
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The text of the result file, where the suite has written it. */
export function readResult(folder: string): string | undefined {
  const file = resultFileOf(folder);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
