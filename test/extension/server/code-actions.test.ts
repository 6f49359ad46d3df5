import { afterEach, describe, expect, it } from 'vitest';
import type { ClientCapabilities, CodeAction } from 'vscode-languageserver';
import { connectInMemory, type LanguageClient, type TestDocument } from '../../support/language-client.ts';
import { LOST } from './broken.ts';

const RESOLVES: ClientCapabilities = {
  textDocument: {
    publishDiagnostics: { versionSupport: true },
    codeAction: { dataSupport: true, resolveSupport: { properties: ['edit'] } },
  },
};
const CONTENT_MODIFIED = -32801;

let client: LanguageClient | undefined;

afterEach(async () => {
  await client?.stop();
  client = undefined;
});

async function openIn(capabilities: ClientCapabilities): Promise<TestDocument> {
  client = await connectInMemory({}, { capabilities });
  const document = client.open('file:///project/a.ts', LOST);
  await document.diagnostics();
  return document;
}

async function firstAction({ uri }: TestDocument): Promise<CodeAction> {
  const start = { line: 1, character: 4 };
  const [first] = await client!.connection.sendRequest<CodeAction[]>('textDocument/codeAction', {
    textDocument: { uri },
    range: { start, end: start },
    context: { diagnostics: [] },
  });
  return first!;
}

const resolve = (action: CodeAction): Promise<CodeAction> =>
  client!.connection.sendRequest('codeAction/resolve', action);

describe('the edit of a code action', () => {
  it('comes with it to a client that does not ask for it', async () => {
    const action = await firstAction(await openIn({}));
    expect(client!.initialized.capabilities.codeActionProvider).toMatchObject({ resolveProvider: false });
    expect(action.edit).toBeDefined();
  });

  it('is the same when it is asked for', async () => {
    const complete = await firstAction(await openIn({}));
    await client!.stop();
    const action = await firstAction(await openIn(RESOLVES));
    expect(client!.initialized.capabilities.codeActionProvider).toMatchObject({ resolveProvider: true });
    expect(action.edit).toBeUndefined();
    expect((await resolve(action)).edit).toEqual(complete.edit);
  });

  it('is not made for a text that is there no more: the client is told so', async () => {
    const document = await openIn(RESOLVES);
    const action = await firstAction(document);
    document.edit('accounts', 'all');
    await expect(resolve(action)).rejects.toMatchObject({ code: CONTENT_MODIFIED });
    document.close();
    await expect(resolve(action)).rejects.toMatchObject({ code: CONTENT_MODIFIED });
  });

  it('of another server is left to it', async () => {
    await openIn(RESOLVES);
    const foreign = { title: 'Sort imports', data: 7 };
    expect(await resolve(foreign)).toEqual(foreign);
  });
});
