import type { Settings } from 'eslint-plugin-salesforce-resilience/analysis';
import type { Schema } from './schema.ts';
import { CLIENT, CLIENTS, EXTERNAL_IDS, RULES, WRAPPERS } from './setting-schemas.ts';

/** How a rule is shown in the editor. */
export type EditorSeverity = 'error' | 'hint' | 'info' | 'off' | 'warn';

/** The settings as users write them, by their key behind `salesforceResilience.`. */
export interface EditorSettings {
  readonly enable: boolean;
  readonly preset: 'recommended' | 'strict';
  readonly rules: Readonly<Record<string, EditorSeverity>>;
  readonly minimumConfidence: Settings['minimumConfidence'] | null;
  readonly tests: boolean;
  readonly clients: Settings['clients'];
  readonly wrappers: Settings['wrappers'];
  readonly client: Exclude<Settings['client'], undefined> | null;
  readonly externalIds: Settings['externalIds'];
  readonly jsforceVersion: Exclude<Settings['jsforceVersion'], undefined> | null;
  readonly eslint: 'auto' | 'off';
  readonly 'hover.enable': boolean;
  readonly 'codeLens.enable': boolean;
  /** In kB (1,000 bytes). */
  readonly maxFileSize: number;
  readonly 'trace.server': 'messages' | 'off' | 'verbose';
}

/** One setting: everything that the manifest, the defaults, the documentation and the checks need. */
export interface Setting<Value> {
  readonly schema: Schema;
  readonly default: Value;
  /** `resource`: a folder of a workspace may have its own value. */
  readonly scope: 'resource' | 'window';
  /** One or two sentences in Markdown. */
  readonly description: string;
  /** One sentence for each value of `schema.enum`. */
  readonly choices?: readonly string[];
}

/** What every key of the settings begins with, and the section that a server asks its client for. */
export const SECTION = 'salesforceResilience';

/** The one table of settings. */
export const SETTINGS: { readonly [Key in keyof EditorSettings]: Setting<EditorSettings[Key]> } = {
  enable: {
    schema: { type: 'boolean' },
    default: true,
    scope: 'resource',
    description: 'Whether Salesforce calls are looked at.',
  },
  preset: {
    schema: { type: 'string', enum: ['recommended', 'strict'] },
    default: 'recommended',
    scope: 'resource',
    description: 'Which rules are on, and how sure it must be that a call goes to Salesforce.',
    choices: [
      'The rules of `configs.recommended` of the ESLint plugin.',
      'Every rule, and also calls that a single sign speaks for.',
    ],
  },
  rules: {
    schema: RULES,
    default: {},
    scope: 'resource',
    description:
      'How a rule is shown, by its short name, such as `{ "require-retry": "warn" }`: `off`, `hint`, `info`, `warn` or `error`. A rule that is not named is shown by what it prevents: lost or duplicated data as an error, a longer outage as a warning, anything else as information.',
  },
  minimumConfidence: {
    schema: { type: ['string', 'null'], enum: [null, 'possible', 'likely', 'certain'] },
    default: null,
    scope: 'resource',
    description: 'How sure it must be that a call goes to Salesforce before it is reported.',
    choices: [
      'As the preset has it: `likely` in `recommended`, `possible` in `strict`.',
      'One sign speaks for Salesforce.',
      'Two signs together speak for Salesforce.',
      'The URL or the client proves it.',
    ],
  },
  tests: {
    schema: { type: 'boolean' },
    default: false,
    scope: 'resource',
    description: 'Whether test files are looked at too.',
  },
  clients: {
    schema: CLIENTS,
    default: [],
    scope: 'resource',
    description: 'Functions of the project that send one request to Salesforce, beside the clients that are known.',
  },
  wrappers: {
    schema: WRAPPERS,
    default: [],
    scope: 'resource',
    description: 'Functions of the project that call their argument again when it fails, beside those that are known.',
  },
  client: {
    schema: CLIENT,
    default: null,
    scope: 'resource',
    description:
      'The resilient client of the project, such as `{ "module": "./src/lib/salesforce-fetch", "name": "salesforceFetch" }`: quick fixes import it and send calls through it. Paths start from the workspace folder.',
  },
  externalIds: {
    schema: EXTERNAL_IDS,
    default: {},
    scope: 'resource',
    description:
      'The external-id field of an object, such as `{ "Payment__c": "Reference__c" }`: quick fixes turn creates into upserts by it.',
  },
  jsforceVersion: {
    schema: { type: ['integer', 'null'], enum: [null, 1, 2, 3] },
    default: null,
    scope: 'resource',
    description: 'The major version of jsforce.',
    choices: [
      'As the package or the lock file of the project says.',
      'jsforce 1 repeats nothing.',
      'jsforce 2 repeats nothing.',
      'jsforce 3 repeats GET, PUT, HEAD, OPTIONS and DELETE.',
    ],
  },
  eslint: {
    schema: { type: 'string', enum: ['auto', 'off'] },
    default: 'auto',
    scope: 'resource',
    description: "Whether the rules and settings of the project's own ESLint configuration hold here too.",
    choices: [
      'In a trusted workspace whose ESLint configuration has the plugin, its rules and settings hold.',
      'Only these settings hold.',
    ],
  },
  'hover.enable': {
    schema: { type: 'boolean' },
    default: true,
    scope: 'resource',
    description: 'Whether a hover over a Salesforce call says what happens to it in an outage.',
  },
  'codeLens.enable': {
    schema: { type: 'boolean' },
    default: false,
    scope: 'resource',
    description:
      'Whether lines above a function count its exposed Salesforce calls, and generate or run its outage test.',
  },
  maxFileSize: {
    schema: { type: 'integer', minimum: 1, maximum: 100_000 },
    default: 500,
    scope: 'resource',
    description: 'Size of a file, in kB, beyond which it is looked at only when typing pauses.',
  },
  'trace.server': {
    schema: { type: 'string', enum: ['off', 'messages', 'verbose'] },
    default: 'off',
    scope: 'window',
    description: 'What is logged of the talk between the editor and the language server.',
    choices: ['Nothing.', 'Which messages are sent.', 'The messages with their content.'],
  },
};

/** The keys of the table, in its order. */
export const SETTING_KEYS = Object.keys(SETTINGS) as readonly (keyof EditorSettings)[];

/** What holds where nothing is set. */
export const DEFAULT_EDITOR_SETTINGS = Object.fromEntries(
  SETTING_KEYS.map((key) => [key, SETTINGS[key].default]),
) as unknown as EditorSettings;
