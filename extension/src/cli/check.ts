import { readFileSync } from 'node:fs';
import path from 'node:path';
import {
  isOfSalesforce,
  isTestFile,
  mayHoldCall,
  nodeFiles,
  type ProjectModules,
  projectModules,
  type Settings,
  toPath,
} from 'eslint-plugin-salesforce-resilience/analysis';
import { lint } from '../host/lint.ts';
import { ParseError, parseQuietly } from '../host/parse.ts';
import { scriptsIn } from '../host/script-blocks.ts';
import type { CheckArguments } from './check-arguments.ts';
import type { Output } from './cli.ts';
import { fileSettings } from './file-settings.ts';
import { type Checked, formatted } from './formats.ts';
import { type Failure, NOTHING_FOUND, sourceFiles, uncheckable, unparsable } from './source-files.ts';

/**
 * Checks files and prints what is found.
 *
 * @param cwd - Working directory, which relative paths start from.
 * @returns the exit code as ESLint's: 1 for errors or too many warnings, 2 when something could not be checked.
 * @throws {ArgumentError} for settings that are wrong.
 */
export async function check(asked: CheckArguments, { out, error }: Output, cwd: string): Promise<number> {
  const found = sourceFiles(asked.paths.map((given) => path.resolve(cwd, given)));
  const failures: Failure[] = [...found.failures];
  const checkFile = checker(asked, cwd, (text) => error(text));
  const checked: Checked[] = [];
  for (const file of found.files) {
    const result = await checkFile(file);
    if ('reason' in result) failures.push(result);
    else checked.push(result);
  }
  const { format, maxWarnings } = asked;
  out(formatted(format, { checked, failures, cwd }));
  for (const { path: at, reason } of failures) error(`${path.relative(cwd, at) || at}: ${reason}.`);
  if (failures.length > 0) return 2;
  if (found.files.length === 0) {
    error(NOTHING_FOUND);
    return 2;
  }
  const severities = checked.flatMap(({ findings }) => findings.map(({ severity }) => severity));
  const warnings = severities.filter((severity) => severity === 'warn').length;
  if (warnings > maxWarnings) error(`There are more warnings than --max-warnings ${maxWarnings} allows.`);
  return warnings > maxWarnings || severities.includes('error') ? 1 : 0;
}

/** Checks one file after the other with what they have in common. */
function checker(
  { severities, preset }: CheckArguments,
  cwd: string,
  note: (text: string) => void,
): (file: string) => Promise<Checked | Failure> {
  const root = toPath(cwd);
  const settingsFor = fileSettings(cwd, preset, note);
  const files = nodeFiles();
  const known = new Map<Settings, ProjectModules | undefined>();
  const modulesFor = (settings: Settings): ProjectModules | undefined => {
    if (!known.has(settings)) known.set(settings, files && projectModules(files, parseQuietly, settings, root));
    return known.get(settings);
  };

  return async (file) => {
    const text = attempt(() => readFileSync(file, 'utf8'));
    if (typeof text !== 'string') return { path: file, reason: `it cannot be read: ${text.message}` };
    const filename = toPath(file);
    const scripts = scriptsIn(text, filename) ?? { text, lang: '', top: 0 };
    if (!mayHoldCall(scripts.text, filename, (from) => files !== undefined && isOfSalesforce(from, files)))
      return { file, text, findings: [] };
    const settings = await settingsFor(file);
    if (!settings.tests && isTestFile(filename, root)) return { file, text, findings: [], isLeftOut: true };
    const modules = modulesFor(settings);
    const { lang, top } = scripts;
    const options = { filename: `${filename}${lang}`, top, root, severities, settings, modules };
    const linted = attempt(() => lint(scripts.text, options));
    if (!(linted instanceof Error)) return { file, text, findings: linted.findings };
    return linted instanceof ParseError ? unparsable(file, linted) : uncheckable(file, linted);
  };
}

function attempt<T>(act: () => T): T | Error {
  try {
    return act();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
