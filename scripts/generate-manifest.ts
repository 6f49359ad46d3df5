/**
 * Writes what follows from the table of settings and from the client's code: the settings in the extension's manifest,
 * in its texts and in its page, and the list of the texts of menus and messages for translators. `--check` only compares.
 */
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { rules } from '../eslint-plugin/src/rules/index.ts';
import { manifestConfiguration, settingsTable } from '../extension/src/protocol/settings-manifest.ts';
import { writeBetween, writeGenerated } from './generated.ts';

const root = path.resolve(import.meta.dirname, '../extension');
const PREFIX = 'settings.';

/** Texts of the manifest, by the key that stands for them. */
type Texts = Record<string, string>;

await writeManifest();
await writeBetween(path.join(root, 'README.md'), 'settings', settingsTable());
await writeClientTexts();

async function writeManifest(): Promise<void> {
  const texts: Texts = {};
  const { title, properties } = manifestConfiguration(Object.keys(rules));
  const named = Object.entries(properties).map(([key, property]) => [key, withKeys(key, property, texts)] as const);
  const manifest = await json<{ contributes: object }>('package.json');
  const contributes = { ...manifest.contributes, configuration: { title, properties: Object.fromEntries(named) } };
  await writeGenerated(path.join(root, 'package.json'), JSON.stringify({ ...manifest, contributes }, null, 2));

  const present = Object.entries(await json<Texts>('package.nls.json')).filter(([key]) => !key.startsWith(PREFIX));
  const all = { ...Object.fromEntries(present), ...texts };
  await writeGenerated(path.join(root, 'package.nls.json'), JSON.stringify(all, null, 2));
}

/** A setting with keys in place of its texts, which are put into `texts`. */
function withKeys(key: string, property: object, texts: Texts): object {
  const name = `${PREFIX}${key.slice(key.indexOf('.') + 1)}`;
  const keyFor = (suffix: string, text: string): string => {
    texts[`${name}${suffix}`] = text;
    return `%${name}${suffix}%`;
  };
  const { markdownDescription, markdownEnumDescriptions } = property as {
    markdownDescription: string;
    markdownEnumDescriptions?: readonly string[];
  };
  const choices = markdownEnumDescriptions?.map((text, at) => keyFor(`.${at}`, text));
  return {
    ...property,
    markdownDescription: keyFor('', markdownDescription),
    ...(choices ? { markdownEnumDescriptions: choices } : {}),
  };
}

async function writeClientTexts(): Promise<void> {
  const folder = path.join(root, 'src');
  const isOurs = (file: string): boolean => /^(?:client|service)\b.*\.ts$/.test(file);
  const files = (await readdir(folder, { recursive: true })).filter(isOurs);
  const sources = await Promise.all(files.map((file) => readFile(path.join(folder, file), 'utf8')));
  const texts = sources.flatMap((source) =>
    [...source.matchAll(/(?:l10n|words)\.t\(\s*'((?:[^'\\]|\\.)*)'/g)].map(([, text = '']) => text),
  );
  const sorted = [...new Set(texts)].toSorted();
  const bundle = Object.fromEntries(sorted.map((text) => [text, text]));
  await writeGenerated(path.join(root, 'l10n/bundle.l10n.json'), JSON.stringify(bundle, null, 2));
}

async function json<Content>(file: string): Promise<Content> {
  return JSON.parse(await readFile(path.join(root, file), 'utf8')) as Content;
}
