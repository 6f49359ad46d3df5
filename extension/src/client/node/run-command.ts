import { type ChildProcess, spawn } from 'node:child_process';
import type { CommandRun } from '../outage-tests.ts';

/** What this process was told for itself, and no program of the workspace is meant by. */
const OWN = new Set(['ELECTRON_RUN_AS_NODE', 'NODE_TEST_CONTEXT']);

/**
 * Runs a program to its end.
 *
 * @returns its exit code; null when it was ended
 * @throws when it cannot be started
 */
export function runCommand({ command, folder, write, signal }: CommandRun): Promise<number | null> {
  // On Windows, what npm installs are scripts, which only a shell starts.
  const isWindows = process.platform === 'win32';
  const [program = '', ...args] = isWindows ? command.map((one) => `"${one}"`) : command;
  const child = spawn(program, args, {
    cwd: folder,
    env: environment(),
    shell: isWindows,
    // A group of its own, so that what it starts ends with it.
    detached: !isWindows,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', write);
  const end = (): void => {
    endAll(child, isWindows);
  };
  signal.addEventListener('abort', end);
  return new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  }).finally(() => {
    signal.removeEventListener('abort', end);
  });
}

function environment(): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([name]) => !OWN.has(name));
  return { ...Object.fromEntries(inherited), FORCE_COLOR: '1' };
}

function endAll(child: ChildProcess, isWindows: boolean): void {
  if (child.pid === undefined || child.exitCode !== null) return;
  if (isWindows) spawn('taskkill', ['/pid', String(child.pid), '/t', '/f']);
  else process.kill(-child.pid);
}
