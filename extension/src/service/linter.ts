import {
  type Files,
  type ProjectModules,
  projectModules,
  type Settings,
} from 'eslint-plugin-salesforce-resilience/analysis';
import { type Linted, lint, type Severity } from '../host/lint.ts';
import { parseQuietly } from '../host/parse.ts';
import type { EditorSeverity } from '../protocol/settings.ts';
import type { Configuration } from './configuration.ts';
import type { Script } from './scripts.ts';

/** Lints scripts as a configuration has it. */
export interface Linter {
  /**
   * @param other - Settings that go before those of the configuration, to see what the rules would suggest with them.
   * @throws {ParseError} when the text does not parse.
   */
  lint(script: Script, configuration: Configuration, other?: Partial<Settings>): Linted;
  /** Whether what was found in a file may rest on another one. */
  restsOn(path: string, other: string, configuration: Configuration): boolean;
}

interface Ground {
  readonly settings: Settings;
  readonly modules: ProjectModules | undefined;
}

/**
 * A linter that keeps what it has learnt of other files for as long as a configuration lives.
 *
 * @param files - The files of the workspace; without them, what other files say is unknown.
 */
export function createLinter(files: Files | undefined): Linter {
  const grounds = new WeakMap<Configuration, Map<string, Ground>>();
  const groundOf = (configuration: Configuration, other: Partial<Settings>): Ground => {
    let known = grounds.get(configuration);
    if (!known) grounds.set(configuration, (known = new Map<string, Ground>()));
    const key = JSON.stringify(other);
    const found = known.get(key);
    if (found) return found;
    const settings = { ...configuration.settings, ...other };
    const modules = files && projectModules(files, parseQuietly, settings, configuration.root);
    const ground = { settings, modules };
    known.set(key, ground);
    return ground;
  };
  return {
    lint({ text, filename }, configuration, other = {}) {
      const { root, severities } = configuration;
      return lint(text, { filename, root, severities: hostSeverities(severities), ...groundOf(configuration, other) });
    },
    restsOn(path, other, configuration) {
      const known = [...(grounds.get(configuration)?.values() ?? [])];
      // Each ground is asked, since each takes note of what is new.
      return known.filter(({ modules }) => modules?.restsOn(path, other)).length > 0;
    },
  };
}

function hostSeverities(severities: Readonly<Record<string, EditorSeverity>>): Record<string, Severity> {
  return Object.fromEntries(Object.entries(severities).map(([rule, severity]) => [rule, hostSeverity(severity)]));
}

/** The host knows those of ESLint only. */
export function hostSeverity(severity: EditorSeverity): Severity {
  return severity === 'off' || severity === 'error' ? severity : 'warn';
}
