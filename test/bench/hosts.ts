/** The lean host beside ESLint with typescript-eslint's parser, on the same files: how many times faster it is. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Linter } from 'eslint';
import plugin from 'eslint-plugin-salesforce-resilience';
import { nodeFiles, projectModules, settingsOf } from 'eslint-plugin-salesforce-resilience/analysis';
import tseslint from 'typescript-eslint';
import { lint } from '../../extension/src/host/lint.ts';
import { parse } from '../../extension/src/host/parse.ts';

const root = path.resolve(import.meta.dirname, '../..');
const ROUNDS = 15;
const COLD_ROUNDS = 7;

/** Files that are linted one after the other. */
export interface Files {
  readonly folder: string;
  readonly samples: readonly { readonly filename: string; readonly text: string }[];
}

/** Milliseconds for the same files, each the middle one of many rounds. */
export interface Times {
  readonly eslint: number;
  readonly host: number;
}

/** Both hosts on the same files, in turns; each round begins without what is known of other files. */
export function timesOf(files: Files): Times {
  const [eslint, host]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    eslint.push(timed(() => byESLint(files)));
    host.push(timed(() => byHost(files)));
  }
  return { eslint: middle(eslint), host: middle(host) };
}

const severities = Object.fromEntries(Object.keys(plugin.rules).map((name) => [name, 'error' as const]));
const rules = Object.fromEntries(
  Object.keys(severities).map((name) => [`salesforce-resilience/${name}`, 'error' as const]),
);

function byESLint({ folder, samples }: Files): void {
  const linter = new Linter({ cwd: folder });
  const config: Linter.Config = {
    files: ['**/*.{js,ts}'],
    languageOptions: { parser: tseslint.parser },
    plugins: { 'salesforce-resilience': plugin },
    rules,
    settings: { 'salesforce-resilience': { minimumConfidence: 'likely' } },
  };
  for (const { filename, text } of samples) linter.verify(text, config, { filename });
}

function byHost({ folder, samples }: Files): void {
  const settings = settingsOf({ minimumConfidence: 'likely' });
  const files = nodeFiles();
  const modules = files && projectModules(files, parse, settings, folder);
  for (const { filename, text } of samples) lint(text, { filename, root: folder, settings, severities, modules });
}

/** A new process on one file, from start to end: ESLint's command and ours. */
export function coldTimes(text: string): Times & { readonly node: number } {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'salesforce-resilience-cold-'));
  try {
    symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'), 'junction');
    const config = [
      "import parser from '@typescript-eslint/parser';",
      "import resilience from 'eslint-plugin-salesforce-resilience';",
      "export default [{ ...resilience.configs.recommended, files: ['**/*.js'], languageOptions: { parser } }];",
    ];
    writeFileSync(path.join(folder, 'lint.mjs'), config.join('\n'));
    writeFileSync(path.join(folder, 'code.js'), text);
    const run = (...args: readonly string[]): number =>
      timed(() => {
        const { status } = spawnSync(process.execPath, args, { cwd: folder });
        if (status !== 1 && status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}.`);
      });
    const commands = {
      eslint: [path.join(root, 'node_modules/eslint/bin/eslint.js'), '-c', 'lint.mjs', 'code.js'],
      host: [path.join(root, 'extension/dist/cli/main.js'), 'check', 'code.js'],
      node: ['-e', ''],
    };
    const times = { eslint: [] as number[], host: [] as number[], node: [] as number[] };
    for (let round = 0; round < COLD_ROUNDS; round += 1)
      for (const name of ['eslint', 'host', 'node'] as const) times[name].push(run(...commands[name]));
    return { eslint: middle(times.eslint), host: middle(times.host), node: middle(times.node) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function timed(action: () => void): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

function middle(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
