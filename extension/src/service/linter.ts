import { type Files, letGo, projectModules } from 'eslint-plugin-salesforce-resilience/analysis';
import { type Linted, lint, type LintOptions, type Severity } from '../host/lint.ts';
import { parseQuietly } from '../host/parse.ts';
import type { ParseText } from '../host/reparse.ts';
import type { EditorSeverity } from '../protocol/settings.ts';
import type { Configuration } from './configuration.ts';
import type { Script } from './scripts.ts';

/** Lints scripts as a configuration has it. */
export interface Linter {
  /** @throws {ParseError} when the text does not parse. */
  lint(script: Script, configuration: Configuration, parse?: ParseText): Linted;
  /** Lets go of a file that is not looked at any more. */
  forget(path: string, configuration: Configuration): void;
  /** Whether what was found in a file may rest on another one. */
  restsOn(path: string, other: string, configuration: Configuration): boolean;
}

type Ground = Omit<LintOptions, 'filename' | 'parse' | 'top'>;

/**
 * A linter that keeps what it has learnt of other files for as long as a configuration lives.
 *
 * @param files - The files of the workspace; without them, what other files say is unknown.
 */
export function createLinter(files: Files | undefined): Linter {
  const grounds = new WeakMap<Configuration, Ground>();
  const groundOf = (configuration: Configuration): Ground => {
    const known = grounds.get(configuration);
    if (known) return known;
    const { root, settings, severities } = configuration;
    const modules = files && projectModules(files, parseQuietly, settings, root);
    const ground = { root, settings, severities: hostSeverities(severities), modules };
    grounds.set(configuration, ground);
    return ground;
  };
  return {
    lint({ text, filename, top }, configuration, parse) {
      return lint(text, { filename, top, ...(parse ? { parse } : {}), ...groundOf(configuration) });
    },
    forget(path, configuration) {
      grounds.get(configuration)?.modules?.forget(path);
      letGo();
    },
    restsOn: (path, other, configuration) => grounds.get(configuration)?.modules?.restsOn(path, other) === true,
  };
}

function hostSeverities(severities: Readonly<Record<string, EditorSeverity>>): Record<string, Severity> {
  return Object.fromEntries(Object.entries(severities).map(([rule, severity]) => [rule, hostSeverity(severity)]));
}

/** The host knows those of ESLint only. */
export function hostSeverity(severity: EditorSeverity): Severity {
  return severity === 'off' || severity === 'error' ? severity : 'warn';
}
