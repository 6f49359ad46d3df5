import { CancellationTokenSource } from 'vscode-languageserver';
import { afterEach, describe, expect, it } from 'vitest';
import type { Files } from '../../../eslint-plugin/src/analysis/modules/files.ts';
import { type Clock, createPace, IDLE_MS } from '../../../extension/src/server/pace.ts';
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

describe('the server', () => {
  it.each(['push', 'pull'] as const)(
    'logs what goes wrong and goes on, with diagnostics by %s',
    async (diagnostics) => {
      let isBroken = false;
      const none = memoryFiles({});
      const files: Files = {
        read: (path) => none.read(path),
        list(directory) {
          if (isBroken) throw new Error('the disk is on fire');
          return none.list(directory);
        },
      };
      const { open, logged, until } = await start(files, { diagnostics });
      const imported = `import { retry } from './retry';\n${LOST.replace("fetch('", "fetch(retry + '")}`;
      const document = open('file:///project/a.ts', imported);
      const before = await document.diagnostics();
      isBroken = true;
      document.edit('export', 'import { more } from "./more";\nexport');
      const ask = document.diagnostics();
      await until('a log message', () => logged().find((text) => text.includes('the disk is on fire')));
      if (diagnostics === 'pull') expect(await ask).toEqual(before);
      isBroken = false;
      document.replace(LOST);
      expect(await document.diagnostics()).toHaveLength(1);
      await ask;
    },
  );

  it('takes what makes no sense', async () => {
    const { connection, open } = await start(memoryFiles({}));
    const nonsense = [undefined, null, {}, { uri: 7 }, { uri: 'file:///%E0%A4%A', position: { line: -1 } }];
    for (const method of ['calls', 'scan', 'reviewComment', 'externalIdFields', 'upsertBy'])
      for (const params of nonsense)
        await connection.sendRequest(`salesforceResilience/${method}`, params).catch(() => undefined);
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: 'file:///project/none.ts', version: 3 },
      contentChanges: [{ text: '' }],
    });
    await connection.sendNotification('workspace/didChangeConfiguration', {});
    await connection.sendNotification('textDocument/didOpen', {});
    const document = open('file:///project/a.ts', LOST);
    await connection.sendNotification('textDocument/didChange', {
      textDocument: { uri: document.uri, version: 1 },
      contentChanges: [{ range: { start: { line: 900, character: 4 }, end: { line: 999, character: 0 } }, text: '' }],
    });
    expect(await document.diagnostics()).toHaveLength(1);
  });

  it('answers a cancelled question with the error for that', async () => {
    const { connection, open } = await start(memoryFiles({}), { diagnostics: 'pull' });
    open('file:///project/a.ts', LOST);
    const source = new CancellationTokenSource();
    const answer = connection.sendRequest(
      'textDocument/diagnostic',
      { textDocument: { uri: 'file:///project/a.ts' } },
      source.token,
    );
    source.cancel();
    await expect(answer).rejects.toMatchObject({ code: -32800 });
  });

  it('works without any files, as in a browser', async () => {
    client = await connectInMemory({}, { folders: ['vscode-vfs://github/acme/repository'] });
    const uri = 'vscode-vfs://github/acme/repository';
    expect(await client.open(`${uri}/a.ts`, LOST).diagnostics()).toHaveLength(1);
    expect(await client.connection.sendRequest('salesforceResilience/scan', { uri })).toEqual([]);
  });

  it('shows the findings of large files, too', async () => {
    const { open } = await start(memoryFiles({}), { settings: () => ({ maxFileSize: 1 }) });
    const document = open('file:///project/a.ts', `${LOST}//${'x'.repeat(2000)}\n`);
    expect(await document.diagnostics()).toHaveLength(1);
  });
});

describe('the pace', () => {
  const clock = (): { clock: Clock; wait: (ms: number) => Promise<void>; waited: (number | 'read on')[] } => {
    let time = 0;
    const waited: (number | 'read on')[] = [];
    const wait = (ms: number): Promise<void> => {
      time += ms;
      waited.push(ms);
      return Promise.resolve();
    };
    const readOn = (): Promise<void> => {
      waited.push('read on');
      return Promise.resolve();
    };
    return { waited, wait, clock: { now: () => time, wait, readOn } };
  };

  it('puts nothing off that is quick', async () => {
    const { clock: time, waited } = clock();
    await createPace(time).turn('a', false);
    expect(waited).toEqual(['read on']);
  });

  it('lets fast typing go before what takes long', async () => {
    const { clock: time, wait, waited } = clock();
    const pace = createPace(time);
    pace.timed('a', () => void wait(90));
    pace.timed('b', () => void wait(9000));
    pace.typed();
    await wait(80);
    pace.typed();
    waited.length = 0;
    await pace.turn('a', false);
    await pace.turn('b', false);
    await pace.turn('c', false);
    expect(waited).toEqual([90, 300, 'read on']);
  });

  it('puts nothing off for slow typing', async () => {
    const { clock: time, wait, waited } = clock();
    const pace = createPace(time);
    pace.timed('a', () => void wait(90));
    pace.typed();
    await wait(100);
    pace.typed();
    waited.length = 0;
    await pace.turn('a', false);
    expect(waited).toEqual(['read on']);
  });

  it('looks at large files when nothing has been typed for a second', async () => {
    const { clock: time, waited } = clock();
    const pace = createPace(time);
    pace.typed();
    await pace.turn('a', true);
    expect(waited).toEqual(['read on', IDLE_MS]);
  });

  it('waits no longer when nobody wants to know any more', async () => {
    const { clock: time, waited } = clock();
    const pace = createPace(time);
    pace.typed();
    await pace.turn('a', true, {
      isCancellationRequested: true,
      onCancellationRequested: () => ({ dispose: () => undefined }),
    });
    expect(waited).toEqual(['read on']);
  });
});
