import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { nodeDisk } from '../../../extension/src/server/node/node-disk.ts';
import { createProjectEslint } from '../../../extension/src/server/node/project-eslint.ts';
import type { LanguageClient } from '../../support/language-client.ts';
import { connectInMemory } from '../../support/language-client.ts';
import { LOST as TYPED } from './broken.ts';

const LOST = TYPED.replace(': string', '');

let folder: string;
let client: LanguageClient | undefined;

beforeEach(() => {
  folder = realpathSync(mkdtempSync(path.join(os.tmpdir(), 'salesforce-resilience-')));
  symlinkSync(
    path.resolve(import.meta.dirname, '../../../node_modules'),
    path.join(folder, 'node_modules'),
    'junction',
  );
  write('package.json', '{ "type": "module" }');
});

afterEach(async () => {
  await client?.stop();
  client = undefined;
  rmSync(folder, { recursive: true, force: true });
});

const write = (name: string, text: string): void => writeFileSync(path.join(folder, name), text);

// The tests resolve packages to their sources, which Node cannot load: what is installed is the built plugin.
const PLUGIN = pathToFileURL(path.resolve(import.meta.dirname, '../../../eslint-plugin/dist/index.js')).href;

/** A configuration that leaves a trace when it is loaded. */
const config = (severity: string, more = ''): string => `
import { writeFileSync } from 'node:fs';
import resilience from '${PLUGIN}';
writeFileSync(new URL('loaded', import.meta.url), '');
export default [
  { ignores: ['ignored.js'] },
  { plugins: { sf: resilience }, rules: { 'sf/require-retry': '${severity}' }, ${more} },
];`;

async function start(options: object): Promise<LanguageClient> {
  client = await connectInMemory(
    { disk: nodeDisk(), eslint: createProjectEslint() },
    { folders: [pathToFileURL(folder).href], initializationOptions: options, settings: () => null },
  );
  return client;
}

const uriOf = (name: string): string => pathToFileURL(path.join(folder, name)).href;
const severities = (found: readonly { severity?: number }[]): unknown[] => found.map(({ severity }) => severity);

describe("the project's ESLint configuration", () => {
  it('decides in a trusted workspace how rules are shown', async () => {
    write('eslint.config.js', config('warn'));
    const { open } = await start({ trusted: true });
    expect(severities(await open(uriOf('a.js'), LOST).diagnostics())).toEqual([2]);
    // What ESLint passes over is clean.
    expect(await open(uriOf('ignored.js'), LOST).diagnostics()).toEqual([]);
  });

  it('brings its settings', async () => {
    const settings = `settings: { 'salesforce-resilience': { clients: [{ from: 'file', path: 'send', name: 'send' }] } }`;
    write('eslint.config.js', config('error', settings));
    write('send.js', 'export const send = (path, options) => globalThis.send(path, options);');
    const { open } = await start({ trusted: true });
    const text = `import { send } from './send.js';\nexport const all = () => send('/services/data/v60.0/query?q=SELECT+Id+FROM+Account');\n`;
    expect(severities(await open(uriOf('a.js'), text).diagnostics())).toEqual([1]);
  });

  it('is not run where the workspace is not trusted', async () => {
    write('eslint.config.js', config('off'));
    const { open } = await start({ trusted: false });
    expect(severities(await open(uriOf('a.js'), LOST).diagnostics())).toEqual([1]);
    expect(
      nodeDisk()!
        .files.list(folder)
        .map(({ name }) => name),
    ).not.toContain('loaded');
  });

  it('leaves the findings to the ESLint extension where that shows them', async () => {
    write('eslint.config.js', config('error'));
    const { open } = await start({ trusted: true, eslintExtensionActive: true });
    expect(await open(uriOf('a.js'), LOST).diagnostics()).toEqual([]);
    expect(
      nodeDisk()!
        .files.list(folder)
        .map(({ name }) => name),
    ).toContain('loaded');
  });

  it('says nothing where it does not have the plugin', async () => {
    write('eslint.config.js', 'export default [{ rules: { semi: "error" } }];');
    const { open } = await start({ trusted: true, eslintExtensionActive: true });
    expect(severities(await open(uriOf('a.js'), LOST).diagnostics())).toEqual([1]);
  });

  it('is read anew when it changes', async () => {
    write('eslint.config.js', config('warn'));
    const { open, connection } = await start({ trusted: true });
    const document = open(uriOf('a.js'), LOST);
    expect(severities(await document.diagnostics())).toEqual([2]);
    write('eslint.config.js', config('error'));
    await connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: uriOf('eslint.config.js'), type: 2 }],
    });
    expect(severities(await document.diagnostics(([first]) => first?.severity === 1))).toEqual([1]);
  });

  it('that fails is logged, and the settings of the editor hold', async () => {
    write('eslint.config.js', 'throw new Error("not today");');
    const { open, logged } = await start({ trusted: true });
    expect(severities(await open(uriOf('a.js'), LOST).diagnostics())).toEqual([1]);
    expect(logged().join('\n')).toContain('not today');
  });
});
