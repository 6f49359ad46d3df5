import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { createVSIX } from '@vscode/vsce';

const extension = path.resolve(import.meta.dirname, '../extension');

/** What the package of the editor holds, by folder; beside it there is only the manifest. */
const PACKED: Readonly<Record<string, RegExp>> = {
  '.': /^(?:README\.md|LICENSE|package\.nls(?:\.\w+)?\.json)$/,
  'dist/client': /^main\.(?:node\.cjs|web\.bundle\.js)$/,
  'dist/server': /^main\.(?:node\.cjs|web\.js)$|\.wasm$/,
  l10n: /\.json$/,
  media: /\.(?:png|svg)$/,
  snippets: /\.code-snippets$/,
  walkthrough: /\.(?:md|js)$/,
};

/** What in the manifest is for npm, which publishes the same folder as the command line. */
const FOR_NPM = ['private', 'type', 'bin', 'files', 'dependencies', 'exports'];

/**
 * Packs the extension for VS Code: one file for desktop, remote and browser. Everything it runs is bundled, so nothing of
 * `node_modules` goes along.
 *
 * @param folder - Where the file is written.
 * @returns Its path.
 */
export async function packVsix(folder: string): Promise<string> {
  const stage = await mkdtemp(path.join(os.tmpdir(), 'salesforce-resilience-vsix-'));
  try {
    for (const [within, wanted] of Object.entries(PACKED)) await copy(within, wanted, stage);
    const manifest = JSON.parse(await readFile(path.join(extension, 'package.json'), 'utf8')) as Record<
      string,
      unknown
    >;
    const kept = Object.entries(manifest).filter(([key]) => !FOR_NPM.includes(key));
    await writeFile(path.join(stage, 'package.json'), JSON.stringify(Object.fromEntries(kept), null, 2));
    const packagePath = path.join(folder, `${String(manifest['name'])}-${String(manifest['version'])}.vsix`);
    await createVSIX({ cwd: stage, packagePath, dependencies: false, allowMissingRepository: true });
    return packagePath;
  } finally {
    await rm(stage, { recursive: true, force: true });
  }
}

async function copy(within: string, wanted: RegExp, stage: string): Promise<void> {
  // A test says which files there must be.
  const names = await readdir(path.join(extension, within)).catch(() => []);
  await mkdir(path.join(stage, within), { recursive: true });
  for (const name of names.filter((one) => wanted.test(one)))
    await cp(path.join(extension, within, name), path.join(stage, within, name));
}
