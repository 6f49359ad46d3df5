import { describeMismatch } from './schema.ts';
import { DEFAULT_EDITOR_SETTINGS, type EditorSettings, SECTION, SETTING_KEYS, SETTINGS } from './settings.ts';

/** Settings that can be relied on, and what was wrong with those that were given. */
export interface CheckedSettings {
  readonly values: EditorSettings;
  /** Sentences that name the setting; the default holds for each of them. */
  readonly problems: readonly string[];
}

/**
 * Checks what a client sends for the section: nested (`{ hover: { enable } }`), as VS Code does, or with dots in its keys.
 * A missing value and `undefined` mean the default.
 */
export function checkedSettings(raw: unknown): CheckedSettings {
  if (raw === undefined || raw === null) return { values: DEFAULT_EDITOR_SETTINGS, problems: [] };
  if (typeof raw !== 'object' || Array.isArray(raw))
    return { values: DEFAULT_EDITOR_SETTINGS, problems: [`${SECTION} must be an object.`] };
  const problems: string[] = [];
  const set: Record<string, unknown> = {};
  for (const [key, value] of flat(raw as Readonly<Record<string, unknown>>)) {
    const problem = isKey(key)
      ? describeMismatch(value, SETTINGS[key].schema, `${SECTION}.${key}`)
      : `${SECTION} has no setting '${key}'. There are: ${SETTING_KEYS.join(', ')}.`;
    if (problem === undefined) set[key] = value;
    else problems.push(problem);
  }
  return { values: { ...DEFAULT_EDITOR_SETTINGS, ...set }, problems };
}

const GROUPS = new Set(SETTING_KEYS.flatMap((key) => (key.includes('.') ? [key.split('.')[0]] : [])));

/** The given values by the keys of the table. */
function flat(raw: Readonly<Record<string, unknown>>): [key: string, value: unknown][] {
  return Object.entries(raw).flatMap(([key, value]): [string, unknown][] => {
    if (value === undefined) return [];
    if (!GROUPS.has(key) || typeof value !== 'object' || value === null) return [[key, value]];
    return Object.entries(value)
      .filter(([, inner]) => inner !== undefined)
      .map(([inner, one]) => [`${key}.${inner}`, one]);
  });
}

function isKey(key: string): key is keyof EditorSettings {
  return Object.hasOwn(SETTINGS, key);
}
