import { fork } from 'node:child_process';
import path from 'node:path';
import type { Damage } from './defect.ts';
import type { Row } from './run-rows.ts';

/**
 * Runs programs in a process of their own.
 *
 * @param factor - Time passes so many times as fast.
 * @param batches - One after the other.
 * @returns what became of the payments of each, or why it could not be run.
 */
export function runPrograms(batches: readonly (readonly Row[])[], factor: number): Promise<(Damage | string)[][]> {
  const own = (name: string): string => path.resolve(import.meta.dirname, name);
  const child = fork(own('run-rows.ts'), {
    execArgv: [
      '--conditions=source',
      '--no-warnings',
      ...['--import', import.meta.resolve('tsx'), '--import', own('../faults/worker/clock.ts')],
    ],
    env: { ...process.env, TIME_FACTOR: String(factor), NODE_ENV: 'production' },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk.toString()}`.slice(-2_000);
  });
  return new Promise((resolve, reject) => {
    child.once('message', (damages) => {
      resolve(damages as (Damage | string)[][]);
      child.kill();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`The process of the programs ended with ${code}.\n${said}`)));
    child.send(batches);
  });
}
