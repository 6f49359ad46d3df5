import { fork } from 'node:child_process';
import path from 'node:path';
import type { Damage } from './defects.ts';
import type { Row } from './run-rows.ts';

/** Time passes so many times as fast. */
const TIME_FACTOR = 10;

/**
 * Runs programs in a process of their own.
 *
 * @returns what became of the payments of each, or why it could not be run.
 */
export function runPrograms(rows: readonly Row[]): Promise<(Damage | string)[]> {
  const own = (name: string): string => path.resolve(import.meta.dirname, name);
  const child = fork(own('run-rows.ts'), {
    execArgv: [
      '--conditions=source',
      '--no-warnings',
      ...['--import', import.meta.resolve('tsx'), '--import', own('../faults/worker/clock.ts')],
    ],
    env: { ...process.env, TIME_FACTOR: String(TIME_FACTOR), NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-2_000);
  });
  return new Promise((resolve, reject) => {
    child.once('message', (damages) => {
      resolve(damages as (Damage | string)[]);
      child.kill();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The process of the programs ended with ${code}.\n${said}`)));
    child.send(rows);
  });
}
