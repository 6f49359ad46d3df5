import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../../extension/src/cli/cli.ts';

const root = path.resolve(import.meta.dirname, '../..');
const CREATE =
  "fetch('https://acme.my.salesforce.com/services/data/v60.0/sobjects/Order__c', { method: 'POST', signal });\n";
const SAID = 'Nothing repeats this POST of Order__c after a failure';
const SAFE = "export const load = () => fetch('https://example.com');\n";

let folder: string;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'salesforce-resilience-check-')));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

async function check(...args: readonly string[]): Promise<{ code: number; out: string; err: string }> {
  const lines: Record<'err' | 'out', string[]> = { out: [], err: [] };
  const output = { out: (text: string) => lines.out.push(text), error: (text: string) => lines.err.push(text) };
  const code = await runCli(['check', ...args], output, folder);
  return { code, out: lines.out.join('\n'), err: lines.err.join('\n') };
}

/** The files that something was found in, in order. */
async function filesWithFindings(...args: readonly string[]): Promise<string[]> {
  const { out } = await check('--format', 'json', ...args);
  const results = JSON.parse(out) as { filePath: string }[];
  return results.map(({ filePath }) => path.relative(folder, filePath).replaceAll('\\', '/'));
}

describe('check', () => {
  it('prints each finding with its code, and ends with 1', async () => {
    write({ 'src/a.ts': `\n\tconst sent = ${CREATE}`, 'src/b.ts': SAFE });
    const { code, out, err } = await check();
    expect(out.split('\n')).toEqual([
      path.join('src', 'a.ts'),
      expect.stringMatching(
        /^ {2}2:15 {2}error {2}This POST creates .* {2}salesforce-resilience\/require-idempotent-write$/,
      ),
      `      const sent = ${CREATE.trim()}`,
      `                   ${'^'.repeat(CREATE.trim().length - 1)}`,
      expect.stringContaining(`  2:15  error  ${SAID}`),
      expect.any(String),
      expect.any(String),
      '',
      '2 problems (2 errors, 0 warnings) in 2 files.',
    ]);
    expect(err).toBe('');
    expect(code).toBe(1);
  });

  it('ends with 0 where nothing is found, and tells of the tests that it left out', async () => {
    write({ 'a.js': SAFE, 'test/a.test.js': CREATE });
    expect(await check('.')).toEqual({ code: 0, out: 'No problems in 1 file. 1 test file left out.', err: '' });
  });

  it('looks at what people write, in every language', async () => {
    const names = ['a.js', 'b.mjs', 'c.cjs', 'd.jsx', 'e.ts', 'f.mts', 'g.cts', 'h.tsx', 'i.gs', 'in/src/i.js'];
    const script = (lang: string): string => `<script${lang}>\n${CREATE}</script>\n`;
    write({
      ...Object.fromEntries(names.map((name) => [name, CREATE])),
      'j.vue': `<template>é</template>\n${script(' lang="ts"')}`,
      'k.svelte': script(''),
      ...Object.fromEntries(
        ['node_modules/x/a.js', '.cache/a.js', 'dist/a.js', 'in/build/a.js', 'a.min.js', 'types.d.ts', 'notes.md'].map(
          (name) => [name, CREATE],
        ),
      ),
    });
    expect(await filesWithFindings()).toEqual([...names, 'j.vue', 'k.svelte']);
    expect(await filesWithFindings('dist/a.js', 'in')).toEqual(['dist/a.js', 'in/src/i.js']);
    expect((await check('j.vue')).out).toContain('  3:1  error');
  });

  it('leaves out what .gitignore does, above and below, and no more', async () => {
    write({
      '.git/HEAD': '',
      '.gitignore': 'generated/\n*.gen.js\n',
      'a.js': CREATE,
      'a.gen.js': CREATE,
      'generated/b.js': CREATE,
      'in/.gitignore': '!keep.gen.js\n/top.js\n',
      'in/keep.gen.js': CREATE,
      'in/top.js': CREATE,
      'in/deep/top.js': CREATE,
    });
    expect(await filesWithFindings()).toEqual(['a.js', 'in/deep/top.js', 'in/keep.gen.js']);
    expect(await filesWithFindings('in/deep', 'in')).toEqual(['in/deep/top.js', 'in/keep.gen.js']);
  });

  it('names what cannot be read or parsed, checks the rest, and ends with 2', async () => {
    write({ 'broken.ts': 'const salesforce = ;\n', 'good.ts': CREATE });
    symlinkSync('nowhere', path.join(folder, 'link.ts'));
    const { code, out, err } = await check('.', 'missing', 'link.ts');
    expect(err.split('\n')).toEqual([
      'missing: there is no such file or folder.',
      'link.ts: there is no such file or folder.',
      'broken.ts: line 1, column 20 does not parse: Unexpected token.',
    ]);
    expect(out).toContain(SAID);
    expect(code).toBe(2);
    expect(JSON.parse((await check('broken.ts', '--format=json')).out)).toMatchObject([
      { filePath: path.join(folder, 'broken.ts'), messages: [{ fatal: true, ruleId: null }], fatalErrorCount: 1 },
    ]);
  });

  it('gives rules the severity that is asked for, and comments go before it', async () => {
    write({ 'a.js': CREATE, 'b.js': `// eslint-disable-next-line salesforce-resilience/require-retry\n${CREATE}` });
    const quiet = ['--rule', 'require-idempotent-write=off'];
    const { code, out } = await check(...quiet, '--rule', 'salesforce-resilience/require-retry=warn');
    expect(out).toMatch(
      /^a\.js\n {2}1:1 {2}warning {2}Nothing repeats[^]*1 problem \(0 errors, 1 warning\) in 2 files\.$/,
    );
    expect(code).toBe(0);
    const limited = await check(...quiet, '--rule=require-retry=warn', '--max-warnings=0');
    expect(limited).toMatchObject({ code: 1, err: 'There are more warnings than --max-warnings 0 allows.' });
    expect((await check(...quiet, '--rule=require-retry=warn', '--max-warnings', '1')).code).toBe(0);
  });

  it('asks less of the signs for Salesforce in strict', async () => {
    write({
      'a.js':
        "export const load = () => fetch(instanceUrl + path, { headers: { Authorization: 'Bearer ' + token } });\n",
    });
    expect((await check()).code).toBe(0);
    expect((await check('--preset', 'strict')).code).toBe(1);
  });

  it('prints annotations for GitHub, with what must be escaped', async () => {
    write({ 'a, b/c.js': CREATE });
    const { out } = await check('--format', 'github', '--rule', 'require-idempotent-write=off');
    expect(out).toMatch(
      /^::error file=a%2C b\/c\.js,line=1,endLine=1,col=1,endColumn=106,title=salesforce-resilience\/require-retry::Nothing repeats/,
    );
  });

  it('takes the settings of the ESLint configuration', async () => {
    const config = (settings: string): string =>
      `export default [{ files: ['**/*.js'], settings: { 'salesforce-resilience': ${settings} } }];\n`;
    mkdirSync(path.join(folder, 'node_modules'));
    symlinkSync(path.join(root, 'node_modules/eslint'), path.join(folder, 'node_modules/eslint'), 'junction');
    write({ 'test/a.js': CREATE, 'eslint.config.mjs': config('{ tests: true }') });
    expect((await check('test')).code).toBe(1);
  });

  it('says which setting is wrong', async () => {
    mkdirSync(path.join(folder, 'node_modules'));
    symlinkSync(path.join(root, 'node_modules/eslint'), path.join(folder, 'node_modules/eslint'), 'junction');
    const settings = "{ 'salesforce-resilience': { testing: true } }";
    write({ 'a.js': CREATE, 'eslint.config.mjs': `export default [{ files: ['**/*.js'], settings: ${settings} }];\n` });
    const { code, err } = await check();
    expect(err).toContain("has no key 'testing'. Allowed: clients");
    expect(code).toBe(2);
  });

  it('says so when the ESLint configuration does not load, and goes on', async () => {
    write({ 'a.js': CREATE, 'eslint.config.mjs': "import 'no-such-package';\n" });
    const { code, err } = await check('a.js');
    expect(err).toMatch(/^The ESLint configuration is not read, so its settings do not hold: Cannot find /);
    expect(code).toBe(1);
  });

  it.each([
    [['--preset', 'loose'], "--preset takes recommended, strict, not 'loose'."],
    [['--format', 'xml'], "--format takes stylish, json, github, not 'xml'."],
    [['--rule', 'require-luck=off'], "There is no rule 'require-luck'. The rules are no-"],
    [['--rule', 'require-retry'], "--rule require-retry= takes off, warn, error, not ''."],
    [['--max-warnings', 'few'], "--max-warnings takes a whole number, not 'few'."],
    [['--luck'], "Unknown option '--luck'"],
    [['.'], 'There is nothing to check: no JavaScript, TypeScript, Vue or Svelte file is found.'],
    [['package.json'], 'package.json: only JavaScript, TypeScript, Vue and Svelte files can be checked.'],
  ])('ends with 2 and says what is wrong with %j', async (args, message) => {
    write({ 'package.json': '{}' });
    const { code, err } = await check(...args);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });

  it('runs as it is built, without ESLint and without TypeScript', async () => {
    write({ 'a.tsx': `export const A = () => <p onClick={() => { ${CREATE.trim()} }} />;\n` });
    const { code, out } = await new Promise<{ code: unknown; out: string }>((resolve) => {
      const args = [path.join(root, 'extension/dist/cli/main.js'), 'check', '--format=json'];
      execFile(process.execPath, args, { cwd: folder }, (error, out) => resolve({ code: error?.code ?? 0, out }));
    });
    expect(JSON.parse(out)).toMatchObject([
      { errorCount: 2, messages: [{ line: 1, column: 44 }, { suggestions: [{ fix: {} }] }] },
    ]);
    expect(code).toBe(1);
  });
});
