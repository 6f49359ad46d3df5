import { rules, type Settings, settingsOf } from 'eslint-plugin-salesforce-resilience/analysis';
import { checkedSettings } from '../protocol/checked-settings.ts';
import { type EditorSettings, type EditorSeverity, SECTION } from '../protocol/settings.ts';

/** How the documents of one folder are looked at. The same object means the same answers: make a new one for a change. */
export interface Configuration {
  readonly enabled: boolean;
  /** Absolute path of the folder, with forward slashes; paths in the settings start from it. */
  readonly root: string;
  /** How each rule is shown, by its short name. */
  readonly severities: Readonly<Record<string, EditorSeverity>>;
  readonly settings: Settings;
  readonly eslint: 'auto' | 'off';
  readonly hover: boolean;
  readonly codeLens: boolean;
  /** In kB; a larger file is for when nothing else is to do. */
  readonly maxFileSize: number;
  /** External-id fields of an object by the metadata of the project; undefined where nobody has looked. */
  readonly externalIdFields?: ((sobject: string) => readonly string[]) | undefined;
}

/** A configuration, and what is wrong with the settings it was made from: sentences that name the setting. */
export interface CheckedConfiguration {
  readonly configuration: Configuration;
  readonly problems: readonly string[];
}

/**
 * Makes a configuration of the settings under `salesforceResilience`. A wrong value is named, and its default holds.
 *
 * @param raw - What the client answers for the section; undefined for the defaults.
 * @param root - Absolute path of the workspace folder, with forward slashes.
 */
export function configurationFrom(raw: unknown, root: string): CheckedConfiguration {
  const { values, problems } = checkedSettings(raw);
  const checked = analysisSettings(values);
  const unknown = Object.keys(values.rules).filter((name) => !Object.hasOwn(rules, name));
  const configuration: Configuration = {
    enabled: values.enable,
    root,
    severities: severitiesOf(values),
    settings: checked.settings,
    eslint: values.eslint,
    hover: values['hover.enable'],
    codeLens: values['codeLens.enable'],
    maxFileSize: values.maxFileSize,
  };
  const names = Object.keys(rules).join(', ');
  return {
    configuration,
    problems: [
      ...problems,
      ...checked.problems,
      ...unknown.map((name) => `${SECTION}.rules names '${name}', which is no rule. The rules are ${names}.`),
    ],
  };
}

/** Error for lost or duplicated data, warning for a longer outage, information for cost; what the settings say first. */
function severitiesOf({ preset, rules: own }: EditorSettings): Readonly<Record<string, EditorSeverity>> {
  return Object.fromEntries(
    Object.entries(rules).map(([name, { definition }]) => {
      const isOn = preset === 'strict' || definition.preset === 'recommended';
      return [name, own[name] ?? (isOn ? BY_DEFECT[definition.severity] : 'off')];
    }),
  );
}

const BY_DEFECT = { S1: 'error', S2: 'warn', S3: 'info' } as const;

/** The settings of the analysis; its own checks see what a schema cannot, such as a package without a name. */
function analysisSettings(values: EditorSettings): { settings: Settings; problems: string[] } {
  const { preset, minimumConfidence, tests, clients, wrappers, client, externalIds, jsforceVersion } = values;
  const base = {
    minimumConfidence: minimumConfidence ?? (preset === 'strict' ? 'possible' : 'likely'),
    tests,
    externalIds,
    ...(client ? { client } : {}),
    ...(jsforceVersion ? { jsforceVersion } : {}),
  } as const;
  const problems: string[] = [];
  const lists = Object.entries({ clients, wrappers }).filter(([key, list]) => {
    const problem = problemWith({ [key]: list });
    if (problem !== undefined) problems.push(problem);
    return problem === undefined;
  });
  return { settings: settingsOf({ ...base, ...Object.fromEntries(lists) }), problems };
}

function problemWith(settings: object): string | undefined {
  try {
    settingsOf(settings);
    return undefined;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return error.message.replace(/^settings\['[^']*'\]/, SECTION);
  }
}
