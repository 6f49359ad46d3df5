import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compressedClock } from './compressed-clock.ts';

const preload = pathToFileURL(path.join(import.meta.dirname, 'compressed-time.ts')).href;

/** What a program prints that runs with a minute in 50 ms. */
function run(code: string): string {
  const args = ['--import', import.meta.resolve('tsx'), '--import', preload, '--input-type=module', '-e', code];
  const env = { ...process.env, TIME_FACTOR: '1200', TIME_ORIGIN: String(Date.now()) };
  return execFileSync(process.execPath, args, { encoding: 'utf8', env, timeout: 20_000 }).trim();
}

describe('compressed time', () => {
  it('lets timers wait as long as its clock says, to the precision of real timers', () => {
    const said = run('const from = Date.now(); setTimeout(() => console.log((Date.now() - from) / 60_000), 600_000);');
    expect(Number(said)).toBeGreaterThanOrEqual(9.9);
    expect(Number(said)).toBeLessThan(40);
  });

  it('keeps the overflow of timers, which is a fault to be seen', () => {
    expect(run('setTimeout(() => console.log("at once"), 2 ** 31);')).toBe('at once');
  });

  it('compresses AbortSignal.timeout with its error', () => {
    const code =
      "AbortSignal.timeout(600_000).addEventListener('abort', (event) => console.log(event.target.reason.name)); setTimeout(() => {}, 1_200_000);";
    expect(run(code)).toBe('TimeoutError');
  });

  it('has dates of its clock, and leaves other dates alone', () => {
    expect(
      run(
        'console.log(Math.abs(new Date() - Date.now()) < 5_000, new Date(0).toISOString(), new Date("2026-01-01").getTime())',
      ),
    ).toBe('true 1970-01-01T00:00:00.000Z 1767225600000');
  });

  it('agrees with the real clock at its origin', () => {
    const clock = compressedClock(10, Date.now() - 1_000);
    expect(clock() - Date.now()).toBeGreaterThan(8_900);
  });
});
