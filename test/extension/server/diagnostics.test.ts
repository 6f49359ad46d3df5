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

async function start(
  options: LanguageClientOptions = {},
  texts: Readonly<Record<string, string>> = {},
): Promise<LanguageClient> {
  client = await connectInMemory({ disk: { files: memoryFiles(texts), lookAgain: () => undefined } }, options);
  return client;
}

const codes = (diagnostics: readonly { code?: unknown }[]): unknown[] => diagnostics.map(({ code }) => code);

describe.each(['push', 'pull'] as const)('with a client of %s diagnostics', (diagnostics) => {
  it('shows the findings of an opened document', async () => {
    const { open } = await start({ diagnostics });
    const document = open('file:///project/a.ts', LOST);
    expect(codes(await document.diagnostics())).toEqual(['require-retry']);
  });

  it('follows incremental edits', async () => {
    const { open } = await start({ diagnostics });
    const document = open('file:///project/a.ts', LOST);
    await document.diagnostics();
    document.edit('export const', '\n\nexport const');
    expect((await document.diagnostics())[0]!.range.start.line).toBe(3);
    document.edit('acme.my.salesforce.com/services/data/v60.0', 'example.com');
    expect(await document.diagnostics()).toEqual([]);
  });

  it('follows a text that is replaced as a whole', async () => {
    const { open } = await start({ diagnostics });
    const document = open('file:///project/a.ts', LOST);
    await document.diagnostics();
    document.replace(`// moved\n${LOST}`);
    expect((await document.diagnostics())[0]!.range.start.line).toBe(2);
    document.replace('');
    expect(await document.diagnostics()).toEqual([]);
  });

  it('moves the last findings while the text does not parse', async () => {
    const { open } = await start({ diagnostics });
    const document = open('file:///project/a.ts', LOST);
    await document.diagnostics();
    document.edit('export const', '\nconst x = (((\nexport const');
    const [moved] = await document.diagnostics();
    expect([moved!.code, moved!.range.start.line]).toEqual(['require-retry', 3]);
  });

  it('looks at a document again when an unsaved one that it rests on is edited', async () => {
    const { open } = await start(
      { diagnostics },
      { '/project/salesforce.ts': `export const SALESFORCE = 'https://example.com';\n` },
    );
    const call = LOST.replace(
      `'https://acme.my.salesforce.com/services/data/v60.0/query?q=SELECT+Id+FROM+Account'`,
      'SALESFORCE',
    );
    const document = open('file:///project/a.ts', `import { SALESFORCE } from './salesforce.ts';\n${call}`);
    expect(await document.diagnostics()).toEqual([]);
    const other = open('file:///project/salesforce.ts', `export const SALESFORCE = 'https://example.com';\n`);
    other.edit(
      'https://example.com',
      'https://acme.my.salesforce.com/services/data/v60.0/query?q=SELECT+Id+FROM+Account',
    );
    expect(codes(await document.diagnostics((found) => found.length > 0))).toEqual(['require-retry']);
    // Closed without saving, it is what is on disk again.
    other.close();
    expect(await document.diagnostics((found) => found.length === 0)).toEqual([]);
  });

  it('looks at open documents again when files on disk have changed', async () => {
    const texts: Record<string, string> = {
      '/project/salesforce.ts': `export const SALESFORCE = 'https://example.com';\n`,
    };
    const { open, connection } = await start({ diagnostics }, texts);
    const call = LOST.replace(
      `'https://acme.my.salesforce.com/services/data/v60.0/query?q=SELECT+Id+FROM+Account'`,
      'SALESFORCE',
    );
    const document = open('file:///project/a.ts', `import { SALESFORCE } from './salesforce.ts';\n${call}`);
    expect(await document.diagnostics()).toEqual([]);
    texts['/project/salesforce.ts'] =
      `export const SALESFORCE = 'https://acme.my.salesforce.com/services/data/v60.0/query?q=SELECT+Id+FROM+Account';\n`;
    await connection.sendNotification('workspace/didChangeWatchedFiles', {
      changes: [{ uri: 'file:///project/salesforce.ts', type: 2 }],
    });
    expect(codes(await document.diagnostics((found) => found.length > 0))).toEqual(['require-retry']);
  });
});

