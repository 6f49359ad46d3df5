import { existsSync } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { ESLint, type Linter } from 'eslint';
import plugin from 'eslint-plugin-salesforce-resilience';
import tseslint from 'typescript-eslint';

const SOURCES = /\.[cm]?[jt]sx?$/;
const TYPESCRIPT = ['**/*.{ts,mts,cts,tsx}'];

/** What ESLint found in one file. */
export interface FileFindings {
  readonly file: string;
  readonly text: string;
  readonly messages: readonly Linter.LintMessage[];
}

/** A path that could not be linted, and why. */
export interface LintFailure {
  readonly path: string;
  readonly reason: string;
}

/** How to lint. */
export interface LintOptions {
  readonly preset: 'recommended' | 'strict';
  /** The project's `settings['salesforce-resilience']`. */
  readonly settings?: unknown;
}

/**
 * Lints text as if it were the content of `file`, with the rules of this plugin alone.
 *
 * @param cwd - Working directory of ESLint: `file` is in it, and a test when it lies in one of its test folders.
 */
async function lintText(
  text: string,
  file: string,
  { preset, settings }: LintOptions,
  cwd = path.dirname(file),
): Promise<FileFindings> {
  const eslint = new ESLint({
    // Files outside of the working directory have no configuration in ESLint.
    cwd,
    overrideConfigFile: true,
    overrideConfig: [
      { ...plugin.configs[preset], files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'] },
      {
        files: ['**/*.{js,mjs,cjs,jsx,ts,mts,cts,tsx}'],
        languageOptions: { parserOptions: { ecmaFeatures: { jsx: true } } },
        linterOptions: { reportUnusedDisableDirectives: 'off' },
        ...(settings === undefined ? {} : { settings: { 'salesforce-resilience': settings } }),
      },
      { files: TYPESCRIPT, languageOptions: { parser: tseslint.parser } },
    ],
  });
  const [result] = await eslint.lintText(text, { filePath: file });
  // Comments that disable other plugins' rules make ESLint look for those rules: they are not ours to report.
  const messages = (result?.messages ?? []).filter(
    ({ ruleId, fatal }) => fatal === true || ruleId?.startsWith('salesforce-resilience/'),
  );
  return { file, text, messages };
}

/** Lints files and folders, given as absolute paths; what cannot be linted is told beside what was found in the rest. */
export async function lintPaths(
  paths: readonly string[],
  options: LintOptions,
  onProgress?: (file: string) => void,
): Promise<{ findings: FileFindings[]; failures: LintFailure[] }> {
  const findings: FileFindings[] = [];
  const failures: LintFailure[] = [];
  for (const given of paths) {
    if (!existsSync(given)) {
      failures.push({ path: given, reason: 'there is no such file or folder' });
      continue;
    }
    for (const file of await sourcesIn(given)) {
      onProgress?.(file);
      try {
        const cwd = file === given ? path.dirname(file) : given;
        const found = await lintText(await readFile(file, 'utf8'), file, options, cwd);
        const fatal = found.messages.find((message) => message.fatal);
        if (fatal) failures.push({ path: file, reason: `line ${fatal.line}: ${fatal.message}` });
        else findings.push(found);
      } catch (error) {
        failures.push({
          path: file,
          reason: error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error),
        });
      }
    }
  }
  return { findings, failures };
}

/** The file itself, or the sources in a folder, without those of installed packages. */
async function sourcesIn(given: string): Promise<string[]> {
  if (!(await stat(given)).isDirectory()) return [given];
  const entries = await readdir(given, { withFileTypes: true });
  const inside = await Promise.all(
    entries.map(async (entry) => {
      const at = path.join(given, entry.name);
      if (entry.isDirectory()) return /^(?:node_modules|\..+)$/.test(entry.name) ? [] : sourcesIn(at);
      return entry.isFile() && SOURCES.test(entry.name) ? [at] : [];
    }),
  );
  return inside.flat().sort();
}

const MOST_ROUNDS = 50;

/**
 * Applies the first suggestion of each finding, one after the other and each on what the one before left.
 *
 * @throws {Error} when that does not come to an end.
 */
export async function applySuggestions(text: string, file: string, options: LintOptions): Promise<string> {
  let fixed = text;
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const { messages } = await lintText(fixed, file, options);
    const fix = messages.flatMap(({ suggestions = [] }) => suggestions.slice(0, 1))[0]?.fix;
    if (!fix) return fixed;
    fixed = fixed.slice(0, fix.range[0]) + fix.text + fixed.slice(fix.range[1]);
  }
  throw new Error(`The suggestions for ${file} do not come to an end.`);
}
