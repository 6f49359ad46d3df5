import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { CodeAction, CodeLens } from 'vscode-languageserver';
import { connectInMemory, type LanguageClient } from '../../support/language-client.ts';
import { LOST } from './broken.ts';

/** What VS Code hands to the extension where its language is German. */
const GERMAN = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../../extension/l10n/bundle.l10n.de.json'), 'utf8'),
) as unknown;

let client: LanguageClient | undefined;

afterEach(async () => {
  await client?.stop();
  client = undefined;
});

/** The titles of actions and lenses of a broken file. */
async function titlesFor(l10n: unknown): Promise<string[]> {
  client = await connectInMemory(
    {},
    { initializationOptions: { commands: true, l10n }, settings: () => ({ codeLens: { enable: true } }) },
  );
  const { uri, diagnostics } = client.open('file:///project/a.ts', LOST);
  await diagnostics();
  const at = { line: 1, character: 4 };
  const textDocument = { uri };
  const actions = await client.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    ...{ textDocument, range: { start: at, end: at }, context: { diagnostics: [] } },
  });
  const lenses = await client.connection.sendRequest<CodeLens[]>('textDocument/codeLens', { textDocument });
  return [...actions.map(({ title }) => title), ...lenses.map(({ command }) => command?.title ?? '')];
}

describe('what menus and lenses say', () => {
  it('is German to a German client', async () => {
    expect(await titlesFor(GERMAN)).toEqual(
      expect.arrayContaining([
        'require-retry für diese Zeile abschalten.',
        'Review-Kommentar zu diesem Aufruf kopieren.',
        '1 Aufruf geht bei einem 503 verloren · Beheben',
      ]),
    );
  });

  it.each([undefined, 'de', { 'Disable {0} for this line.': 7 }])('is English where %j is sent', async (l10n) => {
    expect(await titlesFor(l10n)).toEqual(
      expect.arrayContaining(['Disable require-retry for this line.', '1 call is lost on a 503 · Fix']),
    );
  });
});
