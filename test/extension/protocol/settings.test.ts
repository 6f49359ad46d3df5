import { DEFAULT_SETTINGS, rules, settingsOf } from 'eslint-plugin-salesforce-resilience/analysis';
import { describe, expect, it } from 'vitest';
import { checkedSettings } from '../../../extension/src/protocol/checked-settings.ts';
import { describeMismatch } from '../../../extension/src/protocol/schema.ts';
import { type EditorSettings, SETTING_KEYS, SETTINGS } from '../../../extension/src/protocol/settings.ts';
import { manifestConfiguration, settingsTable } from '../../../extension/src/protocol/settings-manifest.ts';
import { configurationFrom } from '../../../extension/src/service/configuration.ts';

describe('the table of settings', () => {
  it.each(SETTING_KEYS)('%s has a default that its own schema allows, and a sentence for each choice', (key) => {
    const { schema, default: value, choices, description } = SETTINGS[key];
    expect(describeMismatch(value, schema, key)).toBeUndefined();
    expect(choices?.length).toBe(schema.enum?.length);
    expect(description).toMatch(/\.$|`error`/);
  });

  it('is the manifest, with the rules by name', () => {
    const { properties } = manifestConfiguration(Object.keys(rules));
    expect(properties['salesforceResilience.eslint']).toEqual({
      type: 'string',
      enum: ['auto', 'off'],
      default: 'auto',
      scope: 'resource',
      markdownDescription: SETTINGS.eslint.description,
      markdownEnumDescriptions: SETTINGS.eslint.choices,
    });
    expect(properties['salesforceResilience.rules']).toMatchObject({
      additionalProperties: false,
      properties: { 'require-retry': { type: 'string', enum: ['off', 'hint', 'info', 'warn', 'error'] } },
    });
    expect(Object.keys(properties)).toHaveLength(15);
  });

  it('is a table in Markdown', () => {
    expect(settingsTable().split('\n').slice(0, 3)).toEqual([
      '| Setting | Default | What it does |',
      '| --- | --- | --- |',
      '| `salesforceResilience.enable` | `true` | Whether Salesforce calls are looked at. |',
    ]);
  });
});

/** Values of the settings that the ESLint plugin has too, with what both must say of them. */
const SHARED: readonly (readonly [key: keyof typeof DEFAULT_SETTINGS, value: unknown, isRight: boolean])[] = [
  ['clients', [{ from: 'file', name: 'send', path: 'lib/send', url: 0, throws: true }], true],
  ['clients', [{ from: 'package', name: 'send', package: '@acme/sf' }], true],
  ['clients', [{ from: 'package', name: 'send' }], false],
  ['clients', [{ from: 'file', name: '' }], false],
  ['clients', [{ from: 'file', name: 'send', url: -1 }], false],
  ['clients', [{ from: 'file', name: 'send', urls: 1 }], false],
  ['clients', { from: 'file', name: 'send' }, false],
  ['wrappers', [{ from: 'file', name: 'again', statuses: [503], retryAfter: 'honoured' }], true],
  ['wrappers', [{ from: 'file', name: 'again', statuses: [1000] }], false],
  ['wrappers', [{ from: 'disk', name: 'again' }], false],
  ['client', { module: './a', name: 'b' }, true],
  ['client', { module: './a' }, false],
  ['externalIds', { Payment__c: 'Reference__c' }, true],
  ['externalIds', { Payment__c: 'Reference c' }, false],
  ['externalIds', [], false],
  ['jsforceVersion', 3, true],
  ['jsforceVersion', '3', false],
  ['minimumConfidence', 'certain', true],
  ['minimumConfidence', 'sure', false],
  ['tests', true, true],
  ['tests', 'yes', false],
];

describe('settings that the ESLint plugin has too', () => {
  it.each(SHARED)('%s: %j is judged alike', (key, value, isRight) => {
    const { configuration, problems } = configurationFrom({ [key]: value }, '/project');
    const isRightInESLint = (() => {
      try {
        settingsOf({ [key]: value });
        return true;
      } catch {
        return false;
      }
    })();
    expect([isRightInESLint, problems.length === 0]).toEqual([isRight, isRight]);
    expect(configuration.settings[key]).toEqual(isRight ? value : DEFAULT_SETTINGS[key]);
    for (const problem of problems) expect(problem).toMatch(new RegExp(`^salesforceResilience\\.${key}\\b.+\\.$`));
  });
});

