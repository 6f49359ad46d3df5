import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packVsix } from '../../scripts/pack-vsix.ts';
import { type ZipEntry, zipEntries } from '../support/zip-entries.ts';

const MB = 1_000_000;

describe('the package of the editor', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'salesforce-resilience-test-vsix-'));
  let entries: ZipEntry[] = [];
  let size = 0;

  beforeAll(async () => {
    const archive = readFileSync(await packVsix(folder));
    size = archive.length;
    entries = zipEntries(archive);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it('holds these files and no other', () => {
    expect(entries.map(({ name }) => name).sort()).toEqual([
      '[Content_Types].xml',
      'extension.vsixmanifest',
      'extension/LICENSE.txt',
      'extension/dist/client/main.node.cjs',
      'extension/dist/client/main.web.bundle.js',
      'extension/dist/server/main.node.cjs',
      'extension/dist/server/main.web.js',
      'extension/l10n/bundle.l10n.de.json',
      'extension/l10n/bundle.l10n.json',
      'extension/media/calls.svg',
      'extension/media/icon.png',
      'extension/package.json',
      'extension/package.nls.de.json',
      'extension/package.nls.json',
      'extension/readme.md',
      'extension/snippets/javascript.code-snippets',
      'extension/snippets/markdown.code-snippets',
      'extension/snippets/typescript.code-snippets',
      'extension/walkthrough/example.js',
      'extension/walkthrough/find.md',
      'extension/walkthrough/fix.md',
      'extension/walkthrough/prove.md',
      'extension/walkthrough/review.md',
      'extension/walkthrough/scan.md',
    ]);
  });

  it('is below 6 MB, and what a browser loads of it below 2 MB', () => {
    expect(size).toBeGreaterThan(0.2 * MB);
    expect(size).toBeLessThan(6 * MB);
    const forWeb = entries.filter(({ name }) => !name.endsWith('.node.cjs'));
    expect(forWeb.reduce((sum, { packedSize }) => sum + packedSize, 0)).toBeLessThan(2 * MB);
  });
});
