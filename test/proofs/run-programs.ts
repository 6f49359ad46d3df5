import { askProcess } from './ask-process.ts';
import type { Damage } from './defect.ts';
import type { Row } from './run-rows.ts';

/**
 * Runs programs in a process of their own.
 *
 * @param factor - Time passes so many times as fast.
 * @param batches - One after the other.
 * @returns what became of the payments of each, or why it could not be run.
 */
export async function runPrograms(
  batches: readonly (readonly Row[])[],
  factor: number,
): Promise<(Damage | string)[][]> {
  const damages = await askProcess('run-rows.ts', batches, {
    imports: ['../faults/worker/clock.ts'],
    env: { TIME_FACTOR: String(factor), NODE_ENV: 'production' },
  });
  return damages as (Damage | string)[][];
}
