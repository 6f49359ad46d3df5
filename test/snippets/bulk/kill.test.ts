import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { build } from 'esbuild';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type BulkRequest, startBulkServer } from './bulk-server.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'bulk-load-'));
const script = path.join(folder, 'load-from-file.mjs');

beforeAll(async () => {
  await build({
    entryPoints: [path.join(import.meta.dirname, 'load-from-file.ts')],
    outfile: script,
    bundle: true,
    format: 'esm',
    platform: 'node',
    conditions: ['source'],
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

const KINDS: BulkRequest[] = ['create', 'upload', 'close', 'poll', 'failed', 'unprocessed'];
const moments = KINDS.flatMap((kind) => [
  { kind, when: 'before' as const },
  { kind, when: 'after' as const },
]);

describe('a load that is killed', () => {
  it.each(moments)(
    '$when its $kind is carried out is continued without writing a row twice',
    async ({ kind, when }) => {
      const file = path.join(folder, `${kind}-${when}.json`);
      let child: ChildProcess | undefined;
      let kills = 0;
      const { url, processed, jobs } = await startBulkServer({
        // Were Salesforce to take a second upload, nothing but our caution would prevent rows from being there twice.
        secondUpload: 'append',
        isUncounted: true,
        onRequest: (seen, moment) => {
          // In the first job, and again in the second one.
          if (seen !== kind || moment !== when || kills >= 2 || jobs.size < kills + (kind === 'create' ? 0 : 1)) return;
          kills += 1;
          child?.kill('SIGKILL');
          return 'ignore';
        },
      });
      for (let status: number | null = null, runs = 0; status !== 0; runs += 1) {
        expect(runs).toBeLessThanOrEqual(2);
        child = spawn(process.execPath, [script, url, file], { stdio: ['ignore', 'ignore', 'inherit'] });
        [status] = (await once(child, 'exit')) as [number | null];
      }
      expect(kills).toBe(2);
      expect([...processed.values()]).toEqual(Array.from({ length: 30 }, () => 1));
      // What is left behind holds no data that would be processed.
      expect([...jobs.values()].every(({ state }) => ['JobComplete', 'Aborted', 'Open'].includes(state))).toBe(true);
    },
  );
});
