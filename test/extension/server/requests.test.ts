import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Files } from '../../../eslint-plugin/src/analysis/modules/files.ts';
import type { LanguageClient, LanguageClientOptions } from '../../support/language-client.ts';
import { connectInMemory } from '../../support/language-client.ts';
import { memoryFiles } from '../../support/memory-files.ts';
import { LOST } from './broken.ts';

let client: LanguageClient | undefined;

afterEach(async () => {
  await client?.stop();
  client = undefined;
});

async function start(files: Files, options: LanguageClientOptions = {}): Promise<LanguageClient> {
  client = await connectInMemory({ disk: { files, lookAgain: () => undefined } }, options);
  return client;
}

interface Item {
  readonly location: { readonly uri: string };
}
const uris = (items: readonly Item[]): string[] => items.map(({ location }) => location.uri);

describe('a scan of a folder', () => {
  const files = memoryFiles({
    '/work/src/b.ts': LOST,
    '/work/src/deep/a.ts': LOST,
    '/work/src/plain.ts': 'export const answer = 42;\n',
    '/work/node_modules/p/index.js': LOST,
    '/work/dist/b.js': LOST,
    '/work/.cache/b.js': LOST,
    '/work/src/types.d.ts': LOST,
    '/work/README.md': LOST,
    '/other/a.ts': LOST,
  });

  it('finds the calls of its sources, not of what is installed or built', async () => {
    const { connection } = await start(files);
    const calls: Item[] = await connection.sendRequest('salesforceResilience/scan', { uri: 'file:///work' });
    expect(uris(calls)).toEqual(['file:///work/src/b.ts', 'file:///work/src/deep/a.ts']);
  });

  it('takes the text of open documents', async () => {
    const { connection, open } = await start(files);
    await open('file:///work/src/b.ts', 'export {};').diagnostics();
    const calls: Item[] = await connection.sendRequest('salesforceResilience/scan', { uri: 'file:///work' });
    expect(uris(calls)).toEqual(['file:///work/src/deep/a.ts']);
  });

  it('tells how far it is', async () => {
    const { connection, received } = await start(files);
    const calls = await connection.sendRequest('salesforceResilience/scan', { uri: 'file:///work', workDoneToken: 'mine' });
    expect(calls).toHaveLength(2);
    const progress = received.flatMap(({ method, params }) => {
      const { token, value } = params as { token?: unknown; value?: { kind: string; percentage?: number } };
      return method === '$/progress' && token === 'mine' ? [value!] : [];
    });
    expect(progress.map(({ kind }) => kind)).toEqual(['begin', 'report', 'report', 'report', 'end']);
    expect(progress.at(-2)!.percentage).toBe(100);
  });

  it('can be cancelled, and lets other requests through meanwhile', async () => {
    const many = Object.fromEntries(Array.from({ length: 3000 }, (_, at) => [`/work/src/f${at}.ts`, `${LOST}// ${at}\n`]));
    const inMemory = memoryFiles(many);
    // Directories that are listed once, or the memory would be slower than a disk.
    const lists = new Map<string, ReturnType<Files['list']>>();
    const list = (directory: string): ReturnType<Files['list']> => {
      const known = lists.get(directory) ?? inMemory.list(directory);
      lists.set(directory, known);
      return known;
    };
    const read = vi.fn(inMemory.read);
    const { connection, open } = await start({ read, list });
    const { CancellationTokenSource } = await import('vscode-languageserver');
    const source = new CancellationTokenSource();
    const answer = connection.sendRequest('salesforceResilience/scan', { uri: 'file:///work' }, source.token);
    expect(await open('file:///work/other.ts', LOST).diagnostics()).toHaveLength(1);
    source.cancel();
    expect(await answer).toBeNull();
    expect(read.mock.calls.length).toBeLessThan(3000);
  });
});

describe('requests about a document', () => {
  it('give its calls, open or not', async () => {
    const { connection, open } = await start(memoryFiles({ '/work/a.ts': LOST }));
    const ask = (): Promise<Item[]> => connection.sendRequest('salesforceResilience/calls', { uri: 'file:///work/a.ts' });
    expect(await ask()).toHaveLength(1);
    open('file:///work/a.ts', LOST + LOST.replace('accounts', 'others'));
    expect(await ask()).toHaveLength(2);
  });

  it('are told of by a client that lists calls, when they have changed', async () => {
    const { open, until, received } = await start(memoryFiles({}), { initializationOptions: { commands: true } });
    const changes = (): number => received.filter(({ method }) => method === 'salesforceResilience/callsChanged').length;
    const document = open('file:///work/a.ts', LOST);
    await until('a change', () => (changes() === 1 ? true : undefined));
    document.edit('fetch', 'fetcher');
    await until('another change', () => (changes() === 2 ? true : undefined));
  });

  it.each([
    ['textDocument/hover', { position: { line: 0, character: 0 } }, null],
    ['textDocument/codeAction', { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, context: { diagnostics: [] } }, null],
    ['textDocument/codeLens', {}, null],
  ])('%s about one that is not open have no answer', async (method, params, expected) => {
    const { connection } = await start(memoryFiles({}));
    expect(await connection.sendRequest(method, { textDocument: { uri: 'file:///work/none.ts' }, ...params })).toEqual(expected);
  });
});
