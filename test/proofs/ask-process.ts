import { fork } from 'node:child_process';
import path from 'node:path';

/** How a process is started. */
interface Start {
  /** Modules of this folder that it imports before anything else. */
  readonly imports?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * Starts a module of this folder in a process of its own, sends it a question, and gives its answer.
 *
 * @throws {Error} with what it printed last, when it ends without an answer.
 */
export function askProcess(file: string, question: object, { imports = [], env }: Start = {}): Promise<unknown> {
  const own = (name: string): string => path.resolve(import.meta.dirname, name);
  const child = fork(own(file), {
    execArgv: [
      ...['--conditions=source', '--no-warnings'],
      ...[import.meta.resolve('tsx'), ...imports.map(own)].flatMap((one) => ['--import', one]),
    ],
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-2_000);
  });
  return new Promise((resolve, reject) => {
    child.once('message', (answer) => {
      resolve(answer);
      child.kill();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The process of ${file} ended with ${code}.\n${said}`)));
    child.send(question);
  });
}