it('asks nothing again of other documents for a key stroke', async () => {
  const files = memoryFiles({ '/project/base.ts': `export const BASE = 'https://acme.my.salesforce.com';\n` });
  const read: string[] = [];
  const counted = { ...files, read: (path: string) => (read.push(path), files.read(path)) };
  client = await connectInMemory({ disk: { files: counted, lookAgain: () => undefined } });
  const text = `import { BASE } from './base.ts';\n${LOST.replace(`'https://acme.my.salesforce.com`, "BASE + '")}`;
  const document = client.open('file:///project/a.ts', text);
  const other = client.open('file:///project/b.ts', 'export const b = 1;\n');
  await document.diagnostics();
  await other.diagnostics();
  read.length = 0;
  other.edit('1', '12');
  const hover = { textDocument: { uri: document.uri }, position: { line: 2, character: 4 } };
  expect(await client.connection.sendRequest('textDocument/hover', hover)).not.toBeNull();
  expect(read).not.toContain('/project/base.ts');
});

describe('diagnostics that are sent', () => {
  it('never are of a text that is there no more', async () => {
    const { open, received } = await start();
    const document = open('file:///project/a.ts', LOST);
    for (let edit = 0; edit < 20; edit += 1) document.edit('export', '\nexport');
    await document.diagnostics();
    const sent = received.flatMap(({ method, params }) =>
      method === 'textDocument/publishDiagnostics'
        ? [params as { version: number; diagnostics: { range: { start: { line: number } } }[] }]
        : [],
    );
    for (const { version, diagnostics } of sent) expect(diagnostics[0]!.range.start.line).toBe(version);
    expect(sent.at(-1)!.version).toBe(21);
  });

  it('are taken back when the document is closed', async () => {
    const { open, until, received } = await start();
    const document = open('file:///project/a.ts', LOST);
    await document.diagnostics();
    document.close();
    const last = await until('empty diagnostics', () => {
      const params = received.at(-1)?.params as { diagnostics?: unknown[] } | undefined;
      return params?.diagnostics?.length === 0 ? params : undefined;
    });
    expect(last).toEqual({ uri: 'file:///project/a.ts', diagnostics: [] });
  });
});

describe('diagnostics that are asked for', () => {
  const ask = (previousResultId?: string): Promise<{ kind: string; resultId: string; items?: unknown[] }> =>
    client!.connection.sendRequest('textDocument/diagnostic', {
      textDocument: { uri: 'file:///project/a.ts' },
      ...(previousResultId === undefined ? {} : { previousResultId }),
    });

  it('are said to depend on other files', async () => {
    const { initialized } = await start({ diagnostics: 'pull' });
    expect(initialized.capabilities.diagnosticProvider).toEqual({
      identifier: 'salesforce-resilience',
      interFileDependencies: true,
      workspaceDiagnostics: false,
    });
  });

  it('are not sent twice', async () => {
    const { open } = await start({ diagnostics: 'pull' });
    const document = open('file:///project/a.ts', LOST);
    const first = await ask();
    expect(first.items).toHaveLength(1);
    expect(await ask(first.resultId)).toEqual({ kind: 'unchanged', resultId: first.resultId });
    document.edit('acme.my.salesforce.com/services/data/v60.0', 'example.com');
    expect(await ask(first.resultId)).toMatchObject({ kind: 'full', items: [] });
  });

  it('are refused, with a hint to ask again, when the text has changed meanwhile', async () => {
    const { open } = await start({ diagnostics: 'pull' });
    const document = open('file:///project/a.ts', LOST);
    const answer = ask();
    document.edit('export', '\nexport');
    await expect(answer).rejects.toMatchObject({ code: -32802, data: { retriggerRequest: true } });
  });

  it('are empty for a document that is not open', async () => {
    await start({ diagnostics: 'pull' });
    await expect(ask()).resolves.toMatchObject({ kind: 'full', items: [] });
  });

  it('are not sent as well', async () => {
    const { open, received } = await start({ diagnostics: 'pull' });
    await open('file:///project/a.ts', LOST).diagnostics();
    expect(received.map(({ method }) => method)).not.toContain('textDocument/publishDiagnostics');
  });
});
