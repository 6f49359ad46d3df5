import { settingsOf } from 'eslint-plugin-salesforce-resilience/analysis';
import type { InitializationOptions } from '../protocol/initialization.ts';
import type { Configuration } from '../service/configuration.ts';
import type { ProjectEslint } from './runtime.ts';

/** The configuration of one document, and who shows its findings. */
export interface ProjectRules {
  readonly configuration: Configuration;
  /** The ESLint extension shows them. */
  readonly isShownElsewhere: boolean;
}

const joined = new WeakMap<Configuration, Map<string, Configuration>>();

/**
 * A configuration with the rules and settings of the project's own ESLint, where it has our plugin, so that the editor and
 * CI agree. Nothing of the project is run unless its workspace is trusted.
 *
 * @param path - Absolute path of the document.
 * @param fail - Is told what ESLint threw; the editor's settings hold then.
 */
export async function withProjectRules(
  own: Configuration,
  path: string,
  { trusted, eslintExtensionActive }: InitializationOptions,
  eslint: ProjectEslint | undefined,
  fail: (error: unknown) => void,
): Promise<ProjectRules> {
  const alone = { configuration: own, isShownElsewhere: false };
  if (!eslint || !trusted || own.eslint === 'off' || !own.enabled) return alone;
  try {
    const rules = await eslint.rulesFor(own.root, path);
    if (!rules) return alone;
    const { severities, settings } = rules;
    const configuration = joinedWith(own, JSON.stringify(rules), { severities, settings: settingsOf(settings) });
    const isOn = Object.values(severities).some((severity) => severity !== 'off');
    return { configuration, isShownElsewhere: eslintExtensionActive && isOn };
  } catch (error) {
    fail(error);
    return alone;
  }
}

/** One object for all files with the same rules, since the service keeps what it has learnt by configuration. */
function joinedWith(
  own: Configuration,
  key: string,
  rules: Pick<Configuration, 'settings' | 'severities'>,
): Configuration {
  let known = joined.get(own);
  if (!known) joined.set(own, (known = new Map()));
  const found = known.get(key) ?? { ...own, ...rules };
  known.set(key, found);
  return found;
}
