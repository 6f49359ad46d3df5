import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { runThroughOutage } from './outage.ts';

/** Runs a variant of the demo program. */
async function runVariant(change: (code: string) => string): ReturnType<typeof runThroughOutage> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-resilience-demo-'));
  const program = path.join(folder, 'payments.mjs');
  await writeFile(program, change(await readFile(path.join(import.meta.dirname, 'payments.js'), 'utf8')));
  try {
    return await runThroughOutage(program);
  } finally {
    await rm(folder, { recursive: true });
  }
}

it('shows the duplicates of a naive retry: the table is no foregone conclusion', async () => {
  const report = await runVariant((code) =>
    code.replace('await fetch(`${INSTANCE_URL}/services/data', 'await repeat(`${INSTANCE_URL}/services/data').replace(
      'async function recordPayment',
      `async function repeat(url, init) {
        for (let attempt = 0; ; attempt += 1) {
          try {
            const res = await fetch(url, init);
            if (res.ok || res.status === 401 || attempt > 40) return res;
          } catch (error) {
            if (attempt > 40) throw error;
          }
          await new Promise((resolve) => setTimeout(resolve, 10_000));
        }
      }\nasync function recordPayment`,
    ),
  );
  expect(report.duplicated).toBeGreaterThan(100);
  expect(report.early).toBeGreaterThan(100);
}, 60_000);

it('says what a program said that ended with an error', async () => {
  await expect(runVariant(() => "throw new Error('no credentials');")).rejects.toThrow(
    /ended with exit code 1:[^]*no credentials/,
  );
});