describe('wrong settings', () => {
  it.each<[object, string]>([
    [{ enable: 'yes' }, 'salesforceResilience.enable must be true or false.'],
    [{ preset: 'all' }, "salesforceResilience.preset must be one of 'recommended', 'strict'."],
    [
      { rules: { 'require-retry': 2 } },
      "salesforceResilience.rules.require-retry must be one of 'off', 'hint', 'info', 'warn', 'error'.",
    ],
    [
      { rules: { retry: 'off' } },
      `salesforceResilience.rules names 'retry', which is no rule. The rules are ${Object.keys(rules).join(', ')}.`,
    ],
    [{ hover: { enable: 1 } }, 'salesforceResilience.hover.enable must be true or false.'],
    [{ maxFileSize: 0 }, 'salesforceResilience.maxFileSize must be 1 or more.'],
    [{ maxFileSize: 1.5 }, 'salesforceResilience.maxFileSize must be a whole number.'],
    [{ clients: [{ from: 'file' }] }, "salesforceResilience.clients[0] needs the key 'name'."],
    [{ clients: [{ from: 'package', name: 'a' }] }, "salesforceResilience.clients[0] needs the key 'package'."],
  ])('%j is named', (raw, problem) => {
    expect(configurationFrom(raw, '/project').problems).toEqual([problem]);
  });

  it('are named where there is no such setting', () => {
    expect(configurationFrom({ enabled: true, hover: { on: true } }, '/').problems).toEqual([
      expect.stringMatching(/^salesforceResilience has no setting 'enabled'\. There are: enable, preset, /),
      expect.stringMatching(/^salesforceResilience has no setting 'hover\.on'\./),
    ]);
    expect(configurationFrom([], '/').problems).toEqual(['salesforceResilience must be an object.']);
  });

  it('leave the others as they are set', () => {
    const { configuration } = configurationFrom(
      { enable: false, tests: 1, clients: 3, codeLens: { enable: true } },
      '/',
    );
    expect(configuration).toMatchObject({ enabled: false, codeLens: true, hover: true, settings: DEFAULT_SETTINGS });
  });
});

describe('the configuration', () => {
  it('is that of the table where nothing is set', () => {
    const { configuration, problems } = configurationFrom(undefined, '/project');
    expect(problems).toEqual([]);
    expect(configuration).toEqual({
      enabled: true,
      root: '/project',
      severities: {
        'no-early-acknowledgement': 'error',
        'no-lookup-then-create': 'error',
        'no-misjudged-status': 'warn',
        'no-nested-retry': 'off',
        'no-swallowed-failure': 'error',
        'no-unchecked-result': 'error',
        'prefer-bulk': 'info',
        'prefer-durable-queue': 'off',
        'require-backoff': 'warn',
        'require-bounded-polling': 'warn',
        'require-bounded-retry': 'warn',
        'require-circuit-breaker': 'off',
        'require-health-check': 'off',
        'require-idempotent-write': 'error',
        'require-reauthentication': 'error',
        'require-retry': 'error',
        'require-retry-after': 'warn',
        'require-timeout': 'warn',
      },
      settings: DEFAULT_SETTINGS,
      eslint: 'auto',
      hover: true,
      codeLens: false,
      maxFileSize: 500,
    });
  });

  it('takes keys with dots, and null for what is not set', () => {
    const raw = { 'hover.enable': false, client: null, jsforceVersion: null, minimumConfidence: null };
    const { configuration, problems } = configurationFrom(raw, '/');
    expect(problems).toEqual([]);
    expect(configuration).toMatchObject({ hover: false, settings: DEFAULT_SETTINGS });
  });

  it('also reports what one sign speaks for in strict, unless it is said otherwise', () => {
    const confidence = (raw: Partial<EditorSettings>) =>
      configurationFrom(raw, '/').configuration.settings.minimumConfidence;
    expect(confidence({ preset: 'strict' })).toBe('possible');
    expect(confidence({ preset: 'strict', minimumConfidence: 'certain' })).toBe('certain');
  });
});

describe('checked settings', () => {
  it('forget what is undefined', () => {
    expect(checkedSettings({ enable: undefined, hover: { enable: undefined } }).values).toEqual(
      checkedSettings(undefined).values,
    );
  });
});
