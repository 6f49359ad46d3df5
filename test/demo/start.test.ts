import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const BROKEN = 'export const load = () => fetch(`${base}/services/data/v60.0/limits`, { signal });\n';

/** What `npm start -- ARGS` prints and how it ends, once everything is set up. */
function start(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const command = ['--import', import.meta.resolve('tsx'), path.join(root, 'test/demo/start.ts'), ...args];
  return new Promise((resolve) => {
    execFile(process.execPath, command, { cwd: root, env: { ...process.env, INIT_CWD: root } }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, out, err });
    });
  });
}

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'salesforce-resilience-start-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const write = async (name: string, text: string): Promise<string> => {
  const file = path.join(folder, name);
  await writeFile(file, text);
  return file;
};

describe('npm start with paths', () => {
  it('lints them and ends with 1 when it finds something', async () => {
    const file = await write('load.ts', BROKEN.replace('()', '(): Promise<Response>'));
    const { code, out } = await start(file);
    expect(out).toContain('load.ts:1:46  salesforce-resilience/require-retry');
    expect(out).toContain('Nothing repeats this GET to /services/data/v60.0/limits after a failure');
    expect(out).toMatch(/> 1 \| export const load/);
    expect(out).toMatch(/fix: Insert the resilient client/);
    expect(out).toMatch(/see: https:\/\/.*require-retry\.md/);
    expect(out).toContain('1 finding in 1 file.');
    expect(code).toBe(1);
  });

  it('ends with 0 when there is nothing to find', async () => {
    await write('load.js', "export const load = () => fetch('https://example.com');\n");
    expect(await start(folder)).toMatchObject({ code: 0, out: '0 findings in 1 file.\n', err: '' });
  });

  it('looks into folders, but not into those of installed packages', async () => {
    await write('a.js', BROKEN);
    await write('b.txt', BROKEN);
    const { out } = await start(folder);
    expect(out).toContain('1 finding in 1 file.');
  });

  it('tells a file that does not parse, lints the others, and ends with 2', async () => {
    const wrong = await write('wrong.js', 'const = ;\n');
    await write('load.js', BROKEN);
    const { code, out, err } = await start(folder);
    expect(err).toContain(`${path.relative(root, wrong)}: line 1: Parsing error: Unexpected token =`);
    expect(err).toContain('1 of 2 could not be linted.');
    expect(out).toContain('1 finding in 1 file.');
    expect(code).toBe(2);
  });

  it('tells a path that does not exist, lints the others, and ends with 2', async () => {
    const file = await write('load.js', BROKEN);
    const { code, out, err } = await start(path.join(folder, 'missing.js'), file);
    expect(err).toContain('missing.js: there is no such file or folder');
    expect(out).toContain('1 finding in 1 file.');
    expect(code).toBe(2);
  });

  it('tells an unknown setting and what is allowed, and ends with 2', async () => {
    const file = await write('load.js', BROKEN);
    const { code, err } = await start(file, '--settings', '{ "confidence": "certain" }');
    expect(err).toContain(
      "settings['salesforce-resilience'] has no key 'confidence'. Allowed: clients, wrappers, client, externalIds, jsforceVersion, minimumConfidence, tests.",
    );
    expect(code).toBe(2);
  });

  it('tells settings that are no JSON, and ends with 2', async () => {
    const { code, err } = await start(await write('load.js', BROKEN), '--settings', 'certain');
    expect(err).toMatch(/--settings takes JSON, such as .*: Unexpected token/);
    expect(code).toBe(2);
  });

  it('tells an unknown option and how it is used, and ends with 2', async () => {
    const { code, err } = await start(await write('load.js', BROKEN), '--fixx');
    expect(err).toMatch(/Unknown option '--fixx'/);
    expect(err).toContain('Usage: npm start');
    expect(code).toBe(2);
  });

  it('lints as its settings and presets say', async () => {
    const file = await write(
      'load.js',
      'export const load = () => fetch(instanceUrl + path, { headers: { Authorization: `Bearer ${token}` } });\n',
    );
    expect(await start(file)).toMatchObject({ code: 0 });
    expect(await start(file, '--strict')).toMatchObject({ code: 1 });
    const certain = await start(file, '--strict', '--settings', '{ "minimumConfidence": "certain" }');
    expect(certain).toMatchObject({ code: 0 });
  });

  it('is not confused by comments for other plugins', async () => {
    const file = await write('load.js', '// eslint-disable-next-line other/rule\nexport const a = 1;\n');
    expect(await start(file)).toMatchObject({ code: 0, out: '0 findings in 1 file.\n' });
  });
});

describe('npm start', () => {
  it('finds, fixes and proves: the fixed version loses and duplicates nothing', async () => {
    const { code, out } = await start();
    for (const file of ['payments.js', 'payments.ts']) {
      for (const rule of ['require-retry', 'require-idempotent-write']) {
        expect(out).toMatch(new RegExp(`test/demo/${file}:\\d+:\\d+  salesforce-resilience/${rule}`));
      }
      expect(out).toContain(`+++ b/test/demo/${file}`);
    }
    expect(out).toContain('sobjects/Payment__c/Reference__c/${encodeURIComponent(payment.reference)}`');
    const row = (label: string): number[] =>
      new RegExp(`^${label} +(.+)$`, 'm').exec(out)![1]!.split(/ s? */).filter(Boolean).map(Number);
    const [confirmed, recorded, lost, duplicated, early, requests] = [
      'payments confirmed',
      'recorded in Salesforce',
      'lost',
      'duplicated',
      'retries earlier than asked',
      'requests',
    ].map(row);
    // Before and after in both languages, and with the full client; virtual time gives the same figures each time.
    expect(confirmed).toEqual([1300, 1300, 1300, 1300, 1300]);
    expect(recorded).toEqual([327, 1300, 327, 1300, 1300]);
    expect(lost).toEqual([973, 0, 973, 0, 0]);
    expect(duplicated).toEqual([0, 0, 0, 0, 0]);
    expect(early).toEqual([0, 0, 0, 0, 0]);
    const [core, full] = [requests![1]!, requests![4]!];
    expect(full).toBeLessThan(core / 2);
    expect(out).toContain('The fixed version lost 0 and duplicated 0.');
    const [table] = /^ +payments\.js before[^]*duplicated 0\.$/m.exec(out)!;
    expect(await readFile(path.join(root, 'README.md'), 'utf8')).toContain(table);
    const report = /^The outage as a picture: (.+)$/m.exec(out)![1]!;
    const page = await readFile(report, 'utf8');
    expect(page).toContain('<h1>1300 payments through a five-minute outage: 973 lost before the fix, 0 after it</h1>');
    expect(code).toBe(0);
  }, 180_000);
});
