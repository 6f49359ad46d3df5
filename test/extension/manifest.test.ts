import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { LANGUAGES } from '../../extension/src/client/document-selector.ts';
import { COMMANDS } from '../../extension/src/protocol/requests.ts';
import { SETTING_KEYS } from '../../extension/src/protocol/settings.ts';
import { lintPaths } from '../demo/lint.ts';

const root = path.resolve(import.meta.dirname, '../../extension');
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

interface When {
  readonly command: string;
  readonly when?: string;
}

const text = read('package.json');
const manifest = JSON.parse(text) as {
  main: string;
  browser: string;
  icon: string;
  activationEvents: string[];
  contributes: {
    configuration: { properties: Record<string, object> };
    commands: { command: string; title: string }[];
    menus: Record<string, When[]>;
    views: Record<string, { id: string; icon: string }[]>;
    viewsContainers: { activitybar: { id: string; icon: string }[] };
    viewsWelcome: { view: string; contents: string; when: string }[];
    walkthroughs: { steps: { media: { markdown: string }; completionEvents: string[] }[] }[];
    snippets: { language: string; path: string }[];
  };
};
const { contributes } = manifest;
const texts = JSON.parse(read('package.nls.json')) as Record<string, string>;
const sourcesIn = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => read(`${folder}/${file}`));
const client = sourcesIn('src/client');
const service = sourcesIn('src/service');
const declared = contributes.commands.map(({ command }) => command).sort();
const found = (sources: readonly string[], pattern: RegExp): string[] =>
  [...new Set(sources.flatMap((source) => [...source.matchAll(pattern)].map(([, name]) => name!)))].sort();

describe('the commands', () => {
  it('are those that the client carries out', () => {
    expect(declared).toEqual(Object.values(COMMANDS).toSorted());
    expect(found(client, /\[COMMANDS\.(\w+)\]:/g)).toEqual(Object.keys(COMMANDS).toSorted());
  });

  it('of menus, texts and the walkthrough are among them', () => {
    const named = [
      ...Object.values(contributes.menus).flatMap((items) => items.map(({ command }) => command)),
      ...found([text, ...Object.values(texts)], /(?:command:|onCommand:)(salesforceResilience\.\w+)/g),
    ];
    expect(named.length).toBeGreaterThan(12);
    expect(named.filter((name) => !declared.includes(name))).toEqual([]);
  });
});

describe('the settings', () => {
  it('are those of the table', () => {
    expect(Object.keys(contributes.configuration.properties)).toEqual(
      SETTING_KEYS.map((key) => `salesforceResilience.${key}`),
    );
  });
});

describe('the views and contexts', () => {
  const views = Object.values(contributes.views).flat();

  it('are those that the code names', () => {
    expect(Object.keys(contributes.views)).toEqual(contributes.viewsContainers.activitybar.map(({ id }) => id));
    expect(found(client, /createTreeView\('([\w.]+)'/g)).toEqual(views.map(({ id }) => id));
    for (const { view } of contributes.viewsWelcome) expect(views.map(({ id }) => id)).toContain(view);
  });

  it('ask for contexts and kinds of items that the code sets', () => {
    const asked = found([text], /(salesforceResilience\.(?:hasCalls|scanned|\w+))(?= |"|$)/g);
    const set = found(client, /'setContext', '([\w.]+)'/g);
    const contexts = asked.filter((name) => !declared.includes(name) && name !== 'salesforceResilience.calls');
    const settings = SETTING_KEYS.map((key) => `salesforceResilience.${key}`);
    expect(contexts.filter((name) => !settings.includes(name)).sort()).toEqual(set);
    const kinds = found([text], /viewItem == (\w+)/g);
    expect(found(client, /contextValue = '(\w+)'/g)).toEqual(expect.arrayContaining(kinds));
  });
});

describe('what the manifest names', () => {
  it('exists', () => {
    const files = [
      manifest.main,
      manifest.browser,
      manifest.icon,
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
      ...contributes.walkthroughs.flatMap(({ steps }) => steps.map(({ media }) => media.markdown)),
      ...contributes.snippets.map((snippets) => snippets.path),
    ];
    expect(files.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
  });

  it('begins the extension with each language that is looked at', () => {
    expect(manifest.activationEvents).toEqual(LANGUAGES.map((language) => `onLanguage:${language}`));
  });

  it('has a text for each key, and a key for each text', () => {
    expect(found([text], /"%([\w.]+)%"/g)).toEqual(Object.keys(texts).toSorted());
  });
});

describe('the texts of menus and messages', () => {
  const bundle = JSON.parse(read('l10n/bundle.l10n.json')) as Record<string, string>;
  const german = JSON.parse(read('l10n/bundle.l10n.de.json')) as Record<string, string>;
  const placesIn = (said: string): string[] => [...said.matchAll(/\{\d\}/g)].map(([place]) => place).sort();

  it('are all in the list for translators', () => {
    const sources = [...client, ...service];
    const said = sources.flatMap((source) => [...source.matchAll(/(?:l10n|words)\.t\(/g)]).length;
    const known = sources.flatMap((source) =>
      [...source.matchAll(/(?:l10n|words)\.t\(\s*'((?:[^'\\]|\\.)*)'/g)].map(([, one]) => one!),
    );
    // A text that is put together at run time cannot be translated.
    expect(known.length).toBe(said);
    expect([...new Set(known)].sort()).toEqual(Object.keys(bundle).sort());
  });

  it('are all there in German, with the same places for values', () => {
    expect(Object.keys(german).sort()).toEqual(Object.keys(bundle).sort());
    for (const [english, said] of Object.entries(german)) expect(placesIn(said), english).toEqual(placesIn(english));
  });

  it('of the manifest are, too, with the same commands', () => {
    const own = JSON.parse(read('package.nls.de.json')) as Record<string, string>;
    expect(Object.keys(own)).toEqual(Object.keys(texts));
    for (const [key, said] of Object.entries(own)) {
      expect(found([said], /\]\((command:[^)]*)\)/g), key).toEqual(found([texts[key]!], /\]\((command:[^)]*)\)/g));
      expect(found([said], /`([^`]*)`/g), key).toEqual(found([texts[key]!], /`([^`]*)`/g));
    }
  });

  it('are never shown without', () => {
    for (const source of client) expect(source).not.toMatch(/show(?:Error|Warning|Information)Message\(\s*['`]/);
  });
});

describe('the example of the walkthrough', () => {
  it('has what the walkthrough is about: a call that is lost, and written twice when repeated', async () => {
    const { findings } = await lintPaths([path.join(root, 'walkthrough/example.js')], { preset: 'recommended' });
    const ruleIds = findings.flatMap(({ messages }) => messages.map(({ ruleId }) => ruleId));
    expect(ruleIds).toEqual([
      'salesforce-resilience/no-swallowed-failure',
      'salesforce-resilience/require-idempotent-write',
      'salesforce-resilience/require-retry',
      'salesforce-resilience/require-timeout',
    ]);
  });
});
