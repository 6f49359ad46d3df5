import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { NAMESPACE } from 'eslint-plugin-salesforce-resilience/analysis';
import { ESLINT_CONFIGURATIONS } from '../host/eslint-configurations.ts';

interface ESLintModule {
  readonly ESLint: new (options: { cwd: string }) => {
    calculateConfigForFile(filename: string): Promise<{ settings?: Record<string, unknown> } | undefined>;
  };
}

/** What the project's own ESLint has to say. */
export interface ESLintSettings {
  /** The plugin's settings for a file; undefined where there are none. */
  of(filename: string): Promise<unknown>;
  /** Why the configuration could not be read, after a question; undefined where it could, or there is none. */
  readonly problem: () => string | undefined;
}

/**
 * The settings of a project's ESLint configuration. ESLint is loaded with the first question, and where there is a
 * configuration: it takes longer to load than everything else.
 *
 * @param cwd - Working directory.
 */
export function eslintSettings(cwd: string): ESLintSettings {
  let eslint: InstanceType<ESLintModule['ESLint']> | undefined;
  let problem: string | undefined;
  const isConfigured = hasConfiguration(cwd);
  return {
    problem: () => problem,
    async of(filename) {
      if (!isConfigured || problem !== undefined) return undefined;
      try {
        const { ESLint } = createRequire(path.join(cwd, 'package.json'))('eslint') as ESLintModule;
        eslint ??= new ESLint({ cwd });
        return (await eslint.calculateConfigForFile(filename))?.settings?.[NAMESPACE];
      } catch (error) {
        problem = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
        return undefined;
      }
    },
  };
}

/** Whether a folder or one above it has a configuration of ESLint. */
function hasConfiguration(folder: string): boolean {
  if (ESLINT_CONFIGURATIONS.some((name) => existsSync(path.join(folder, name)))) return true;
  const above = path.dirname(folder);
  return above !== folder && hasConfiguration(above);
}
