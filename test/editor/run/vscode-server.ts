import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { VscodeRuntime } from './vscode-runtime.ts';

const START_MS = 60_000;
const STOP_MS = 3_000;

/** Quiet: nothing that asks, greets, updates, or shows findings of its own. */
const SETTINGS = {
  'workbench.startupEditor': 'none',
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'workbench.enableExperiments': false,
  'chat.disableAIFeatures': true,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'git.enabled': false,
  'javascript.validate.enable': false,
  // Its server starts whatever is said; a second one for syntax does not.
  'typescript.tsserver.useSyntaxServer': 'never',
  'typescript.disableAutomaticTypeAcquisition': true,
};

/** A VS Code server that answers on the loopback interface. */
export interface VscodeServer {
  /** Host and port; also the authority of vscode-remote: addresses. */
  readonly authority: string;
  /** What it has printed so far. */
  log(): string;
  /** Ends it and everything that it has started. */
  stop(): Promise<void>;
}

/** What a server is started with. */
export interface ServerOptions {
  /** Folder for all that it writes: settings, logs, extensions. */
  readonly folder: string;
  /** User settings beside the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** As for tests: takes the payload's extensionTestsPath, and shows no notifications. On unless set. */
  readonly isTesting?: boolean;
  /** Whether folders are asked about before they are trusted. Off unless set. */
  readonly asksForTrust?: boolean;
}

/** Without a marketplace, nothing is asked of the network. */
const ENVIRONMENT = { ...process.env, EXTENSIONS_GALLERY: '{}', VSCODE_CLI_AUTHORITY: '' };

const foldersOf = (folder: string) => [
  '--server-data-dir',
  path.join(folder, 'server-data'),
  '--user-data-dir',
  path.join(folder, 'user-data'),
  '--extensions-dir',
  path.join(folder, 'extensions'),
];

/**
 * Installs a packed extension as a user would.
 * @throws with what VS Code says when it does not take it
 */
export function installVsix({ node, folder: vscode }: VscodeRuntime, vsix: string, folder: string): void {
  mkdirSync(path.join(folder, 'extensions'), { recursive: true });
  const args = [path.join(vscode, 'out/server-main.js'), '--install-extension', vsix, ...foldersOf(folder)];
  const { status, stdout, stderr } = spawnSync(node, args, { env: ENVIRONMENT, encoding: 'utf8' });
  if (status !== 0 || !stdout.includes('was successfully installed'))
    throw new Error(`VS Code did not install ${vsix}:\n${stdout}${stderr}`);
}

/** Starts a server on a free port. */
export async function startServer(runtime: VscodeRuntime, options: ServerOptions): Promise<VscodeServer> {
  writeSettings(options);
  const child = spawn(runtime.node, argumentsOf(runtime, options), {
    env: ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that the extension host and the watchers end with it.
    detached: true,
  });
  const killAll = () => signal(child, 'SIGKILL');
  process.once('exit', killAll);
  // Who stops the run stops the editor too: a signal alone would end this process without its 'exit'.
  const leave = () => process.exit(130);
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, leave);
  let output = '';
  const add = (chunk: Buffer) => void (output += chunk.toString());
  child.stdout.on('data', add);
  child.stderr.on('data', add);
  const stop = async () => {
    await end(child);
    process.off('exit', killAll);
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, leave);
  };
  try {
    const port = await portOf(child, () => output);
    return { authority: `127.0.0.1:${port}`, log: () => output, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

function writeSettings({ folder, settings }: ServerOptions): void {
  mkdirSync(path.join(folder, 'user-data/User'), { recursive: true });
  mkdirSync(path.join(folder, 'extensions'), { recursive: true });
  const all = JSON.stringify({ ...SETTINGS, ...settings }, null, 2);
  writeFileSync(path.join(folder, 'user-data/User/settings.json'), all);
}

function argumentsOf(
  { folder: vscode }: VscodeRuntime,
  { folder, isTesting = true, asksForTrust = false }: ServerOptions,
): string[] {
  return [
    path.join(vscode, 'out/server-main.js'),
    ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token', '--accept-server-license-terms'],
    ...['--telemetry-level', 'off', ...foldersOf(folder)],
    ...(asksForTrust ? [] : ['--disable-workspace-trust']),
    ...(isTesting ? ['--enable-smoke-test-driver'] : []),
  ];
}

async function portOf(child: ChildProcess, output: () => string): Promise<number> {
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline) {
    const port = /Extension host agent listening on (\d+)/.exec(output())?.[1];
    if (port !== undefined) return Number(port);
    if (child.exitCode !== null) throw new Error(`The VS Code server ended with ${child.exitCode}:\n${output()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`The VS Code server did not start in ${START_MS / 1000} s:\n${output()}`);
}

async function end(child: ChildProcess): Promise<void> {
  const gone = child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined;
  signal(child, 'SIGTERM');
  const timer = setTimeout(() => signal(child, 'SIGKILL'), STOP_MS);
  await gone;
  clearTimeout(timer);
  signal(child, 'SIGKILL');
}

/** Signals the whole group; who has ended already needs none. */
function signal({ pid }: ChildProcess, name: NodeJS.Signals): void {
  try {
    if (pid !== undefined) process.kill(-pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
