import { type Settings, settingsOf } from 'eslint-plugin-salesforce-resilience/analysis';
import { ArgumentError, type Preset } from './arguments.ts';
import { eslintSettings } from './eslint-settings.ts';

/**
 * The settings of files: those of the project's ESLint configuration, the defaults where it has none.
 *
 * @param note - Is told once when the configuration cannot be read.
 * @returns the same object for as long as the settings are the same.
 */
export function fileSettings(
  cwd: string,
  preset: Preset,
  note: (text: string) => void,
): (file: string) => Promise<Settings> {
  const configured = eslintSettings(cwd);
  const known = new Map<string, Settings>();
  let isNoted = false;
  return async (file) => {
    const own = await configured.of(file);
    const problem = configured.problem();
    if (problem !== undefined && !isNoted)
      note(`The ESLint configuration is not read, so its settings do not hold: ${problem}`);
    isNoted = problem !== undefined;
    // Strict reports what one signal speaks for, as the preset in ESLint does; the project's own settings go before it.
    const given = preset === 'strict' && isPlain(own) ? { minimumConfidence: 'possible', ...own } : own;
    const key = JSON.stringify(given ?? {});
    const settings = known.get(key) ?? checkedSettings(given);
    known.set(key, settings);
    return settings;
  };
}

function checkedSettings(given: unknown): Settings {
  try {
    return settingsOf(given);
  } catch (error) {
    throw error instanceof TypeError ? new ArgumentError(error.message) : error;
  }
}

function isPlain(value: unknown): value is object | undefined {
  return value === undefined || (typeof value === 'object' && value !== null);
}
