import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../..');
const PARTS = [
  'README.md',
  'package.json',
  'tsconfig.base.json',
  'vitest.config.ts',
  'scripts',
  'eslint-plugin/README.md',
  'eslint-plugin/docs',
  'eslint-plugin/package.json',
  'eslint-plugin/src',
  'eslint-plugin/tsconfig.json',
  'test/demo',
  'test/support/rule-cases.ts',
];

let copy: string;

beforeEach(async () => {
  copy = await mkdtemp(path.join(os.tmpdir(), 'salesforce-resilience-rule-'));
  for (const part of PARTS) await cp(path.join(root, part), path.join(copy, part), { recursive: true });
  await symlink(path.join(root, 'node_modules'), path.join(copy, 'node_modules'), 'junction');
});

afterEach(async () => {
  await rm(copy, { recursive: true, force: true });
});

/** Runs a program in the copy of the repository. */
function run(...args: readonly string[]): Promise<{ code: number; said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...args], { cwd: copy }, (error, out, err) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, said: out + err });
    });
  });
}

const newRule = (...args: readonly string[]): ReturnType<typeof run> =>
  run('--import', 'tsx', 'scripts/new-rule.ts', ...args);

it('writes a rule that compiles, a test that passes and a page, and enters them everywhere', async () => {
  expect(await newRule('require-luck')).toMatchObject({ code: 0 });
  expect(await run('node_modules/typescript/bin/tsc', '-p', 'eslint-plugin')).toEqual({ code: 0, said: '' });
  const test = await run('node_modules/vitest/vitest.mjs', 'run', '--root', '.', 'require-luck');
  expect(test.said).toMatch(/Tests.*2 passed/);
  expect(await readFile(path.join(copy, 'eslint-plugin/src/rules/index.ts'), 'utf8')).toContain(
    "'require-luck': requireLuck,",
  );
  expect(await readFile(path.join(copy, 'README.md'), 'utf8')).toContain(
    '[require-luck](eslint-plugin/docs/rules/require-luck.md)',
  );
  expect(await readFile(path.join(copy, 'eslint-plugin/docs/rules/require-luck.md'), 'utf8')).toContain(
    '# salesforce-resilience/require-luck',
  );
}, 120_000);

it.each([[[]], [['luck']], [['requireLuck']], [['require-one-two-three-four-five']]])(
  'refuses the name %j and says what a name is like',
  async (args) => {
    const { code, said } = await newRule(...args);
    expect(said).toContain('Usage: npm run new-rule NAME');
    expect(code).toBe(2);
  },
);

it('writes nothing over a rule that exists', async () => {
  const file = path.join(copy, 'test/eslint-plugin/rules/require-luck.test.ts');
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, '// mine');
  const { code, said } = await newRule('require-luck');
  expect(said).toContain('test/eslint-plugin/rules/require-luck.test.ts exists already: nothing was written.');
  expect(code).toBe(2);
  expect(await readFile(file, 'utf8')).toBe('// mine');
});
