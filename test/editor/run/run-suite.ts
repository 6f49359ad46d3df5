import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { openPage } from '../../support/open-page.ts';
import { type Verdict, judge } from './verdict.ts';
import { type RuntimeName, type VscodeRuntime, findRuntime } from './vscode-runtime.ts';
import { type VscodeServer, installVsix, startServer } from './vscode-server.ts';
import { startWebProxy } from './web-proxy.ts';
import { type Ending, type WorkbenchRequest, runInWorkbench } from './workbench.ts';
import { resultFileOf, writeWorkspace } from './workspace.ts';

/** An extension that has nothing in it: VS Code runs no suite without one in development. */
export const DUMMY = path.resolve(import.meta.dirname, '../dummy-extension');

/** What is tested, and where. */
export interface SuiteRun {
  readonly runtime: RuntimeName;
  /** Whether the extension host is a process of Node, or a worker of the browser. */
  readonly host: 'node' | 'web';
  /** A .vsix file, which is installed first, or the folder of an extension. */
  readonly extension: string;
  /** The bundled suite: a CommonJS file that exports `run`. */
  readonly suite: string;
  /** How long the suite may take, ms. */
  readonly timeoutMs: number;
  /** Takes what the extension host prints. */
  readonly write?: (line: string) => void;
}

/** What a run stands on. */
interface Stage {
  readonly run: SuiteRun;
  readonly runtime: VscodeRuntime;
  /** For everything that is written. */
  readonly folder: string;
  readonly server: VscodeServer;
  /** The .code-workspace file. */
  readonly workspace: string;
}

/** Lines of the workbench itself: its connection, its gallery, its account. */
const NOISE =
  /^(Resolv(ing|ed) connection token|Creating a socket|\[reconnection-grace-time\]|Ignoring fetching additional builtin|Updating additional builtin|\[AgentHost|\[AccountPolicyGate|\[Service Worker\]|ChatSessionStore|Extension host \(|Started local extension host)/;

/** Runs a suite in the extension host of a real VS Code and judges it. */
export async function runSuite(run: SuiteRun): Promise<Verdict> {
  const runtime = findRuntime(run.runtime);
  const folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-resilience-editor-'));
  try {
    const { file: workspace } = writeWorkspace(folder);
    if (isPacked(run) && run.host === 'node') installVsix(runtime, run.extension, folder);
    const server = await startServer(runtime, { folder });
    try {
      const open = { node: openInNode, web: openInBrowser }[run.host];
      const ending = await open({ run, runtime, folder, server, workspace });
      // Before the server is stopped: that ends the extension host by a signal too.
      return judge({ ending, serverLog: server.log(), result: readResult(folder) });
    } finally {
      await server.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

const isPacked = ({ extension }: SuiteRun): boolean => extension.endsWith('.vsix');

function openInNode(stage: Stage): Promise<Ending> {
  const { authority } = stage.server;
  const remote = (file: string) => `vscode-remote://${authority}${path.resolve(file)}`;
  return openWith(stage, authority, [
    ['extensionDevelopmentPath', remote(isPacked(stage.run) ? DUMMY : stage.run.extension)],
    ['extensionTestsPath', remote(stage.run.suite)],
    ['enableProposedApi', ''],
    ['skipWelcome', 'true'],
  ]);
}

async function openInBrowser(stage: Stage): Promise<Ending> {
  const extension = isPacked(stage.run) ? unpack(stage) : stage.run.extension;
  const proxy = await startWebProxy(stage.server.authority, { extension, suite: stage.run.suite });
  try {
    return await openWith(stage, proxy.authority, [['skipWelcome', 'true']]);
  } finally {
    await proxy.stop();
  }
}

/** The folder of a packed extension: VS Code unpacks it, away from where it looks for its own. */
function unpack({ runtime, run, folder }: Stage): string {
  const away = path.join(folder, 'web');
  installVsix(runtime, run.extension, away);
  const name = readdirSync(path.join(away, 'extensions')).find((one) => one.startsWith('salesforce-resilience.'));
  if (name === undefined) throw new Error(`${run.extension} is not the extension salesforce-resilience.`);
  return path.join(away, 'extensions', name);
}

async function openWith(
  { run, folder, workspace }: Stage,
  authority: string,
  payload: WorkbenchRequest['payload'],
): Promise<Ending> {
  const browser = await openPage(folder);
  const write = (line: string) => {
    if (!NOISE.test(line)) run.write?.(line);
  };
  try {
    return await runInWorkbench(browser.page, { authority, workspace, payload }, { timeoutMs: run.timeoutMs, write });
  } finally {
    await browser.stop();
  }
}

/** The text of the result file, where the suite has written it. */
export function readResult(folder: string): string | undefined {
  const file = resultFileOf(folder);
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}
