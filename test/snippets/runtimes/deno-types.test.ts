import { execFile } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programOf } from './program-of.ts';

const GENERATED = path.resolve(import.meta.dirname, '../../../snippets/generated');
const pasted = readdirSync(GENERATED).filter((name) => name.endsWith('.ts'));

let folder: string;
beforeAll(() => void (folder = mkdtempSync(path.join(os.tmpdir(), 'deno-types-'))), 120_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the compiler in Deno has against files, with its own types of the platform. */
async function complaintsOf(files: readonly string[]): Promise<string> {
  const env = { ...process.env, DENO_DIR: folder, DENO_NO_UPDATE_CHECK: '1', NO_COLOR: '1' };
  return promisify(execFile)(programOf('deno'), ['check', ...files], { cwd: folder, env }).then(
    () => '',
    (error: unknown) => (error as { stderr: string }).stderr,
  );
}

describe('as Deno sees it', () => {
  it('every snippet compiles', async () => {
    for (const name of pasted) copyFileSync(path.join(GENERATED, name), path.join(folder, name));
    expect(pasted).toEqual(expect.arrayContaining(['salesforce-fetch.ts', 'bulk-load.ts']));
    expect(await complaintsOf(pasted)).toBe('');
  }, 120_000);

  it('what is wrong does not', async () => {
    writeFileSync(path.join(folder, 'wrong.ts'), 'export const wrong: string = 1;\n');
    expect(await complaintsOf(['wrong.ts'])).toContain('TS2322');
  }, 120_000);
});
