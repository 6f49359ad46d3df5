import { afterEach, describe, expect, it } from 'vitest';
import type { LanguageClient, LanguageClientOptions } from '../../support/language-client.ts';
import { connectInMemory } from '../../support/language-client.ts';
import { memoryFiles } from '../../support/memory-files.ts';
import { LOST } from './broken.ts';

let client: LanguageClient | undefined;

afterEach(async () => {
  await client?.stop();
  client = undefined;
});

async function start(options: LanguageClientOptions): Promise<LanguageClient> {
  client = await connectInMemory({ disk: { files: memoryFiles({}), lookAgain: () => undefined } }, options);
  return client;
}

const severities = (diagnostics: readonly { severity?: number }[]): unknown[] =>
  diagnostics.map(({ severity }) => severity);
const [ERROR, WARNING, HINT] = [1, 2, 4];

describe.each(['push', 'pull'] as const)('settings, with diagnostics by %s', (diagnostics) => {
  it('apply to open documents as soon as they change', async () => {
    let rules: Record<string, string> = { 'require-retry': 'hint' };
    const { open, connection } = await start({ diagnostics, settings: () => ({ rules }) });
    const document = open('file:///project/a.ts', LOST);
    expect(severities(await document.diagnostics())).toEqual([HINT]);
    rules = { 'require-retry': 'error' };
    await connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    expect(severities(await document.diagnostics(([first]) => first?.severity === ERROR))).toEqual([ERROR]);
    rules = { 'require-retry': 'off' };
    await connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    expect(await document.diagnostics((found) => found.length === 0)).toEqual([]);
  });
});

describe('settings', () => {
  it('are those of the folder that a document lies in, the innermost one', async () => {
    const asked = new Set<string>();
    const { open } = await start({
      folders: ['file:///one', 'file:///two', 'file:///two/inner'],
      settings(scope) {
        asked.add(scope);
        const severity = { 'file:///one': 'hint', 'file:///two': 'off', 'file:///two/inner': 'warn' }[scope];
        return { rules: { 'require-retry': severity } };
      },
    });
    const [one, two, inner] = ['one', 'two', 'two/inner'].map((folder) => open(`file:///${folder}/a.ts`, LOST));
    expect(severities(await one!.diagnostics())).toEqual([HINT]);
    expect(await two!.diagnostics()).toEqual([]);
    expect(severities(await inner!.diagnostics())).toEqual([WARNING]);
    expect([...asked]).toEqual(['file:///one', 'file:///two', 'file:///two/inner']);
  });

  it('are found anew when a folder comes or goes', async () => {
    const { open, connection } = await start({
      folders: ['file:///one'],
      settings: (scope) => ({ rules: { 'require-retry': scope === 'file:///two' ? 'off' : 'hint' } }),
    });
    const document = open('file:///two/a.ts', LOST);
    expect(severities(await document.diagnostics())).toEqual([HINT]);
    const folder = { uri: 'file:///two', name: 'two' };
    await connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [folder], removed: [] },
    });
    expect(await document.diagnostics((found) => found.length === 0)).toEqual([]);
    await connection.sendNotification('workspace/didChangeWorkspaceFolders', {
      event: { added: [], removed: [folder] },
    });
    expect(severities(await document.diagnostics((found) => found.length > 0))).toEqual([HINT]);
  });

  it('come with the initialisation, or are sent, where the client cannot be asked', async () => {
    const { open, connection } = await start({
      settings: 'unable',
      initializationOptions: { settings: { rules: { 'require-retry': 'hint' } } },
    });
    const document = open('file:///project/a.ts', LOST);
    expect(severities(await document.diagnostics())).toEqual([HINT]);
    await connection.sendNotification('workspace/didChangeConfiguration', {
      settings: { salesforceResilience: { rules: { 'require-retry': 'warn' } } },
    });
    expect(severities(await document.diagnostics(([first]) => first?.severity === WARNING))).toEqual([WARNING]);
  });

  it('that are wrong are named once, and the default holds', async () => {
    const { open, shown, connection, until } = await start({ settings: () => ({ enable: 'perhaps' }) });
    const [one, other] = [open('file:///project/a.ts', LOST), open('file:///project/b.ts', LOST)];
    expect(await one.diagnostics()).toHaveLength(1);
    expect(await other.diagnostics()).toHaveLength(1);
    await connection.sendNotification('workspace/didChangeConfiguration', { settings: null });
    one.edit('export', '\nexport');
    await one.diagnostics();
    await until('a warning', () => shown()[0]);
    expect(shown()).toHaveLength(1);
    expect(shown()[0]).toContain('salesforceResilience.enable');
  });

  it('that no answer comes for are the defaults', async () => {
    const { open, logged } = await start({
      settings: () => {
        throw new Error('no settings today');
      },
    });
    expect(await open('file:///project/a.ts', LOST).diagnostics()).toHaveLength(1);
    expect(logged().join('\n')).toContain('workspace/configuration');
  });

  it('of a client that asks for nothing are the defaults, and paths start from the folder', async () => {
    const { initialized } = await start({ capabilities: { workspace: { workspaceFolders: true } } });
    expect(initialized.serverInfo?.name).toBe('salesforce-resilience-language-server');
    expect(initialized.capabilities.textDocumentSync).toEqual({ openClose: true, change: 2, save: false });
  });

  it('and files are watched where the client can do that', async () => {
    const { until, received } = await start({});
    await until('two registrations', () =>
      received.filter(({ method }) => method === 'client/registerCapability').length === 2 ? true : undefined,
    );
    const methods = received.flatMap(({ params }) =>
      ((params as { registrations?: { method: string }[] }).registrations ?? []).map(({ method }) => method),
    );
    expect(methods).toEqual(
      expect.arrayContaining(['workspace/didChangeWatchedFiles', 'workspace/didChangeConfiguration']),
    );
  });
});
