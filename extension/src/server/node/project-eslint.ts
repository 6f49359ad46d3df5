import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { NAMESPACE } from 'eslint-plugin-salesforce-resilience/analysis';
import { ESLINT_CONFIGURATIONS } from '../../host/eslint-configurations.ts';
import type { EslintRules, ProjectEslint } from '../runtime.ts';

/** As much of the `ESLint` class of versions 8 to 10 as is used. */
interface Eslint {
  calculateConfigForFile(file: string): Promise<EslintConfig | undefined>;
  isPathIgnored(file: string): Promise<boolean>;
}

type EslintClass = new (options: { cwd: string }) => Eslint;

interface EslintConfig {
  /** The plugins themselves in a flat configuration, their names in one of `.eslintrc`. */
  readonly plugins?: readonly string[] | Readonly<Record<string, { readonly meta?: { readonly name?: string } }>>;
  readonly rules?: Readonly<Record<string, unknown>>;
  readonly settings?: Readonly<Record<string, unknown>>;
}

/**
 * The ESLint that is installed in a project. Loading it, and its configuration, runs code of the project: only ask it in a
 * trusted workspace.
 */
export function createProjectEslint(): ProjectEslint {
  const loaded = new Map<string, Promise<Eslint | undefined>>();
  return {
    async rulesFor(folder, file) {
      const known = loaded.get(folder) ?? loadFrom(folder);
      loaded.set(folder, known);
      const eslint = await known;
      if (!eslint) return undefined;
      // What ESLint passes over is clean in CI, where it lints with our plugin at all.
      if (await eslint.isPathIgnored(file)) return (await hasPlugin(eslint, folder)) ? NOTHING : undefined;
      const config = await eslint.calculateConfigForFile(file);
      if (!config) return undefined;
      const prefix = prefixOf(config);
      if (prefix === undefined) return undefined;
      return { severities: severitiesIn(config, prefix), settings: config.settings?.[NAMESPACE] };
    },
    forget: () => loaded.clear(),
  };
}

async function loadFrom(folder: string): Promise<Eslint | undefined> {
  if (!ESLINT_CONFIGURATIONS.some((name) => existsSync(path.join(folder, name)))) return undefined;
  const require = createRequire(path.join(folder, 'package.json'));
  let entry: string;
  try {
    entry = require.resolve('eslint');
  } catch {
    // Not installed: then CI is no measure for this copy of the project.
    return undefined;
  }
  const { ESLint, loadESLint } = (await import(pathToFileURL(entry).href)) as {
    ESLint: EslintClass;
    loadESLint?: (options: { cwd: string }) => Promise<EslintClass>;
  };
  // Version 8 decides by the files that are there which of its two classes it is.
  const Class = loadESLint ? await loadESLint({ cwd: folder }) : ESLint;
  return new Class({ cwd: folder });
}

const NOTHING: EslintRules = { severities: {}, settings: undefined };

/** Whether a folder lints with our plugin, going by the files that it would most likely have. */
async function hasPlugin(eslint: Eslint, folder: string): Promise<boolean> {
  const names = ['index.js', 'index.ts', 'src/index.js', 'src/index.ts'];
  const configs = await Promise.all(names.map((name) => eslint.calculateConfigForFile(path.join(folder, name))));
  return configs.some((config) => config !== undefined && prefixOf(config) !== undefined);
}

/** The prefix of our rules in a configuration: users may name a plugin as they like. */
function prefixOf({ plugins = {} }: EslintConfig): string | undefined {
  if (Array.isArray(plugins)) return (plugins as readonly string[]).includes(NAMESPACE) ? NAMESPACE : undefined;
  const named = Object.entries(plugins as Exclude<typeof plugins, readonly string[]>);
  return named.find(([, plugin]) => plugin.meta?.name === `eslint-plugin-${NAMESPACE}`)?.[0];
}

function severitiesIn({ rules = {} }: EslintConfig, prefix: string): EslintRules['severities'] {
  return Object.fromEntries(
    Object.entries(rules)
      .filter(([name]) => name.startsWith(`${prefix}/`))
      .map(([name, entry]) => [name.slice(prefix.length + 1), severityOf(entry)]),
  );
}

function severityOf(entry: unknown): 'error' | 'off' | 'warn' {
  const severity: unknown = Array.isArray(entry) ? entry[0] : entry;
  if (severity === 2 || severity === 'error') return 'error';
  return severity === 1 || severity === 'warn' ? 'warn' : 'off';
}
