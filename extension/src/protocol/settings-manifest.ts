import { SECTION, SETTING_KEYS, SETTINGS } from './settings.ts';

/** `contributes.configuration` of the manifest, from the table. */
export interface ManifestConfiguration {
  readonly title: string;
  readonly properties: Readonly<Record<string, object>>;
}

/**
 * The settings as the manifest of the extension declares them.
 *
 * @param ruleNames - Short names of the rules, which the setting `rules` completes.
 */
export function manifestConfiguration(ruleNames: readonly string[]): ManifestConfiguration {
  const properties = SETTING_KEYS.map((key) => {
    const { schema, default: value, scope, description, choices } = SETTINGS[key];
    const named = key === 'rules' ? { properties: rulesSchema(ruleNames), additionalProperties: false } : {};
    return [
      `${SECTION}.${key}`,
      {
        ...schema,
        ...named,
        default: value,
        scope,
        markdownDescription: description,
        ...(choices ? { markdownEnumDescriptions: choices } : {}),
      },
    ] as const;
  });
  return { title: 'Salesforce Resilience', properties: Object.fromEntries(properties) };
}

function rulesSchema(ruleNames: readonly string[]): Record<string, object> {
  return Object.fromEntries(ruleNames.map((name) => [name, SETTINGS.rules.schema.additionalProperties as object]));
}

/** The settings as a table in Markdown, for the README. */
export function settingsTable(): string {
  const rows = SETTING_KEYS.map((key) => {
    const { schema, default: value, description } = SETTINGS[key];
    const choices = schema.enum ? ` ${schema.enum.map((one) => `\`${JSON.stringify(one)}\``).join(', ')}.` : '';
    return `| \`${SECTION}.${key}\` | \`${JSON.stringify(value)}\` | ${description}${choices} |`;
  });
  return ['| Setting | Default | What it does |', '| --- | --- | --- |', ...rows].join('\n');
}
