import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

/** A worker that listens on the loopback interface. */
export interface Worker {
  readonly url: string;
  /** What workerd has printed. */
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

/** What workerd says on its control channel. */
interface ControlMessage {
  readonly event: string;
  readonly port?: number;
}

/**
 * Starts workerd, the server of Cloudflare's edge, with worker.mjs of a folder and the modules beside it.
 * @throws when it ends before it listens, with what it printed
 */
export async function startWorkerd(program: string, folder: string): Promise<Worker> {
  const config = path.join(folder, 'config.capnp');
  writeFileSync(config, configOf(readdirSync(folder)));
  const args = ['serve', config, '--control-fd=3'];
  const child = spawn(program, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
  const printed: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => printed.push(chunk));
  const log = (): string => Buffer.concat(printed).toString();
  const closed = once(child, 'close');
  const stop = async (): Promise<void> => {
    // A worker that is busy does not listen.
    child.kill('SIGKILL');
    await closed;
  };
  const ended = closed.then(([code]) => Promise.reject(new Error(`workerd ended with ${String(code)}.\n${log()}`)));
  ended.catch(() => undefined);
  const port = await Promise.race([portFrom(child.stdio[3] as Readable), ended]);
  return { url: `http://127.0.0.1:${port}/`, log, stop };
}

async function portFrom(channel: Readable): Promise<number> {
  for await (const line of createInterface(channel)) {
    const { event, port } = JSON.parse(line) as ControlMessage;
    if (event === 'listen' && port !== undefined) return port;
  }
  return new Promise(() => undefined);
}

/** The configuration of one worker that may call the loopback interface: workerd has no modules but those that it names. */
function configOf(files: readonly string[]): string {
  const modules = ['worker.mjs', ...files.filter((file) => /\.[cm]js$/.test(file) && file !== 'worker.mjs')];
  const lines = modules.map((file) => {
    const kind = file.endsWith('.cjs') ? 'commonJsModule' : 'esModule';
    return `(name = "./${file}", ${kind} = embed "${file}"),`;
  });
  return `
using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "main", worker = (modules = [${lines.join(' ')}], compatibilityDate = "2026-11-01")),
    (name = "internet", network = (allow = ["private", "local"])),
  ],
  sockets = [(name = "http", address = "127.0.0.1:0", http = (), service = "main")],
);
`;
}
