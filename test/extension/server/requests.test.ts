import { CancellationTokenSource } from 'vscode-languageserver';
import { afterEach, describe, expect, it } from 'vitest';
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
    '/project/src/b.ts': LOST,
    '/project/src/deep/a.ts': LOST,
    '/project/src/plain.ts': 'export const answer = 42;\n',
    '/project/node_modules/p/index.js': LOST,
    '/project/dist/b.js': LOST,
    '/project/.cache/b.js': LOST,
    '/project/src/types.d.ts': LOST,
    '/project/README.md': LOST,
    '/other/a.ts': LOST,
  });

  it('finds the calls of its sources, not of what is installed or built', async () => {
    const { connection } = await start(files);
    const calls: Item[] = await connection.sendRequest('salesforceResilience/scan', { uri: 'file:///project' });
    expect(uris(calls)).toEqual(['file:///project/src/b.ts', 'file:///project/src/deep/a.ts']);
  });

  it('takes the text of open documents', async () => {
    const { connection, open } = await start(files);
    await open('file:///project/src/b.ts', 'export {};').diagnostics();
    const calls: Item[] = await connection.sendRequest('salesforceResilience/scan', { uri: 'file:///project' });
    expect(uris(calls)).toEqual(['file:///project/src/deep/a.ts']);
  });

  it('tells how far it is', async () => {
    const { connection, received } = await start(files);
    const calls = await connection.sendRequest('salesforceResilience/scan', {
      uri: 'file:///project',
      workDoneToken: 'mine',
    });
    expect(calls).toHaveLength(2);
    const progress = received.flatMap(({ method, params }) => {
      const { token, value } = params as { token?: unknown; value?: { kind: string; percentage?: number } };
      return method === '$/progress' && token === 'mine' ? [value!] : [];
    });
    expect(progress.map(({ kind }) => kind)).toEqual(['begin', 'report', 'report', 'report', 'end']);
    expect(progress.at(-2)!.percentage).toBe(100);
  });

  it('can be cancelled, and lets other requests through meanwhile', async () => {
    const many = Object.fromEntries(
      Array.from({ length: 3000 }, (_, at) => [`/project/src/f${at}.ts`, `${LOST}// ${at}\n`]),
    );
    const inMemory = memoryFiles(many);
    // Directories are listed once, or the memory would be slower than a disk.
    const listed = inMemory.list('/project/src');
    const list: Files['list'] = (directory) => (directory === '/project/src' ? listed : inMemory.list(directory));
    const { connection, open, received } = await start({ read: (path) => inMemory.read(path), list });
    const source = new CancellationTokenSource();
    const params = { uri: 'file:///project', workDoneToken: 'mine' };
    const answer = connection.sendRequest('salesforceResilience/scan', params, source.token);
    expect(await open('file:///project/other.ts', LOST).diagnostics()).toHaveLength(1);
    source.cancel();
    expect(await answer).toBeNull();
    expect(JSON.stringify(received)).not.toContain('"percentage":100');
  });
});

describe('requests about a document', () => {
  it('give its calls, open or not', async () => {
    const { connection, open } = await start(memoryFiles({ '/project/a.ts': LOST }));
    const ask = (): Promise<Item[]> =>
      connection.sendRequest('salesforceResilience/calls', { uri: 'file:///project/a.ts' });
    expect(await ask()).toHaveLength(1);
    open('file:///project/a.ts', LOST + LOST.replace('accounts', 'others'));
    expect(await ask()).toHaveLength(2);
  });

  it('are told of by a client that lists calls, when they have changed', async () => {
    const { open, until, received } = await start(memoryFiles({}), { initializationOptions: { commands: true } });
    const changes = (): number =>
      received.filter(({ method }) => method === 'salesforceResilience/callsChanged').length;
    const document = open('file:///project/a.ts', LOST);
    await until('a change', () => (changes() === 1 ? true : undefined));
    document.edit('fetch', 'fetcher');
    await until('another change', () => (changes() === 2 ? true : undefined));
  });

  it('are told of when a source has changed on disk, too', async () => {
    const { connection, open, until, received } = await start(memoryFiles({}), {
      initializationOptions: { commands: true },
    });
    await open('file:///project/open.ts', LOST).diagnostics();
    const names = ['open.ts', 'closed.ts', 'node_modules/p/index.js', 'notes.json', 'gone.js'];
    await connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: names.map((name) => ({ uri: `file:///project/${name}`, type: name === 'gone.js' ? 3 : 2 })),
    });
    const told = (): string[] =>
      received.flatMap(({ method, params }) =>
        method === 'salesforceResilience/callsChanged' ? [(params as { uri: string }).uri] : [],
      );
    await until('the last one', () => (told().includes('file:///project/gone.js') ? true : undefined));
    expect(told().filter((uri) => uri !== 'file:///project/open.ts')).toEqual([
      'file:///project/closed.ts',
      'file:///project/gone.js',
    ]);
  });

  it.each([
    ['textDocument/hover', { position: { line: 0, character: 0 } }, null],
    [
      'textDocument/codeAction',
      { range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } }, context: { diagnostics: [] } },
      null,
    ],
    ['textDocument/codeLens', {}, null],
  ])('%s about one that is not open have no answer', async (method, params, expected) => {
    const { connection } = await start(memoryFiles({}));
    expect(
      await connection.sendRequest(method, { textDocument: { uri: 'file:///project/none.ts' }, ...params }),
    ).toEqual(expected);
  });
});
